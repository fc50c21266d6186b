#include "models/compiler/model_sections.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <tuple>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace jingchu::models {

std::optional<TableReader> ModelSections::table_of(const Entry& e, std::string what) {
  if (e.value.kind == TomlKind::table) return TableReader(document_, e.value, std::move(what), problems_);
  problems_.error(e.value.place, fmt::format("{}: found {}, expected a table", what, kind_name(e.value.kind)));
  return std::nullopt;
}

void ModelSections::parameter(const Entry& e) {
  Parameter p;
  p.name = e.key;
  p.place = e.place;
  const std::string what = fmt::format("parameter '{}'", e.key);
  if (e.value.is_number()) {
    if (const auto x = read_number(e.value, what, {}, problems_)) p.value = *x;
  } else if (auto t = table_of(e, what)) {
    p.label = label(*t);
    p.stated = read_stated_unit(*t, problems_);
    p.unit = p.stated.unit;
    p.per = read_per(*t, problems_);
    p.origin = t->string("origin").value_or("");
    const TomlValue* law = t->optional("law");
    const auto value = t->number("value");
    if (law) {
      p.law = read_law(store_, document_, *law, what, problems_);
      if (p.law) p.value = stated_value(*p.law);
      if (t->optional("value")) problems_.error(t->optional("value")->place, fmt::format("{}: give either a value or a law", what));
    } else if (value) {
      p.value = *value;
    } else if (!t->optional("value")) {
      problems_.error(e.place, fmt::format("{}: neither a value nor a law", what), "add value = 0.3 or law = { normal = [0.3, 0.05] }");
    }
    t->finish();
  }
  out_.model.parameters.push_back(std::move(p));
}

void ModelSections::shock(const Entry& e) {
  Shock s;
  s.name = e.key;
  s.place = e.place;
  const std::string what = fmt::format("shock '{}'", e.key);
  std::optional<engine::Law> law;
  if (e.value.is_number()) {
    law = read_shock_law(store_, document_, e.value, what, problems_);
  } else if (auto t = table_of(e, what)) {
    s.label = label(*t);
    s.origin = t->string("origin").value_or("");
    if (const TomlValue* v = t->required("law")) law = read_shock_law(store_, document_, *v, what, problems_);
    t->finish();
  }
  if (law) s.law = *law;
  out_.model.shocks.push_back(std::move(s));
}

void ModelSections::correlation(const TomlValue& item) {
  if (item.kind != TomlKind::table) {
    problems_.error(item.place, "a correlation is a table: pair = [\"e_a\", \"e_b\"], value = 0.3");
    return;
  }
  TableReader t(document_, item, "correlation", problems_);
  const TomlValue* pair = t.required("pair") ? t.array("pair") : nullptr;
  const auto names = pair ? t.strings("pair") : std::vector<std::string>{};
  const TomlValue* written = t.required("value");
  const auto value = written ? t.number("value", {-1, 1, false, {}}) : std::nullopt;
  t.finish();
  if (pair && names.size() != 2) problems_.error(pair->place, fmt::format("a pair of {} names, expected 2", names.size()));
  if (names.size() == 2 && value) out_.model.correlations.push_back({names[0], names[1], *value, pair->place, written->place});
}

std::optional<std::pair<std::string, Place>> ModelSections::formula(WrittenFormula::Kind kind, const Entry& e, const TomlValue* value, std::string_view key) {
  const auto text = value ? read_string(*value, fmt::format("'{}'", key), problems_) : std::nullopt;
  if (!text) return std::nullopt;
  out_.formulas.push_back({kind, e.key, value});
  return std::pair(*text, document_.inside(*value, 0));
}

template <class List>
void ModelSections::expect_word(TableReader& t, std::string_view key, const std::string& word, const List& words) {
  if (std::find(std::begin(words), std::end(words), word) != std::end(words)) return;
  problems_.error(t.optional(key)->place, fmt::format("unknown {} {}", key, jingchu::quoted(word)), fmt::format("one of {}", fmt::join(words, ", ")));
}

