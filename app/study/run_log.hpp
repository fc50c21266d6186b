#pragma once

#include <filesystem>
#include <string>

#include <nlohmann/json_fwd.hpp>

namespace jingchu::app {

/// The log of runs beside a results file: one JSON object a line, appended. What is volatile (times, host, threads,
/// command line) stands here and nowhere else.
class RunLog {
 public:
  /// Opens `NAME.h5.log`. Throws Error(cannot_create) when that is not possible or not a plain file, NoSpace where the disk is full.
  explicit RunLog(const std::filesystem::path& results);
  ~RunLog();
  RunLog(const RunLog&) = delete;
  RunLog& operator=(const RunLog&) = delete;

  /// Writes one line, with the event's name and the time (UTC) in front. Trouble is remembered, never fatal: the log
  /// is no result.
  void write(const std::string& event, const nlohmann::ordered_json& fields);
  /// Makes this process, and those that it forks, the only holder of the log until they end. Throws Error(come_back)
  /// with `busy` when another process holds it.
  void hold(const std::string& busy);
  /// Why the log is not complete; empty when it is.
  const std::string& trouble() const noexcept { return trouble_; }

 private:
  int descriptor_ = -1;
  std::string trouble_;
};

}  // namespace jingchu::app
