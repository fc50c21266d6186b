#include "models/units/inference.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace jingchu::models {

namespace {

constexpr std::size_t most_powers = 64;   // a product of more unknowns than these is one unknown
constexpr double some_number = std::numeric_limits<double>::quiet_NaN();   // a written number of one value or another

bool is_time_word(const std::string& name) { return name == "t" || name == "year" || name == "quarter" || name == "month"; }

}  // namespace

UnitInference::UnitInference(const Model& model, const UnitTable& table) : model_(model), table_(table) {
  money();
  names();
}

Quantity UnitInference::unknown() {
  Quantity q;
  q.dimension = space.unknown(UnitSpace::Freedom::any);
  return q;
}

int UnitInference::add(CheckedFormula::Kind kind, const std::string& name, const std::string& text, const Place& place, const Label& by_hand) {
  CheckedFormula f;
  f.kind = kind;
  f.name = name;
  f.text = &text;
  f.place = place;
  f.by_hand = &by_hand;
  std::vector<FormulaProblem> problems;   // none: the model was checked
  if (auto syntax = parse_formula(text, model_.frequency, problems)) f.syntax = std::move(*syntax);
  formulas.push_back(std::move(f));
  return static_cast<int>(formulas.size()) - 1;
}

void UnitInference::run() {
  for (const auto& [name, d] : model_.definitions) definition(name, names_.at(name));
  for (const Variable& v : model_.variables) walk(add(CheckedFormula::Kind::equation, v.name, v.equation, v.place, v.units_by_hand), v.name);
  for (const IdentityCheck& i : model_.identities) walk(add(CheckedFormula::Kind::identity, i.name, i.formula, i.place, i.units_by_hand), "");
  for (const Measure& m : model_.measures) model_measure(names_.at(m.name));
}

int UnitInference::definition(const std::string& name, Entry& entry) {
  if (entry.formula >= 0) return entry.formula;
  const Definition& d = model_.definitions.at(name);
  const int f = add(CheckedFormula::Kind::definition, name, d.formula, d.place, d.units_by_hand);
  entry.formula = f;
  walk(f, "");
  Quantity value = formulas[static_cast<std::size_t>(f)].value;
  against_stated(f, d.stated, value);
  formulas[static_cast<std::size_t>(f)].value = value;
  return f;
}

int UnitInference::model_measure(Entry& entry) {
  if (entry.formula >= 0) return entry.formula;
  const Measure& m = model_.measures[entry.index];
  const int f = add(CheckedFormula::Kind::measure, m.name, m.formula, m.place, m.units_by_hand);
  entry.formula = f;
  walk(f, "");
  Quantity value = formulas[static_cast<std::size_t>(f)].value;
  against_stated(f, m.stated, value);
  formulas[static_cast<std::size_t>(f)].value = value;
  return f;
}

int UnitInference::measure(const std::string& text, const StatedUnit& s, const Place& place) {
  static const Label checked;
  const int f = add(CheckedFormula::Kind::measure, "", text, place, checked);
  walk(f, "");
  Quantity value = formulas[static_cast<std::size_t>(f)].value;
  against_stated(f, s, value);
  return f;
}

/// A definition or measure that states its unit has to be counted in it, and is taken to be from there on.
void UnitInference::against_stated(int formula, const StatedUnit& s, Quantity& value) {
  if (s.unit.empty()) return;
  const CheckedFormula& f = formulas[static_cast<std::size_t>(formula)];
  Quantity q = stated(s, Entry::Kind::measure, "period", f.place);
  if (!value.takes_any_unit()) {
    Quantity right = value;
    if (q.span == Span::none) right.span = Span::none;
    compare(Comparison::What::sides, formula, {q, -1, false}, {right, f.syntax.root, false});
  }
  if (s.measure.empty()) q.span = value.span;
  q.is_growth = q.is_growth || value.is_growth;
  q.is_lagged = value.is_lagged;
  value = q;
}

Quantity UnitInference::name(int formula, const SyntaxNode& n) {
  Quantity q;
  const auto found = names_.find(n.name);
  if (found == names_.end()) {
    q.is_truth = is_time_word(n.name);
    return q.is_truth ? q : unknown();
  }
  Entry& e = found->second;
  if (e.kind == Entry::Kind::definition) q = formulas[static_cast<std::size_t>(definition(n.name, e))].value;
  else if (e.kind == Entry::Kind::measure) q = formulas[static_cast<std::size_t>(model_measure(e))].value;
  else q = e.quantity;
  if (n.index.kind == Index::Kind::period || (n.index.kind == Index::Kind::lag && n.index.lag > 0)) q.is_lagged = true;
  if (!q.takes_any_unit()) formulas[static_cast<std::size_t>(formula)].leaves.push_back(q.dimension);
  return q;
}

