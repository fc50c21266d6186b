#include "app/study/forecast.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/cli/number.hpp"
#include "app/cli/phrase.hpp"
#include "app/console/console.hpp"
#include "app/study/capacity.hpp"
#include "app/study/keep_paths.hpp"
#include "engine/random/sampling.hpp"
#include "output/report/number_text.hpp"

namespace jingchu::app {

namespace {

constexpr double long_run = 10;   // seconds

/// "40 s", "12 min", "3.5 h"
std::string duration_text(double seconds, const Session& session) {
  if (seconds < 90) return phrase(session.language, {"{} s", "{} 秒"}, static_cast<std::int64_t>(std::ceil(seconds)));
  if (seconds < 90 * 60) return phrase(session.language, {"{} min", "{} 分钟"}, static_cast<std::int64_t>(std::ceil(seconds / 60)));
  return phrase(session.language, {"{:.1f} h", "{:.1f} 小时"}, seconds / 3600);
}

}  // namespace

std::string sampling_text(const Study& study, std::int64_t paths, const Session& session) {
  const engine::Sampling& sampling = study.scenario.sampling;
  if (sampling.kind != engine::Sampling::Kind::sobol) return {};
  const int periods = study.plan.periods;
  std::string text = phrase(session.language, {"scrambled Sobol points: {} replicates of {}, {} of {} dimensions a shock", "加扰 Sobol 点：{} 组，每组 {} 个点，每个冲击使用 {} 维（共 {} 维）"}, sampling.replicates,
                            output::count_text(paths / sampling.replicates), output::count_text(std::min(periods, engine::sobol_dimensions)), output::count_text(engine::sobol_dimensions));
  if (periods > engine::sobol_dimensions)
    text += phrase(session.language, {"; shocks from {} on are random draws", "；自 {} 起的冲击改用随机抽样"}, (study.scenario.horizon.first + engine::sobol_dimensions).to_string());
  return text;
}

void Forecast::begin(KeptRun& run, engine::PathRange wanted) {
  const engine::PathSet missing = run.tally().done.missing(wanted);
  // Two units a thread; runs of fewer than ten times that are over before a forecast is read.
  const std::int64_t sample = 2 * engine::work_unit * threads_;
  if (missing.count() < 10 * sample) return;
  const engine::PathRange next = missing.ranges().front();
  const engine::PathRange first{next.first, std::min(next.end, next.first + sample)};
  const auto start = std::chrono::steady_clock::now();
  run.advance(first);
  timed(first.count(), std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  say_rest(missing.count() - first.count());
}

void Forecast::say_rest(std::int64_t paths, const std::string& before) {
  const double seconds = static_cast<double>(paths) * seconds_a_path_, bytes = results_disk(study_) + kept_disk(kept_, study_);
  log_.write("forecast", {{"paths", paths}, {"seconds", seconds}, {"bytes", bytes}});
  if (seconds < long_run) return;
  talk(session_, before + phrase(session_.language, {"about {} to go at {} paths a second; the results will take up to {}", "预计还需约 {}（每秒 {} 条路径）；结果文件不超过 {}"}, duration_text(seconds, session_),
                                 output::count_text(static_cast<std::int64_t>(1 / seconds_a_path_)), human_bytes(bytes)));
}

}  // namespace jingchu::app
