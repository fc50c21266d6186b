#include <fmt/format.h>

#include <algorithm>

#include "engine/random/draws.hpp"
#include "models/compiler/factor.hpp"
#include "models/compiler/model_reader.hpp"
#include "models/compiler/translator.hpp"

namespace jingchu::models {

namespace {

class Checker {
 public:
  Checker(const Model& model, const TomlDocument& document, Diagnostics& problems)
      : model_(model), document_(document), problems_(problems), scope_(model),
        translator_(model, scope_, graph_, model.origin) {}

  void formulas(const std::vector<WrittenFormula>& formulas) {
    // Definitions first: a wrong one is told where it stands, and formulas that use it stay silent about it.
    for (const WrittenFormula& f : formulas)
      if (f.kind == WrittenFormula::Kind::definition) formula(f);
    for (const WrittenFormula& f : formulas)
      if (f.kind != WrittenFormula::Kind::definition) formula(f);
  }

  void correlations() {
    const auto index = [](const auto& list, const std::string& name) {
      const auto it = std::find_if(list.begin(), list.end(), [&](const auto& x) { return x.name == name; });
      return it == list.end() ? -1 : static_cast<int>(it - list.begin());
    };
    std::map<std::pair<std::string, std::string>, Place> seen;
    std::vector<std::string> drawn;
    for (const Shock& s : model_.shocks) drawn.push_back(s.name);
    for (const Parameter& p : model_.parameters)
      if (p.law) drawn.push_back(p.name);
    bool good = true;
    for (const NamedCorrelation& c : model_.correlations) {
      for (const std::string& name : {c.first, c.second})
        if (std::find(drawn.begin(), drawn.end(), name) == drawn.end()) {
          const auto near = nearest_name(name, drawn);
          problems_.error(c.place, fmt::format("{} is no shock or uncertain parameter", jingchu::quoted(name)),
                          near ? fmt::format("did you mean '{}'?", *near) : "");
          good = false;
        }
      if (c.first == c.second) {
        problems_.error(c.place, fmt::format("'{}' with itself", c.first), "the correlation of a shock with itself is 1");
        good = false;
      }
      if ((index(model_.shocks, c.first) >= 0) != (index(model_.shocks, c.second) >= 0) && good) {
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
    try {
      std::vector<engine::DrawnQuantity> shocks, parameters;
      for (const Shock& s : model_.shocks) shocks.push_back({s.name, s.law});
      std::vector<std::string> parameter_names;
      for (const Parameter& p : model_.parameters)
        if (p.law) {
          parameters.push_back({p.name, *p.law});
          parameter_names.push_back(p.name);
        }
      std::vector<engine::Correlation> of_shocks, of_parameters;
      for (const NamedCorrelation& c : model_.correlations) {
        const int a = index(model_.shocks, c.first), b = index(model_.shocks, c.second);
        if (a >= 0) {
          of_shocks.push_back({static_cast<std::size_t>(a), static_cast<std::size_t>(b), c.value});
        } else {
          const auto at = [&](const std::string& n) {
            return static_cast<std::size_t>(std::find(parameter_names.begin(), parameter_names.end(), n) - parameter_names.begin());
          };
          of_parameters.push_back({at(c.first), at(c.second), c.value});
        }
      }
      const engine::DrawSource source(1, parameters, of_parameters, shocks, of_shocks);
    } catch (const Error& e) {
      for (const Diagnostic& d : e.diagnostics()) problems_.error(place_of_pair(d.problem), d.problem, d.hint);
    }
  }

  void anchors() {
    for (const Anchor& a : model_.anchors) {
      for (const std::string& s : a.series)
        if (std::none_of(model_.variables.begin(), model_.variables.end(), [&](const Variable& v) { return v.name == s; }))
          problems_.error(a.place, fmt::format("anchor '{}': no variable {}", a.name, jingchu::quoted(s)));
      for (const std::string& p : a.parameters)
        if (std::none_of(model_.parameters.begin(), model_.parameters.end(), [&](const Parameter& x) { return x.name == p && !x.law; }))
          problems_.error(a.place, fmt::format("anchor '{}': no fixed parameter {}", a.name, jingchu::quoted(p)));
      if (problems_.has_errors()) continue;
      const double factor = anchor_factor(a, a.base);
      if (factor != 1.0)
        problems_.error(a.place, fmt::format("anchor '{}': the factor at its base {} is {}, expected exactly 1", a.name, number_text(a.base), number_text(factor)),
                        "write the factor so that value = base gives 1, e.g. value / base");
    }
  }

 private:
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
        translator_.equation(*syntax, report);
        if (syntax->top().kind == SyntaxKind::equation && !mentions(*syntax, f.name))
          problems_.error(document_.inside(value, 0), fmt::format("the equation of '{}' does not mention it", f.name),
                          fmt::format("write {} = ...", f.name));
        break;
      case WrittenFormula::Kind::identity: translator_.equation(*syntax, report); break;
      case WrittenFormula::Kind::definition: translator_.expression(*syntax, report); break;
      case WrittenFormula::Kind::measure: translator_.measure(*syntax, model_.origin.year(), report); break;
      case WrittenFormula::Kind::factor:
        for (const FormulaProblem& p : check_factor(*syntax)) report(p);
        break;
    }
  }

  /// Whether the left or right side uses the variable in the same period.
  static bool mentions(const Syntax& s, const std::string& name) {
    return std::any_of(s.nodes.begin(), s.nodes.end(), [&](const SyntaxNode& n) {
      return n.kind == SyntaxKind::name && n.name == name && (n.index.kind == Index::Kind::none || (n.index.kind == Index::Kind::lag && n.index.lag == 0));
    });
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
};

}  // namespace

void check_model(const Model& model, const TomlDocument& document, const std::vector<WrittenFormula>& formulas,
                 Diagnostics& problems) {
  Checker checker(model, document, problems);
  checker.formulas(formulas);
  checker.correlations();
  checker.anchors();
}

}  // namespace jingchu::models
