#include "analysis/seek.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "analysis/quantity.hpp"
#include "engine/math/vector_math.hpp"
#include "engine/simulation/simulate.hpp"

namespace jingchu::analysis {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Normal score of a share of n paths, finite for 0 and n hits too.
double score(double hits, double n) { return engine::scalar_inverse_normal((hits + 0.5) / (n + 1)); }

/// What one amount came to.
struct Result {
  engine::Probability probability;   ///< n: effective paths, where published values weigh them
  double hits = 0;                   ///< of n
  std::int64_t failed = 0;
  std::vector<double> means;    ///< of what the targets measure
};

/// \param must  that it has a solution is no question: what stands against it is thrown
Result simulated(const Study& base, const SeekQuestion& question, const models::Setting& setting, bool must, const engine::RunControl& control) {
  engine::Plan plan = plan_with(base, setting);
  // Nothing is looked at but the targets of the question.
  std::fill(plan.variable_has_histogram.begin(), plan.variable_has_histogram.end(), char{0});
  std::fill(plan.output_has_histogram.begin(), plan.output_has_histogram.end(), char{0});
  plan.counted_targets.clear();
  plan.target_sets.clear();
  add_sought_set(plan, question.targets);
  Result result;
  try {
    const engine::Simulation simulation({{&base.compiled->program, &plan}}, {}, control);
    engine::Tally tally = simulation.empty_tally();
    if (!simulation.advance(tally, {0, plan.path_count}, control)) throw Error(ExitCode::come_back, "stopped by a signal", "the same command begins again");
    const engine::Outcome& outcome = tally.cases.front();
    result.probability = outcome.joint(0);
    result.hits = static_cast<double>(result.probability.hits);
    result.failed = outcome.failed;
    if (outcome.conditioned) {
      result.probability.n = std::llround(outcome.conditioned->sums().effective());
      result.hits = result.probability.value * static_cast<double>(result.probability.n);
    }
    for (const int target : question.targets) {
      const auto series = static_cast<std::size_t>(plan.periods) * base.model().variables.size() + static_cast<std::size_t>(plan.targets[static_cast<std::size_t>(target)].output);
      result.means.push_back(outcome.summary(series, {}).mean);
    }
  } catch (const Error& error) {
    // Far out a model may have no solution at all: no amount to choose, and none that ends the search.
    if (must || error.code() != ExitCode::data) throw;
  }
  return result;
}

class Seeker {
 public:
  Seeker(const Study& base, const LeverMix& levers, const SeekQuestion& question, const engine::RunControl& control)
      : base_(base), levers_(levers), question_(question), control_(control) {}

  SeekAnswer run() {
    const Search search = smallest_amount([this](double amount) { return attempt(amount); }, question_.bounds);
    if (search.end != Search::End::already) check_movable();
    SeekAnswer answer;
    answer.end = search.end;
    answer.amount = search.best.amount;
    answer.base = results_.at(0).probability;
    answer.probability = results_.at(answer.amount).probability;
    answer.failed = std::max(results_.at(0).failed, results_.at(answer.amount).failed);
    for (const auto& [amount, result] : results_) answer.steps.push_back({amount, result.probability});
    answer.amount_error = search.end == Search::End::reached ? error_of(answer) : nan;
    answer.monotone = is_monotone(1) && is_monotone(-1);
    answer.setting = levers_.moved(answer.amount);
    return answer;
  }

 private:
  double spare(const Result& result) const { return 0.2 * std::sqrt(question_.probability * (1 - question_.probability) / static_cast<double>(result.probability.n)); }

  Trial attempt(double amount) {
    const Result& result = results_[amount] = simulated(base_, question_, levers_.moved(amount), amount == 0, control_);
    const double n = static_cast<double>(result.probability.n);
    if (result.probability.n == 0) return {amount, score(0, 1), false, false};
    const double aim = std::min(question_.probability + spare(result) / 2, 1 - 0.25 / n);
    const bool reached = result.probability.value >= question_.probability;
    return {amount, score(result.hits, n) - engine::scalar_inverse_normal(aim), reached, reached && result.probability.value <= question_.probability + spare(result)};
  }

  /// A lever that moves none of the targets deserves another answer than "out of reach".
  void check_movable() const {
    const Result& base = results_.at(0);
    const bool moved = std::any_of(results_.begin(), results_.end(), [&](const auto& entry) { return !entry.second.means.empty() && entry.second.means != base.means; });
    if (moved) return;
    if (std::none_of(results_.begin(), results_.end(), [](const auto& entry) { return entry.first != 0 && !entry.second.means.empty(); }))
      throw Error(ExitCode::usage, "at every amount tried but 0 all paths fail, or none agrees with the published values", "choose nearer --bounds, or levers that act after the last published value");
    std::string names;
    for (const LeverMove& move : levers_.moves()) names += (names.empty() ? "" : ", ") + move.text;
    throw Error(ExitCode::usage, fmt::format("{} cannot move the target: what it measures is the same on every path at every amount tried", jingchu::quoted(names)),
                "choose a lever that acts on it, or one that acts before its date");
  }

