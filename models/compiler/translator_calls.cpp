// Function calls of Translator.

#include <fmt/format.h>

#include <cmath>

#include "models/compiler/translator.hpp"
#include "models/language/functions.hpp"

namespace jingchu::models {

using engine::ExprId;
using engine::Op;

int Translator::whole_constant(const Syntax& s, int i, int lower, int upper, std::string_view what) {
  const engine::ExprNode n = graph_.node(walk(s, i, {in_measure_, 0}));
  if (n.op != Op::constant || n.value() != std::floor(n.value()))
    fail(s.node(i), fmt::format("{} is not a whole number", what), "write the number itself");
  if (n.value() < lower || n.value() > upper)
    fail(s.node(i), fmt::format("{} is {}; allowed are {} to {}", what, n.value(), lower, upper));
  return static_cast<int>(n.value());
}

void Translator::fail_unknown_function(const SyntaxNode& n) {
  std::vector<std::string> names;
  for (const FunctionInfo& known : functions()) names.emplace_back(known.name);
  const auto near = suggestion(n.name, names);
  fail(n, fmt::format("unknown function {}", jingchu::quoted(n.name)),
       scope_.find(n.name) ? fmt::format("'{}' is no function; a product is written {}*(...), a lag {}[-1]", n.name, n.name, n.name)
       : near              ? fmt::format("did you mean {}?", find_function(*near)->signature)
                           : "the manual's model-language page lists the functions");
}

ExprId Translator::call(const Syntax& s, int i, When when) {
  const SyntaxNode& n = s.node(i);
  const FunctionInfo* f = find_function(n.name);
  if (!f) fail_unknown_function(n);
  const int given = static_cast<int>(n.children.size());
  if (given < f->least || (f->most >= 0 && given > f->most))
    fail(n, fmt::format("'{}' has {} argument{}", n.name, given, given == 1 ? "" : "s"), fmt::format("write {}", f->signature));
  if (in_measure_ && open_.empty() ? !f->in_measures : !f->in_equations)
    fail(n, fmt::format("'{}' cannot be used in {}", n.name, in_measure_ && open_.empty() ? "a measure" : "an equation"),
         f->in_measures ? "it is about years of a whole path: use it in [measures] or a target's measure"
                        : fmt::format("a measure is about years and fixed periods: annual(x, 2024), x[{}]", example_));
  if (!f->in_equations) return measure_call(s, n);

  const auto arg = [&](int k, When w) { return walk(s, n.children[static_cast<std::size_t>(k)], w); };
  if (n.name == "if") return graph_.select(arg(0, when), arg(1, when), arg(2, when));
  if (n.name == "min" || n.name == "max") {
    ExprId result = arg(0, when);
    for (int k = 1; k < given; ++k) result = make(n.name == "min" ? Op::min : Op::max, result, arg(k, when), n);
    return result;
  }
  if (n.name == "clamp") return make(Op::min, make(Op::max, arg(0, when), arg(1, when), n), arg(2, when), n);
  if (n.name == "logistic") {
    const ExprId one = graph_.constant(1.0);
    // 1/(1 + exp(-x)) of a large negative constant is 0, although its exp overflows: no complaint on the way.
    return graph_.binary(Op::div, one, graph_.binary(Op::add, one, graph_.unary(Op::exp, graph_.unary(Op::neg, arg(0, when)))));
  }
  if (n.name == "mod") return make(Op::mod, arg(0, when), arg(1, when), n);
  if (f->in_equations && !f->in_measures && n.name != "seasonal") {
    const auto key = std::tuple(&s, i, when);
    if (const auto known = known_calls_.find(key); known != known_calls_.end()) return known->second;
    const ExprId result = shifting_call(s, i, when);
    known_calls_.emplace(key, result);
    return result;
  }
  if (n.name == "seasonal") {
    const int periods = static_cast<int>(model_.frequency);
    if (given != periods)
      fail(n, fmt::format("'seasonal' has {} values; the year has {} periods", given, periods), "give one value a period of the year");
    ExprId result = arg(given - 1, when);
    const engine::SeriesId sub(scope_.series_index(Scope::sub));
    const ExprId now = series_value(sub, when, n);
    for (int k = given - 1; k-- > 0;)
      result = graph_.select(graph_.binary(Op::equal, now, graph_.constant(k + 1)), arg(k, when), result);
    return result;
  }
  static constexpr std::pair<std::string_view, Op> simple[] = {
      {"log", Op::log}, {"exp", Op::exp}, {"sqrt", Op::sqrt}, {"abs", Op::abs},     {"sin", Op::sin},
      {"cos", Op::cos}, {"tan", Op::tan}, {"tanh", Op::tanh}, {"floor", Op::floor}, {"normal_cdf", Op::normal_cdf}};
  for (const auto& [name, op] : simple)
    if (n.name == name) return make(op, arg(0, when), n);
  fail(n, fmt::format("unknown function '{}'", n.name));
}

/// d, dlog, lag, movsum, movmean.
ExprId Translator::shifting_call(const Syntax& s, int i, When when) {
  const SyntaxNode& n = s.node(i);
  const auto arg = [&](When w) { return walk(s, n.children[0], w); };
  if (n.name == "d" || n.name == "dlog") {
    const ExprId now = arg(when), before = arg(earlier(when, 1, n));
    return n.name == "d" ? make(Op::sub, now, before, n) : make(Op::log, make(Op::div, now, before, n), n);
  }
  if (n.name == "lag") return arg(earlier(when, whole_constant(s, n.children[1], 0, longest_lag, "the lag"), n));
  const int periods = whole_constant(s, n.children[1], 1, longest_lag, "the number of periods");
  ExprId sum = arg(when);
  for (int k = 1; k < periods; ++k) sum = make(Op::add, sum, arg(earlier(when, k, n)), n);
  return n.name == "movsum" ? sum : make(Op::div, sum, graph_.constant(periods), n);
}

int Translator::variable_argument(const Syntax& s, int i) {
  const SyntaxNode& n = s.node(i);
  const Symbol* symbol = n.kind == SyntaxKind::name && n.index.kind == Index::Kind::none ? scope_.find(n.name) : nullptr;
  if (symbol && symbol->kind == SymbolKind::variable) return symbol->index;
  if (n.kind == SyntaxKind::name && !symbol) {
    std::vector<std::string> names;
    for (const Variable& v : model_.variables) names.push_back(v.name);
    const auto near = suggestion(n.name, names);
    fail(n, fmt::format("unknown variable '{}'", n.name), near ? fmt::format("did you mean '{}'?", *near) : "");
  }
  fail(n, "found a formula, expected the name of a variable", "give the formula a variable of its own and name that");
}

Period Translator::period_argument(const Syntax& s, int i) {
  const SyntaxNode& n = s.node(i);
  if (n.kind == SyntaxKind::period) return n.period;
  if (model_.frequency == Frequency::annual) return Period(Frequency::annual, whole_constant(s, i, 1000, 9999, "the year"));
  fail(n, "expected a period", "write " + example_);
}

ExprId Translator::annual(int variable, int year) {
  const int n = static_cast<int>(model_.frequency);
  const auto at = [&](int sub) {
    return graph_.variable_at(engine::VariableId(variable), Period(model_.frequency, year, sub) - first_);
  };
  const AnnualRule rule = model_.variables[static_cast<std::size_t>(variable)].annual;
  if (rule == AnnualRule::end) return at(n);
  ExprId sum = at(1);
  for (int sub = 2; sub <= n; ++sub) sum = graph_.binary(Op::add, sum, at(sub));
  return rule == AnnualRule::sum || n == 1 ? sum : graph_.binary(Op::div, sum, graph_.constant(n));
}

ExprId Translator::measure_call(const Syntax& s, const SyntaxNode& n) {
  const int variable = variable_argument(s, n.children[0]);
  const auto annual_of = [&](int year) {
    const int periods = static_cast<int>(model_.frequency);
    const bool only_end = model_.variables[static_cast<std::size_t>(variable)].annual == AnnualRule::end;
    for (int sub = only_end ? periods : 1; sub <= periods; ++sub)
      value_at(variable, Period(model_.frequency, year, sub), n);
    return annual(variable, year);
  };
  const auto sum_of = [&](Period from, Period to) {
    ExprId sum = value_at(variable, from, n);
    for (Period p = from + 1; p <= to; p = p + 1) sum = graph_.binary(Op::add, sum, value_at(variable, p, n));
    return sum;
  };
  const auto percent_growth = [&](ExprId now, ExprId before) {
    return make(Op::mul, graph_.constant(100.0), make(Op::sub, make(Op::div, now, before, n), graph_.constant(1.0), n), n);
  };
  if (n.name == "period_growth" || n.name == "cumulative" || n.name == "cumulative_growth") {
    const Period from = period_argument(s, n.children[1]), to = n.name == "period_growth" ? from : period_argument(s, n.children[2]);
    if (to < from) fail(n, fmt::format("the last period {} is before the first, {}", to.to_string(), from.to_string()));
    const int year = static_cast<int>(model_.frequency);
    return n.name == "cumulative" ? sum_of(from, to) : percent_growth(sum_of(from, to), sum_of(from - year, to - year));
  }
  const int year = whole_constant(s, n.children[1], 1000, 9999, "the year");
  if (n.name == "annual") return annual_of(year);
  return percent_growth(annual_of(year), annual_of(year - 1));
}

}  // namespace jingchu::models
