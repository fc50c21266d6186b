#include <fmt/format.h>

#include <algorithm>

#include "models/compiler/model_reader.hpp"
#include "models/language/functions.hpp"

namespace jingchu::models {

namespace {

constexpr std::size_t longest_name = 64;
constexpr std::string_view name_characters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
constexpr std::size_t most_entries = 100000;

/// Reads the sections of one model file in turn.
class Reader {
 public:
  Reader(SourceStore& store, const TomlDocument& document, Diagnostics& problems)
      : store_(store), document_(document), problems_(problems), top_(document, document.root(), "model", problems) {}

  ReadModel run() {
    Model& m = out_.model;
    m.file = document_.file();
    check_format();
    if (const auto name = top_.required_string("name")) {
      m.name = *name;
      if (name->empty() || name->size() > longest_name || name->find_first_not_of(name_characters) != std::string::npos)
        problems_.error(top_.optional("name")->place, fmt::format("{} is no name of a model", jingchu::quoted(*name)),
                        fmt::format("at most {} ASCII letters, digits, - and _", longest_name));
    }
    m.title = read_label(top_, "title", problems_, document_);
    read_calendar();
    each("parameters", [this](const auto& e) { parameter(e); });
    each("shocks", [this](const auto& e) { shock(e); });
    correlations();
    each("definitions", [this](const auto& e) { definition(e); });
    each("levers", [this](const auto& e) { lever(e); });
    each("exogenous", [this](const auto& e) { exogenous(e); });
    each("variables", [this](const auto& e) { variable(e); });
    each("identities", [this](const auto& e) { identity(e); });
    each("measures", [this](const auto& e) { measure(e); });
    each("anchors", [this](const auto& e) { anchor(e); });
    for (const TomlValue& file : files("history")) out_.data_files.emplace_back(file.text, file.place);
    top_.finish();
    if (m.variables.empty() && !problems_.has_errors())
      problems_.error(document_.whole(), "a model without variables", "add [variables.NAME] with an equation");
    if (m.variables.size() > most_entries)
      problems_.error(document_.whole(), fmt::format("{} variables; at most {} are allowed", m.variables.size(), most_entries));
    return std::move(out_);
  }

 private:
  using Entry = TomlValue::Entry;

  void check_format() {
    const TomlValue* v = top_.required("format");
    if (v && (v->kind != TomlKind::string || v->text != "jingchu-model 1")) {
      const bool scenario = v->kind == TomlKind::string && v->text.rfind("jingchu-scenario", 0) == 0;
      problems_.error(v->place, scenario ? "this is a scenario, expected a model" : "a format this program does not read",
                      "this program reads format = \"jingchu-model 1\"");
    }
  }

  void read_calendar() {
    Model& m = out_.model;
    if (const auto f = top_.required_string("frequency")) {
      if (*f == "annual") m.frequency = Frequency::annual;
      else if (*f == "quarterly") m.frequency = Frequency::quarterly;
      else if (*f == "monthly") m.frequency = Frequency::monthly;
      else problems_.error(top_.optional("frequency")->place, fmt::format("unknown frequency {}", jingchu::quoted(*f)), "annual, quarterly or monthly");
    }
    const TomlValue* origin = top_.required("origin");
    if (!origin) return;
    if (origin->kind != TomlKind::string && origin->kind != TomlKind::integer) {
      problems_.error(origin->place, fmt::format("'origin': found {}, expected a period", kind_name(origin->kind)), fmt::format("write \"{}\"", example_period(m.frequency)));
      return;
    }
    // A year may be written as a number.
    const std::string text = origin->kind == TomlKind::integer ? std::to_string(origin->integer) : origin->text;
    if (const auto p = Period::parse(text, m.frequency)) m.origin = *p;
    else problems_.error(origin->place, fmt::format("{} is not a period of this frequency", jingchu::quoted(text)),
                         fmt::format("write \"{}\"", example_period(m.frequency)));
  }

  std::vector<TomlValue> files(std::string_view key) {
    const TomlValue* v = top_.optional(key);
    if (!v) return {};
    if (v->kind == TomlKind::string) return {*v};
    std::vector<TomlValue> list;
    if (v->kind != TomlKind::array) {
      problems_.error(v->place, fmt::format("'{}': found {}, expected a list of CSV files", key, kind_name(v->kind)));
      return {};
    }
    for (const TomlValue& item : v->items)
      if (read_string(item, fmt::format("'{}'", key), problems_)) list.push_back(item);
    return list;
  }

  template <class F>
  void each(std::string_view section, F read) {
    if (const TomlValue* table = top_.table(section))
      for (const Entry& e : table->entries)
        if (good_name(e)) read(e);
  }

