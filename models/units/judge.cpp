#include "models/units/judge.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "models/source/text_place.hpp"

namespace jingchu::models {

namespace {

using Outcome = Comparison::Outcome;

Outcome outcome_of(UnitSpace::Answer answer) {
  return answer == UnitSpace::Answer::same ? Outcome::same : answer == UnitSpace::Answer::differ ? Outcome::differ : Outcome::open;
}

/// A unit without its size and prices.
Dimension kind_of(const UnitInference& inference, const Dimension& d) {
  Dimension kind;
  for (const auto& [id, power] : d.terms())
    if (id != UnitSpace::size && !inference.space.is_price(id) && id < UnitSpace::first_unknown) kind = kind + Dimension::single(id, power);
  return kind;
}

double power_of(const Dimension& d, int id) {
  for (const auto& [i, power] : d.terms())
    if (i == id) return power;
  return 0;
}

bool may_be_anything(const UnitInference& inference, int unknown) {
  const UnitSpace::Freedom f = inference.space.freedom(unknown);
  return f == UnitSpace::Freedom::any || f == UnitSpace::Freedom::number;
}

/// Two parts of which written numbers multiply one at least: the number may be a pure one, or turn one size of a unit into
/// another (100*ratio is percent), or carry a unit where one side is a pure number (0.003*(r - 3) of a rate in percent).
Outcome scaled_outcome(const UnitInference& inference, const Comparison& c) {
  const Dimension a = inference.space.resolved(c.left.dimension), b = inference.space.resolved(c.right.dimension);
  const Dimension rest = a - b;
  if (rest.is_zero()) return Outcome::same;
  // A written number beside a unit that was only inferred is two guesses on one another: too little for a warning.
  const auto was_inferred = [&](const Dimension& d) {
    return std::any_of(d.terms().begin(), d.terms().end(), [&](const auto& t) { return t.first >= UnitSpace::first_unknown && may_be_anything(inference, t.first); });
  };
  if (was_inferred(c.left.dimension) || was_inferred(c.right.dimension)) return Outcome::open;
  const bool one_is_pure = kind_of(inference, a).is_zero() || kind_of(inference, b).is_zero();
  // The size of a unit falls as the number grows: 100 times a ratio is a number of percent.
  const double wanted = power_of(rest, UnitSpace::size);
  const double given = std::log10(std::abs(c.left.factor)) - std::log10(std::abs(c.right.factor));
  if (rest.terms().size() == 1 && wanted != 0 && std::abs(wanted - given) < 1e-9) return Outcome::same;
  if (one_is_pure) return Outcome::open;
  if (!kind_of(inference, rest).is_zero()) return Outcome::differ;
  if (inference.space.has_unknown(rest)) return Outcome::open;   // of a price
  if (!(rest - Dimension::single(UnitSpace::size, wanted)).is_zero()) return Outcome::differ;
  if (!std::isfinite(given)) return Outcome::open;
  // Of a size that is turned into another some of the number may be a coefficient, but a power of ten that is not the one wanted is a slip.
  const bool is_power_of_ten = std::abs(given - std::round(given)) < 1e-9;
  return std::abs(given) < 2 || is_power_of_ten ? Outcome::differ : Outcome::open;
}

bool is_by_hand(const UnitInference& inference, const Comparison& c) {
  return !inference.formulas[static_cast<std::size_t>(c.formula)].by_hand->en.empty();
}

bool is_scaled(const Comparison& c) { return c.left.is_scaled() || c.right.is_scaled(); }

/// Where each part of a formula begins and ends, in bytes.
struct Extent { std::size_t begin = 0, end = 0; };

Extent extent_of(std::string_view text, const Syntax& syntax, int node) {
  // Children stand before their parents, so all extents up to the node follow in one pass.
  std::vector<Extent> all(static_cast<std::size_t>(node) + 1);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const SyntaxNode& n = syntax.nodes[i];
    Extent e{n.offset, n.offset + static_cast<std::size_t>(n.width)};
    for (const int child : n.children) {
      e.begin = std::min(e.begin, all[static_cast<std::size_t>(child)].begin);
      e.end = std::max(e.end, all[static_cast<std::size_t>(child)].end);
    }
    e.end = std::min(e.end, text.size());
    if (n.kind == SyntaxKind::name && n.index.kind != Index::Kind::none) e.end = std::min(text.find(']', e.end), text.size() - 1) + 1;
    if (n.kind == SyntaxKind::call) e.end = std::max(e.end, std::min(text.find('(', n.offset) + 1, text.size()));
    // Parentheses leave no node behind: take in those that are open.
    int open = 0, missing = 0;
    for (const char ch : text.substr(e.begin, e.end - e.begin)) {
      if (ch == '(') ++open;
      if (ch == ')' && --open < 0) {
        ++missing;
        open = 0;
      }
    }
    for (; open > 0 && e.end < text.size(); ++e.end) open += text[e.end] == '(' ? 1 : text[e.end] == ')' ? -1 : 0;
    for (; missing > 0 && e.begin > 0; --e.begin) missing += text[e.begin - 1] == ')' ? 1 : text[e.begin - 1] == '(' ? -1 : 0;
    all[i] = e;
  }
  return all.back();
}

std::string shown(const CheckedFormula& f, int node) {
  const Extent e = extent_of(*f.text, f.syntax, node);
  return jingchu::quoted(std::string_view(*f.text).substr(e.begin, e.end - e.begin));
}

/// The size of the one unit in the other, as a factor of at least 1.
std::string times_text(double power) { return fmt::format("{:.6g}", std::pow(10.0, std::abs(power))); }

struct Wording {
  std::string problem, hint;
};

Wording unit_wording(const UnitInference& inference, const Comparison& c, const std::string& left, const std::string& right) {
  const Dimension a = inference.space.resolved(c.left.dimension), b = inference.space.resolved(c.right.dimension);
  const Dimension rest = a - b;
  const std::string a_text = inference.text_of(c.left), b_text = inference.text_of(c.right);
  const bool kinds_differ = !kind_of(inference, rest).is_zero();
  const double size = power_of(rest, UnitSpace::size);
  if (c.what == Comparison::What::pure)
    return {fmt::format("{} is {}, expected a pure number", right, b_text), "divide by something of the same unit, or take a ratio"};
  const std::string problem = fmt::format("{} is {}, {} is {}", right, b_text, left, a_text);
  const Dimension kind = kind_of(inference, rest);
  if (kind.terms().size() == 1 && !kind_of(inference, a).is_zero() && !kind_of(inference, b).is_zero())
    return {problem, "an amount for each of something has a unit of its own, such as CNY/persons"};
  if (kinds_differ) return {problem, "only like can be added, compared or set equal; give the coefficient that converts a unit of its own"};
  if (size != 0 && kind_of(inference, a).is_zero())
    return {problem, std::abs(size) == 2 ? "100 percent are 1: multiply or divide by 100" : fmt::format("multiply or divide by {}", times_text(size))};
  if (size != 0) return {problem, fmt::format("multiply or divide by {}", times_text(size))};
  if (kind_of(inference, a).is_zero()) return {problem, "a price index says so: measure = \"index\""};
  return {problem, "a nominal amount is a real one times its price index"};
}

Wording span_wording(const UnitInference& inference, const Comparison& c, const std::string& left, const std::string& right) {
  const auto text = [&](Span s) { return span_text(s, inference.periods()); };
  const std::string problem = fmt::format("{} is {}, {} is {}", right, text(c.right.span), left, text(c.left.span));
  const bool stock = c.left.span == Span::stock || c.right.span == Span::stock;
  return {problem, stock ? "a flow is what changes a stock: K = K[-1] + I, or d(K) = I" : fmt::format("a period is a year by {}: divide or multiply", inference.periods())};
}

}  // namespace

