// What names stand for: the half of Translator that knows the model.

#include <fmt/format.h>

#include <utility>

#include "models/compiler/translator.hpp"
#include "models/language/functions.hpp"

namespace jingchu::models {

using engine::ExprId;

namespace {
constexpr int deepest_measure = 20;
constexpr int most_suggestions = 100;
}

ExprId Translator::word(const SyntaxNode& n, When when) {
  const auto series = [&](const char* which) { return series_value(engine::SeriesId(scope_.series_index(which)), when, n); };
  if (n.name == "t") return series(Scope::time);
  if (n.name == "year") return series(Scope::year);
  return series(Scope::sub);   // quarter, month
}

ExprId Translator::name(const SyntaxNode& n, When when) {
  const bool is_time_word = n.name == "t" || n.name == "year" ||
                            (n.name == "quarter" && model_.frequency == Frequency::quarterly) ||
                            (n.name == "month" && model_.frequency == Frequency::monthly);
  if (is_time_word && n.index.kind == Index::Kind::none) {
    if (!in_measure_ || !open_.empty()) {
      if (in_measure_ && n.name == "year" && year_) return graph_.constant(*year_);
      return word(n, when);
    }
    if (n.name == "year" && year_) return graph_.constant(*year_);
    fail(n, fmt::format("'{}' means nothing in this measure", n.name), fmt::format("name the year or period itself: 2024, x[{}]", example_));
  }
  const Symbol* symbol = scope_.find(n.name);
  if (!symbol) fail_unknown_name(n);
  When at = when;
  switch (n.index.kind) {
    case Index::Kind::none: break;
    case Index::Kind::lag:
      if (in_measure_ && open_.empty()) fail(n, "a lag in a measure", fmt::format("a measure is about the whole path: name a period, x[{}]", example_));
      at = earlier(when, n.index.lag, n);
      break;
    case Index::Kind::period:
      // Where periods are years, a year is a period too.
      if (symbol->kind == SymbolKind::measure && in_measure_ && model_.frequency == Frequency::annual)
        return model_measure(n, symbol->index, n.index.period.year());
      at = {true, n.index.period - first_};
      break;
    case Index::Kind::year:
    case Index::Kind::relative_year: {
      if (symbol->kind == SymbolKind::measure && in_measure_) {
        if (n.index.kind == Index::Kind::relative_year && !year_) fail(n, "'year' means nothing in this measure");
        const int year = n.index.kind == Index::Kind::year ? n.index.year : *year_ + n.index.lag;
        return model_measure(n, symbol->index, year);
      }
      fail(n, fmt::format("'{}' has periods, not years", n.name),
           in_measure_ ? fmt::format("write annual({}, {})", n.name, n.index.kind == Index::Kind::year ? std::to_string(n.index.year) : "year")
                       : fmt::format("write x[{}] for a fixed period", example_));
    }
  }
  const bool placed = n.index.kind == Index::Kind::period || !open_.empty();
  switch (symbol->kind) {
    case SymbolKind::variable: {
      if (in_measure_ && !placed)
        fail(n, fmt::format("'{}' has a value in every period", n.name), fmt::format("say which: annual({}, 2024) or {}[{}]", n.name, n.name, example_));
      if (at.fixed) return value_at(symbol->index, first_ + at.shift, n);
      return graph_.variable(engine::VariableId(symbol->index), at.shift);
    }
    case SymbolKind::series: {
      if (in_measure_ && !placed)
        fail(n, fmt::format("'{}' has a value in every period", n.name), fmt::format("say which: {}[{}]", n.name, example_));
      return series_value(engine::SeriesId(symbol->index), at, n);
    }
    case SymbolKind::setting:
    case SymbolKind::parameter:
      if (n.index.kind != Index::Kind::none)
        fail(n, fmt::format("'{}' is a parameter: one number, without lags or periods", n.name), fmt::format("write {}", n.name));
      return symbol->kind == SymbolKind::setting ? graph_.setting(engine::SettingId(symbol->index))
                                                 : graph_.parameter(engine::ParameterId(symbol->index));
    case SymbolKind::shock:
      if (in_measure_) fail(n, fmt::format("'{}' is a shock; a measure is about variables", n.name));
      if (at.fixed || at.shift != 0)
        fail(n, fmt::format("the shock '{}' cannot be lagged", n.name), fmt::format("define a variable z with z = {} and use z[-1]", n.name));
      return graph_.shock(engine::ShockId(symbol->index));
    case SymbolKind::definition: {
      if (in_measure_ && !placed)
        fail(n, fmt::format("'{}' has a value in every period", n.name), fmt::format("say which: {}[{}]", n.name, example_));
      return substitute(n, at);
    }
    case SymbolKind::measure:
      fail(n, fmt::format("'{}' is a measure", n.name),
           in_measure_ ? fmt::format("say of which year: {}[2024]", n.name) : "measures are computed after a path and cannot be used in equations");
  }
  fail(n, "unexpected");
}

ExprId Translator::value_at(int variable, Period period, const SyntaxNode& at) {
  if (!in_measure_ && last_ && period >= first_ && period <= *last_)
    fail(at, fmt::format("'{}' in {} is a lead: the period lies in the horizon", model_.variables[static_cast<std::size_t>(variable)].name, period.to_string()),
         "leads are not supported: the model is solved forward; name a period of the history, or keep the value in a variable of its own");
  if ((last_ && period > *last_) || (in_measure_ && has_ && !has_(variable, period)))
    fail(at, fmt::format("'{}' has no value in {}", model_.variables[static_cast<std::size_t>(variable)].name, period.to_string()),
         "neither the history nor the horizon covers it");
  return graph_.variable_at(engine::VariableId(variable), period - first_);
}

ExprId Translator::series_value(engine::SeriesId id, When when, const SyntaxNode& at) {
  if (!when.fixed) return graph_.series(id, when.shift);
  if (last_ && first_ + when.shift > *last_)
    fail(at, fmt::format("'{}' has no value in {}", at.name, (first_ + when.shift).to_string()), "the horizon ends before");
  return graph_.series_at(id, when.shift);
}

std::optional<std::string> Translator::suggestion(const std::string& written, const std::vector<std::string>& names) {
  return ++suggestions_ > most_suggestions ? std::nullopt : nearest_name(written, names);
}

void Translator::fail_unknown_name(const SyntaxNode& n) {
  const std::string problem = fmt::format("unknown name '{}'", n.name);
  if (n.name == "t" || n.name == "year" || n.name == "quarter" || n.name == "month") {
    if ((n.name == "quarter" && model_.frequency != Frequency::quarterly) || (n.name == "month" && model_.frequency != Frequency::monthly))
      fail(n, fmt::format("'{}' means nothing in this model", n.name), fmt::format("its periods are no {}s", n.name));
    fail(n, fmt::format("'{}' takes no brackets", n.name), fmt::format("write lag({}, 1) for its value one period before", n.name));
  }
  if (const FunctionInfo* f = find_function(n.name)) fail(n, problem, fmt::format("this is a function: {}", f->signature));
  const auto near = suggestion(n.name, suggestions_ < most_suggestions ? scope_.names() : std::vector<std::string>{});
  fail(n, problem, near ? fmt::format("did you mean '{}'?", *near) : "no variable, parameter, shock, lever, series or definition has this name");
}

ExprId Translator::substitute(const SyntaxNode& n, When when) {
  if (distrusted_.contains(n.name)) throw Failed{};
  const auto key = std::pair(n.name, when);
  if (const auto known = known_definitions_.find(key); known != known_definitions_.end()) {
    go_down(known->second.levels, n);
    return known->second.id;
  }
  auto it = definitions_.find(n.name);
  if (it == definitions_.end()) {
    std::vector<FormulaProblem> problems;
    auto parsed = parse_formula(model_.definitions.at(n.name).formula, model_.frequency, problems);
    // A definition that does not parse is reported where it stands; here its name only stops the formula.
    if (!parsed || parsed->top().kind == SyntaxKind::equation) {
      distrust(n.name);
      throw Failed{};
    }
    it = definitions_.emplace(n.name, Definition{std::move(*parsed), false}).first;
  }
  Definition& definition = it->second;
  if (definition.is_open) fail(n, fmt::format("the definition '{}' uses itself", n.name));
  const bool outermost = outer_ == nullptr;
  if (outermost) outer_ = &n;
  open_.push_back(n.name);
  opened_.push_back(&definition);
  definition.is_open = true;
  const int deepest_before = std::exchange(deepest_, depth_);
  const ExprId result = walk(definition.syntax, definition.syntax.root, when);
  known_definitions_.emplace(key, Substituted{result, deepest_ - depth_});
  deepest_ = std::max(deepest_, deepest_before);
  definition.is_open = false;
  opened_.pop_back();
  open_.pop_back();
  if (outermost) outer_ = nullptr;
  return result;
}

ExprId Translator::model_measure(const SyntaxNode& n, int index, int year) {
  const Measure& m = model_.measures[static_cast<std::size_t>(index)];
  if (const auto known = known_measures_.find({index, year}); known != known_measures_.end()) return known->second;
  if (measure_depth_ > deepest_measure) fail(n, fmt::format("the measure '{}' uses itself without end", m.name));
  std::vector<FormulaProblem> problems;
  const auto parsed = parse_formula(m.formula, model_.frequency, problems);
  if (!parsed || parsed->top().kind == SyntaxKind::equation) fail(n, fmt::format("the measure '{}' is wrong", m.name));
  const std::optional<int> year_before = year_;
  const std::vector<std::string> open_before = open_;
  const bool outermost = outer_ == nullptr;
  if (outermost) outer_ = &n;
  year_ = year;
  // The measure's own formula is again a measure, not a definition about one period.
  open_.clear();
  std::map<std::tuple<const Syntax*, int, When>, ExprId> calls_before;
  std::map<std::pair<std::string, When>, Substituted> definitions_before;
  calls_before.swap(known_calls_);
  definitions_before.swap(known_definitions_);   // `year` is another one inside
  ++measure_depth_;
  const ExprId result = walk(*parsed, parsed->root, {true, 0});
  --measure_depth_;
  known_calls_.swap(calls_before);
  known_definitions_.swap(definitions_before);
  known_measures_.emplace(std::pair(index, year), result);
  open_ = open_before;
  year_ = year_before;
  if (outermost) outer_ = nullptr;
  return result;
}

}  // namespace jingchu::models