  bool good_name(const Entry& e) {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    const bool plain = !e.key.empty() && letter(e.key[0]) &&
                       std::all_of(e.key.begin(), e.key.end(), [&](char c) { return letter(c) || digit(c); });
    if (!plain)
      problems_.error(e.place, fmt::format("{} is not a name", jingchu::quoted(e.key)), "names are ASCII letters, digits and _, and do not begin with a digit");
    else if (e.key.size() > longest_name)
      problems_.error(e.place, fmt::format("a name of {} characters; at most {} are allowed", e.key.size(), longest_name));
    else if (is_reserved(e.key))
      problems_.error(e.place, fmt::format("'{}' is a word of the language or of results files", e.key), "choose another name");
    else if (const auto [it, added] = names_.emplace(e.key, e.place); !added)
      problems_.add({Diagnostic::Severity::error, e.place, fmt::format("the name '{}' is given twice", e.key), "names are shared by variables, parameters, shocks, levers, series, definitions, measures and anchors", it->second, "first given here"});
    else return true;
    return false;
  }

  std::optional<TableReader> table_of(const Entry& e, std::string what) {
    if (e.value.kind == TomlKind::table) return TableReader(document_, e.value, std::move(what), problems_);
    problems_.error(e.value.place, fmt::format("{}: found {}, expected a table", what, kind_name(e.value.kind)));
    return std::nullopt;
  }

