#include "models/units/check_units.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "models/units/inference.hpp"
#include "models/units/judge.hpp"

namespace jingchu::models {

struct UnitCheck::Inferred {
  UnitInference inference;
};

namespace {

/// Findings by place, at most one for a place, and how many each formula has.
struct Told {
  std::set<std::pair<int, int>> places;
  std::map<int, int> by_formula;
};

void tell(const UnitInference& inference, Told& told, std::vector<Diagnostic>& findings) {
  // Units before period bases: who adds money to persons need not hear about flows as well.
  for (const bool spans : {false, true})
    for (const Comparison& c : inference.comparisons) {
      const bool wrong = spans ? !agree(c.left.span, c.right.span) : c.outcome == Comparison::Outcome::differ;
      if (!wrong || (spans && told.places.contains({c.formula, c.left_node})) || !told.places.emplace(c.formula, c.node).second) continue;
      ++told.by_formula[c.formula];
      if (inference.formulas[static_cast<std::size_t>(c.formula)].by_hand->en.empty()) findings.push_back(finding(inference, c, spans));
    }
}

UnitCoverage coverage_of(const UnitInference& inference) {
  struct Seen { int decided = 0, open = 0; };
  std::map<int, Seen> seen;
  for (const Comparison& c : inference.comparisons) {
    if (c.left.dimension.is_zero() && c.right.dimension.is_zero() && c.left.span != c.right.span) continue;   // of period bases only
    const bool open = c.outcome == Comparison::Outcome::open || (c.outcome == Comparison::Outcome::same && is_unknown(inference, c.left.dimension));
    ++(open ? seen[c.formula].open : seen[c.formula].decided);
  }
  UnitCoverage coverage;
  for (std::size_t i = 0; i < inference.formulas.size(); ++i) {
    const CheckedFormula& f = inference.formulas[i];
    if (f.kind != CheckedFormula::Kind::equation) continue;
    if (!f.by_hand->en.empty()) {
      coverage.by_hand.push_back(f.name);
      continue;
    }
    const Seen s = seen[static_cast<int>(i)];
    const bool all_known = std::none_of(f.leaves.begin(), f.leaves.end(), [&](const Dimension& d) { return is_unknown(inference, d); });
    if (all_known && s.open == 0) coverage.full.push_back(f.name);
    else if (s.decided > 0) coverage.part.push_back(f.name);
    else coverage.none.push_back(f.name);
  }
  return coverage;
}

}  // namespace

UnitCheck::UnitCheck(const Model& model, const UnitTable& table) : inferred_(new Inferred{UnitInference(model, table)}) {
  UnitInference& inference = inferred_->inference;
  inference.run();
  judge(inference);
  Told told;
  tell(inference, told, findings_);
  for (std::size_t i = 0; i < inference.formulas.size(); ++i) {
    const CheckedFormula& f = inference.formulas[i];
    if (f.by_hand->en.empty() || told.by_formula.contains(static_cast<int>(i))) continue;
    findings_.push_back({Diagnostic::Severity::warning, f.place, fmt::format("the units of '{}' are said to be checked by hand, but nothing is wrong with them", f.name),
                         "remove units_checked_by_hand", std::nullopt, {}});
  }
  for (const auto& [unit, place] : inference.unreadable)
    findings_.push_back({Diagnostic::Severity::note, place, fmt::format("the unit {} cannot be read; formulas that need it are not checked", jingchu::quoted(unit)),
                         "write a unit of the table, or a product such as CNY_1e8/persons or EUR_1e6", std::nullopt, {}});
  coverage_ = coverage_of(inference);
}

UnitCheck::~UnitCheck() = default;
UnitCheck::UnitCheck(UnitCheck&&) noexcept = default;

std::optional<MeasuredUnit> UnitCheck::unit_of(const std::string& measure) const {
  UnitInference inference = inferred_->inference;
  const int f = inference.measure(measure, {}, {});
  const Quantity& q = inference.formulas[static_cast<std::size_t>(f)].value;
  if (q.takes_any_unit() || q.is_scaled() || is_unknown(inference, q.dimension)) return std::nullopt;
  MeasuredUnit given;
  const Dimension d = inference.space.resolved(q.dimension);
  given.unit = inference.unit_of(d);
  for (const auto& [id, power] : d.terms())
    if (inference.space.is_price(id) && power == 1) given.basis = inference.space.name(id);
  given.text = inference.text_of(q);
  return given;
}

std::optional<Diagnostic> UnitCheck::mismatch(const std::string& measure, const std::string& unit, const Place& place) const {
  UnitInference inference = inferred_->inference;
  const std::size_t before = inference.comparisons.size();
  StatedUnit stated;
  stated.unit = unit;
  inference.measure(measure, stated, place);
  judge(inference, before);
  for (std::size_t i = before; i < inference.comparisons.size(); ++i)
    if (inference.comparisons[i].outcome == Comparison::Outcome::differ) return finding(inference, inference.comparisons[i], false);
  return std::nullopt;
}

}  // namespace jingchu::models
