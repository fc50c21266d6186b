#include "analysis/explain.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

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
  std::size_t below(std::size_t end) {
    // SplitMix64.
    std::uint64_t x = state_ += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return static_cast<std::size_t>((x ^ (x >> 31)) % end);
  }

 private:
  std::uint64_t state_;
};

class Explainer {
 public:
  Explainer(const Study& base, const Study& other, const Quantity& quantity, const engine::RunControl& control)
      : base_(base), other_(other), quantity_(quantity), control_(control), inputs_(changed_inputs(base, other)) {
    if (inputs_.empty())
      throw Error(ExitCode::usage, fmt::format("{} and {} differ in no lever, tune, figure or parameter: there is nothing to explain", jingchu::quoted(base.scenario.name), jingchu::quoted(other.scenario.name)),
                  "name another scenario, or change the base with --set LEVER=VALUE");
    check_paths(base, static_cast<std::int64_t>(inputs_.size()) + 6);
    sums_.assign(inputs_.size(), Sum(static_cast<std::size_t>(base.plan.path_count)));
  }

  Explanation run() {
    const bool exact = inputs_.size() <= most_exact_inputs;
    to_do_ = exact ? std::int64_t{1} << inputs_.size() : 2 + 2 * sampled_pairs * (static_cast<std::int64_t>(inputs_.size()) - 1);
    const Estimate none = simulate(std::vector<bool>(inputs_.size(), false)), all = simulate(std::vector<bool>(inputs_.size(), true));
    Explanation answer;
    std::vector<double> order_errors(inputs_.size(), 0.0);
    if (exact) {
      add_all_subsets(none, all);
    } else {
      order_errors = add_orders(none, all);
      answer.orders = 2 * sampled_pairs;
    }
    answer.exact = exact;
    answer.base = none.value;
    answer.base_error = none.standard_error();
    answer.other = all.value;
    answer.other_error = all.standard_error();
    Sum change(none.influence.size());
    change.add(1, all);
    change.add(-1, none);
    answer.change = change.value;
    answer.change_error = error_of_mean(change.influence);
    for (std::size_t i = 0; i < inputs_.size(); ++i)
      answer.contributions.push_back({inputs_[i], sums_[i].value, std::hypot(error_of_mean(sums_[i].influence), order_errors[i])});
    answer.cases = done_;
    answer.failed = std::count_if(sums_.front().influence.begin(), sums_.front().influence.end(), [](double value) { return std::isnan(value); });
    return answer;
  }

 private:
  Estimate simulate(const std::vector<bool>& taken) {
    const engine::Plan plan = plan_with(base_, mixed_setting(base_, other_, inputs_, taken));
    Estimate result = estimate(base_, plan, quantity_, control_);
    ++done_;
    if (control_.progress) control_.progress(done_ * plan.path_count, to_do_ * plan.path_count);
    return result;
  }

  /// A subset of s inputs without i comes just before i in s! (n - s - 1)! of the n! orders.
  void add_all_subsets(const Estimate& none, const Estimate& all) {
    const std::size_t n = inputs_.size();
    std::vector<double> share(n);   // of the orders, for each size of the subset before
    for (std::size_t s = 0; s < n; ++s) share[s] = std::exp(std::lgamma(static_cast<double>(s) + 1) + std::lgamma(static_cast<double>(n - s)) - std::lgamma(static_cast<double>(n) + 1));
    const std::uint32_t full = (1u << n) - 1;
    for (std::uint32_t subset = 0; subset <= full; ++subset) {
      std::vector<bool> taken(n);
      for (std::size_t i = 0; i < n; ++i) taken[i] = (subset >> i & 1u) != 0;
      const Estimate found = subset == 0 ? none : subset == full ? all : simulate(taken);
      const auto size = static_cast<std::size_t>(std::popcount(subset));
      for (std::size_t i = 0; i < n; ++i) sums_[i].add(taken[i] ? share[size - 1] : -share[size], found);
    }
  }

  /// Returns the standard errors that come from taking some orders in place of all.
  std::vector<double> add_orders(const Estimate& none, const Estimate& all) {
    const std::size_t n = inputs_.size();
    Numbers numbers(base_.plan.seed);
    std::vector<std::vector<double>> by_pair(n);
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::int64_t pair = 0; pair < sampled_pairs; ++pair) {
      for (std::size_t i = n - 1; i > 0; --i) std::swap(order[i], order[numbers.below(i + 1)]);
      std::vector<double> before(n);
      for (std::size_t i = 0; i < n; ++i) before[i] = sums_[i].value;
      add_order(order, none, all);
      add_order({order.rbegin(), order.rend()}, none, all);
      for (std::size_t i = 0; i < n; ++i) by_pair[i].push_back((sums_[i].value - before[i]) * static_cast<double>(sampled_pairs));
    }
    std::vector<double> errors;
    for (const auto& values : by_pair) errors.push_back(error_of_mean(values));
    return errors;
  }

  void add_order(const std::vector<std::size_t>& order, const Estimate& none, const Estimate& all) {
    const double weight = 1 / static_cast<double>(2 * sampled_pairs);
    std::vector<bool> taken(inputs_.size());
    Estimate before = none;
    for (std::size_t step = 0; step < order.size(); ++step) {
      taken[order[step]] = true;
      Estimate after = step + 1 == order.size() ? all : simulate(taken);
      sums_[order[step]].add(weight, after);
      sums_[order[step]].add(-weight, before);
      before = std::move(after);
    }
  }

  const Study& base_;
  const Study& other_;
  const Quantity& quantity_;
  const engine::RunControl& control_;
  std::vector<Input> inputs_;
  std::vector<Sum> sums_;
  std::int64_t done_ = 0, to_do_ = 0;
};

}  // namespace

Explanation explain(const Study& base, const Study& other, const Quantity& quantity, const engine::RunControl& control) {
  return Explainer(base, other, quantity, control).run();
}

}  // namespace jingchu::analysis
