#include "engine/simulation/pilot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <map>
#include <span>

#include "engine/core/error.hpp"
#include "engine/math/vector_math.hpp"
#include "engine/simulation/explain.hpp"
#include "engine/simulation/likelihood.hpp"
#include "engine/simulation/run_tiles.hpp"
#include "engine/simulation/simulation.hpp"
#include "engine/simulation/stop.hpp"
#include "engine/simulation/tile.hpp"
#include "engine/statistics/bins.hpp"

namespace jingchu::engine {

namespace {

/// Values of all series on the pilot paths: series x pilot_paths.
class PilotValues {
 public:
  explicit PilotValues(const RunTables& tables)
      : tables_(tables),
        series_(static_cast<std::size_t>(tables.periods()) * static_cast<std::size_t>(tables.variable_count()) +
                static_cast<std::size_t>(tables.output_count())),
        values_(series_ * static_cast<std::size_t>(pilot_paths)), alive_(static_cast<std::size_t>(pilot_paths), 1), exact_(exact_count(tables.plan()) * alive_.size()), found_(exact_.size()), ratios_(tables.proposal ? alive_.size() : 0) {}

  void take(const Tile& tile, std::int64_t first, int count) {
    for (std::size_t s = 0; s < series_; ++s)
      std::copy_n(tile.series(static_cast<int>(s)), count, values_.begin() + static_cast<std::ptrdiff_t>(s * alive_.size() + static_cast<std::size_t>(first)));
    for (std::size_t k = 0; k * alive_.size() < exact_.size(); ++k) {
      const auto from = k * static_cast<std::size_t>(tile.width());
      const auto to = static_cast<std::ptrdiff_t>(k * alive_.size() + static_cast<std::size_t>(first));
      std::copy_n(tile.exact_logs() + from, count, exact_.begin() + to);
      std::copy_n(tile.exact_values() + from, count, found_.begin() + to);
    }
    if (!ratios_.empty()) std::copy_n(tile.log_ratios(), count, ratios_.begin() + static_cast<std::ptrdiff_t>(first));
    for (int i = 0; i < count; ++i) alive_[static_cast<std::size_t>(first + i)] = tile.is_alive(i);
  }

  std::size_t series_count() const noexcept { return series_; }
  std::span<const double> values(std::size_t series) const { return std::span(values_).subspan(series * alive_.size(), alive_.size()); }
  const std::vector<char>& alive() const noexcept { return alive_; }
  /// Values of the outputs: output o of path i at o * pilot_paths + i.
  const double* outputs() const noexcept { return values_.data() + first_output() * alive_.size(); }

  /// Log densities of exact values, likewise.
  const double* exact() const noexcept { return exact_.data(); }
  /// Logarithms of the density of the model over that of the paths; empty where these are the model's.
  const std::vector<double>& ratios() const noexcept { return ratios_; }
  std::span<const double> exact(std::size_t row) const noexcept { return std::span(exact_).subspan(row * alive_.size(), alive_.size()); }
  /// The shocks that were found for an exact value; NaN where none brings it about.
  std::span<const double> found(std::size_t row) const noexcept { return std::span(found_).subspan(row * alive_.size(), alive_.size()); }
  std::span<const double> output(int o) const noexcept { return values(first_output() + static_cast<std::size_t>(o)); }

  bool has_histogram(std::size_t series) const {
    return series < first_output() ? tables_.plan().variable_has_histogram[series % static_cast<std::size_t>(tables_.variable_count())] != 0
                                   : tables_.plan().output_has_histogram[series - first_output()] != 0;
  }

 private:
  std::size_t first_output() const noexcept { return static_cast<std::size_t>(tables_.periods()) * static_cast<std::size_t>(tables_.variable_count()); }

