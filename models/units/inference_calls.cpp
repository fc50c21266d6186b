// Functions of the language in UnitInference.

#include <cmath>
#include <limits>

#include "models/units/inference.hpp"

namespace jingchu::models {

namespace {

bool takes_pure_number(const std::string& f) {
  return f == "exp" || f == "logistic" || f == "normal_cdf" || f == "tanh" || f == "sin" || f == "cos" || f == "tan";
}

}  // namespace

Quantity UnitInference::call(int formula, const SyntaxNode& n, const std::vector<Terms>& done, const std::string& own) {
  std::vector<Term> arguments;
  for (const int child : n.children) arguments.push_back({close(formula, done[static_cast<std::size_t>(child)], own), child, false});
  Quantity q;
  if (arguments.empty()) return q;
  const Quantity& x = arguments[0].quantity;
  if (n.name == "if") return alike(formula, {arguments.begin() + 1, arguments.end()}, Comparison::What::choice);
  if (n.name == "min" || n.name == "max" || n.name == "clamp" || n.name == "mod" || n.name == "seasonal") return alike(formula, arguments, Comparison::What::choice);
  if (n.name == "abs" || n.name == "floor") {
    q = x;
    q.stock.clear();
    return q;
  }
  const bool is_number = x.takes_any_unit();
  if (is_number && n.name != "annual" && n.name != "cumulative") {
    q.written = std::numeric_limits<double>::quiet_NaN();   // a function of written numbers is one too
    return q;
  }
  if (takes_pure_number(n.name)) {
    q.is_growth = n.name == "exp";
    if (x.is_level) return unknown();   // exp(log(x)): has the unit of x, which the logarithm hides
    compare(Comparison::What::pure, formula, {q, -1, false}, {x, arguments[0].node, false});
    return q;
  }
  if (n.name == "log") {
    q.is_level = !space.resolved(x.dimension).is_zero();
    return q;
  }
  if (n.name == "dlog") return q;
  if (n.name == "annual_growth" || n.name == "period_growth" || n.name == "cumulative_growth") {
    q.dimension = Dimension::single(UnitSpace::size, -2);
    return q;
  }
  q = x;
  q.stock.clear();
  if (n.name == "sqrt") {
    q.dimension = x.dimension.times(0.5);
    q.span = Span::none;
    q.is_growth = false;
    if (x.is_scaled()) q.factor = std::numeric_limits<double>::quiet_NaN();
  } else if (n.name == "d") {
    q.is_level = false;
    q.is_growth = false;
    q.is_lagged = false;
    if (x.span == Span::stock) q.span = Span::flow;
    else if (x.span == Span::flow || x.span == Span::annual_flow) q.span = x.span;
    else if (x.span != Span::none && x.span != Span::share_of_stock) q.span = Span::multiple_of_flow;
  } else if (n.name == "lag") {
    q.stock = x.stock;
    q.is_lagged = x.is_lagged || arguments[1].quantity.written != 0.0;
  } else if (n.name == "movsum") {
    const bool is_year = arguments[1].quantity.written == static_cast<double>(periods());
    if (x.span == Span::flow) q.span = is_year ? Span::annual_flow : Span::multiple_of_flow;
    else if (x.span == Span::stock) q.span = Span::share_of_stock;
    else if (x.span == Span::annual_flow) q.span = Span::multiple_of_flow;
  } else if (n.name == "annual" || n.name == "cumulative") {
    const SyntaxNode& variable = formulas[static_cast<std::size_t>(formula)].syntax.node(n.children[0]);
    const auto found = names_.find(variable.name);
    const AnnualRule rule = found == names_.end() ? AnnualRule::sum : found->second.annual;
    if (n.name == "annual" && x.span == Span::flow && rule == AnnualRule::sum) q.span = Span::annual_flow;
    else if (n.name == "annual" && x.span == Span::stock && rule == AnnualRule::end) {
      q.stock = x.stock;
      q.is_lagged = true;   // of some year, to which the flow of the next may be added
    }
    else if (x.span != Span::none) q.span = Span::multiple_of_flow;
  }
  return q;
}

}  // namespace jingchu::models
