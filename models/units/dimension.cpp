#include "models/units/dimension.hpp"

#include <algorithm>
#include <cmath>

namespace jingchu::models {

namespace {
constexpr double nothing = 1e-9;           // powers are small fractions, logarithms of sizes a few digits: rounding is far below
constexpr std::size_t most_terms = 64;     // an unknown that hangs on more than these stays unknown
constexpr const char* nominal = "nominal";  // the price basis of amounts in prices of their time
}

Dimension Dimension::single(int id, double power) {
  Dimension d;
  if (std::abs(power) > nothing) d.terms_.emplace_back(id, power);
  return d;
}

Dimension Dimension::plus(const Dimension& other, double power) const {
  Dimension sum;
  auto a = terms_.begin();
  auto b = other.terms_.begin();
  while (a != terms_.end() || b != other.terms_.end()) {
    if (b == other.terms_.end() || (a != terms_.end() && a->first < b->first)) {
      sum.terms_.push_back(*a++);
    } else if (a == terms_.end() || b->first < a->first) {
      sum.terms_.emplace_back(b->first, b->second * power);
      ++b;
    } else {
      const double both = a->second + b->second * power;
      if (std::abs(both) > nothing) sum.terms_.emplace_back(a->first, both);
      ++a;
      ++b;
    }
  }
  return sum;
}

Dimension Dimension::times(double power) const { return std::abs(power) > nothing ? Dimension().plus(*this, power) : Dimension(); }

UnitSpace::UnitSpace() { coordinate("size", Kind::base); }

int UnitSpace::coordinate(const std::string& name, Kind kind) {
  const auto [it, added] = numbers_.emplace(std::pair(kind, name), static_cast<int>(names_.size()));
  if (added) {
    names_.push_back(name);
    kinds_.push_back(kind);
  }
  return it->second;
}

Dimension UnitSpace::unknown(Freedom freedom) {
  freedoms_.push_back(freedom);
  known_.emplace_back();
  return Dimension::single(first_unknown + static_cast<int>(known_.size()) - 1);
}

bool UnitSpace::is_known(int id) const { return id >= first_unknown && known_[static_cast<std::size_t>(id - first_unknown)].has_value(); }

Dimension UnitSpace::put_in(const Dimension& d) const {
  Dimension next;
  for (const auto& [id, power] : d.terms())
    next = next.plus(is_known(id) ? *known_[static_cast<std::size_t>(id - first_unknown)] : Dimension::single(id), power);
  return next;
}

void UnitSpace::settle_known(int id) const {
  // What is known of an unknown may name others that became known later: bring those up to date first, then put them in,
  // once and for all. By hand instead of by recursion: such a chain is as long as a model has equations.
  std::vector<int> open{id};
  while (!open.empty()) {
    auto& known = *known_[static_cast<std::size_t>(open.back() - first_unknown)];
    std::size_t waiting = 0;
    for (const auto& [inner, power] : known.terms())
      if (is_known(inner) && !is_settled(inner)) {
        open.push_back(inner);
        ++waiting;
      }
    if (waiting > 0) continue;
    known = put_in(known);
    open.pop_back();
  }
}

bool UnitSpace::is_settled(int id) const {
  const auto& terms = known_[static_cast<std::size_t>(id - first_unknown)]->terms();
  return terms.size() > most_terms || std::none_of(terms.begin(), terms.end(), [&](const auto& t) { return is_known(t.first); });
}

Dimension UnitSpace::resolved(const Dimension& d) const {
  bool any = false;
  for (const auto& [id, power] : d.terms()) {
    if (!is_known(id)) continue;
    if (!is_settled(id)) settle_known(id);
    any = true;
  }
  return any ? put_in(d) : d;
}

bool UnitSpace::has_unknown(const Dimension& d) const {
  const Dimension r = resolved(d);
  return std::any_of(r.terms().begin(), r.terms().end(), [&](const auto& t) { return t.first >= first_unknown; });
}

void UnitSpace::assign(int unknown, const Dimension& value) { known_[static_cast<std::size_t>(unknown - first_unknown)] = value; }

UnitSpace::Answer UnitSpace::require(const Dimension& a, const Dimension& b) { return settle(a, b, true); }
UnitSpace::Answer UnitSpace::compare(const Dimension& a, const Dimension& b) { return settle(a, b, false); }

UnitSpace::Answer UnitSpace::settle(const Dimension& a, const Dimension& b, bool learn) {
  const Dimension rest = resolved(a - b);
  if (rest.is_zero()) return Answer::same;
  if (rest.terms().size() > most_terms) return Answer::open;
  // `value` is what the unknown must be for the rest to vanish.
  const auto solve_for = [&](const std::pair<int, double>& term) { return (rest - Dimension::single(term.first, term.second)).times(-1 / term.second); };
  const auto is_free = [&](const auto& t) { return t.first >= first_unknown && (freedom(t.first) == Freedom::any || freedom(t.first) == Freedom::number); };
  // The youngest unknown of those that can be anything: the older ones stand in more formulas.
  const auto youngest = std::find_if(rest.terms().rbegin(), rest.terms().rend(), is_free);
  if (youngest != rest.terms().rend()) {
    const Dimension value = solve_for(*youngest);
    double prices = 0;
    const bool only_prices = !value.is_zero() && std::all_of(value.terms().begin(), value.terms().end(), [&](const auto& t) {
      prices += t.second;
      return is_price(t.first);
    });
    // A coefficient that would have to turn real money into nominal money.
    if (freedom(youngest->first) == Freedom::number && only_prices && std::abs(prices) < nothing) return Answer::differ;
    if (!learn) return Answer::open;
    assign(youngest->first, value);
    return Answer::same;
  }
  // What is left unknown concerns prices only: all else must vanish by itself.
  double prices = 0, bases = 0;
  const std::pair<int, double>*basis = nullptr, *index = nullptr;
  for (const auto& term : rest.terms()) {
    if (term.first < first_unknown && !is_price(term.first)) return Answer::differ;
    if (term.first < first_unknown) prices += term.second;
    else if (freedom(term.first) == Freedom::price) {
      basis = &term;
      bases += term.second;
    } else {
      index = &term;
    }
  }
  if (!basis && !index) return Answer::differ;
  // Money has one price basis, an index none: the powers of prices must add up to nothing.
  if (std::abs(prices + bases) > nothing) return Answer::differ;
  const auto& term = basis ? *basis : *index;
  const Dimension value = solve_for(term);
  // An index turns real money into nominal money; one that would do the opposite was multiplied by where it divides.
  const auto is_turned = [&](const auto& t) { return t.second < 0 && t.first < first_unknown && name(t.first) == nominal; };
  const bool is_alone = std::all_of(value.terms().begin(), value.terms().end(), [](const auto& t) { return t.first < first_unknown; });
  if (!basis && is_alone && std::any_of(value.terms().begin(), value.terms().end(), is_turned)) return Answer::differ;
  if (!learn) return Answer::open;
  assign(term.first, value);
  return Answer::same;
}

}  // namespace jingchu::models
