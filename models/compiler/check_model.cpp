#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <unordered_set>

#include "engine/random/correlation.hpp"
#include "engine/random/draws.hpp"
#include "engine/random/nearest_correlations.hpp"
#include "models/compiler/factor.hpp"
#include "models/compiler/model_reader.hpp"
#include "models/compiler/translator.hpp"

namespace jingchu::models {

namespace {

constexpr int most_suggestions = 100;   // the search for a near name takes all names

class Checker {
 public:
  Checker(const Model& model, const TomlDocument& document, Diagnostics& problems)
      : model_(model), document_(document), problems_(problems), scope_(model),
        translator_(model, scope_, graph_, model.origin) {}

  void formulas(const std::vector<WrittenFormula>& formulas) {
    // Definitions first: a wrong one is told where it stands, and formulas that use it stay silent about it. What is
    // wrong in a definition only by one that it uses is looked at again when all wrong ones are known.
    std::vector<const WrittenFormula*> again;
    for (const WrittenFormula& f : formulas)
      if (f.kind == WrittenFormula::Kind::definition && !definition(f, false)) again.push_back(&f);
    for (const WrittenFormula* f : again) definition(*f, true);
    for (const WrittenFormula& f : formulas)
      if (f.kind != WrittenFormula::Kind::definition) formula(f);
  }

  void correlations() {
    std::map<std::pair<std::string, std::string>, Place> seen;
    std::vector<std::string> drawn;
    std::map<std::string, int, std::less<>> number;   // in the list of shocks, or of uncertain parameters behind them
    for (const Shock& s : model_.shocks) drawn.push_back(s.name);
    for (const Parameter& p : model_.parameters)
      if (p.law) drawn.push_back(p.name);
    for (std::size_t i = 0; i < drawn.size(); ++i) number.emplace(drawn[i], static_cast<int>(i));
    const int shock_count = static_cast<int>(model_.shocks.size());
    bool good = true;
    for (const NamedCorrelation& c : model_.correlations) {
      for (const std::string& name : {c.first, c.second})
        if (!number.contains(name)) {
          const auto near = ++suggestions_ <= most_suggestions ? nearest_name(name, drawn) : std::nullopt;
          problems_.error(c.place, fmt::format("{} is no shock or uncertain parameter", jingchu::quoted(name)),
                          near ? fmt::format("did you mean '{}'?", *near) : "a correlation joins two shocks, or two parameters that have a law");
          good = false;
        }
      if (c.first == c.second) {
        problems_.error(c.place, fmt::format("'{}' with itself", c.first), "the correlation of a shock with itself is 1");
        good = false;
      }
      const auto first = number.find(c.first), second = number.find(c.second);
      if (first != number.end() && second != number.end() && (first->second < shock_count) != (second->second < shock_count)) {
        problems_.error(c.place, fmt::format("'{}' and '{}' are a shock and a parameter", c.first, c.second),
                        "correlations join two shocks or two parameters");
        good = false;
      }
      const auto key = std::minmax(c.first, c.second);
      if (const auto [it, added] = seen.emplace(std::pair<std::string, std::string>(key.first, key.second), c.place); !added) {
        problems_.add({Diagnostic::Severity::error, c.place, fmt::format("the correlation of '{}' and '{}' is given twice", c.first, c.second),
                       "keep one of the two", it->second, "first given here"});
        good = false;
      }
    }
    if (!good || problems_.has_errors()) return;
    std::vector<engine::DrawnQuantity> shocks, parameters;
    for (const Shock& s : model_.shocks) shocks.push_back({s.name, s.law});
    for (const Parameter& p : model_.parameters)
      if (p.law) parameters.push_back({p.name, *p.law});
    std::vector<engine::Correlation> of_shocks, of_parameters;
    std::vector<Place> shock_values, parameter_values;
    for (const NamedCorrelation& c : model_.correlations) {
      const int a = number.at(c.first), b = number.at(c.second);
      const int before = a < shock_count ? 0 : shock_count;
      (before == 0 ? of_shocks : of_parameters).push_back({static_cast<std::size_t>(a - before), static_cast<std::size_t>(b - before), c.value});
      (before == 0 ? shock_values : parameter_values).push_back(c.value_place);
    }
    try {
      const engine::DrawSource source(1, parameters, of_parameters, shocks, of_shocks);
    } catch (const engine::ContradictingCorrelations& e) {
      auto repairs = nearest(of_shocks, shock_values);
      for (Replacement& r : nearest(of_parameters, parameter_values)) repairs.push_back(std::move(r));
      for (const Diagnostic& d : e.diagnostics()) {
        problems_.add({Diagnostic::Severity::error, place_of_pair(d.problem), d.problem, d.hint + "; `jingchu check --repair` shows the nearest values that agree", {}, {}, std::move(repairs)});
        repairs.clear();   // they mend all groups together
      }
    } catch (const Error& e) {
      for (const Diagnostic& d : e.diagnostics()) problems_.error(place_of_pair(d.problem), d.problem, d.hint);
    }
  }