void UnitInference::compare(Comparison::What what, int formula, const Term& left, const Term& right) {
  if (left.quantity.takes_any_unit() || right.quantity.takes_any_unit()) return;
  Comparison c;
  c.what = what;
  c.formula = formula;
  c.left_node = left.node;
  c.node = right.node;
  c.left = left.quantity;
  c.right = right.quantity;
  comparisons.push_back(std::move(c));
}

Quantity UnitInference::close(int formula, const Terms& terms, const std::string& own, bool compared) {
  if (terms.size() == 1) return terms[0].quantity;
  // The first term with a unit is what the others are compared with, rather one that no written number multiplies.
  std::size_t anchor = terms.size();
  double number = 0;
  bool all_written = true;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    const Quantity& q = terms[i].quantity;
    if (!q.written) all_written = false;
    else number += terms[i].is_minus ? -*q.written : *q.written;
    if (q.takes_any_unit()) continue;
    if (anchor == terms.size() || (terms[anchor].quantity.is_scaled() && !q.is_scaled())) anchor = i;
  }
  Quantity sum;
  if (anchor == terms.size()) {
    if (all_written) sum.written = number;
    else sum.is_truth = true;
    return sum;
  }
  sum.dimension = terms[anchor].quantity.dimension;
  // 1 - x is a share, and x a pure number, unless something says otherwise.
  if (compared && std::any_of(terms.begin(), terms.end(), [](const Term& t) { return t.quantity.written == 1.0; })) likely.emplace_back(sum.dimension, Dimension());
  if (terms[anchor].quantity.is_scaled()) sum.factor = some_number;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    sum.is_level = sum.is_level || terms[i].quantity.is_level;
    if (!compared || i == anchor) continue;
    // Whether their period bases go together only the sum as a whole can tell.
    Term one = terms[std::min(i, anchor)], other = terms[std::max(i, anchor)];
    one.quantity.span = other.quantity.span = Span::none;
    compare(Comparison::What::sum, formula, one, other);
  }
  const SpanOfSum spans = span_of_sum(terms, own);
  sum.span = spans.span;
  sum.is_lagged = spans.is_lagged;
  if (spans.second >= 0) {
    Comparison c;
    c.formula = formula;
    c.left_node = terms[static_cast<std::size_t>(spans.first)].node;
    c.node = terms[static_cast<std::size_t>(spans.second)].node;
    c.left.span = terms[static_cast<std::size_t>(spans.first)].quantity.span;
    c.right.span = terms[static_cast<std::size_t>(spans.second)].quantity.span;
    comparisons.push_back(std::move(c));
  }
  return sum;
}

Quantity UnitInference::alike(int formula, const std::vector<Term>& parts, Comparison::What what) {
  const Term* first = nullptr;
  Quantity q;
  bool same_span = true, same_factor = true, all_growth = true, is_level = false, all_truth = true;
  for (const Term& t : parts) {
    all_truth = all_truth && t.quantity.is_truth;
    if (t.quantity.takes_any_unit()) continue;
    is_level = is_level || t.quantity.is_level;
    all_growth = all_growth && t.quantity.is_growth;
    if (!first) {
      first = &t;
      continue;
    }
    compare(what, formula, *first, t);
    same_span = same_span && t.quantity.span == first->quantity.span;
    same_factor = same_factor && t.quantity.factor == first->quantity.factor;
  }
  if (!first) {
    if (all_truth) q.is_truth = true;
    else q.written = some_number;
    return q;
  }
  q = first->quantity;
  q.stock.clear();
  q.is_level = is_level;
  q.is_growth = all_growth;
  if (!same_span) q.span = Span::none;
  if (!same_factor) q.factor = some_number;
  return q;
}

Quantity UnitInference::power(const Quantity& base, const Quantity& exponent) {
  Quantity q;
  if (base.takes_any_unit() && exponent.takes_any_unit()) {
    q.written = base.written && exponent.written ? std::pow(*base.written, *exponent.written) : some_number;
    return q;
  }
  if (base.takes_any_unit()) return q;
  if (exponent.written && std::isfinite(*exponent.written)) {
    if (*exponent.written == 1) return base;
    q.dimension = base.dimension.times(*exponent.written);
    if (base.is_scaled()) q.factor = some_number;
    return q;
  }
  // x^a of a pure number is one; of anything else its unit depends on a.
  if (space.resolved(base.dimension).is_zero()) return q;
  q = unknown();
  likely.emplace_back(base.dimension, Dimension());
  likely.emplace_back(q.dimension, Dimension());
  return q;
}

