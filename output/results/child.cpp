#include "output/results/child.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <new>
#include <string_view>

#include "engine/core/error.hpp"
#include "engine/core/sanitizer.hpp"
#include "output/results/posix.hpp"

namespace jingchu::output::detail {

namespace {

using Clock = std::chrono::steady_clock;

// The answer on the pipe: a head, then so many bytes. Without all of them the child did not come to its end.
enum class Kind : std::int32_t { result, error };
struct Head {
  Kind kind = Kind::result;
  std::int32_t code = 0;      // of an error
  std::uint64_t bytes = 0;
};
static_assert(sizeof(Head) == 16, "without padding");

/// Address space of this process [bytes].
std::size_t own_memory() {
  const FileDescriptor file(::open("/proc/self/statm", O_RDONLY | O_CLOEXEC));
  char text[64] = {};
  if (file.get() < 0 || ::read(file.get(), text, sizeof text - 1) <= 0) return 0;
  std::size_t pages = 0;
  for (const char* at = text; *at >= '0' && *at <= '9'; ++at) pages = pages * 10 + static_cast<std::size_t>(*at - '0');
  return pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

void limit(int what, rlim_t most) {
  rlimit now{};
  if (::getrlimit(static_cast<__rlimit_resource>(what), &now) != 0) return;
  now.rlim_max = std::min(now.rlim_max, most);
  now.rlim_cur = std::min(now.rlim_cur, now.rlim_max);
  static_cast<void>(::setrlimit(static_cast<__rlimit_resource>(what), &now));
}

void prepare_child(pid_t parent, const ChildLimits& limits) {
  static_cast<void>(::prctl(PR_SET_PDEATHSIG, SIGKILL));
  if (::getppid() != parent) ::_exit(1);
  // The handlers of the parent save its work; here every signal just ends the process.
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGXCPU, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) std::signal(signal, SIG_DFL);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_FSIZE, 0);
  // A second more than the clock of the parent, which may itself be stopped.
  if (limits.time.count() > 0) limit(RLIMIT_CPU, static_cast<rlim_t>(std::chrono::ceil<std::chrono::seconds>(limits.time).count() + 1));
  if (limits.memory_bytes > 0 && !is_sanitized) limit(RLIMIT_AS, own_memory() + limits.memory_bytes);
  if (!is_sanitized) {
    // The C library reports a damaged heap there; the parent says it better.
    if (const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC); nowhere >= 0) ::dup2(nowhere, STDERR_FILENO);
  }
}

void send(int pipe, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(pipe, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) ::_exit(1);
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

void send(int pipe, Kind kind, ExitCode code, std::string_view text) {
  const Head head{kind, static_cast<std::int32_t>(code), text.size()};
  send(pipe, std::string_view(reinterpret_cast<const char*>(&head), sizeof head));
  send(pipe, text);
}

[[noreturn]] void be_child(int pipe, const std::function<std::string()>& work) {
  try {
    send(pipe, Kind::result, ExitCode::done, work());
  } catch (const Error& error) {
    send(pipe, Kind::error, error.code(), error.diagnostics().empty() ? error.what() : error.diagnostics().front().problem);
  } catch (const std::bad_alloc&) {
    send(pipe, Kind::error, ExitCode::data, "it takes too much memory to read");
  } catch (const std::exception& error) {
    send(pipe, Kind::error, ExitCode::bug, error.what());
  }
  ::_exit(0);
}

/// A child process, ended and waited for at the latest with the object.
class Child {
 public:
  explicit Child(pid_t process) : process_(process) {}
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    kill();
    static_cast<void>(wait());
  }
  void kill() noexcept {
    if (process_ > 0) ::kill(process_, SIGKILL);
  }
  /// Status of waitpid; -1: not known.
  int wait() noexcept {
    int status = -1;
    while (process_ > 0 && ::waitpid(process_, &status, 0) < 0 && errno == EINTR) {
    }
    process_ = 0;
    return status;
  }

 private:
  pid_t process_;
};

enum class End { closed, late, long_winded };

/// Everything the child sends until it closes the pipe.
End receive(int pipe, const ChildLimits& limits, std::string& answer) {
  const auto deadline = Clock::now() + limits.time;
  char buffer[65536];
  for (;;) {
    int wait = -1;
    if (limits.time.count() > 0) {
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
      if (left <= 0) return End::late;
      wait = static_cast<int>(left);
    }
    pollfd end{pipe, POLLIN, 0};
    const int ready = ::poll(&end, 1, wait);
    if (ready < 0 && errno != EINTR) throw Error(ExitCode::io, fmt::format("cannot wait for the process that reads: {}", system_reason(errno)));
    if (ready <= 0) continue;
    const ssize_t count = ::read(pipe, buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return End::closed;
    answer.append(buffer, static_cast<std::size_t>(count));
    if (limits.answer_bytes > 0 && answer.size() > limits.answer_bytes + sizeof(Head)) return End::long_winded;
  }
}

std::string what_happened(End end, int status, const ChildLimits& limits) {
  if (end == End::long_winded) return fmt::format("its contents are larger than {} MiB", limits.answer_bytes >> 20);
  if (end == End::late || (status >= 0 && WIFSIGNALED(status) && (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL))) {
    return fmt::format("reading it takes more than {} s", static_cast<double>(limits.time.count()) / 1000);
  }
  if (status >= 0 && WIFSIGNALED(status)) return fmt::format("it makes the HDF5 library crash (signal {})", WTERMSIG(status));
  return "the process that reads it ended early";
}

}  // namespace

std::string answer_of_child(const std::function<std::string()>& work, const ChildLimits& limits) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw Error(ExitCode::io, fmt::format("cannot make a pipe: {}", system_reason(errno)));
  const FileDescriptor out(ends[0]);
  FileDescriptor in(ends[1]);
  const pid_t self = ::getpid();
  const pid_t process = ::fork();
  if (process < 0) throw Error(ExitCode::io, fmt::format("cannot start a process: {}", system_reason(errno)));
  if (process == 0) {
    prepare_child(self, limits);
    be_child(in.get(), work);
  }
  Child child(process);
  in.close();
  std::string answer;
  const End end = receive(out.get(), limits, answer);
  if (end != End::closed) child.kill();
  const int status = child.wait();

  Head head;
  if (answer.size() >= sizeof head) std::memcpy(&head, answer.data(), sizeof head);
  if (end != End::closed || answer.size() < sizeof head || head.bytes != answer.size() - sizeof head) {
    throw Error(ExitCode::data, what_happened(end, status, limits));
  }
  answer.erase(0, sizeof head);
  if (head.kind == Kind::error) throw Error(static_cast<ExitCode>(head.code), answer);
  return answer;
}

void forbid_opening_files() {
  // A sanitizer opens a pipe to find out whether it may look at an object.
  if (!is_sanitized) limit(RLIMIT_NOFILE, 0);
}

}  // namespace jingchu::output::detail