  static std::vector<Replacement> nearest(std::span<const engine::Correlation> correlations, const std::vector<Place>& places) {
    const auto values = engine::nearest_correlations(correlations);
    std::vector<Replacement> list;
    for (std::size_t i = 0; i < values.size(); ++i)
      if (values[i] != correlations[i].value) list.push_back({places[i], fmt::format("{}", values[i])});
    return list;
  }

  void anchors(const std::vector<WrittenFormula>& formulas) {
    std::set<std::string> written;
    for (const WrittenFormula& f : formulas)
      if (f.kind == WrittenFormula::Kind::factor) written.insert(f.name);
    std::vector<std::string> variables, fixed;
    for (const Variable& v : model_.variables) variables.push_back(v.name);
    for (const Parameter& p : model_.parameters)
      if (!p.law) fixed.push_back(p.name);
    for (const Anchor& a : model_.anchors) {
      known_names(a, a.series, variables, "variable");
      known_names(a, a.parameters, fixed, "fixed parameter");
      if (a.series.empty() && a.parameters.empty())
        problems_.error(a.place, fmt::format("anchor '{}' moves nothing", a.name), "name variables in series = [...] or fixed parameters in parameters = [...]");
      if (a.from && a.to && *a.from > *a.to)
        problems_.error(a.place, fmt::format("anchor '{}': from {} comes after until {}", a.name, a.from->to_string(), a.to->to_string()), "exchange the two");
      if (written.contains(a.name) && !sound_factors_.contains(a.name)) continue;   // told already
      const double factor = anchor_factor(a, a.base);
      if (a.base == 0 && !std::isfinite(factor))
        problems_.error(a.place, fmt::format("anchor '{}': its base is 0, so that the factor {} is not defined", a.name, a.factor),
                        "give the figure the history was made with, or a factor that allows 0, e.g. 1 + (value - base) / 100");
      else if (factor != 1.0)
        problems_.error(a.place, fmt::format("anchor '{}': the factor at its base {} is {}, expected exactly 1", a.name, number_text(a.base), number_text(factor)),
                        "write the factor so that value = base gives 1, e.g. value / base");
    }
  }

 private:
  void known_names(const Anchor& a, const std::vector<std::string>& names, const std::vector<std::string>& known, std::string_view what) {
    const std::set<std::string_view> all(known.begin(), known.end());
    std::set<std::string_view> seen;
    for (const std::string& name : names) {
      if (!seen.insert(name).second)
        problems_.error(a.place, fmt::format("anchor '{}': {} is named twice", a.name, jingchu::quoted(name)), "keep one of the two");
      if (all.contains(name)) continue;
      const auto near = ++suggestions_ <= most_suggestions ? nearest_name(name, known) : std::nullopt;
      problems_.error(a.place, fmt::format("anchor '{}': no {} {}", a.name, what, jingchu::quoted(name)),
                      near ? fmt::format("did you mean '{}'?", *near) : "");
    }
  }

