#include "models/source/table_reader.hpp"

#include <fmt/format.h>

#include <cmath>

namespace jingchu::models {

namespace {

constexpr std::size_t most_unknown = 100;   // keys of one table told one by one

std::string found_expected(const TomlValue& value, std::string_view what, std::string_view expected) {
  return fmt::format("{}: found {}, expected {}", what, kind_name(value.kind), expected);
}

std::string range_text(const NumberRange& r) {
  const std::string unit = r.unit.empty() ? std::string() : fmt::format(" {}", r.unit);
  return r.open_lower ? fmt::format("above {} and up to {}{}", number_text(r.lower), number_text(r.upper), unit)
                      : fmt::format("{} to {}{}", number_text(r.lower), number_text(r.upper), unit);
}

}  // namespace

std::string number_text(double value) { return fmt::format("{}", value); }

std::optional<double> read_number(const TomlValue& value, std::string_view what, const NumberRange& range,
                                  Diagnostics& problems) {
  if (!value.is_number()) {
    problems.error(value.place, found_expected(value, what, "a number"),
                   value.kind == TomlKind::string ? "write the number without quotes" : "");
    return std::nullopt;
  }
  if (!std::isfinite(value.number)) {
    problems.error(value.place, fmt::format("{}: found {}, expected a finite number", what, value.number), "write a plain number such as 0.05");
    return std::nullopt;
  }
  if (value.number > range.upper || value.number < range.lower || (range.open_lower && value.number == range.lower)) {
    problems.error(value.place, fmt::format("{}: {} is out of range", what, number_text(value.number)),
                   fmt::format("allowed: {}", range_text(range)));
    return std::nullopt;
  }
  return value.number;
}

std::optional<std::string> read_string(const TomlValue& value, std::string_view what, Diagnostics& problems) {
  if (value.kind == TomlKind::string) return value.text;
  problems.error(value.place, found_expected(value, what, "a string"), "write it in quotes");
  return std::nullopt;
}

TableReader::TableReader(const TomlDocument& document, const TomlValue& table, std::string what, Diagnostics& problems)
    : document_(document), table_(table), what_(std::move(what)), problems_(problems) {}

const TomlValue* TableReader::optional(std::string_view key) {
  asked_.emplace(key);
  const TomlValue::Entry* e = table_.find(key);
  return e ? &e->value : nullptr;
}

const TomlValue* TableReader::required(std::string_view key) {
  const TomlValue* value = optional(key);
  if (!value) {
    Place place = table_.place.line > 0 ? table_.place : document_.whole();
    problems_.error(place, fmt::format("{}: key '{}' is missing", what_, key), fmt::format("add {} = ...", key));
  }
  return value;
}

const TomlValue* TableReader::expect(const TomlValue* value, TomlKind kind, std::string_view key) {
  if (!value || value->kind == kind) return value;
  std::string hint;
  if (kind == TomlKind::string) hint = "write it in quotes";
  if (kind == TomlKind::table) hint = fmt::format("write {} = {{ ... }}, or [{}] above its keys", key, key);
  if (kind == TomlKind::array) hint = fmt::format("write {} = [...]", key);
  problems_.error(value->place, found_expected(*value, fmt::format("'{}'", key), kind_name(kind)), hint);
  return nullptr;
}

std::optional<std::string> TableReader::string(std::string_view key) {
  const TomlValue* v = expect(optional(key), TomlKind::string, key);
  return v ? std::optional(v->text) : std::nullopt;
}

std::optional<std::string> TableReader::required_string(std::string_view key) {
  const TomlValue* v = expect(required(key), TomlKind::string, key);
  return v ? std::optional(v->text) : std::nullopt;
}

std::optional<std::int64_t> TableReader::integer(std::string_view key, std::int64_t lower, std::int64_t upper) {
  const TomlValue* v = optional(key);
  if (!v) return std::nullopt;
  if (v->kind != TomlKind::integer) {
    std::string hint;
    if (v->kind == TomlKind::number && std::isfinite(v->number) && v->number == std::floor(v->number) &&
        std::abs(v->number) < 9e15)
      hint = fmt::format("write {}", static_cast<std::int64_t>(v->number));
    else if (v->kind == TomlKind::string)
      hint = "write the number without quotes";
    problems_.error(v->place, found_expected(*v, fmt::format("'{}'", key), "an integer"), hint);
    return std::nullopt;
  }
  if (v->integer < lower || v->integer > upper) {
    problems_.error(v->place, fmt::format("'{}': {} is out of range", key, v->integer),
                    fmt::format("allowed: {} to {}", lower, upper));
    return std::nullopt;
  }
  return v->integer;
}

std::optional<double> TableReader::number(std::string_view key, const NumberRange& range) {
  const TomlValue* v = optional(key);
  return v ? read_number(*v, fmt::format("'{}'", key), range, problems_) : std::nullopt;
}

std::optional<bool> TableReader::boolean(std::string_view key) {
  const TomlValue* v = expect(optional(key), TomlKind::boolean, key);
  return v ? std::optional(v->boolean) : std::nullopt;
}

const TomlValue* TableReader::table(std::string_view key) { return expect(optional(key), TomlKind::table, key); }
const TomlValue* TableReader::array(std::string_view key) { return expect(optional(key), TomlKind::array, key); }

std::vector<std::string> TableReader::strings(std::string_view key) {
  std::vector<std::string> list;
  if (const TomlValue* v = array(key))
    for (const TomlValue& item : v->items)
      if (const auto s = read_string(item, fmt::format("'{}'", key), problems_)) list.push_back(*s);
  return list;
}

void TableReader::finish() {
  const std::vector<std::string> known(asked_.begin(), asked_.end());
  std::size_t unknown = 0;
  for (const TomlValue::Entry& e : table_.entries) {
    if (asked_.contains(e.key) || ++unknown > most_unknown) continue;
    const auto near = nearest_name(e.key, known);
    std::string all;
    for (const std::string& k : known) all += (all.empty() ? "" : ", ") + k;
    problems_.error(e.place, fmt::format("unknown key {} in {}", jingchu::quoted(e.key), what_),
                    near ? fmt::format("did you mean '{}'?", *near) : fmt::format("keys are: {}", all));
  }
  if (unknown > most_unknown)
    problems_.error(table_.place, fmt::format("{} more unknown keys in {}", unknown - most_unknown, what_));
}

}  // namespace jingchu::models
