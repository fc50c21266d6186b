#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <string_view>

#include "models/compile.hpp"
#include "models/compiler/factor.hpp"
#include "models/compiler/scope.hpp"

namespace jingchu::models {

namespace {

constexpr double not_given = std::numeric_limits<double>::quiet_NaN();

class Binder {
 public:
  Binder(const Model& model, const CompiledModel& compiled, const Setting& setting)
      : model_(model), compiled_(compiled), setting_(setting) {}

  engine::Plan run() {
    factors();
    plan_.periods = compiled_.horizon.count();
    plan_.history_periods = compiled_.history_periods;
    settings();
    history();
    series();
    draws();
    histograms();
    return std::move(plan_);
  }

 private:
  struct Factor {
    const Anchor* anchor;
    double value;
  };

  /// Factors of the anchors that have a figure, by the series or parameter they move.
  void factors() {
    Diagnostics problems;
    for (const Anchor& a : model_.anchors) {
      const auto figure = setting_.anchors.find(a.name);
      if (figure == setting_.anchors.end()) continue;
      const Factor factor{&a, anchor_factor(a, figure->second)};
      if (!std::isfinite(factor.value))
        problems.error(a.place, fmt::format("anchor '{}': the factor for {} is not a finite number", a.name, figure->second),
                       fmt::format("the factor is {}, with base {}", a.factor, a.base));
      for (const std::string& s : a.series) series_factors_[s].push_back(factor);
      for (const std::string& p : a.parameters) parameter_factors_[p].push_back(factor);
    }
    problems.throw_if_any();
  }

  /// Product of the factors of all anchors that apply to one series in one period; exactly 1 when no figure changed.
  double series_factor(const std::string& name, Period p) const {
    double product = 1;
    if (const auto it = series_factors_.find(name); it != series_factors_.end())
      for (const Factor& f : it->second)
        if (!(f.anchor->from && p < *f.anchor->from) && !(f.anchor->to && p > *f.anchor->to)) product *= f.value;
    return product;
  }

  void settings() {
    std::map<std::string_view, double> stated;
    for (const Parameter& p : model_.parameters) stated.emplace(p.name, p.value);
    for (const std::string& name : compiled_.settings) {
      double value = stated.at(name);
      if (const auto factors = parameter_factors_.find(name); factors != parameter_factors_.end())
        for (const Factor& f : factors->second) value *= f.value;
      if (const auto given = setting_.parameters.find(name); given != setting_.parameters.end()) value = given->second;
      plan_.settings.push_back(value);
    }
  }

  void history() {
    for (const Variable& v : model_.variables) {
      const auto row = model_.data.values.find(v.name);
      for (int back = plan_.history_periods; back >= 1; --back) {
        const Period p = compiled_.horizon.first - back;
        const bool known = row != model_.data.values.end() && row->second.contains(p);
        plan_.history.push_back(known ? row->second.at(p) * series_factor(v.name, p) : not_given);
      }
    }
  }

  /// Values of one series by period, counted from the first of the horizon (negative: history).
  using Source = std::function<double(int)>;

  void series() {
    // What a name stands for is looked up once, not in every period.
    std::map<std::string_view, const Lever*> levers;
    for (const Lever& l : model_.levers) levers.emplace(l.name, &l);
    std::map<std::string, std::pair<const std::string*, bool>> tunes;   // series -> variable, whether it is the switch
    for (const std::string& v : compiled_.tunable) {
      tunes.emplace(Scope::tune_on(v), std::pair(&v, true));
      tunes.emplace(Scope::tune_value(v), std::pair(&v, false));
    }
    for (const std::string& name : compiled_.series) {
      const auto tune = tunes.find(name);
      const auto lever = levers.find(name);
      const Source source = tune != tunes.end()     ? tuned(*tune->second.first, tune->second.second)
                            : lever != levers.end() ? moved(*lever->second)
                                                    : given(name);
      for (int i = -plan_.history_periods; i < plan_.periods; ++i) plan_.series.push_back(source(i));
    }
  }

  Source tuned(const std::string& variable, bool is_switch) const {
    const auto held = setting_.tunes.find(variable);
    if (held == setting_.tunes.end()) return [](int) { return 0.0; };
    return [&values = held->second, is_switch](int i) {
      if (i < 0 || !values[static_cast<std::size_t>(i)]) return 0.0;
      return is_switch ? 1.0 : *values[static_cast<std::size_t>(i)];
    };
  }

  Source moved(const Lever& lever) const {
    const auto set = setting_.levers.find(lever.name);
    if (set == setting_.levers.end()) return [&lever](int) { return lever.standard; };
    return [&lever, &values = set->second](int i) { return i < 0 ? lever.standard : values[static_cast<std::size_t>(i)]; };
  }

  /// The words of time, else an exogenous series.
  Source given(const std::string& name) const {
    const Period first = compiled_.horizon.first;
    if (name == Scope::time) return [first, origin = model_.origin](int i) { return static_cast<double>(first + i - origin); };
    if (name == Scope::year) return [first](int i) { return static_cast<double>((first + i).year()); };
    if (name == Scope::sub) return [first](int i) { return static_cast<double>((first + i).sub()); };
    const auto row = model_.data.values.find(name);
    if (row == model_.data.values.end()) return [](int) { return not_given; };
    return [first, &values = row->second](int i) {
      const auto at = values.find(first + i);
      return at == values.end() ? not_given : at->second;
    };
  }

  void draws() {
    std::map<std::string_view, std::size_t> parameters, shocks;
    for (const Parameter& p : model_.parameters)
      if (p.law) {
        parameters.emplace(p.name, plan_.parameters.size());
        plan_.parameters.push_back({p.name, *p.law});
      }
    for (const Shock& s : model_.shocks) {
      shocks.emplace(s.name, plan_.shocks.size());
      plan_.shocks.push_back({s.name, s.law});
    }
    for (const NamedCorrelation& c : model_.correlations) {
      const bool of_shocks = shocks.contains(c.first);
      const auto& numbers = of_shocks ? shocks : parameters;
      (of_shocks ? plan_.shock_correlations : plan_.parameter_correlations).push_back({numbers.at(c.first), numbers.at(c.second), c.value});
    }
  }

  void histograms() {
    for (const Variable& v : model_.variables) plan_.variable_has_histogram.push_back(v.report ? 1 : 0);
    for (const OutputInfo& o : compiled_.outputs)
      plan_.output_has_histogram.push_back(o.kind != OutputInfo::Kind::annual || model_.variables[static_cast<std::size_t>(o.variable)].report ? 1 : 0);
  }

  const Model& model_;
  const CompiledModel& compiled_;
  const Setting& setting_;
  std::map<std::string, std::vector<Factor>> series_factors_, parameter_factors_;
  engine::Plan plan_;
};

}  // namespace

engine::Plan bind(const Model& model, const CompiledModel& compiled, const Setting& setting) {
  return Binder(model, compiled, setting).run();
}

}  // namespace jingchu::models