  /// Checks a definition. False when its problem lies in another definition and `last` is not set: nothing is told then.
  bool definition(const WrittenFormula& f, bool last) {
    std::vector<FormulaProblem> wrong;
    const auto syntax = parse_formula(f.value->text, model_.frequency, wrong);
    const bool good = syntax && translator_.expression(*syntax, [&](const FormulaProblem& p) { wrong.push_back(p); }).has_value();
    if (syntax && !good && !last && translator_.failed_inside_definition()) return false;
    for (const FormulaProblem& p : wrong) problems_.error(document_.inside(*f.value, p.offset, p.width), p.problem, p.hint);
    if (!good) translator_.distrust(f.name);
    return true;
  }

  void formula(const WrittenFormula& f) {
    const TomlValue& value = *f.value;
    const auto report = [&](const FormulaProblem& p) {
      problems_.error(document_.inside(value, p.offset, p.width), p.problem, p.hint);
    };
    std::vector<FormulaProblem> wrong;
    const auto syntax = parse_formula(value.text, model_.frequency, wrong);
    for (const FormulaProblem& p : wrong) report(p);
    if (!syntax) return;
    switch (f.kind) {
      case WrittenFormula::Kind::equation:
        if (const auto sides = translator_.equation(*syntax, report); sides && !uses(*sides, f.name))
          problems_.error(document_.inside(value, 0), fmt::format("the equation of '{}' does not determine it", f.name),
                          fmt::format("write {} = ...; its earlier values alone do not give this period's", f.name));
        break;
      case WrittenFormula::Kind::identity: translator_.equation(*syntax, report); break;
      case WrittenFormula::Kind::definition: break;   // definition() has done it
      case WrittenFormula::Kind::measure: translator_.measure(*syntax, model_.origin.year(), report); break;
      case WrittenFormula::Kind::factor: {
        const auto unfit = check_factor(*syntax);
        for (const FormulaProblem& p : unfit) report(p);
        if (unfit.empty()) sound_factors_.insert(f.name);
        break;
      }
    }
  }

  /// Whether one of the sides depends on the variable of this period; definitions are looked into.
  bool uses(const Translator::Sides& sides, const std::string& name) {
    const engine::ExprId x = graph_.variable(engine::VariableId(scope_.find(name)->index));
    std::vector<engine::ExprId> list{sides.left, sides.right};
    std::unordered_set<engine::ExprId> seen(list.begin(), list.end());
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (list[i] == x) return true;
      const engine::ExprNode& n = graph_.node(list[i]);
      for (const engine::ExprId child : {n.a, n.b, n.c})
        if (child.valid() && seen.insert(child).second) list.push_back(child);
    }
    return false;
  }

  Place place_of_pair(const std::string& text) const {
    for (const NamedCorrelation& c : model_.correlations)
      if (text.find("'" + c.first + "'") != std::string::npos && text.find("'" + c.second + "'") != std::string::npos) return c.place;
    return model_.correlations.empty() ? Place{model_.file, 0, 0, 1, {}} : model_.correlations.front().place;
  }

  const Model& model_;
  const TomlDocument& document_;
  Diagnostics& problems_;
  engine::ExpressionGraph graph_;
  Scope scope_;
  Translator translator_;
  int suggestions_ = 0;
  std::set<std::string> sound_factors_;   ///< anchors whose factor is plain arithmetic
};

}  // namespace

void check_model(const Model& model, const TomlDocument& document, const std::vector<WrittenFormula>& formulas,
                 Diagnostics& problems) {
  Checker checker(model, document, problems);
  checker.formulas(formulas);
  checker.correlations();
  checker.anchors(formulas);
}

}  // namespace jingchu::models