  void parameter(const Entry& e) {
    Parameter p;
    p.name = e.key;
    p.place = e.place;
    const std::string what = fmt::format("parameter '{}'", e.key);
    if (e.value.is_number()) {
      if (const auto x = read_number(e.value, what, {}, problems_)) p.value = *x;
    } else if (auto t = table_of(e, what)) {
      p.label = read_label(*t, "label", problems_, document_);
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

  void shock(const Entry& e) {
    Shock s;
    s.name = e.key;
    s.place = e.place;
    const std::string what = fmt::format("shock '{}'", e.key);
    std::optional<engine::Law> law;
    if (e.value.is_number()) {
      law = read_law(store_, document_, e.value, what, problems_);
    } else if (auto t = table_of(e, what)) {
      s.label = read_label(*t, "label", problems_, document_);
      s.origin = t->string("origin").value_or("");
      if (const TomlValue* v = t->required("law")) law = read_law(store_, document_, *v, what, problems_);
      t->finish();
    }
    if (law) s.law = *law;
    out_.model.shocks.push_back(std::move(s));
  }

  void correlations() {
    const TomlValue* list = top_.array("correlations");
    if (!list) return;
    for (const TomlValue& item : list->items) {
      if (item.kind != TomlKind::table) {
        problems_.error(item.place, "a correlation is a table: pair = [\"e_a\", \"e_b\"], value = 0.3");
        continue;
      }
      TableReader t(document_, item, "correlation", problems_);
      NamedCorrelation c;
      const TomlValue* pair = t.required("pair") ? t.array("pair") : nullptr;
      const auto names = pair ? t.strings("pair") : std::vector<std::string>{};
      const TomlValue* written = t.required("value");
      const auto value = written ? t.number("value", {-1, 1, false, {}}) : std::nullopt;
      t.finish();
      if (pair && names.size() != 2) problems_.error(pair->place, fmt::format("a pair of {} names, expected 2", names.size()));
      if (names.size() != 2 || !value) continue;
      c.first = names[0];
      c.second = names[1];
      c.value = *value;
      c.place = pair->place;
      out_.model.correlations.push_back(std::move(c));
    }
  }

  void keep_formula(WrittenFormula::Kind kind, const std::string& name, const TomlValue& value) {
    out_.formulas.push_back({kind, name, &value});
  }

  /// NAME = "formula", or a table with the formula and what it is counted in.
  void definition(const Entry& e) {
    const std::string what = fmt::format("definition '{}'", e.key);
    const TomlValue* formula = &e.value;
    Definition d;
    if (e.value.kind == TomlKind::table) {
      TableReader t(document_, e.value, what, problems_);
      formula = t.required("formula");
      d.stated = read_stated_unit(t, problems_);
      d.units_by_hand = read_units_by_hand(t, problems_, document_);
      t.finish();
    }
    if (!formula || !read_string(*formula, what, problems_)) return;
    d.formula = formula->text;
    d.place = document_.inside(*formula, 0);
    out_.model.definitions[e.key] = std::move(d);
    keep_formula(WrittenFormula::Kind::definition, e.key, *formula);
  }

  void lever(const Entry& e) {
    auto t = table_of(e, fmt::format("lever '{}'", e.key));
    if (!t) return;
    Lever l;
    l.name = e.key;
    l.place = e.place;
    l.label = read_label(*t, "label", problems_, document_);
    l.stated = read_stated_unit(*t, problems_);
    l.unit = l.stated.unit;
    if (t->required("default")) l.standard = t->number("default").value_or(0);
    l.per = read_per(*t, problems_);
    l.lower = -1e15;
    l.upper = 1e15;
    if (const TomlValue* b = t->array("bounds")) {
      const auto lo = b->items.size() == 2 ? read_number(b->items[0], "the lower bound", {}, problems_) : std::nullopt;
      const auto hi = b->items.size() == 2 ? read_number(b->items[1], "the upper bound", {}, problems_) : std::nullopt;
      if (lo && hi && *lo < *hi) {
        l.lower = *lo;
        l.upper = *hi;
        if (l.standard < l.lower || l.standard > l.upper)
          problems_.error(b->place, fmt::format("the default {} lies outside the bounds", number_text(l.standard)));
      } else {
        problems_.error(b->place, "expected bounds = [lower, upper], lower below upper");
      }
    }
    t->finish();
    out_.model.levers.push_back(std::move(l));
  }

  void exogenous(const Entry& e) {
    auto t = table_of(e, fmt::format("exogenous series '{}'", e.key));
    if (!t) return;
    ExogenousSeries x;
    x.name = e.key;
    x.place = e.place;
    x.label = read_label(*t, "label", problems_, document_);
    x.stated = read_stated_unit(*t, problems_);
    x.unit = x.stated.unit;
    t->finish();
    out_.model.exogenous.push_back(std::move(x));
  }

  void variable(const Entry& e) {
    auto t = table_of(e, fmt::format("variable '{}'", e.key));
    if (!t) return;
    Variable v;
    v.name = e.key;
    v.label = read_label(*t, "label", problems_, document_);
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
    v.origin = t->string("origin").value_or("");
    v.place = e.place;
    const TomlValue* equation = t->optional("equation");
    if (!equation) {
      problems_.error(e.place, fmt::format("variable '{}' has no equation", e.key), "add equation = \"...\"; a series given by data belongs in [exogenous]");
    } else if (const auto text = read_string(*equation, "'equation'", problems_)) {
      v.equation = *text;
      v.place = document_.inside(*equation, 0);
      keep_formula(WrittenFormula::Kind::equation, e.key, *equation);
    }
    t->finish();
    out_.model.variables.push_back(std::move(v));
  }

  void identity(const Entry& e) {
    auto t = table_of(e, fmt::format("identity '{}'", e.key));
    if (!t) return;
    IdentityCheck i;
    i.name = e.key;
    const TomlValue* formula = t->required("formula");
    if (formula)
      if (const auto text = read_string(*formula, "'formula'", problems_)) {
        i.formula = *text;
        i.place = document_.inside(*formula, 0);
        keep_formula(WrittenFormula::Kind::identity, e.key, *formula);
      }
    read_label(*t, "label", problems_, document_);
    i.units_by_hand = read_units_by_hand(*t, problems_, document_);
    t->finish();
    out_.model.identities.push_back(std::move(i));
  }

  void measure(const Entry& e) {
    auto t = table_of(e, fmt::format("measure '{}'", e.key));
    if (!t) return;
    Measure m;
    m.name = e.key;
    m.label = read_label(*t, "label", problems_, document_);
    m.stated = read_stated_unit(*t, problems_);
    m.unit = m.stated.unit.empty() ? "1" : m.stated.unit;
    m.units_by_hand = read_units_by_hand(*t, problems_, document_);
    if (const TomlValue* formula = t->required("formula"))
      if (const auto text = read_string(*formula, "'formula'", problems_)) {
        m.formula = *text;
        m.place = document_.inside(*formula, 0);
        keep_formula(WrittenFormula::Kind::measure, e.key, *formula);
      }
    t->finish();
    out_.model.measures.push_back(std::move(m));
  }

  void anchor(const Entry& e) {
    auto t = table_of(e, fmt::format("anchor '{}'", e.key));
    if (!t) return;
    Anchor a;
    a.name = e.key;
    a.place = e.place;
    a.label = read_label(*t, "label", problems_, document_);
    a.unit = t->string("unit").value_or("1");
    if (t->required("base")) a.base = t->number("base").value_or(0);
    a.factor = "value / base";
    if (const TomlValue* f = t->optional("factor"))
      if (const auto text = read_string(*f, "'factor'", problems_)) {
        a.factor = *text;
        keep_formula(WrittenFormula::Kind::factor, e.key, *f);
      }
    a.series = t->strings("series");
    a.parameters = t->strings("parameters");
    a.from = bound(*t, "from");
    a.to = bound(*t, "until");
    t->finish();
    out_.model.anchors.push_back(std::move(a));
  }

  std::optional<Period> bound(TableReader& t, std::string_view key) {
    const auto text = t.string(key);
    if (!text) return std::nullopt;
    const auto p = Period::parse(*text, out_.model.frequency);
    if (!p) problems_.error(t.optional(key)->place, fmt::format("{} is not a period of this model", jingchu::quoted(*text)), fmt::format("write \"{}\"", example_period(out_.model.frequency)));
    return p;
  }

  SourceStore& store_;
  const TomlDocument& document_;
  Diagnostics& problems_;
  TableReader top_;
  ReadModel out_;
  std::map<std::string, Place> names_;
};

}  // namespace

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

ReadModel read_model(SourceStore& store, const TomlDocument& document, Diagnostics& problems) {
  return Reader(store, document, problems).run();
}

}  // namespace jingchu::models
