"""What the tests of the packages share: commands that must succeed, and expectations with a name."""

import os
import subprocess
import sys

# The caller's PATH and the home of his compiler cache, and nothing else of his.
ENVIRONMENT = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8", "HOME": os.environ.get("HOME", "/")}


def run(*words, cwd="/", environment=ENVIRONMENT):
    done = subprocess.run([str(word) for word in words], cwd=cwd, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"exit code {done.returncode}: {' '.join(map(str, words))}\n{done.stdout}{done.stderr}")
    return done.stdout


def expect(what, holds, shown=""):
    print(f"{'yes' if holds else 'NO '}  {what}")
    if not holds:
        sys.exit(str(shown))
