#include <algorithm>
#include <cmath>
#include <deque>
#include <functional>
#include <numeric>

#include <fmt/format.h>

#include "analysis/sensitivity.hpp"
#include "engine/random/draws.hpp"
#include "engine/random/split_mix.hpp"

namespace jingchu::analysis {

namespace {

constexpr double jump = 2.0 / 3;   // of a range: with four levels every level is left and reached equally often

/// A number of a trajectory and an input that depends on them and the seed alone (SplitMix64's finaliser over a counter).
std::uint64_t number_of(std::uint64_t seed, int trajectory, const std::string& input, std::uint64_t use) {
  std::uint64_t x = seed + engine::split_mix_step * (static_cast<std::uint64_t>(trajectory) + 1);
  for (const std::uint64_t part : {std::uint64_t{engine::draw_id(input)}, use}) x = engine::split_mix(x + engine::split_mix_step * (part + 1));
  return x;
}

/// Something that is screened.
struct Screened {
  MorrisRow row;
  const LeverMix* lever = nullptr;
  Factor factor;
};

/// The point a trajectory starts from and where it goes: shares of the ranges, by input.
struct Trajectory {
  std::vector<double> start, end;
  std::vector<std::size_t> order;
};

class Screening {
 public:
  Screening(const Study& study, const std::vector<std::string>& levers, const std::vector<Factor>& factors, int trajectories) : study_(study) {
    for (const std::string& text : levers) {
      const LeverMix& mix = mixes_.emplace_back(study, text);
      const auto [low, high] = lever_range(study, mix);
      inputs_.push_back({{Bar::Kind::lever, text, low, high, {}, {}, {}}, &mix, {}});
    }
    for (const Factor& factor : factors) {
      const engine::DrawnQuantity& quantity = drawn(study.plan, factor);
      inputs_.push_back({{factor.kind == Factor::Kind::parameter ? Bar::Kind::parameter : Bar::Kind::shock, quantity.name, between_low_and_high(quantity.law, 0), between_low_and_high(quantity.law, 1), {}, {}, {}}, nullptr, factor});
    }
    for (int r = 0; r < trajectories; ++r) trajectories_.push_back(trajectory(r));
  }

  Morris run(const Quantity& quantity, const engine::RunControl& control) {
    const std::size_t points = inputs_.size() + 1;
    std::vector<std::vector<double>> effects(inputs_.size());
    std::vector<double> squared_errors(inputs_.size());
    Morris answer;
    Estimate before;
    for_each_estimate(study_, 1 + points * trajectories_.size(), [&](std::size_t k) { return k == 0 ? study_.plan : plan_at((k - 1) / points, (k - 1) % points); }, quantity, control, [&](std::size_t k, Estimate found) {
      if (std::isnan(found.value) && k == 0) throw_no_estimate(study_, 0, control);
      if (std::isnan(found.value))
        throw Error(ExitCode::data, "no path has a solution at one of the points of the screening", "the answer without --morris leaves open which input has none when it moves alone; leave such a one out with --lever or --only");
      answer.failed = std::max(answer.failed, count_failed(found.influence));
      if (k == 0) {
        answer.centre = found.value;
        answer.centre_error = found.standard_error();
        return;
      }
      if (const std::size_t step = (k - 1) % points; step > 0) {
        const Trajectory& way = trajectories_[(k - 1) / points];
        const std::size_t input = way.order[step - 1];
        const double share = way.end[input] - way.start[input];
        effects[input].push_back((found.value - before.value) / share);
        for (std::size_t i = 0; i < before.influence.size(); ++i) before.influence[i] = found.influence[i] - before.influence[i];
        const double error = before.standard_error() / share;
        squared_errors[input] += error * error;
      }
      before = std::move(found);
    });
    answer.trajectories = static_cast<int>(trajectories_.size());
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      MorrisRow& row = answer.rows.emplace_back(inputs_[i].row);
      std::vector<double> sizes;
      for (const double effect : effects[i]) sizes.push_back(std::abs(effect));
      row.size = mean_of(sizes);
      row.mean = mean_of(effects[i]);
      row.spread = spread_of(effects[i]);
      row.noise = std::sqrt(squared_errors[i] / static_cast<double>(effects[i].size()));
    }
    return answer;
  }

