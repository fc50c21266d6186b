#include "analysis/explain.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>

#include <fmt/format.h>

#include "engine/random/split_mix.hpp"

namespace jingchu::analysis {

namespace {

constexpr std::int64_t sampled_pairs = 32;

/// A number and what each path adds to its error, summed with weights over cases.
struct Sum {
  double value = 0;
  std::vector<double> influence;

  explicit Sum(std::size_t paths) : influence(paths) {}
  void add(double weight, const Estimate& estimate) {
    value += weight * estimate.value;
    for (std::size_t i = 0; i < influence.size(); ++i) influence[i] += weight * estimate.influence[i];
  }
};

/// Numbers below `end` that are the same on every machine.
class Numbers {
 public:
  explicit Numbers(std::uint64_t seed) : state_(seed) {}
  std::size_t below(std::size_t end) { return static_cast<std::size_t>(engine::split_mix(state_ += engine::split_mix_step) % end); }

 private:
  std::uint64_t state_;
};

class Explainer {
 public:
  Explainer(const Study& base, const Study& other, const Quantity& quantity, const engine::RunControl& control)
      : base_(base), other_(other), quantity_(quantity), control_(control), inputs_(changed_inputs(base, other)) {
    if (inputs_.empty())
      throw Error(ExitCode::usage, fmt::format("{} and {} differ in no lever, tune, figure, parameter or published value: there is nothing to explain", jingchu::quoted(base.scenario.name), jingchu::quoted(other.scenario.name)),
                  "name another scenario, or change the base with --set LEVER=VALUE");
    check_mixable_observations(base, other);
    check_paths(base, static_cast<std::int64_t>(inputs_.size()) + 6);
    sums_.assign(inputs_.size(), Sum(static_cast<std::size_t>(base.plan.path_count)));
  }

  Explanation run() {
    const bool exact = inputs_.size() <= most_exact_inputs;
    Explanation answer;
    std::vector<double> order_errors(inputs_.size(), 0.0);
    if (exact) {
      add_all_subsets();
    } else {
      order_errors = add_orders();
      answer.orders = 2 * sampled_pairs;
    }
    answer.exact = exact;
    answer.base = none_.value;
    answer.base_error = none_.standard_error();
    answer.base_effective = none_.effective_paths;
    answer.other_effective = all_.effective_paths;
    answer.other = all_.value;
    answer.other_error = all_.standard_error();
    Sum change(none_.influence.size());
    change.add(1, all_);
    change.add(-1, none_);
    answer.change = change.value;
    answer.change_error = error_of_mean(change.influence);
    for (std::size_t i = 0; i < inputs_.size(); ++i)
      answer.contributions.push_back({inputs_[i], sums_[i].value, std::hypot(error_of_mean(sums_[i].influence), order_errors[i])});
    answer.cases = cases_;
    answer.effective_paths = effective_paths_;
    answer.failed = count_failed(sums_.front().influence);
    return answer;
  }

 private:
  using Taken = std::vector<bool>;

  /// Simulates the base with some inputs of the other, for each of `cases`: the first has none of them, the second all.
  void simulate(const std::vector<Taken>& cases, const std::function<void(std::size_t, Estimate)>& take) {
    cases_ = static_cast<std::int64_t>(cases.size());
    for_each_estimate(base_, cases.size(), [&](std::size_t i) { return mixed_plan(base_, other_, inputs_, cases[i]); }, quantity_, control_, [&](std::size_t i, Estimate found) {
      if (std::isnan(found.value) && i < 2) throw_no_estimate(i == 0 ? base_ : other_, static_cast<int>(i), control_);
      if (std::isnan(found.value) && base_.plan.observations.empty() && other_.plan.observations.empty()) throw no_solution_somewhere();
      if (std::isnan(found.value))
        throw Error(ExitCode::data, "in one of the combinations one path has nearly all the weight given the published values, or none has any: no error can be told",
                    "proposal = \"guided\" in the scenario draws paths near the values; or take more --paths, or smaller changes");
      effective_paths_ = std::min(effective_paths_, found.effective_paths);
      if (i == 0) none_ = found;
      if (i == 1) all_ = found;
      take(i, std::move(found));
    });
  }