void ModelSections::definition(const Entry& e) {
  const TomlValue* value = &e.value;
  Definition d;
  if (e.value.kind == TomlKind::table) {
    TableReader t(document_, e.value, fmt::format("definition '{}'", e.key), problems_);
    value = t.required("formula");
    d.stated = read_stated_unit(t, problems_);
    d.units_by_hand = read_units_by_hand(t, problems_, document_);
    t.finish();
  }
  auto written = formula(WrittenFormula::Kind::definition, e, value, e.key);
  if (!written) return;
  std::tie(d.formula, d.place) = std::move(*written);
  out_.model.definitions[e.key] = std::move(d);
}

/// Lowest and highest value; nothing when they are not given, or are wrong, which is reported.
std::optional<std::pair<double, double>> ModelSections::bounds(TableReader& table) {
  const TomlValue* b = table.array("bounds");
  if (!b) return std::nullopt;
  const auto lower = b->items.size() == 2 ? read_number(b->items[0], "the lower bound", {}, problems_) : std::nullopt;
  const auto upper = b->items.size() == 2 ? read_number(b->items[1], "the upper bound", {}, problems_) : std::nullopt;
  if (lower && upper && *lower < *upper) return std::pair(*lower, *upper);
  problems_.error(b->place, "expected bounds = [lower, upper], lower below upper");
  return std::nullopt;
}

void ModelSections::lever(const Entry& e) {
  auto t = table_of(e, fmt::format("lever '{}'", e.key));
  if (!t) return;
  Lever l;
  l.name = e.key;
  l.place = e.place;
  l.label = label(*t);
  l.stated = read_stated_unit(*t, problems_);
  l.unit = l.stated.unit;
  if (t->required("default")) l.standard = t->number("default").value_or(0);
  l.per = read_per(*t, problems_);
  const auto stated = bounds(*t);
  std::tie(l.lower, l.upper) = stated.value_or(std::pair(-1e15, 1e15));
  if (stated && (l.standard < l.lower || l.standard > l.upper))
    problems_.error(t->optional("bounds")->place, fmt::format("the default {} lies outside the bounds", number_text(l.standard)));
  t->finish();
  out_.model.levers.push_back(std::move(l));
}

void ModelSections::exogenous(const Entry& e) {
  auto t = table_of(e, fmt::format("exogenous series '{}'", e.key));
  if (!t) return;
  ExogenousSeries x;
  x.name = e.key;
  x.place = e.place;
  x.label = label(*t);
  x.stated = read_stated_unit(*t, problems_);
  x.unit = x.stated.unit;
  t->finish();
  out_.model.exogenous.push_back(std::move(x));
}

void ModelSections::variable(const Entry& e) {
  auto t = table_of(e, fmt::format("variable '{}'", e.key));
  if (!t) return;
  Variable v;
  v.name = e.key;
  v.label = label(*t);
  v.stated = read_stated_unit(*t, problems_);
  v.unit = v.stated.unit.empty() ? "1" : v.stated.unit;
  v.basis = v.stated.basis;
  v.measure = v.stated.measure.empty() ? "flow" : v.stated.measure;
  v.units_by_hand = read_units_by_hand(*t, problems_, document_);
  v.annual = v.measure == "flow" ? AnnualRule::sum : v.measure == "stock" ? AnnualRule::end : AnnualRule::mean;
  if (const auto rule = t->string("annual")) {
    if (*rule == "sum") v.annual = AnnualRule::sum;
    else if (*rule == "end") v.annual = AnnualRule::end;
    else if (*rule == "mean") v.annual = AnnualRule::mean;
    else problems_.error(t->optional("annual")->place, fmt::format("unknown annual rule {}", jingchu::quoted(*rule)), "sum, end or mean");
  }
  v.report = t->boolean("report").value_or(false);
  v.identity = t->boolean("identity").value_or(false);
  v.bounds = bounds(*t);
  v.origin = t->string("origin").value_or("");
  v.place = e.place;
  const TomlValue* equation = t->optional("equation");
  if (!equation) {
    problems_.error(e.place, fmt::format("variable '{}' has no equation", e.key), "add equation = \"...\"; a series given by data belongs in [exogenous]");
  } else if (auto written = formula(WrittenFormula::Kind::equation, e, equation, "equation")) {
    std::tie(v.equation, v.place) = std::move(*written);
  }
  t->finish();
  out_.model.variables.push_back(std::move(v));
}

