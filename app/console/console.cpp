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

#include "app/console/terminal_text.hpp"
#include "engine/core/error.hpp"

namespace jingchu::app {

namespace {

constexpr int narrowest_bar = 40;    // columns
constexpr int narrowest_table = 60;

/// A terminal that can move its cursor.
bool is_terminal(int descriptor) {
  const char* name = std::getenv("TERM");
  return ::isatty(descriptor) != 0 && name != nullptr && *name != '\0' && std::string_view(name) != "dumb";
}

/// 0 where the terminal does not say.
int terminal_columns(int descriptor) {
  winsize size{};
  return ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

/// 0, or the errno that stopped it. What goes into a file or a pipe keeps every byte.
int write_all(int descriptor, std::string_view text) {
  const std::string shown = ::isatty(descriptor) != 0 ? terminal_text(text) : std::string();
  if (!shown.empty()) text = shown;
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
  // A limit on the size of files is a write error to be told, not a death.
  std::signal(SIGXFSZ, SIG_IGN);
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
  if (session.quiet || !is_terminal(STDERR_FILENO)) return false;
  const int columns = terminal_columns(STDERR_FILENO);
  return columns == 0 || columns >= narrowest_bar;
}

output::Style style_of(const Session& session) {
  output::Style style;
  style.chinese = session.chinese();
  const char* no_color = std::getenv("NO_COLOR");
  const bool terminal = is_terminal(STDOUT_FILENO);
  style.color = terminal && (no_color == nullptr || *no_color == '\0');
  if (const int columns = terminal ? terminal_columns(STDOUT_FILENO) : 0; columns > 0) style.width = std::max(columns, narrowest_table);
  return style;
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