void UnitInference::walk(int formula, const std::string& own) {
  const Syntax syntax = formulas[static_cast<std::size_t>(formula)].syntax;
  // Children stand before their parents: one pass in order, no recursion. A sum is kept as its terms until something uses it.
  std::vector<Terms> done(syntax.nodes.size());
  for (std::size_t i = 0; i < syntax.nodes.size(); ++i) {
    const SyntaxNode& n = syntax.nodes[i];
    const int at = static_cast<int>(i);
    const auto terms = [&](std::size_t k) -> Terms& { return done[static_cast<std::size_t>(n.children[k])]; };
    const auto part = [&](std::size_t k) { return Term{close(formula, terms(k), own), n.children[k], false}; };
    const auto give = [&](Quantity q) { done[i] = {Term{std::move(q), at, false}}; };
    Quantity q;
    switch (n.kind) {
      case SyntaxKind::number: q.written = n.value; give(q); break;
      case SyntaxKind::period: q.is_truth = true; give(q); break;
      case SyntaxKind::name: give(name(formula, n)); break;
      case SyntaxKind::logical_not: close(formula, terms(0), own); q.is_truth = true; give(q); break;
      case SyntaxKind::negate:
        done[i] = std::move(terms(0));
        for (Term& t : done[i]) t.is_minus = !t.is_minus;
        if (done[i].size() == 1 && done[i][0].quantity.written) done[i][0] = {Quantity{{}, -*done[i][0].quantity.written, false, 1, false, false, Span::none, {}, false}, at, false};
        break;
      case SyntaxKind::call: give(call(formula, n, done, own)); break;
      case SyntaxKind::equation: sides(formula, std::move(terms(0)), std::move(terms(1)), own, n.children[0], n.children[1]); break;
      case SyntaxKind::binary:
        switch (n.op) {
          case BinaryOp::add:
          case BinaryOp::subtract: {
            Terms sum = std::move(terms(0));
            for (Term& t : terms(1)) {
              if (n.op == BinaryOp::subtract) t.is_minus = !t.is_minus;
              sum.push_back(std::move(t));
            }
            done[i] = std::move(sum);
            break;
          }
          case BinaryOp::multiply: q = multiply(part(0).quantity, part(1).quantity, periods()); break;
          case BinaryOp::divide: q = divide(part(0).quantity, part(1).quantity, periods()); break;
          case BinaryOp::power: q = power(part(0).quantity, part(1).quantity); break;
          case BinaryOp::logical_and:
          case BinaryOp::logical_or: part(0); part(1); q.is_truth = true; break;
          default: compare(Comparison::What::comparison, formula, part(0), part(1)); q.is_truth = true;
        }
        if (n.op != BinaryOp::add && n.op != BinaryOp::subtract) {
          if (q.dimension.terms().size() > most_powers) q.dimension = space.unknown(UnitSpace::Freedom::any);
          give(q);
        }
    }
  }
  if (syntax.root >= 0 && syntax.top().kind != SyntaxKind::equation)
    formulas[static_cast<std::size_t>(formula)].value = close(formula, done[static_cast<std::size_t>(syntax.root)], own);
}

void UnitInference::sides(int formula, Terms left, Terms right, const std::string& own, int left_node, int right_node) {
  const Quantity one = close(formula, left, own);
  const bool direct = left.size() == 1 && !one.takes_any_unit() && right.size() > 1;
  if (!direct) {
    compare(Comparison::What::sides, formula, {one, left_node, false}, {close(formula, right, own), right_node, false});
    return;
  }
  // Every term is compared with the left side, so that the one that does not fit is the one shown.
  for (const Term& t : right) {
    Term term = t;
    term.quantity.span = Span::none;
    compare(Comparison::What::sides, formula, {one, left_node, false}, term);
  }
  const Quantity sum = close(formula, right, own, false);
  if (!agree(one.span, sum.span)) {
    Comparison c;
    c.what = Comparison::What::sides;
    c.formula = formula;
    c.left_node = left_node;
    c.node = right_node;
    c.left.span = one.span;
    c.right.span = sum.span;
    comparisons.push_back(std::move(c));
  }
}

}  // namespace jingchu::models
