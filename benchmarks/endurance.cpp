// 10^8 paths of the sixteen-equation model: what an accumulator holds after them, and what memory they took.

#include <sys/resource.h>

#include <chrono>
#include <string>

#include "benchmarks/measure.hpp"
#include "engine/simulation/simulation.hpp"

namespace jingchu::benchmarks {

using namespace engine;

namespace {

double peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

}  // namespace

void endurance() {
  head("10^8 paths of the sixteen-equation model, moments of all and histograms of all series");
  const auto store = models::file_store({JINGCHU_SOURCE_DIR});
  const models::Model model = models::load_model(*store, std::string(JINGCHU_SOURCE_DIR) + "/benchmarks/sixteen/model.toml", "", {});
  const models::CompiledModel compiled = models::compile(model, {Period(model.frequency, 2024, 1), Period(model.frequency, 2030, 4)}, {}, {});
  Plan plan = models::bind(model, compiled, {});
  plan.path_count = 100'000'000;
  const RunControl control;
  const Simulation simulation({{&compiled.program, &plan}}, {}, control);
  Tally tally = simulation.empty_tally();
  const auto start = std::chrono::steady_clock::now();
  for (const std::int64_t end : {std::int64_t{1'000'000}, std::int64_t{10'000'000}, plan.path_count}) {
    simulation.advance(tally, {0, end}, control);
    fmt::print("{:>11} paths: peak memory {:.0f} MiB, {:.0f} s\n", end, peak_megabytes(), std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  const Outcome& outcome = tally.cases.front();
  std::int64_t saturated = 0;
  double widest = 0;   // largest distance from the mean in sd
  for (std::size_t s = 0; s < outcome.statistics.series_count(); ++s) {
    const SeriesSummary summary = outcome.statistics.summary(s, {});
    saturated += summary.saturated;
    if (summary.sd > 0) widest = std::max(widest, std::max(summary.max - summary.mean, summary.mean - summary.min) / summary.sd);
  }
  row("paths counted", static_cast<double>(outcome.paths - outcome.failed), "");
  row("values too far out for the moments", static_cast<double>(saturated), "");
  row("farthest value of any series from its mean", widest, "sd");
}

}  // namespace jingchu::benchmarks