  /// A subset of s inputs without i comes just before i in s! (n - s - 1)! of the n! orders.
  void add_all_subsets() {
    const std::size_t n = inputs_.size();
    std::vector<double> share(n);   // of the orders, for each size of the subset before
    for (std::size_t s = 0; s < n; ++s) share[s] = std::exp(std::lgamma(static_cast<double>(s) + 1) + std::lgamma(static_cast<double>(n - s)) - std::lgamma(static_cast<double>(n) + 1));
    const std::uint32_t full = (1u << n) - 1;
    std::vector<Taken> subsets;
    for (std::uint32_t k = 0; k <= full; ++k) {
      const std::uint32_t subset = k == 0 ? 0 : k == 1 ? full : k - 1;
      Taken& taken = subsets.emplace_back(n);
      for (std::size_t i = 0; i < n; ++i) taken[i] = (subset >> i & 1u) != 0;
    }
    simulate(subsets, [&](std::size_t k, const Estimate& found) {
      const auto size = static_cast<std::size_t>(std::count(subsets[k].begin(), subsets[k].end(), true));
      for (std::size_t i = 0; i < n; ++i) sums_[i].add(subsets[k][i] ? share[size - 1] : -share[size], found);
    });
  }

  /// Random orders, each followed by its reverse.
  std::vector<std::vector<std::size_t>> random_orders() const {
    Numbers numbers(base_.plan.seed);
    std::vector<std::vector<std::size_t>> orders;
    std::vector<std::size_t> order(inputs_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::int64_t pair = 0; pair < sampled_pairs; ++pair) {
      for (std::size_t i = order.size() - 1; i > 0; --i) std::swap(order[i], order[numbers.below(i + 1)]);
      orders.push_back(order);
      orders.emplace_back(order.rbegin(), order.rend());
    }
    return orders;
  }

  /// Returns the standard errors that come from taking some orders in place of all.
  std::vector<double> add_orders() {
    const std::size_t n = inputs_.size(), inner = n - 1;   // cases of an order between none and all
    const double weight = 1 / static_cast<double>(2 * sampled_pairs);
    const auto orders = random_orders();
    std::vector<Taken> cases{Taken(n, false), Taken(n, true)};
    for (const auto& order : orders) {
      Taken taken(n);
      for (std::size_t step = 0; step < inner; ++step) {
        taken[order[step]] = true;
        cases.push_back(taken);
      }
    }
    std::vector<std::vector<double>> by_pair(n);
    std::vector<double> so_far(n);
    Estimate before;
    const auto add_step = [&](std::size_t input, const Estimate& from, const Estimate& to) {
      sums_[input].add(weight, to);
      sums_[input].add(-weight, from);
    };
    simulate(cases, [&](std::size_t k, Estimate found) {
      if (k < 2) return;
      const std::size_t number = (k - 2) / inner, step = (k - 2) % inner;
      add_step(orders[number][step], step == 0 ? none_ : before, found);
      if (step + 1 == inner) add_step(orders[number].back(), found, all_);
      before = std::move(found);
      if (step + 1 < inner || number % 2 == 0) return;
      for (std::size_t i = 0; i < n; ++i) {
        by_pair[i].push_back((sums_[i].value - so_far[i]) * static_cast<double>(sampled_pairs));
        so_far[i] = sums_[i].value;
      }
    });
    std::vector<double> errors;
    for (const auto& values : by_pair) errors.push_back(error_of_mean(values));
    return errors;
  }

  const Study& base_;
  const Study& other_;
  const Quantity& quantity_;
  const engine::RunControl& control_;
  std::vector<Input> inputs_;
  std::vector<Sum> sums_;
  Estimate none_, all_;          ///< with no input of the other, and with all
  std::int64_t cases_ = 0;
  double effective_paths_ = std::numeric_limits<double>::infinity();
};

}  // namespace

Explanation explain(const Study& base, const Study& other, const Quantity& quantity, const engine::RunControl& control) {
  return Explainer(base, other, quantity, control).run();
}

}  // namespace jingchu::analysis