bool is_unknown(const UnitInference& inference, const Dimension& d) {
  const Dimension now = inference.space.resolved(d);
  return std::any_of(now.terms().begin(), now.terms().end(), [&](const auto& t) { return t.first >= UnitSpace::first_unknown && may_be_anything(inference, t.first); });
}

void judge(UnitInference& inference, std::size_t first) {
  UnitSpace& space = inference.space;
  const auto each = [&](auto what) {
    for (std::size_t i = first; i < inference.comparisons.size(); ++i)
      if (Comparison& c = inference.comparisons[i]; c.outcome == Outcome::open) what(c);
  };
  // A formula that was checked by hand teaches nothing: what is odd about it must not spread.
  each([&](Comparison& c) {
    if (is_scaled(c) || is_by_hand(inference, c) || is_unknown(inference, c.left.dimension) || is_unknown(inference, c.right.dimension)) return;
    c.outcome = outcome_of(space.require(c.left.dimension, c.right.dimension));
  });
  each([&](Comparison& c) {
    if (!is_scaled(c) && !is_by_hand(inference, c)) c.outcome = outcome_of(space.require(c.left.dimension, c.right.dimension));
  });
  each([&](Comparison& c) {
    if (is_scaled(c)) c.outcome = scaled_outcome(inference, c);
    else c.outcome = outcome_of(space.compare(c.left.dimension, c.right.dimension));
  });
  // What is still open is taken as it most likely is: a written number has no unit, the base of a power none either. Nothing
  // is reported from here on.
  const auto suppose = [&](const Dimension& a, const Dimension& b) {
    return space.has_unknown(a - b) && space.require(a, b) == UnitSpace::Answer::same;
  };
  for (const auto& [a, b] : inference.likely) suppose(a, b);
  each([&](Comparison& c) {
    if (suppose(c.left.dimension, c.right.dimension)) c.outcome = Outcome::same;
  });
}

Diagnostic finding(const UnitInference& inference, const Comparison& c, bool spans) {
  const CheckedFormula& f = inference.formulas[static_cast<std::size_t>(c.formula)];
  const Extent e = extent_of(*f.text, f.syntax, c.node);
  const std::string right = shown(f, c.node);
  const std::string left = c.left_node >= 0 ? shown(f, c.left_node) : f.name.empty() ? "the unit" : jingchu::quoted(f.name);
  const Wording w = spans ? span_wording(inference, c, left, right) : unit_wording(inference, c, left, right);
  Diagnostic d;
  d.severity = Diagnostic::Severity::warning;
  d.place = place_inside(f.place, *f.text, e.begin, e.end);
  d.problem = w.problem;
  d.hint = w.hint;
  return d;
}

}  // namespace jingchu::models
