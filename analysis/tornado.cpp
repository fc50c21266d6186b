#include <algorithm>
#include <cmath>
#include <deque>
#include <functional>

#include <fmt/format.h>

#include "analysis/sensitivity.hpp"

namespace jingchu::analysis {

namespace {

/// Cases that a tornado simulates, and what they are to: each an end of a bar.
class TornadoMaker {
 public:
  explicit TornadoMaker(const Study& study) : study_(study) {}

  void add_lever(const std::string& text) {
    const LeverMix& mix = mixes_.emplace_back(study_, text);
    const auto [low, high] = lever_range(study_, mix);
    bars_.push_back({Bar::Kind::lever, text, {low}, {high}});
    for (const double amount : {low, high})
      if (amount != 0) ends_.push_back({bars_.size() - 1, amount > 0, [this, m = mixes_.size() - 1, amount] { return plan_with(study_, mixes_[m].moved(amount)); }});
  }

  void add_factor(const Factor& factor) {
    const auto [low, high] = low_and_high(drawn(study_.plan, factor).law);
    bars_.push_back({factor.kind == Factor::Kind::parameter ? Bar::Kind::parameter : Bar::Kind::shock, drawn(study_.plan, factor).name, {low}, {high}});
    for (const bool is_high : {false, true}) ends_.push_back({bars_.size() - 1, is_high, [this, factor, value = is_high ? high : low] { return held(study_.plan, factor, value); }});
  }

  Tornado run(const Quantity& quantity, const engine::RunControl& control) {
    Tornado answer;
    Estimate base;
    for_each_estimate(study_, ends_.size() + 1, [&](std::size_t i) { return i == 0 ? study_.plan : ends_[i - 1].plan(); }, quantity, control, [&](std::size_t i, Estimate found) {
      // Where nothing can be told all influences are NaN.
      if (!std::isnan(found.value)) answer.failed = std::max(answer.failed, count_failed(found.influence));
      if (i == 0) {
        if (std::isnan(found.value)) throw_no_estimate(study_, 0, control);
        answer.base = found.value;
        answer.base_effective = found.effective_paths;
        answer.base_error = found.standard_error();
        base = std::move(found);
        return;
      }
      Bar& bar = bars_[ends_[i - 1].bar];
      Bar::End& end = ends_[i - 1].is_high ? bar.high : bar.low;
      for (std::size_t path = 0; path < found.influence.size(); ++path) found.influence[path] -= base.influence[path];
      end.change = found.value - base.value;
      end.standard_error = found.standard_error();
      end.effective_paths = found.effective_paths;
    });
    answer.bars = std::move(bars_);
    for (Bar& bar : answer.bars)
      for (Bar::End* end : {&bar.low, &bar.high})
        if (bar.kind == Bar::Kind::lever && end->set == 0) end->effective_paths = answer.base_effective;   // not moved
    return answer;
  }

 private:
  struct End {
    std::size_t bar = 0;
    bool is_high = false;
    std::function<engine::Plan()> plan;
  };

  const Study& study_;
  std::deque<LeverMix> mixes_;
  std::vector<Bar> bars_;
  std::vector<End> ends_;
};

}  // namespace

namespace {

/// Whether a published value is exact by the factor.
bool is_found(const engine::Plan& plan, const Factor& factor) {
  return factor.kind == Factor::Kind::shock &&
         std::any_of(plan.observations.begin(), plan.observations.end(), [&](const engine::ObservationRule& rule) { return rule.is_exact() && rule.shock == static_cast<int>(factor.index); });
}

}  // namespace

std::pair<double, double> lever_range(const Study& study, const LeverMix& lever) {
  if (lever.moves().front().weight != 1)
    throw Error(ExitCode::usage, fmt::format("lever {} has a weight: here each is moved by itself, as far as its own bounds say", jingchu::quoted(lever.moves().front().text)), "write NAME or NAME[2024]");
  const auto& levers = study.model().levers;
  const auto found = std::find_if(levers.begin(), levers.end(), [&](const auto& one) { return one.name == lever.moves().front().lever; });
  const double step = (found->upper - found->lower) / 10;
  return {std::max(-step, lever.bounds().lower), std::min(step, lever.bounds().upper)};
}

double Tornado::fewest_effective() const {
  double fewest = base_effective;
  for (const Bar& bar : bars) fewest = std::min({fewest, bar.low.effective_paths, bar.high.effective_paths});
  return fewest;
}

Error nothing_moves(const Quantity& quantity, double base) {
  if (quantity.kind == Quantity::Kind::probability && (base <= 0 || base >= 1))
    return {ExitCode::usage, fmt::format("{} path meets the target, in every case that was tried: no change of its probability can be seen", base <= 0 ? "no" : "every"), "ask about another threshold, about a mean or quantile with --measure, or take more --paths"};
  return {ExitCode::usage, "nothing that is moved moves what is asked about: it is the same in all cases", "ask about another measure, a later year, or other levers"};
}

double Bar::size() const {
  const auto size_of = [](const End& end) { return std::isnan(end.change) ? 0 : std::abs(end.change); };
  return std::max(size_of(low), size_of(high));
}

Tornado tornado(const Study& study, const Quantity& quantity, const std::vector<std::string>& levers, const std::vector<Factor>& factors, const engine::RunControl& control) {
  if (levers.empty() && factors.empty()) throw Error(ExitCode::usage, "there is nothing to move: no lever, uncertain parameter or shock is asked for, or the model has none");
  check_paths(study, 6);
  TornadoMaker maker(study);
  for (const std::string& lever : levers) maker.add_lever(lever);
  for (const Factor& factor : factors)
    if (!is_found(study.plan, factor)) maker.add_factor(factor);
  Tornado answer = maker.run(quantity, control);
  if (std::all_of(answer.bars.begin(), answer.bars.end(), [](const Bar& bar) { return bar.size() == 0; }))
    throw nothing_moves(quantity, answer.base);
  std::stable_sort(answer.bars.begin(), answer.bars.end(), [](const Bar& a, const Bar& b) { return a.size() > b.size(); });
  return answer;
}

}  // namespace jingchu::analysis
