// What the names of a model state, and units in words: the vocabulary of UnitInference.

#include <algorithm>
#include <cmath>

#include "models/units/inference.hpp"

namespace jingchu::models {

/// CNY is money, and what states a price basis.
void UnitInference::money() {
  money_.insert("CNY");
  const auto look = [this](const StatedUnit& s) {
    if (s.basis.empty()) return;
    if (const auto unit = parse_unit(s.unit, table_))
      for (const auto& [base, power] : unit->powers)
        if (power > 0 && unit->powers.size() == 1) money_.insert(base);
  };
  for (const Variable& v : model_.variables) look(v.stated);
  for (const ExogenousSeries& x : model_.exogenous) look(x.stated);
}

Quantity UnitInference::stated(const StatedUnit& s, Entry::Kind kind, std::string_view per, const Place& place) {
  using Freedom = UnitSpace::Freedom;
  Quantity q;
  const auto unit = s.unit.empty() ? std::nullopt : parse_unit(s.unit, table_);
  if (!s.unit.empty() && !unit &&
      std::none_of(unreadable.begin(), unreadable.end(), [&](const auto& u) { return u.first == s.unit; }) && unreadable.size() < 100)
    unreadable.emplace_back(s.unit, place);
  const bool is_free = kind == Entry::Kind::parameter || kind == Entry::Kind::shock;
  if (!unit) {
    q.dimension = space.unknown(is_free ? Freedom::number : Freedom::any);
  } else {
    double money = 0;
    for (const auto& [base, power] : unit->powers) {
      q.dimension = q.dimension + Dimension::single(space.coordinate(base, UnitSpace::Kind::base), power);
      if (money_.contains(base)) money += power;
    }
    q.dimension = q.dimension + Dimension::single(UnitSpace::size, std::log10(unit->size));
    if (money != 0)
      q.dimension = q.dimension.plus(s.basis.empty() ? space.unknown(Freedom::price) : Dimension::single(space.coordinate(s.basis, UnitSpace::Kind::price)), money);
    const bool is_index = s.unit == "index" || s.measure == "index";
    q.is_growth = unit->is_pure() && is_index;
    // A pure number that is no rate may be a price index; one that says it is real is an index of volume.
    const bool may_be_price = is_free ? is_index : s.measure != "rate" || s.unit == "index";
    if (unit->is_pure() && unit->size == 1 && may_be_price && s.basis.rfind("real", 0) != 0) q.dimension = space.unknown(Freedom::index);
    if (unit->is_pure()) return q;
  }
  if (s.measure == "stock") q.span = Span::stock;
  if (s.measure == "flow") {
    const bool is_own = per == "period" || (per == "year" && periods() == 1) || (per == "quarter" && periods() == 4) || (per == "month" && periods() == 12);
    q.span = is_own ? Span::flow : per == "year" ? Span::annual_flow : Span::multiple_of_flow;
  }
  return q;
}

void UnitInference::names() {
  using Kind = Entry::Kind;
  for (const Variable& v : model_.variables) {
    Entry e{Kind::variable, stated(v.stated, Kind::variable, "period", v.place), v.annual, -1, 0};
    if (e.quantity.span == Span::stock) e.quantity.stock = v.name;
    names_.emplace(v.name, std::move(e));
  }
  for (const ExogenousSeries& x : model_.exogenous) {
    Entry e{Kind::series, stated(x.stated, Kind::series, "period", x.place), AnnualRule::sum, -1, 0};
    if (e.quantity.span == Span::stock) e.quantity.stock = x.name;
    names_.emplace(x.name, std::move(e));
  }
  for (const Lever& l : model_.levers) {
    StatedUnit s = l.stated;
    if (s.measure.empty()) s.measure = "rate";   // a number to steer by: no price index unless it says so
    Entry e{Kind::series, stated(s, Kind::series, l.per, l.place), AnnualRule::sum, -1, 0};
    if (e.quantity.span == Span::stock) e.quantity.stock = l.name;
    names_.emplace(l.name, std::move(e));
  }
  for (const Parameter& p : model_.parameters)
    names_.emplace(p.name, Entry{Kind::parameter, stated(p.stated, Kind::parameter, p.per, p.place), AnnualRule::sum, -1, 0});
  for (const Shock& x : model_.shocks) names_.emplace(x.name, Entry{Kind::shock, stated({}, Kind::shock, "period", x.place), AnnualRule::sum, -1, 0});
  for (const auto& [name, d] : model_.definitions) names_.emplace(name, Entry{Kind::definition, {}, AnnualRule::sum, -1, 0});
  for (std::size_t i = 0; i < model_.measures.size(); ++i) names_.emplace(model_.measures[i].name, Entry{Kind::measure, {}, AnnualRule::sum, -1, i});
}

Unit UnitInference::unit_of(const Dimension& d) const {
  Unit unit;
  for (const auto& [id, power] : d.terms()) {
    if (id == UnitSpace::size) unit.size = std::pow(10.0, power);
    else if (id < UnitSpace::first_unknown && !space.is_price(id)) unit.powers[space.name(id)] = power;
  }
  return unit;
}

std::string UnitInference::text_of(const Quantity& q) const {
  const Dimension d = space.resolved(q.dimension);
  Unit unit = unit_of(d);
  const double round = std::round(std::log10(unit.size) * 1e9) / 1e9;
  unit.size = std::pow(10.0, round);
  std::string text = unit_text(unit, table_);
  if (text == "1") text = "a pure number";
  // Of money there is one price basis; what prices are divided by prices is not told.
  std::string basis;
  double prices = 0;
  for (const auto& [id, power] : d.terms()) {
    if (!space.is_price(id)) continue;
    prices += std::abs(power);
    basis = space.name(id);
  }
  if (prices == 2 && unit.is_pure() && unit.size == 1) return "a price index";
  return prices == 1 ? text + ", " + basis : text;
}

}  // namespace jingchu::models
