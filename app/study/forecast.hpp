#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "app/session.hpp"
#include "app/study/kept_run.hpp"
#include "app/study/run_log.hpp"
#include "app/study/study.hpp"
#include "output/results/content.hpp"

namespace jingchu::app {

/// What the sampling of the run needs and has: replicates, points, dimensions; empty for random draws.
std::string sampling_text(const Study& study, std::int64_t paths, const Session& session);

/// Says before a long run what it will take. How fast this machine is shows the run itself: its first paths are timed.
class Forecast {
 public:
  /// \param kept  single paths that the results will hold
  Forecast(const Study& study, const output::KeptPaths& kept, int threads, RunLog& log, const Session& session) : study_(study), kept_(kept), threads_(threads), log_(log), session_(session) {}

  /// Simulates the first paths of those wanted, enough to be timed, and says what the rest will take if that is long.
  void begin(KeptRun& run, engine::PathRange wanted);
  /// Times work that is done anyway, in place of begin().
  void timed(std::int64_t paths, double seconds) { seconds_a_path_ = seconds / static_cast<double>(paths); }
  /// Says what so many paths will take, when they take long. \param before  words in front
  void say_rest(std::int64_t paths, const std::string& before = {});

 private:
  const Study& study_;
  const output::KeptPaths& kept_;
  int threads_;
  RunLog& log_;
  const Session& session_;
  double seconds_a_path_ = 0;
};

}  // namespace jingchu::app