  const RunTables& tables_;
  std::size_t series_;
  std::vector<double> values_;
  std::vector<char> alive_;
  std::vector<double> exact_, found_, ratios_;
};

std::vector<double> living(std::span<const double> values, const std::vector<char>& alive) {
  std::vector<double> good;
  for (std::size_t i = 0; i < alive.size(); ++i)
    if (alive[i]) good.push_back(values[i]);
  return good;
}

/// A grid depends on its own series alone, so they can be made in any order.
/// \param make  the grid of one series
template <class Make>
Grids make_grids(std::size_t series, int threads, const std::atomic<bool>* stop, const Make& make) {
  constexpr std::size_t share = 64;
  auto grids = std::make_shared<std::vector<Grid>>(series);
  std::atomic<std::size_t> next{0};
  run_workers(threads, [&](int) {
    for (std::size_t begin = next.fetch_add(share); begin < series; begin = next.fetch_add(share)) {
      stop_if_asked(stop);
      for (std::size_t s = begin; s < std::min(begin + share, series); ++s) (*grids)[s] = make(s);
    }
  });
  return grids;
}

/// The pilot values of a case that contrasts need: few, while those of all series of many cases would fill the memory.
struct Kept {
  std::map<int, std::vector<double>> series;
  std::vector<char> alive;
  std::vector<double> weights;   ///< after the last release, relative to the largest whole one; empty: nothing was published
};

Kept keep(const PilotValues& pilot, int number, const std::vector<ContrastPlan>& contrasts) {
  Kept kept;
  kept.alive = pilot.alive();
  const auto take = [&](int series) {
    const auto values = pilot.values(static_cast<std::size_t>(series));
    kept.series.try_emplace(series, values.begin(), values.end());
  };
  for (const ContrastPlan& contrast : contrasts)
    for (const ContrastPlan::Series& pair : contrast.series) {
      if (contrast.base == number) take(pair.base);
      if (contrast.other == number) take(pair.other);
    }
  return kept;
}

/// The grids of the compared series of one case, for moments alone.
Grids moment_grids(const std::vector<Grid>& of_case, const ContrastPlan& contrast, int ContrastPlan::Series::*side) {
  auto grids = std::make_shared<std::vector<Grid>>();
  for (const ContrastPlan::Series& pair : contrast.series) {
    Grid& grid = grids->emplace_back(of_case[static_cast<std::size_t>(pair.*side)]);
    grid.histogram = false;
    grid.exact.clear();
  }
  return grids;
}

/// Whether no two weights are so far apart that they cannot be one whole number.
bool agree(const std::vector<double>& a, const std::vector<double>& b, const std::vector<char>& alive) {
  for (std::size_t i = 0; i < a.size(); ++i)
    if (alive[i] && std::abs(a[i] - b[i]) * static_cast<double>(most_weight) > 1) return false;
  return true;
}

ContrastGrids contrast_grids(const ContrastPlan& contrast, const std::vector<Kept>& kept, const std::vector<Grids>& cases, int threads, const std::atomic<bool>* stop) {
  const auto at = [](int number) { return static_cast<std::size_t>(number); };
  const Kept &base = kept[at(contrast.base)], &other = kept[at(contrast.other)];
  std::vector<char> alive(base.alive.size());
  for (std::size_t i = 0; i < alive.size(); ++i) alive[i] = base.alive[i] && other.alive[i];
  const bool conditioned = !base.weights.empty() || !other.weights.empty();
  const bool alike = base.weights.size() == other.weights.size() && agree(base.weights, other.weights, alive);
  ContrastGrids grids;
  if (!conditioned || alike)
    grids.differences = make_grids(contrast.series.size(), threads, stop, [&](std::size_t s) {
      const auto& x = base.series.at(contrast.series[s].base);
      const auto& y = other.series.at(contrast.series[s].other);
      std::vector<double> difference(x.size());
      for (std::size_t i = 0; i < x.size(); ++i) difference[i] = y[i] - x[i];
      const std::vector<double> values = living(difference, alive);
      Grid grid = make_grid(values, true);
      if (contrast.series[s].in_joined_bins && grid.exact.empty() && !conditioned) grid.joined = joined_bin_bits;
      return conditioned ? narrow_grid(grid, values, living(base.weights, alive)) : grid;
    });
  if (conditioned)
    grids.conditioned = ConditionedContrast::Shape{moment_grids(*cases[at(contrast.base)], contrast, &ContrastPlan::Series::base), moment_grids(*cases[at(contrast.other)], contrast, &ContrastPlan::Series::other),
                                                   grids.differences ? grids.differences : std::make_shared<const std::vector<Grid>>()};
  return grids;
}

std::string equation_name(const RunTables& tables, int equation) {
  const EquationSystem& system = tables.body().system;
  const auto i = static_cast<std::size_t>(equation);
  return i < system.equations.size() ? system.equations[i].name : system.outputs[i - system.equations.size()].name;
}

[[noreturn]] void no_solution(const RunTables& tables, int case_number) {
  Tile tile(tables, 8);
  tile.keep_shocks();
  tile.simulate(0, 1);
  const Failure& f = tile.failures().front();
  std::string detail;
  const std::string found = explain(tables, tile, 0, f);
  if (f.kind == FailureKind::out_of_bounds) {
    detail = ": " + found;
  } else if (!found.empty()) {
    detail = fmt::format(": {} is not a finite number", found);
  } else if (f.kind == FailureKind::not_converged) {
    detail = fmt::format(", {}, relative residual {:.2g} after {} iterations", describe_block(tables, tile, 0, f), f.residual, tables.plan().max_iterations);
  }
  throw NoSolution(case_number, f, equation_name(tables, f.equation), std::move(detail));
}

/// Simulates the pilot paths of one case.
PilotValues pilot_values(const RunTables& tables, int tile_width, int threads, const std::atomic<bool>* stop) {
  PilotValues values(tables);
  run_tiles({0, pilot_paths}, tile_width, threads, [&] {
    return [&values, stop, tile = Tile(tables, tile_width)](std::int64_t first, int count) mutable {
      stop_if_asked(stop);
      tile.simulate(first, count);
      values.take(tile, first, count);
    };
  });
  return values;
}

/// How the pilot paths agree with what was published.
struct Agreement {
  std::vector<double> references;   ///< one a release
  std::vector<double> weights;      ///< of the paths that count after the last release; empty: nothing was published
};

/// The finding about values of one period that no path has: which of the shocks is to blame.
NoAgreement::Finding finding_of(const RunTables& tables, const PilotValues& pilot, const ExactPeriod& exact) {
  std::vector<std::size_t> observations;   // of each exact value
  for (std::size_t i = 0; i < tables.plan().observations.size(); ++i)
    if (tables.plan().observations[i].is_exact()) observations.push_back(i);
  NoAgreement::Finding finding{observations[exact.shocks().front().row], NoAgreement::Reason::no_shock, 0, 0, 0};
  for (const ExactShock& one : exact.shocks()) {
    std::vector<double> found = living(pilot.found(one.row), pilot.alive());
    found.erase(std::remove_if(found.begin(), found.end(), [](double x) { return std::isnan(x); }), found.end());
    if (found.empty()) continue;
    const auto middle = found.begin() + static_cast<std::ptrdiff_t>(found.size() / 2);
    std::nth_element(found.begin(), middle, found.end());
    if (std::isfinite(one.law.log_at(*middle))) continue;
    finding = {observations[one.row], NoAgreement::Reason::outside_law, 0, 0, *middle};
    break;
  }
  return finding;
}

/// Throws NoAgreement where a value is out of reach of every path.
void check_reach(const RunTables& tables, const PilotValues& pilot, int case_number) {
  // A proposal goes wherever the values are: what the model itself says is told by the paths that are left to it.
  std::vector<char> of_model = pilot.alive();
  for (std::size_t p = 0; p < pilot.ratios().size(); ++p) of_model[p] = of_model[p] != 0 && Proposal::is_of_model(static_cast<std::int64_t>(p));
  if (std::find(of_model.begin(), of_model.end(), 1) == of_model.end()) return;
  const auto refuse = [&](NoAgreement::Finding finding) {
    const std::vector<double> outputs = living(pilot.output(tables.plan().observations[finding.observation].output), of_model);
    finding.low = *std::min_element(outputs.begin(), outputs.end());
    finding.high = *std::max_element(outputs.begin(), outputs.end());
    throw NoAgreement(case_number, finding);
  };
  for (const ExactPeriod& exact : tables.exact) {
    const std::vector<double> logs = living(pilot.exact(exact.row()), pilot.alive());
    if (std::none_of(logs.begin(), logs.end(), [](double log) { return std::isfinite(log); })) refuse(finding_of(tables, pilot, exact));
  }
  for (std::size_t i = 0; i < tables.plan().observations.size(); ++i) {
    const ObservationRule& rule = tables.plan().observations[i];
    if (rule.is_exact()) continue;
    const std::vector<double> outputs = living(pilot.output(rule.output), of_model);
    const auto [low, high] = std::minmax_element(outputs.begin(), outputs.end());
    if (is_out_of_reach(rule, *low, *high)) refuse({i, NoAgreement::Reason::far, 0, 0, 0});
  }
}

Agreement agreement(const RunTables& tables, const PilotValues& pilot) {
  const Likelihood likelihood(tables.plan().observations);
  Agreement result;
  if (likelihood.releases() == 0) return result;
  const auto paths = static_cast<std::size_t>(pilot_paths);
  std::vector<double> logs(static_cast<std::size_t>(likelihood.releases()) * paths);
  likelihood.logs(pilot.outputs(), paths, pilot.exact(), static_cast<int>(paths), logs.data());
  std::vector<double> last;
  for (int r = 0; r < likelihood.releases(); ++r) {
    const auto own = std::span(logs).subspan(static_cast<std::size_t>(r) * paths, paths);
    for (std::size_t i = 0; i < pilot.ratios().size(); ++i) own[i] += pilot.ratios()[i];
    last = living(own, pilot.alive());
    result.references.push_back(reference_log(last, likelihood.is_bounded(r) ? most_log_ratio(tables.proposal.has_value()) : std::numeric_limits<double>::infinity()));
  }
  for (const double log : last) result.weights.push_back(scalar_exp(log - result.references.back()));
  return result;
}

}  // namespace

NoSolution::NoSolution(int case_number, const Failure& failure, const std::string& equation, std::string detail)
    : Error(ExitCode::data,
            fmt::format("the model has no solution from this starting point: all of paths 0 to {} fail; path 0 fails in period {} of the horizon, equation '{}'{}",
                        pilot_paths - 1, failure.period + 1, equation, detail),
            "check the equation, its parameters and the history it starts from"),
      case_number_(case_number), failure_(failure), detail_(std::move(detail)) {}

NoAgreement::NoAgreement(int case_number, const Finding& finding)
    : Error(ExitCode::data, fmt::format("published value {} is out of reach of all of paths 0 to {}: these have {:.6g} to {:.6g}", finding.observation + 1, pilot_paths - 1, finding.low, finding.high),
            "check value and unit"),
      case_number_(case_number), finding_(finding) {}

PilotGrids pilot_grids(const std::vector<RunTables>& cases, const std::vector<ContrastPlan>& contrasts, int tile_width, int threads, const std::atomic<bool>* stop) {
  PilotGrids grids;
  std::vector<Kept> kept;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const PilotValues pilot = pilot_values(cases[i], tile_width, threads, stop);
    const auto is_true = [](char alive) { return alive != 0; };
    if (std::none_of(pilot.alive().begin(), pilot.alive().end(), is_true)) no_solution(cases[i], static_cast<int>(i));
    check_reach(cases[i], pilot, static_cast<int>(i));
    const Agreement agreeing = agreement(cases[i], pilot);
    grids.cases.push_back(make_grids(pilot.series_count(), threads, stop, [&](std::size_t s) {
      const std::vector<double> values = living(pilot.values(s), pilot.alive());
      const Grid grid = make_grid(values, pilot.has_histogram(s));
      return agreeing.weights.empty() ? grid : narrow_grid(grid, values, agreeing.weights);
    }));
    grids.references.push_back(agreeing.references);
    kept.push_back(keep(pilot, static_cast<int>(i), contrasts));
    if (agreeing.weights.empty()) continue;
    kept.back().weights.assign(pilot.alive().size(), 0.0);
    std::size_t next = 0;
    for (std::size_t p = 0; p < pilot.alive().size(); ++p)
      if (pilot.alive()[p]) kept.back().weights[p] = agreeing.weights[next++];
  }
  for (const ContrastPlan& contrast : contrasts) grids.contrasts.push_back(contrast_grids(contrast, kept, grids.cases, threads, stop));
  return grids;
}

}  // namespace jingchu::engine
