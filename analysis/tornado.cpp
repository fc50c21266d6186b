#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "analysis/sensitivity.hpp"

namespace jingchu::analysis {

namespace {

class TornadoMaker {
 public:
  TornadoMaker(const Study& study, const Quantity& quantity, const engine::RunControl& control, std::size_t bars)
      : study_(study), quantity_(quantity), control_(control), to_do_(2 * static_cast<std::int64_t>(bars) + 1), base_(simulate(study.plan)) {}

  const Estimate& base() const { return base_; }

  Bar lever(const std::string& text) {
    const LeverMix mix(study_, text);
    const auto& levers = study_.model().levers;
    const auto found = std::find_if(levers.begin(), levers.end(), [&](const auto& lever) { return lever.name == mix.moves().front().lever; });
    const double step = (found->upper - found->lower) / 10;
    const auto end = [&](double amount) {
      if (amount == 0) return Bar::End{};
      return change(plan_with(study_, mix.moved(amount)), amount);
    };
    return {Bar::Kind::lever, text, end(std::max(-step, mix.bounds().lower)), end(std::min(step, mix.bounds().upper))};
  }

  Bar factor(const Factor& factor) {
    const auto [low, high] = low_and_high(drawn(study_.plan, factor).law);
    const auto end = [&](double value) { return change(held(study_.plan, factor, value), value); };
    return {factor.kind == Factor::Kind::parameter ? Bar::Kind::parameter : Bar::Kind::shock, drawn(study_.plan, factor).name, end(low), end(high)};
  }

 private:
  Estimate simulate(const engine::Plan& plan) {
    Estimate result = estimate(study_, plan, quantity_, control_);
    ++done_;
    if (control_.progress) control_.progress(done_ * plan.path_count, to_do_ * plan.path_count);
    return result;
  }

  Bar::End change(const engine::Plan& plan, double set) {
    Estimate moved = simulate(plan);
    for (std::size_t i = 0; i < moved.influence.size(); ++i) moved.influence[i] -= base_.influence[i];
    return {set, moved.value - base_.value, moved.standard_error()};
  }

  const Study& study_;
  const Quantity& quantity_;
  const engine::RunControl& control_;
  std::int64_t done_ = 0, to_do_ = 0;
  Estimate base_;
};

}  // namespace

double Bar::size() const { return std::max(std::abs(low.change), std::abs(high.change)); }

Tornado tornado(const Study& study, const Quantity& quantity, const std::vector<std::string>& levers, const std::vector<Factor>& factors, const engine::RunControl& control) {
  if (levers.empty() && factors.empty()) throw Error(ExitCode::usage, "there is nothing to move: no lever, uncertain parameter or shock is asked for, or the model has none");
  check_paths(study, 6);
  TornadoMaker maker(study, quantity, control, levers.size() + factors.size());
  Tornado answer{maker.base().value, maker.base().standard_error(), {}};
  for (const std::string& lever : levers) answer.bars.push_back(maker.lever(lever));
  for (const Factor& factor : factors) answer.bars.push_back(maker.factor(factor));
  if (std::all_of(answer.bars.begin(), answer.bars.end(), [](const Bar& bar) { return bar.size() == 0; }))
    throw Error(ExitCode::usage, "nothing that is moved moves what is asked about: it is the same in all cases", "ask about another measure, a later year, or other levers");
  std::stable_sort(answer.bars.begin(), answer.bars.end(), [](const Bar& a, const Bar& b) { return a.size() > b.size(); });
  return answer;
}

}  // namespace jingchu::analysis
