#include "models/compiler/translator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "models/language/functions.hpp"

namespace jingchu::models {

using engine::ExprId;
using engine::Op;

namespace {
constexpr int deepest_measure = 20;
constexpr int deepest_walk = 400;        // a formula with its definitions put in; each level takes up to 1 KiB of stack
constexpr int most_suggestions = 100;
}

Translator::Translator(const Model& model, const Scope& scope, engine::ExpressionGraph& graph, Period first)
    : model_(model), scope_(scope), graph_(graph), first_(first) {}

void Translator::fail(const SyntaxNode& at, std::string problem, std::string hint) {
  // Inside a substituted definition the place is that of its name in the formula at hand.
  const SyntaxNode& where = outer_ ? *outer_ : at;
  failed_inside_ = !open_.empty();
  if (!open_.empty()) problem = fmt::format("in '{}': {}", open_.back(), problem);
  (*report_)({where.offset, where.width, std::move(problem), std::move(hint)});
  throw Failed{};
}

void Translator::begin(const Report& report, bool in_measure) {
  report_ = &report;
  if (in_measure || in_measure_) known_definitions_.clear();   // `year` is another word there
  in_measure_ = in_measure;
  failed_inside_ = false;
  measure_depth_ = depth_ = deepest_ = 0;
  year_ = std::nullopt;
  open_.clear();
  outer_ = nullptr;
  for (Definition* d : opened_) d->is_open = false;
  opened_.clear();
  known_calls_.clear();
  known_measures_.clear();
}

std::optional<Translator::Sides> Translator::equation(const Syntax& syntax, const Report& report) {
  begin(report, false);
  try {
    if (syntax.top().kind != SyntaxKind::equation)
      fail(syntax.top(), "no '=' in this equation", "an equation reads variable = formula");
    const ExprId left = walk(syntax, syntax.top().children[0], {});
    return Sides{left, walk(syntax, syntax.top().children[1], {})};
  } catch (const Failed&) {
    return std::nullopt;
  }
}

std::optional<ExprId> Translator::expression(const Syntax& syntax, const Report& report) {
  begin(report, false);
  try {
    if (syntax.top().kind == SyntaxKind::equation)
      fail(syntax.top(), "an '=' where only one side is wanted", "comparisons are written ==");
    return walk(syntax, syntax.root, {});
  } catch (const Failed&) {
    return std::nullopt;
  }
}

std::optional<ExprId> Translator::measure(const Syntax& syntax, std::optional<int> year, const Report& report) {
  begin(report, true);
  year_ = year;
  try {
    if (syntax.top().kind == SyntaxKind::equation)
      fail(syntax.top(), "an '=' in a measure", "a measure is a formula; comparisons are written ==");
    return walk(syntax, syntax.root, {true, 0});
  } catch (const Failed&) {
    return std::nullopt;
  }
}

ExprId Translator::check_finite(ExprId id, std::string_view what, const SyntaxNode& at) {
  const engine::ExprNode n = graph_.node(id);
  if (n.op == Op::constant && !std::isfinite(n.value())) fail(at, fmt::format("{} is not a finite number", what));
  return id;
}

ExprId Translator::make(Op op, ExprId a, ExprId b, const SyntaxNode& at) {
  const engine::ExprNode x = graph_.node(a), y = graph_.node(b);
  if (op == Op::div && y.op == Op::constant && y.value() == 0) fail(at, "division by zero");
  const ExprId id = graph_.binary(op, a, b);
  if (x.op == Op::constant && y.op == Op::constant)
    return check_finite(id, fmt::format("{} {} {}", x.value(), engine::op_name(op), y.value()), at);
  return id;
}

ExprId Translator::make(Op op, ExprId a, const SyntaxNode& at) {
  const engine::ExprNode x = graph_.node(a);
  const ExprId id = graph_.unary(op, a);
  if (x.op == Op::constant) return check_finite(id, fmt::format("{}({})", engine::op_name(op), x.value()), at);
  return id;
}

ExprId Translator::power(ExprId base, ExprId exponent) {
  const engine::ExprNode e = graph_.node(exponent);
  if (e.op == Op::constant) {
    // Small whole powers are products: exact for exact factors, defined for negative bases, and fast.
    const double n = e.value();
    if (n == 0.5) return graph_.unary(Op::sqrt, base);
    if (n >= 2 && n <= 8 && n == std::floor(n)) {
      ExprId result = base;
      for (int i = 1; i < static_cast<int>(n); ++i) result = graph_.binary(Op::mul, result, base);
      return result;
    }
    if (n == -1) return graph_.binary(Op::div, graph_.constant(1.0), base);
  }
  return graph_.binary(Op::pow, base, exponent);
}

Translator::When Translator::earlier(When when, int periods, const SyntaxNode& at) {
  if (when.fixed) return {true, when.shift - periods};
  if (when.shift + periods > longest_lag)
    fail(at, fmt::format("lags inside each other that reach {} periods back; at most {} are allowed", when.shift + periods, longest_lag),
         "define a variable that holds the earlier value");
  return {false, when.shift + periods};
}

/// Counts levels below this one before they are spent, so that the answer does not depend on what is known already.
void Translator::go_down(int levels, const SyntaxNode& at) {
  deepest_ = std::max(deepest_, depth_ + levels);
  if (deepest_ <= deepest_walk) return;
  const SyntaxNode& where = outer_ ? *outer_ : at;
  failed_inside_ = false;
  (*report_)({where.offset, where.width, fmt::format("nested deeper than {} with its definitions put in", deepest_walk),
              "give parts of the formula a variable of their own"});
  throw Failed{};
}

ExprId Translator::walk(const Syntax& s, int i, When when) {
  const SyntaxNode& n = s.node(i);
  struct Level {
    int& depth;
    ~Level() { --depth; }
  };
  const Level level{++depth_};
  go_down(0, n);
  switch (n.kind) {
    case SyntaxKind::number: return graph_.constant(n.value);
    case SyntaxKind::period: fail(n, fmt::format("the period {} stands alone", n.period.to_string()), "write x[2023Q4] for a value in that period");
    case SyntaxKind::name: return name(n, when);
    case SyntaxKind::negate: return make(Op::neg, walk(s, n.children[0], when), n);
    case SyntaxKind::logical_not: return make(Op::logical_not, walk(s, n.children[0], when), n);
    case SyntaxKind::binary: return binary_chain(s, i, when);
    case SyntaxKind::call: return call(s, i, when);
    case SyntaxKind::equation: break;
  }
  fail(n, "an '=' inside a formula", "comparisons are written ==");
}

ExprId Translator::binary_chain(const Syntax& s, int i, When when) {
  // A sum of thousands of terms leans to the left: go down that spine in a loop.
  std::vector<int> spine;
  int at = i;
  for (; s.node(at).kind == SyntaxKind::binary; at = s.node(at).children[0]) spine.push_back(at);
  ExprId left = walk(s, at, when);
  for (std::size_t k = spine.size(); k-- > 0;) {
    const SyntaxNode& n = s.node(spine[k]);
    const ExprId right = walk(s, n.children[1], when);
    switch (n.op) {
      case BinaryOp::add: left = make(Op::add, left, right, n); break;
      case BinaryOp::subtract: left = make(Op::sub, left, right, n); break;
      case BinaryOp::multiply: left = make(Op::mul, left, right, n); break;
      case BinaryOp::divide: left = make(Op::div, left, right, n); break;
      case BinaryOp::power: left = check_finite(power(left, right), "this power", n); break;
      case BinaryOp::less: left = make(Op::less, left, right, n); break;
      case BinaryOp::less_equal: left = make(Op::less_equal, left, right, n); break;
      case BinaryOp::greater: left = make(Op::greater, left, right, n); break;
      case BinaryOp::greater_equal: left = make(Op::greater_equal, left, right, n); break;
      case BinaryOp::equal: left = make(Op::equal, left, right, n); break;
      case BinaryOp::not_equal: left = make(Op::not_equal, left, right, n); break;
      case BinaryOp::logical_and: left = make(Op::logical_and, left, right, n); break;
      case BinaryOp::logical_or: left = make(Op::logical_or, left, right, n); break;
    }
  }
  return left;
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
    fail(n, fmt::format("'{}' means nothing in this measure", n.name), "name the year or period itself: 2024, x[2024Q4]");
  }
  const Symbol* symbol = scope_.find(n.name);
  if (!symbol) fail_unknown_name(n);
  When at = when;
  switch (n.index.kind) {
    case Index::Kind::none: break;
    case Index::Kind::lag:
      if (in_measure_ && open_.empty()) fail(n, "a lag in a measure", "a measure is about the whole path: name a period, x[2024Q4]");
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
                       : "write x[2023Q4] for a fixed period");
    }
  }
  const bool placed = n.index.kind == Index::Kind::period || !open_.empty();
  switch (symbol->kind) {
    case SymbolKind::variable: {
      if (in_measure_ && !placed)
        fail(n, fmt::format("'{}' has a value in every period", n.name), fmt::format("say which: annual({}, 2024) or {}[2024Q4]", n.name, n.name));
      if (at.fixed) return value_at(symbol->index, first_ + at.shift, n);
      return graph_.variable(engine::VariableId(symbol->index), at.shift);
    }
    case SymbolKind::series: {
      if (in_measure_ && !placed)
        fail(n, fmt::format("'{}' has a value in every period", n.name), fmt::format("say which: {}[2024Q4]", n.name));
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
        fail(n, fmt::format("'{}' has a value in every period", n.name), fmt::format("say which: {}[2024Q4]", n.name));
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
