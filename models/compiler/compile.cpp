#include "models/compile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "engine/program/reachable.hpp"
#include "models/compiler/solve_left.hpp"
#include "models/compiler/translator.hpp"
#include "models/source/text_place.hpp"

namespace jingchu::models {

namespace {

using engine::ExprId;
using engine::Op;

class Compiler {
 public:
  Compiler(const Model& model, const PeriodRange& horizon, const std::set<std::string>& tuned,
           const std::vector<MeasureRequest>& requests)
      : model_(model), horizon_(horizon), requests_(requests), tuned_(tuned.begin(), tuned.end()), scope_(model, tuned_),
        translator_(model, scope_, system_.graph, horizon.first) {}

  CompiledModel run() {
    for (const std::string& v : tuned_)
      if (const Symbol* s = scope_.find(v); !s || s->kind != SymbolKind::variable)
        throw Error(ExitCode::data, fmt::format("{} is no variable of the model and cannot be held", jingchu::quoted(v)));
    system_.setting_count = static_cast<int>(scope_.settings().size());
    system_.parameter_count = static_cast<int>(scope_.parameters().size());
    system_.series_count = static_cast<int>(scope_.series().size());
    system_.shock_count = static_cast<int>(model_.shocks.size());
    translator_.restrict_horizon(horizon_.last);
    equations();
    identities();
    translator_.restrict_periods([this](int variable, Period p) { return has(variable, p); });
    annual_outputs();
    measure_outputs();
    request_outputs();
    check_history();
    problems_.throw_if_any();
    return {engine::Program(std::move(system_)), horizon_, std::move(outputs_), tuned_, scope_.settings(), scope_.series(),
            scope_.parameters(), history_periods_};
  }

 private:
  Translator::Report reporter(const Place& start, const std::string& formula) {
    return [this, start, formula](const FormulaProblem& p) {
      problems_.error(place_inside(start, formula, p.offset, p.offset + static_cast<std::size_t>(p.width)), p.problem, p.hint);
    };
  }

  std::optional<Syntax> parse(const std::string& formula, const Translator::Report& report) {
    std::vector<FormulaProblem> wrong;
    auto syntax = parse_formula(formula, model_.frequency, wrong);
    for (const FormulaProblem& p : wrong) report(p);
    return syntax;
  }

  bool is_tuned(const std::string& name) const { return std::binary_search(tuned_.begin(), tuned_.end(), name); }
  ExprId series(const std::string& name) { return system_.graph.series(engine::SeriesId(scope_.series_index(name))); }

  void equations() {
    engine::ExpressionGraph& g = system_.graph;
    for (std::size_t i = 0; i < model_.variables.size(); ++i) {
      const Variable& v = model_.variables[i];
      const auto report = reporter(v.place, v.equation);
      const auto syntax = parse(v.equation, report);
      const auto sides = syntax ? translator_.equation(*syntax, report) : std::nullopt;
      if (!sides) {
        system_.equations.push_back({v.name, g.constant(0.0), false});
        continue;
      }
      const engine::VariableId id(i);
      engine::Equation e = solve_for(g, v.name, id, sides->left, sides->right);
      if (!e.is_implicit && e.value == g.variable(id))
        problems_.error(v.place, fmt::format("the equation of '{}' says nothing about it: it reads {} = {}", v.name, v.name, v.name), "give it something else on the right");
      const bool held = is_tuned(v.name);
      if (held) {
        const ExprId on = series(Scope::tune_on(v.name)), value = series(Scope::tune_value(v.name));
        e.value = g.select(on, e.is_implicit ? g.binary(Op::sub, g.variable(id), value) : value, e.value);
      }
      system_.equations.push_back(std::move(e));
      if (v.bounds) system_.bounds.push_back({id, v.bounds->first, v.bounds->second});
      // While a variable is held its own equation does not hold, so an identity is not checked in those periods.
      if (v.identity) system_.identities.push_back({v.name, sides->left, held ? g.select(series(Scope::tune_on(v.name)), sides->left, sides->right) : sides->right});
    }
  }

  void identities() {
    for (const IdentityCheck& i : model_.identities) {
      const auto report = reporter(i.place, i.formula);
      const auto syntax = parse(i.formula, report);
      if (const auto sides = syntax ? translator_.equation(*syntax, report) : std::nullopt)
        system_.identities.push_back({i.name, sides->left, sides->right});
    }
  }

  bool has(int variable, Period p) const {
    if (horizon_.contains(p)) return true;
    if (p > horizon_.last) return false;
    const auto row = model_.data.values.find(model_.variables[static_cast<std::size_t>(variable)].name);
    return row != model_.data.values.end() && row->second.contains(p);
  }

  std::pair<int, int> years() const { return {horizon_.first.year(), horizon_.last.year()}; }

  void annual_outputs() {
    const int n = static_cast<int>(model_.frequency);
    const auto [first, last] = years();
    for (int year = first; year <= last; ++year)
      for (std::size_t v = 0; v < model_.variables.size(); ++v) {
        const int variable = static_cast<int>(v);
        bool covered = has(variable, Period(model_.frequency, year, n));
        for (int sub = 1; covered && model_.variables[v].annual != AnnualRule::end && sub < n; ++sub)
          covered = has(variable, Period(model_.frequency, year, sub));
        if (!covered) continue;
        system_.outputs.push_back({fmt::format("annual({}, {})", model_.variables[v].name, year), translator_.annual(variable, year)});
        outputs_.push_back({OutputInfo::Kind::annual, variable, -1, -1, year});
      }
  }

