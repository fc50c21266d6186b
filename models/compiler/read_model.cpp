#include <fmt/format.h>

#include <algorithm>

#include "models/compiler/model_reader.hpp"
#include "models/compiler/model_sections.hpp"
#include "models/language/functions.hpp"

namespace jingchu::models {

namespace {

constexpr std::size_t longest_name = 64;
constexpr std::string_view name_characters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
constexpr std::size_t most_variables = 100000;

/// Reads the sections of one model file in turn.
class Reader {
 public:
  Reader(SourceStore& store, const TomlDocument& document, Diagnostics& problems)
      : document_(document), problems_(problems), top_(document, document.root(), "model", problems), sections_(store, document, problems, out_) {}

  ReadModel run() {
    Model& m = out_.model;
    m.file = document_.file();
    check_format();
    check_size();
    if (const auto name = top_.required_string("name")) {
      m.name = *name;
      if (name->empty() || name->size() > longest_name || name->find_first_not_of(name_characters) != std::string::npos)
        problems_.error(top_.optional("name")->place, fmt::format("{} is no name of a model", jingchu::quoted(*name)),
                        fmt::format("at most {} ASCII letters, digits, - and _", longest_name));
    }
    m.title = read_label(top_, "title", problems_, document_);
    read_calendar();
    each("parameters", &ModelSections::parameter);
    each("shocks", &ModelSections::shock);
    if (const TomlValue* list = top_.array("correlations"))
      for (const TomlValue& item : list->items) sections_.correlation(item);
    each("definitions", &ModelSections::definition);
    each("levers", &ModelSections::lever);
    each("exogenous", &ModelSections::exogenous);
    each("variables", &ModelSections::variable);
    each("identities", &ModelSections::identity);
    each("measures", &ModelSections::measure);
    each("anchors", &ModelSections::anchor);
    for (const TomlValue& file : files("history")) out_.data_files.emplace_back(file.text, file.place);
    top_.finish();
    if (m.variables.empty() && !problems_.has_errors())
      problems_.error(document_.whole(), "a model without variables", "add [variables.NAME] with an equation");
    return std::move(out_);
  }

 private:
  using Entry = TomlValue::Entry;

  /// Throws when the text is no model of the version that is read: its other keys would only add noise.
  void check_format() {
    constexpr std::string_view known = "jingchu-model 1";
    const TomlValue* v = top_.optional("format");
    if (!v) {
      problems_.error(document_.whole(), "the file has no 'format'", fmt::format("a model starts with format = \"{}\"", known));
    } else if (v->kind != TomlKind::string || v->text != known) {
      const std::string found = v->kind == TomlKind::string ? jingchu::quoted(v->text) : std::string(kind_name(v->kind));
      const bool scenario = v->kind == TomlKind::string && v->text.rfind("jingchu-scenario", 0) == 0;
      problems_.error(v->place, scenario ? fmt::format("this is a scenario ({}), expected a model", found) : fmt::format("format is {}; this program reads '{}'", found, known),
                      scenario ? "name its model here, or build on it with extends = \"...\"" : "");
    }
    problems_.throw_if_any();
  }

  /// Throws when there are more variables than anything behind this could bear.
  void check_size() {
    const auto* variables = document_.root().find("variables");
    if (!variables || variables->value.entries.size() <= most_variables) return;
    problems_.error(variables->place, fmt::format("{} variables; at most {} are allowed", variables->value.entries.size(), most_variables),
                    "sum some of them up, or split the model");
    problems_.throw_if_any();
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

  void each(std::string_view section, void (ModelSections::*read)(const Entry&)) {
    if (const TomlValue* table = top_.table(section))
      for (const Entry& e : table->entries)
        if (good_name(e)) (sections_.*read)(e);
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

  const TomlDocument& document_;
  Diagnostics& problems_;
  TableReader top_;
  ReadModel out_;
  ModelSections sections_;   // writes to out_
  std::map<std::string, Place> names_;
};

}  // namespace

ReadModel read_model(SourceStore& store, const TomlDocument& document, Diagnostics& problems) {
  return Reader(store, document, problems).run();
}

}  // namespace jingchu::models
