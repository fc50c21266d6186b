#include "app/console/console.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <fmt/format.h>

#include "engine/core/error.hpp"

namespace jingchu::app {

namespace {

constexpr int narrowest_bar = 40;  // columns

/// 0, or the errno that stopped it.
int write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

}  // namespace

void open_console() {
  for (int descriptor = 0; descriptor <= 2; ++descriptor) {
    // open() takes the lowest free number, which is this one as those below are taken.
    if (::fcntl(descriptor, F_GETFD) == -1 && errno == EBADF) static_cast<void>(::open("/dev/null", O_RDWR));
  }
  std::signal(SIGPIPE, SIG_IGN);
}

void answer(std::string_view text) {
  const int trouble = write_all(STDOUT_FILENO, text);
  if (trouble != 0 && trouble != EPIPE) {
    throw Error(ExitCode::io, fmt::format("cannot write to standard output: {}", std::strerror(trouble)), "what was printed is not complete");
  }
}

void say(std::string_view text) { static_cast<void>(write_all(STDERR_FILENO, text)); }

void talk(const Session& session, std::string_view text) {
  if (!session.quiet) say(std::string(text) + '\n');
}

bool progress_wanted(const Session& session) {
  if (session.quiet || ::isatty(STDERR_FILENO) == 0) return false;
  const char* terminal = std::getenv("TERM");
  if (terminal == nullptr || *terminal == '\0' || std::string_view(terminal) == "dumb") return false;
  winsize size{};
  // A width of 0 means that the terminal does not say.
  return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_col >= narrowest_bar;
}

std::string shell_quoted(std::string_view word) {
  const auto harmless = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || std::strchr("-_./=:,+@%", c) != nullptr;
  };
  if (!word.empty() && std::all_of(word.begin(), word.end(), [&](char c) { return c != '\0' && harmless(c); })) return std::string(word);
  std::string result = "'";
  for (const char c : word) {
    if (c == '\'') result += "'\\''";
    else result += c;
  }
  return result + "'";
}

std::string shell_quoted(const std::vector<std::string>& words) {
  std::string result;
  for (const std::string& word : words) {
    if (!result.empty()) result += ' ';
    result += shell_quoted(word);
  }
  return result;
}

}  // namespace jingchu::app
