// Random draws against scrambled Sobol points: root mean square errors of what the Hubei report reports, over repeats with other seeds.
//
// The ratio of two such errors scatters by 1 / sqrt(repeats): of thousands of numbers that gain nothing, 30 repeats show many as if they lost. Truth is a run of other seeds with many more paths. A ratio above 1 is a gain.

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "benchmarks/measure.hpp"
#include "engine/simulation/simulate.hpp"

namespace jingchu::benchmarks {

using namespace engine;

namespace {

const std::vector<double> levels{0.05, 0.5, 0.95};

/// Numbers of a run that are compared, in order: means and quantiles of measures, probabilities.
std::vector<double> estimates(const Report& r, const Outcome& outcome, std::vector<std::string>* kinds) {
  std::vector<double> list;
  const auto put = [&](double value, const char* kind) {
    list.push_back(value);
    if (kinds) kinds->emplace_back(kind);
  };
  const std::size_t first = static_cast<std::size_t>(r.plan.periods) * r.plan.variable_has_histogram.size();
  for (std::size_t o = 0; o < r.compiled.outputs.size(); ++o) {
    if (r.plan.output_has_histogram[o] == 0) continue;
    const SeriesSummary s = outcome.summary(first + o, levels);
    if (!(s.sd > 0)) continue;
    put(s.mean, "mean");
    for (const double q : s.quantiles) put(q, "quantile");
  }
  for (std::size_t t = 0; t < r.plan.targets.size(); ++t) put(outcome.probability(t).value, "probability");
  return list;
}

void compare_errors(int repeats) {
  constexpr std::int64_t paths = 8192, many = 3'145'728;
  Report r = load_report();
  head(fmt::format("Sobol points against random draws: {} repeats of {} paths of the Hubei report", repeats, paths));
  r.plan.path_count = many;
  r.plan.seed = 987654321;
  std::vector<std::string> kinds;
  const std::vector<double> truth = estimates(r, simulate(r.compiled.program, r.plan, {}), &kinds);
  r.plan.path_count = paths;
  std::vector<double> random(truth.size(), 0.0), points(truth.size(), 0.0);
  for (int repeat = 0; repeat < repeats; ++repeat) {
    r.plan.seed = static_cast<std::uint64_t>(1000 + repeat);
    for (const bool sobol : {false, true}) {
      r.plan.sampling = sobol ? Sampling{Sampling::Kind::sobol, standard_replicates} : Sampling{};
      const std::vector<double> found = estimates(r, simulate(r.compiled.program, r.plan, {}), nullptr);
      for (std::size_t i = 0; i < truth.size(); ++i) (sobol ? points : random)[i] += std::pow(found[i] - truth[i], 2) / repeats;
    }
  }
  for (const char* kind : {"mean", "quantile", "probability"}) {
    std::vector<double> gains;
    int worse = 0;
    for (std::size_t i = 0; i < truth.size(); ++i) {
      if (kinds[i] != kind || !(random[i] > 0) || !(points[i] > 0)) continue;
      gains.push_back(std::sqrt(random[i] / points[i]));
      worse += gains.back() < 1 / 1.1;
    }
    if (gains.empty()) continue;
    std::sort(gains.begin(), gains.end());
    const auto at = [&](double share) { return gains[static_cast<std::size_t>(share * static_cast<double>(gains.size() - 1))]; };
    fmt::print("{:<12} {:>4} numbers: RMSE of random / Sobol: least {:.2f}, 5 % {:.2f}, median {:.2f}, 95 % {:.2f}; {} above 1.1 times random\n", kind, gains.size(), gains.front(), at(0.05), at(0.5),
               at(0.95), worse);
  }
}

}  // namespace

void sobol() { compare_errors(30); }
void sobol_many() { compare_errors(1500); }

}  // namespace jingchu::benchmarks
