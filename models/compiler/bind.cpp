#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

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
    for (const std::string& name : compiled_.settings) {
      const auto it = std::find_if(model_.parameters.begin(), model_.parameters.end(), [&](const Parameter& p) { return p.name == name; });
      double value = it->value;
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

  void series() {
    for (const std::string& name : compiled_.series)
      for (int i = -plan_.history_periods; i < plan_.periods; ++i) plan_.series.push_back(series_value(name, i));
  }

  double series_value(const std::string& name, int i) const {
    const Period p = compiled_.horizon.first + i;
    if (name == Scope::time) return p - model_.origin;
    if (name == Scope::year) return p.year();
    if (name == Scope::sub) return p.sub();
    for (const std::string& v : compiled_.tunable) {
      if (name != Scope::tune_on(v) && name != Scope::tune_value(v)) continue;
      const auto held = setting_.tunes.find(v);
      const bool on = i >= 0 && held != setting_.tunes.end() && held->second[static_cast<std::size_t>(i)].has_value();
      if (name == Scope::tune_on(v)) return on ? 1 : 0;
      return on ? *held->second[static_cast<std::size_t>(i)] : 0;
    }
    for (const Lever& l : model_.levers)
      if (l.name == name) {
        const auto moved = setting_.levers.find(name);
        return i < 0 || moved == setting_.levers.end() ? l.standard : moved->second[static_cast<std::size_t>(i)];
      }
    const auto row = model_.data.values.find(name);
    return row != model_.data.values.end() && row->second.contains(p) ? row->second.at(p) : not_given;
  }

  void draws() {
    const auto position = [](const std::vector<engine::DrawnQuantity>& list, const std::string& name) -> std::ptrdiff_t {
      const auto it = std::find_if(list.begin(), list.end(), [&](const auto& q) { return q.name == name; });
      return it == list.end() ? -1 : it - list.begin();
    };
    for (const Parameter& p : model_.parameters)
      if (p.law) plan_.parameters.push_back({p.name, *p.law});
    for (const Shock& s : model_.shocks) plan_.shocks.push_back({s.name, s.law});
    for (const NamedCorrelation& c : model_.correlations) {
      const bool shocks = position(plan_.shocks, c.first) >= 0;
      const auto& list = shocks ? plan_.shocks : plan_.parameters;
      (shocks ? plan_.shock_correlations : plan_.parameter_correlations)
          .push_back({static_cast<std::size_t>(position(list, c.first)), static_cast<std::size_t>(position(list, c.second)), c.value});
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