  void measure_outputs() {
    const auto [first, last] = years();
    // A year that history and horizon do not cover has no measure; that is no mistake.
    const Translator::Report silent = [](const FormulaProblem&) {};
    for (int year = first; year <= last; ++year)
      for (std::size_t m = 0; m < model_.measures.size(); ++m) {
        const auto syntax = parse(model_.measures[m].formula, silent);
        const auto value = syntax ? translator_.measure(*syntax, year, silent) : std::nullopt;
        if (!value) continue;
        system_.outputs.push_back({fmt::format("{}[{}]", model_.measures[m].name, year), *value});
        outputs_.push_back({OutputInfo::Kind::measure, -1, static_cast<int>(m), -1, year});
      }
  }

  void request_outputs() {
    for (std::size_t r = 0; r < requests_.size(); ++r) {
      const auto report = reporter(requests_[r].place, requests_[r].formula);
      const auto syntax = parse(requests_[r].formula, report);
      const auto value = syntax ? translator_.measure(*syntax, std::nullopt, report) : std::nullopt;
      system_.outputs.push_back({requests_[r].name, value.value_or(system_.graph.constant(0.0))});
      outputs_.push_back({OutputInfo::Kind::request, -1, -1, static_cast<int>(r), 0});
    }
  }

  static std::string span(Period first, Period last) {
    return first == last ? first.to_string() : first.to_string() + ".." + last.to_string();
  }

  /// Which periods before the horizon are read, and whether the data have them.
  void check_history() {
    std::vector<int> lags(model_.variables.size(), 0), series_lags(scope_.series().size(), 0);
    std::vector<std::set<int>> fixed(model_.variables.size());
    for (const ExprId id : engine::reachable(system_)) {
      const engine::ExprNode& n = system_.graph.node(id);
      const auto index = static_cast<std::size_t>(n.index);
      if (n.op == Op::variable) lags[index] = std::max(lags[index], n.shift);
      if (n.op == Op::series) series_lags[index] = std::max(series_lags[index], n.shift);
      if (n.op == Op::variable_at && n.shift < 0) fixed[index].insert(-n.shift);
      if (n.op == Op::series_at && n.shift < 0) series_lags[index] = std::max(series_lags[index], -n.shift);
    }
    history_periods_ = 1;
    const std::string_view unit = model_.frequency == Frequency::annual ? "years" : model_.frequency == Frequency::monthly ? "months" : "quarters";
    for (std::size_t v = 0; v < lags.size(); ++v) {
      std::set<int> needed = fixed[v];
      for (int back = 1; back <= lags[v]; ++back) needed.insert(back);
      if (!needed.empty()) history_periods_ = std::max(history_periods_, *needed.rbegin());
      int present = 0;
      while (present < lags[v] && has(static_cast<int>(v), horizon_.first - (present + 1))) ++present;
      if (present < lags[v]) {
        problems_.error(model_.variables[v].place,
                        fmt::format("'{}' needs {} {} before {}, has {}", model_.variables[v].name, lags[v], unit, horizon_.first.to_string(), present),
                        fmt::format("give {} in the history for {}", model_.variables[v].name, span(horizon_.first - lags[v], horizon_.first - (present + 1))));
        continue;
      }
      for (const int back : needed)
        if (!has(static_cast<int>(v), horizon_.first - back)) {
          problems_.error(model_.variables[v].place, fmt::format("'{}' has no value in {}, which a formula names", model_.variables[v].name, (horizon_.first - back).to_string()));
          break;
        }
    }
    for (const int back : series_lags) history_periods_ = std::max(history_periods_, back);
    for (const ExogenousSeries& x : model_.exogenous) {
      const auto row = model_.data.values.find(x.name);
      const int back = series_lags[static_cast<std::size_t>(scope_.series_index(x.name))];
      std::string missing;
      int count = 0;
      for (Period p = horizon_.first - back; p <= horizon_.last; p = p + 1)
        if (row == model_.data.values.end() || !row->second.contains(p)) {
          if (++count <= 4) missing += (missing.empty() ? "" : ", ") + p.to_string();
        }
      if (count > 0)
        problems_.error(x.place, fmt::format("exogenous series '{}' has no value in {}{}", x.name, missing, count > 4 ? fmt::format(" and {} more periods", count - 4) : ""),
                        "an exogenous series needs data for history and horizon");
    }
  }

  const Model& model_;
  PeriodRange horizon_;
  const std::vector<MeasureRequest>& requests_;
  std::vector<std::string> tuned_;
  Scope scope_;
  engine::EquationSystem system_;
  Translator translator_;
  std::vector<OutputInfo> outputs_;
  Diagnostics problems_;
  int history_periods_ = 1;
};

}  // namespace

CompiledModel compile(const Model& model, const PeriodRange& horizon, const std::set<std::string>& tuned,
                      const std::vector<MeasureRequest>& requests) {
  return Compiler(model, horizon, tuned, requests).run();
}

}  // namespace jingchu::models