  /// Standard error of the probability over the slope of the probability, which is that of its normal score nearby.
  double error_of(const SeekAnswer& answer) const {
    const auto normal_score = [](const Result& result) { return score(result.hits, static_cast<double>(result.probability.n)); };
    const double z = normal_score(results_.at(answer.amount));
    // Near enough for a straight line, far enough for the noise in the difference to be small.
    constexpr double best_distance = 0.3;
    double slope = nan, off = std::numeric_limits<double>::infinity();
    for (const auto& [amount, result] : results_) {
      if (!(result.probability.value > 0 && result.probability.value < 1)) continue;
      const double distance = std::abs(normal_score(result) - z);
      if (!(distance > 0) || std::abs(std::log(distance / best_distance)) >= off) continue;
      off = std::abs(std::log(distance / best_distance));
      slope = (normal_score(result) - z) / (amount - answer.amount);
    }
    const double density = std::exp(-z * z / 2) / std::sqrt(2 * std::acos(-1.0));
    return answer.probability.standard_error / (density * std::abs(slope));
  }

  /// On one side of 0: whether no amount further out has a lower probability, but for noise.
  bool is_monotone(int side) const {
    std::vector<const engine::Probability*> way;
    for (const auto& [amount, result] : results_) {
      if (amount * side >= 0 && result.probability.n > 0) way.push_back(&result.probability);
    }
    if (side < 0) std::reverse(way.begin(), way.end());
    bool rises = true, falls = true;
    for (std::size_t i = 1; i < way.size(); ++i) {
      const double noise = 3 * std::hypot(way[i]->standard_error, way[i - 1]->standard_error), step = way[i]->value - way[i - 1]->value;
      rises = rises && step > -noise;
      falls = falls && step < noise;
    }
    return rises || falls;
  }

  const Study& base_;
  const LeverMix& levers_;
  const SeekQuestion& question_;
  const engine::RunControl& control_;
  std::map<double, Result> results_;
};

/// How far a value is on the good side of its target; < 0: not there.
double to_spare(const engine::TargetRule& rule, double value) {
  switch (rule.sense) {
    case engine::Sense::at_least: return value - rule.threshold;
    case engine::Sense::at_most: return rule.threshold - value;
    case engine::Sense::between: break;
  }
  return std::min(value - rule.threshold, rule.upper - value);
}

/// What the targets measure on the central path.
std::vector<double> central_values(const Study& base, const SeekQuestion& question, const models::Setting& setting) {
  const auto path = engine::central_path(base.compiled->program, plan_with(base, setting));
  std::vector<double> values;
  for (const int target : question.targets) values.push_back(path.outputs[static_cast<std::size_t>(base.plan.targets[static_cast<std::size_t>(target)].output)]);
  return values;
}

/// Of the target that is farthest from its goal, as a share of the threshold.
double least_to_spare(const Study& base, const SeekQuestion& question, const std::vector<double>& values) {
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < values.size(); ++i) {
    const engine::TargetRule& rule = base.plan.targets[static_cast<std::size_t>(question.targets[i])];
    least = std::min(least, std::isnan(values[i]) ? -std::numeric_limits<double>::max() : to_spare(rule, values[i]) / std::max(1.0, std::abs(rule.threshold)));
  }
  return least;
}

}  // namespace

Nearness nearness_of(const Study& base, const SeekQuestion& question, const engine::RunControl& control) {
  return [&](const models::Setting& setting) -> Near {
    const Result result = simulated(base, question, setting, false, control);
    if (result.probability.n == 0) return {nan, false, false, nan};
    return {score(result.hits, static_cast<double>(result.probability.n)), result.probability.value >= question.probability, result.probability.hits > 0, least_to_spare(base, question, result.means)};
  };
}

Nearness central_nearness_of(const Study& base, const SeekQuestion& question) {
  return [&](const models::Setting& setting) -> Near {
    const double least = least_to_spare(base, question, central_values(base, question, setting));
    return {least, least >= 0, true, least};
  };
}

void add_sought_set(engine::Plan& plan, const std::vector<int>& targets) { plan.target_sets.push_back({sought_set, targets}); }

SeekAnswer seek(const Study& base, const LeverMix& levers, const SeekQuestion& question, const engine::RunControl& control) {
  return Seeker(base, levers, question, control).run();
}

CentralAnswer seek_central(const Study& base, const LeverMix& levers, const SeekQuestion& question) {
  refuse_observed(base, "the central path knows nothing of them", "leave out --central, or [observed]");
  constexpr double narrowest = 1e-9;   // of the threshold: the solver's tolerance with a margin
  std::map<double, std::vector<double>> values;
  const auto attempt = [&](double amount) {
    const std::vector<double>& found = values[amount] = central_values(base, question, levers.moved(amount));
    const double least = least_to_spare(base, question, found);
    return Trial{amount, least - narrowest / 2, least >= 0, least >= 0 && least <= narrowest};
  };
  const Search search = smallest_amount(attempt, question.bounds);
  if (search.end != Search::End::already && std::all_of(values.begin(), values.end(), [&](const auto& entry) { return entry.second == values.at(0); })) {
    throw Error(ExitCode::usage, "the levers cannot move the target: on the central path what it measures is the same at every amount tried", "choose a lever that acts on it, or one that acts before its date");
  }
  const auto scaled = [&](const std::vector<double>& outputs) {
    std::vector<double> list;
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      int number = question.targets[i];
      for (const auto& target : base.scenario.targets) {
        if (target.measure.empty() || number-- > 0) continue;
        list.push_back(outputs[i] * target.scale);
        break;
      }
    }
    return list;
  };
  return {search.end, search.best.amount, scaled(values.at(0)), scaled(values.at(search.best.amount))};
}

}  // namespace jingchu::analysis