void ModelSections::identity(const Entry& e) {
  auto t = table_of(e, fmt::format("identity '{}'", e.key));
  if (!t) return;
  IdentityCheck i;
  i.name = e.key;
  if (auto written = formula(WrittenFormula::Kind::identity, e, t->required("formula"), "formula")) std::tie(i.formula, i.place) = std::move(*written);
  label(*t);
  i.units_by_hand = read_units_by_hand(*t, problems_, document_);
  t->finish();
  out_.model.identities.push_back(std::move(i));
}

void ModelSections::measure(const Entry& e) {
  auto t = table_of(e, fmt::format("measure '{}'", e.key));
  if (!t) return;
  Measure m;
  m.name = e.key;
  m.label = label(*t);
  m.stated = read_stated_unit(*t, problems_);
  m.unit = m.stated.unit.empty() ? "1" : m.stated.unit;
  m.units_by_hand = read_units_by_hand(*t, problems_, document_);
  if (auto written = formula(WrittenFormula::Kind::measure, e, t->required("formula"), "formula")) std::tie(m.formula, m.place) = std::move(*written);
  t->finish();
  out_.model.measures.push_back(std::move(m));
}

void ModelSections::anchor(const Entry& e) {
  auto t = table_of(e, fmt::format("anchor '{}'", e.key));
  if (!t) return;
  Anchor a;
  a.name = e.key;
  a.place = e.place;
  a.label = label(*t);
  a.unit = t->string("unit").value_or("1");
  if (t->required("base")) a.base = t->number("base").value_or(0);
  a.factor = "value / base";
  if (auto written = formula(WrittenFormula::Kind::factor, e, t->optional("factor"), "factor")) a.factor = std::move(written->first);
  a.series = t->strings("series");
  a.parameters = t->strings("parameters");
  a.from = bound(*t, "from");
  a.to = bound(*t, "until");
  t->finish();
  out_.model.anchors.push_back(std::move(a));
}

std::optional<Period> ModelSections::bound(TableReader& t, std::string_view key) {
  const auto text = t.string(key);
  if (!text) return std::nullopt;
  const auto p = Period::parse(*text, out_.model.frequency);
  if (!p) problems_.error(t.optional(key)->place, fmt::format("{} is not a period of this model", jingchu::quoted(*text)), fmt::format("write \"{}\"", example_period(out_.model.frequency)));
  return p;
}

Label read_label(TableReader& table, std::string_view key, Diagnostics& problems, const TomlDocument& document) {
  const TomlValue* v = table.optional(key);
  if (!v) return {};
  if (v->kind == TomlKind::string) return {v->text, v->text};
  if (v->kind != TomlKind::table) {
    problems.error(v->place, fmt::format("'{}': found {}, expected a text", key, kind_name(v->kind)), "write { zh = \"...\", en = \"...\" } or one text for both languages");
    return {};
  }
  TableReader t(document, *v, fmt::format("'{}'", key), problems);
  Label label{t.string("zh").value_or(""), t.string("en").value_or("")};
  t.finish();
  if (label.zh.empty()) label.zh = label.en;
  if (label.en.empty()) label.en = label.zh;
  return label;
}

}  // namespace jingchu::models
