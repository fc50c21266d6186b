// What does a question cost, in runs? Prints for the Hubei report the CPU time of each question over that of one run:
//
//     questions_benchmark [paths]
//
// Each is measured three times in turn with a run; the ratio is the median. Making ready (pilot paths, grids) is not counted.

#include <algorithm>
#include <string>
#include <vector>

#include "analysis/aims.hpp"
#include "analysis/comparison.hpp"
#include "analysis/explain.hpp"
#include "analysis/seek.hpp"
#include "analysis/sensitivity.hpp"
#include "benchmarks/measure.hpp"
#include "engine/simulation/simulation.hpp"

namespace {

using namespace jingchu;
using namespace jingchu::benchmarks;

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

analysis::Study with_lever(const analysis::Study& base, const std::string& lever, double amount, int number) {
  analysis::Study study = base;
  study.scenario.setting = analysis::LeverMix(base, lever).moved(amount);
  study.scenario.name += "-" + std::to_string(number);
  study.plan = analysis::plan_with(study, study.scenario.setting);
  return study;
}

/// CPU time of all paths.
double time_of(const engine::Simulation& simulation, std::int64_t paths, const engine::RunControl& control) {
  engine::Tally tally = simulation.empty_tally();
  return cpu_of([&] { simulation.advance(tally, {0, paths}, control); });
}

void comparisons(const analysis::Study& base, analysis::PairedSeries paired, std::int64_t paths, const engine::RunControl& control) {
  head(fmt::format("compare{}: CPU time of N scenarios in one pass over that of N runs", paired == analysis::PairedSeries::years ? "" : " --output, with the differences of single periods"));
  const engine::Simulation one({{&base.compiled->program, &base.plan}}, {}, control);
  for (const int count : {2, 5, 20}) {
    std::vector<analysis::Study> studies{base};
    for (int i = 1; i < count; ++i) studies.push_back(with_lever(base, "voucher", 5.0 * i, i));
    const analysis::Comparison comparison = analysis::comparison_of(std::move(studies), paired);
    const engine::Simulation all(comparison.cases(), comparison.contrasts(), control);
    std::vector<double> ratios;
    for (int i = 0; i < 3; ++i) {
      const double single = time_of(one, paths, control);
      ratios.push_back(time_of(all, paths, control) / single / count);
    }
    row(fmt::format("{} scenarios", count), median(ratios), "runs a scenario");
  }
}

void questions(const analysis::Study& base, const engine::RunControl& control) {
  head(fmt::format("questions about {} paths: CPU time in runs of as many paths", base.plan.path_count));
  const auto timed = [&](const std::string& name, auto question) {
    std::vector<double> list;
    for (int i = 0; i < 3; ++i) {
      const double run = time_of(engine::Simulation({{&base.compiled->program, &base.plan}}, {}, control), base.plan.path_count, control);
      list.push_back(cpu_of(question) / run);
    }
    row(name, median(list), "runs");
  };
  const int growth = analysis::find_aims(analysis::read_aims("gdp_growth_target_2024"), base.scenario).front();
  const analysis::LeverMix lines(base, "plan_tr[2024],plan_ni[2024],plan_ur[2024],plan_im[2024]");
  timed("seek: four plan lines for P(GDP growth) = 80 %", [&] { analysis::seek(base, lines, {{growth}, 0.8, lines.bounds()}, control); });
  const analysis::LeverMix voucher(base, "voucher[2024]");
  timed("seek: vouchers for P(GDP growth) = 40 %", [&] { analysis::seek(base, voucher, {{growth}, 0.4, voucher.bounds()}, control); });
  analysis::Study other = with_lever(base, "voucher", 100, 1);
  other.scenario.setting = analysis::LeverMix(other, "transfer").moved(50);
  other.scenario.setting = [&] { analysis::Study next = other; return analysis::LeverMix(next, "plan_ur").moved(0.05); }();
  timed("explain: three inputs, eight combinations", [&] { analysis::explain(base, other, {analysis::Quantity::Kind::probability, 0.5, growth}, control); });
  std::vector<std::string> levers;
  for (const auto& lever : base.model().levers) levers.push_back(lever.name);
  timed(fmt::format("sensitivity: {} levers, low and high", levers.size()), [&] { analysis::tornado(base, {analysis::Quantity::Kind::mean, 0.5, growth}, levers, {}, control); });
}

}  // namespace

int main(int count, char** words) {
  engine::RunControl control;
  control.threads = 1;
  const std::int64_t paths = count > 1 ? std::stoll(words[1]) : 20000;
  const auto store = models::file_store({JINGCHU_SOURCE_DIR});
  scenarios::Overrides overrides;
  overrides.paths = paths;
  const analysis::Study base = analysis::prepare(*store, "hubei-2024/report", overrides);
  for (const auto paired : {analysis::PairedSeries::years, analysis::PairedSeries::years_and_periods}) comparisons(base, paired, paths, control);
  questions(base, control);
  return 0;
}
