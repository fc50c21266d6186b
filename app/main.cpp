#include <algorithm>
#include <exception>
#include <new>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "app/cli/help.hpp"
#include "app/cli/phrase.hpp"
#include "app/commands/commands.hpp"
#include "app/console/console.hpp"
#include "app/version.hpp"
#include "engine/core/error.hpp"
#include "output/hdf5/library.hpp"

namespace jingchu::app {
namespace {

constexpr std::size_t most_diagnostics = 20;

/// The language that --lang asks for, before anything else is read: errors of the command line are told in it too.
Language wanted_language(const std::vector<std::string>& words) {
  std::optional<std::string> written;
  for (std::size_t i = 1; i < words.size() && words[i] != "--"; ++i) {
    if (words[i] == "--lang" && i + 1 < words.size()) written = words[i + 1];
    if (words[i].starts_with("--lang=")) written = words[i].substr(7);
  }
  if (!written) return language_of_environment();
  const auto language = parse_language(*written);
  if (!language) throw Error(ExitCode::usage, fmt::format("--lang {} is no language of this program; expected zh or en", jingchu::quoted(*written)));
  return *language;
}

void tell(const Error& error, const Session& session) { say(format_diagnostics(error.diagnostics(), most_diagnostics, diagnostic_words(session.language))); }

/// Performs the command and tells a wrong use of it with its usage.
int perform(const Command& command, const std::vector<std::string>& words, Session& session) {
  try {
    const Arguments arguments = parse_arguments(command, words);
    if (arguments.has("help")) {
      answer(help_of(command, session.language));
      return 0;
    }
    session.quiet = arguments.has("quiet");
    return command.perform(arguments, session);
  } catch (const Error& error) {
    tell(error, session);
    if (error.code() == ExitCode::usage) say(usage_of(command, session.language));
    return static_cast<int>(error.code());
  }
}

int dispatch(Session& session) {
  session.language = wanted_language(session.words);
  std::vector<std::string> words(session.words.begin() + std::min<std::ptrdiff_t>(1, std::ssize(session.words)), session.words.end());
  // `jingchu --lang zh run ...` is as good as `jingchu run --lang zh ...`.
  while (!words.empty() && words.front().starts_with("--lang")) {
    words.erase(words.begin(), words.begin() + (words.front() == "--lang" && words.size() > 1 ? 2 : 1));
  }
  if (words.empty()) {
    say(general_help(commands(), session.language));
    return static_cast<int>(ExitCode::usage);
  }
  if (words.front() == "--help" || words.front() == "-h") {
    answer(general_help(commands(), session.language));
    return 0;
  }
  if (words.front() == "--version") {
    answer(fmt::format("jingchu {} ({})\n{}\n", version(), git_revision(), build_description()));
    return 0;
  }
  return perform(find_command(words.front()), {words.begin() + 1, words.end()}, session);
}

/// Everything that may go wrong, as an exit code and a text that says what to do.
int guarded(Session& session) {
  try {
    return dispatch(session);
  } catch (const Error& error) {
    tell(error, session);
    if (error.code() == ExitCode::usage) say(session.chinese() ? "用法：jingchu 命令 [选项]\n" : "usage: jingchu COMMAND [options]\n");
    return static_cast<int>(error.code());
  } catch (const std::bad_alloc&) {
    say(session.chinese() ? "错误: 内存不足\n  提示: 请减少 --threads，或换用内存更大的机器（ulimit -v 可查看限制）\n"
                          : "error: not enough memory\n  hint: use fewer --threads, or a machine with more memory (ulimit -v shows a limit)\n");
    return static_cast<int>(ExitCode::io);
  } catch (const std::exception& error) {
    say(phrase(session.language, {"error: a bug in jingchu {}: {}\n  hint: please report it with the input files and this command:\n    {}\n",
                                  "错误: jingchu {} 的缺陷：{}\n  提示: 请附上输入文件和以下命令报告此问题：\n    {}\n"},
               version(), error.what(), shell_quoted(session.words)));
    return static_cast<int>(ExitCode::bug);
  }
}

}  // namespace
}  // namespace jingchu::app

int main(int argc, char** argv) {
  jingchu::app::open_console();
  jingchu::output::start_hdf5();
  jingchu::app::Session session;
  session.words.assign(argv, argv + argc);
  return jingchu::app::guarded(session);
}
