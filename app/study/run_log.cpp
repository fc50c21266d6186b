#include "app/study/run_log.hpp"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <ctime>
#include <thread>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "engine/core/error.hpp"
#include "output/results/file_errors.hpp"

namespace jingchu::app {

RunLog::RunLog(const std::filesystem::path& results) {
  const std::string name = results.string() + ".log";
  // O_NONBLOCK: opening a FIFO that stands in the way must not wait for its reader.
  descriptor_ = ::open(name.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0666);
  struct stat state {};
  if (descriptor_ >= 0 && ::fstat(descriptor_, &state) == 0 && S_ISREG(state.st_mode)) return;
  const std::string hint = "give another name with --output";
  if (descriptor_ < 0) output::fail_to_make(name, "write the log", errno, hint);
  ::close(descriptor_);
  throw Error(ExitCode::cannot_create, fmt::format("cannot write the log {}: it is no plain file", jingchu::quoted(name)), hint);
}

RunLog::~RunLog() { ::close(descriptor_); }

void RunLog::hold(const std::string& busy) {
  // The runs of a batch that was killed hold it too, until the kernel has ended them all.
  constexpr int attempts = 50;
  constexpr auto between = std::chrono::milliseconds(10);
  int trouble = EWOULDBLOCK;
  for (int i = 0; i < attempts && trouble == EWOULDBLOCK; ++i) {
    if (i > 0) std::this_thread::sleep_for(between);
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return;
    if (errno != EINTR) trouble = errno;
  }
  if (trouble == EWOULDBLOCK) throw Error(ExitCode::come_back, busy, "wait for it and repeat the command");
  throw Error(ExitCode::io, fmt::format("cannot take hold of the log: {}", std::strerror(trouble)), "repeat the command, or choose a folder on another disk");
}

void RunLog::write(const std::string& event, const nlohmann::ordered_json& fields) {
  nlohmann::ordered_json line{{"event", event}, {"time", fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)))}};
  line.update(fields);
  // A file name may hold any bytes; the log stays UTF-8.
  const std::string text = line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
  std::size_t done = 0;
  while (done < text.size() && trouble_.empty()) {
    const ssize_t written = ::write(descriptor_, text.data() + done, text.size() - done);
    if (written >= 0) done += static_cast<std::size_t>(written);
    else if (errno != EINTR) trouble_ = std::strerror(errno);
  }
}

}  // namespace jingchu::app