 private:
  Trajectory trajectory(int number) const {
    const auto of = [&](std::size_t input, std::uint64_t use) { return number_of(study_.plan.seed, number, inputs_[input].row.name, use); };
    Trajectory way;
    way.order.resize(inputs_.size());
    std::iota(way.order.begin(), way.order.end(), std::size_t{0});
    std::stable_sort(way.order.begin(), way.order.end(), [&](std::size_t a, std::size_t b) { return of(a, 0) < of(b, 0); });
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      const std::uint64_t bits = of(i, 1);
      const double level = (bits >> 63) != 0 ? 1.0 / 3 : 0.0;   // the lower of the two levels that a jump connects
      const bool down = (bits >> 62 & 1u) != 0;
      way.start.push_back(down ? level + jump : level);
      way.end.push_back(down ? level : level + jump);
    }
    return way;
  }

  /// The plan at a point of a trajectory: the first `step` inputs of its order have moved.
  engine::Plan plan_at(std::size_t trajectory, std::size_t step) const {
    const Trajectory& way = trajectories_[trajectory];
    std::vector<double> at = way.start;
    for (std::size_t i = 0; i < step; ++i) at[way.order[i]] = way.end[way.order[i]];
    models::Setting setting = study_.scenario.setting;
    for (std::size_t i = 0; i < inputs_.size(); ++i)
      if (inputs_[i].lever) inputs_[i].lever->move(setting, inputs_[i].row.low + at[i] * (inputs_[i].row.high - inputs_[i].row.low));
    engine::Plan plan = plan_with(study_, setting);
    for (std::size_t i = 0; i < inputs_.size(); ++i)
      if (!inputs_[i].lever) plan = held(std::move(plan), inputs_[i].factor, between_low_and_high(drawn(study_.plan, inputs_[i].factor).law, at[i]));
    return plan;
  }

  static Index mean_of(const std::vector<double>& values) {
    return {std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size()), error_of_mean(values)};
  }

  /// Their standard deviation, with an error from leaving out one at a time.
  static Index spread_of(const std::vector<double>& values) {
    const auto n = static_cast<double>(values.size());
    const auto deviation = [](double sum, double squares, double count) { return std::sqrt(std::max(0.0, (squares - sum * sum / count) / (count - 1))); };
    const double middle = values.front();   // taken off first: equal effects have no spread but by rounding
    double sum = 0, squares = 0, mean = 0, scatter = 0;
    for (const double value : values) {
      sum += value - middle;
      squares += (value - middle) * (value - middle);
    }
    std::vector<double> without;
    for (const double value : values) without.push_back(deviation(sum - (value - middle), squares - (value - middle) * (value - middle), n - 1));
    for (const double value : without) mean += value / n;
    for (const double value : without) scatter += (value - mean) * (value - mean);
    return {deviation(sum, squares, n), std::sqrt(scatter * (n - 1) / n)};
  }

  const Study& study_;
  std::deque<LeverMix> mixes_;
  std::vector<Screened> inputs_;
  std::vector<Trajectory> trajectories_;
};

}  // namespace

Morris morris(const Study& study, const Quantity& quantity, const std::vector<std::string>& levers, const std::vector<Factor>& factors, int trajectories, const engine::RunControl& control) {
  if (levers.empty() && factors.empty()) throw Error(ExitCode::usage, "there is nothing to move: no lever, uncertain parameter or shock is asked for, or the model has none");
  refuse_observed(study, "a screening moves inputs far from where they agree with these", "leave out [observed] here; without --sobol and --morris the answer takes it into account");
  check_paths(study, 6);
  if (!levers.empty()) LeverMix(study, fmt::format("{}", fmt::join(levers, ",")));   // tells of levers that are moved twice
  Morris answer = Screening(study, levers, factors, trajectories).run(quantity, control);
  if (std::all_of(answer.rows.begin(), answer.rows.end(), [](const MorrisRow& row) { return row.size.value == 0; }))
    throw nothing_moves(quantity, answer.centre);
  std::stable_sort(answer.rows.begin(), answer.rows.end(), [](const MorrisRow& a, const MorrisRow& b) { return a.size.value > b.size.value; });
  return answer;
}

}  // namespace jingchu::analysis
