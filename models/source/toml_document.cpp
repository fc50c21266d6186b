#include "models/source/toml_document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "models/source/text_lines.hpp"
#include "models/source/toml_scan.hpp"

#define TOML_ENABLE_FORMATTERS 0
#define TOML_ASSERT(condition) static_cast<void>(0)
#include <toml++/toml.h>

namespace jingchu::models {

std::string_view kind_name(TomlKind kind) {
  switch (kind) {
    case TomlKind::string: return "a string";
    case TomlKind::integer: return "an integer";
    case TomlKind::number: return "a number with a fraction";
    case TomlKind::boolean: return "true or false";
    case TomlKind::date: return "a date";
    case TomlKind::array: return "an array";
    case TomlKind::table: return "a table";
  }
  return "a value";
}

const TomlValue::Entry* TomlValue::find(std::string_view key) const {
  for (const Entry& e : entries)
    if (e.key == key) return &e;
  return nullptr;
}

Place place_in(const SourceText& source, int line, int column, int width) {
  return {source.name, line, column, width, std::string(line_of(source.text, line))};
}

namespace {

class Converter {
 public:
  explicit Converter(const SourceText& source) : source_(source) {
    std::size_t begin = 0;
    while (begin <= source.text.size()) {
      const std::size_t end = std::min(source.text.find('\n', begin), source.text.size());
      lines_.emplace_back(std::string_view(source.text).substr(begin, end - begin));
      begin = end + 1;
    }
  }

  TomlValue value(const toml::node& node) const {
    TomlValue v;
    v.place = place(node.source());
    if (const auto* s = node.as_string()) {
      v.kind = TomlKind::string;
      v.text = s->get();
    } else if (const auto* i = node.as_integer()) {
      v.kind = TomlKind::integer;
      v.integer = i->get();
      v.number = static_cast<double>(v.integer);
    } else if (const auto* f = node.as_floating_point()) {
      v.kind = TomlKind::number;
      v.number = f->get();
    } else if (const auto* b = node.as_boolean()) {
      v.kind = TomlKind::boolean;
      v.boolean = b->get();
    } else if (const auto* a = node.as_array()) {
      v.kind = TomlKind::array;
      for (const toml::node& item : *a) v.items.push_back(value(item));
    } else if (const auto* t = node.as_table()) {
      v.kind = TomlKind::table;
      for (const auto& [key, item] : *t)
        v.entries.push_back({std::string(key.str()), place(key.source()), value(item)});
      std::stable_sort(v.entries.begin(), v.entries.end(), [](const auto& x, const auto& y) {
        return std::pair(x.place.line, x.place.column) < std::pair(y.place.line, y.place.column);
      });
    } else {
      v.kind = TomlKind::date;
    }
    return v;
  }

  Place place(const toml::source_region& region) const {
    const auto line = static_cast<int>(region.begin.line), column = static_cast<int>(region.begin.column);
    Place p{source_.name, line, column, 1, {}};
    if (line >= 1 && static_cast<std::size_t>(line) <= lines_.size()) p.text = lines_[static_cast<std::size_t>(line) - 1];
    if (region.end.line == region.begin.line && region.end.column > region.begin.column)
      p.width = static_cast<int>(region.end.column - region.begin.column);
    return p;
  }

 private:
  const SourceText& source_;
  std::vector<std::string_view> lines_;
};

/// The place where `name` was given before `line`: the TOML library stops at the second one only.
std::optional<Place> earlier_definition(const SourceText& source, const std::string& name, int line) {
  for (int i = 1; i < line; ++i) {
    const std::string_view text = line_of(source.text, i);
    std::size_t at = text.find_first_not_of(" \t[");
    if (at == std::string_view::npos) continue;
    const std::size_t key_begin = at;
    if (text[at] == '"' || text[at] == '\'') ++at;
    if (text.substr(at, name.size()) != name) continue;
    const std::size_t after = text.find_first_not_of(" \t\"'", at + name.size());
    if (after != std::string_view::npos && (text[after] == '=' || text[after] == ']' || text[after] == '.'))
      return place_in(source, i, static_cast<int>(characters(text.substr(0, key_begin))) + 1,
                      static_cast<int>(characters(name)));
  }
  return std::nullopt;
}

Diagnostic explain(const SourceText& source, const toml::parse_error& error) {
  Diagnostic d;
  const auto begin = error.source().begin;
  d.place = place_in(source, static_cast<int>(begin.line), static_cast<int>(begin.column));
  std::string text(error.description());
  if (!text.empty() && text.back() == '.') text.pop_back();
  d.problem = text.empty() ? "not TOML" : text;
  if (const std::size_t at = text.find("cannot redefine"); at != std::string::npos) {
    const std::size_t open = text.find('\'', at), close = text.find('\'', open + 1);
    if (open != std::string::npos && close != std::string::npos) {
      const std::string name = text.substr(open + 1, close - open - 1);
      const std::string last = name.substr(name.rfind('.') == std::string::npos ? 0 : name.rfind('.') + 1);
      d.problem = fmt::format("'{}' is given twice", name);
      d.hint = "keep one of the two";
      d.other = earlier_definition(source, last, d.place.line);
      if (!d.other) d.other = earlier_definition(source, name, d.place.line);
      d.other_remark = "first given here";
      const std::string_view line = line_of(source.text, d.place.line);
      if (const std::size_t here = line.find(last); here != std::string_view::npos) {
        d.place.column = static_cast<int>(characters(line.substr(0, here))) + 1;
        d.place.width = static_cast<int>(characters(last));
      }
    }
  } else if (text.find("not representable") != std::string::npos || text.find("out of range") != std::string::npos) {
    d.hint = "the number does not fit; integers go from -9223372036854775808 to 9223372036854775807";
  } else {
    d.hint = "this is TOML: key = value, strings in \"quotes\", tables in [brackets]";
  }
  return d;
}

}  // namespace

TomlDocument::TomlDocument(const SourceText& source) : source_(&source) {
  Diagnostics problems;
  scan_toml(source, problems);
  problems.throw_if_any();
  toml::table table;
  try {
    table = toml::parse(std::string_view(source.text), source.name);
  } catch (const toml::parse_error& error) {
    problems.add(explain(source, error));
    problems.throw_if_any();
  }
  line_begins_.push_back(0);
  for (std::size_t i = 0; i < source.text.size(); ++i)
    if (source.text[i] == '\n') line_begins_.push_back(i + 1);
  root_ = Converter(source).value(table);
  if (root_.entries.empty())
    throw Error(ExitCode::data, {Diagnostic{Diagnostic::Severity::error, whole(), "nothing in this file",
                                            "a scenario starts with format = \"jingchu-scenario 1\", a model with "
                                            "format = \"jingchu-model 1\"", std::nullopt, {}}});
}

Place TomlDocument::whole() const { return {source_->name, 0, 0, 1, {}}; }

Place TomlDocument::inside(const TomlValue& value, std::size_t offset, int width) const {
  if (value.kind != TomlKind::string || value.place.line < 1) return value.place;
  // Walk the raw text from the opening quote, one decoded character at a time.
  const std::string_view all = source_->text;
  std::size_t at = line_begins_[static_cast<std::size_t>(value.place.line) - 1];
  for (int column = 1; column < value.place.column; ++column)
    at += static_cast<std::size_t>(std::max(1, code_point(all, at).bytes));
  int line = value.place.line, column = value.place.column;
  const char quote = all[at];
  const bool multi = all.substr(at, 3) == std::string(3, quote);
  at += multi ? 3 : 1;
  column += multi ? 3 : 1;
  if (multi && at < all.size() && all[at] == '\n') {
    ++at;
    ++line;
    column = 1;
  }
  std::size_t decoded = 0;
  while (decoded < offset && at < all.size()) {
    if (all[at] == '\n') {
      ++at;
      ++line;
      column = 1;
      ++decoded;
    } else if (all[at] == '\\' && quote == '"') {
      const char kind = at + 1 < all.size() ? all[at + 1] : 0;
      const std::size_t length = kind == 'u' ? 6 : kind == 'U' ? 10 : 2;
      if (kind == '\n' || kind == ' ') {   // a line continued: nothing is decoded
        at += 1;
        while (at < all.size() && (all[at] == '\n' || all[at] == ' ' || all[at] == '\t')) {
          if (all[at] == '\n') {
            ++line;
            column = 0;
          }
          ++at;
          ++column;
        }
        continue;
      }
      at += length;
      column += static_cast<int>(length);
      ++decoded;
    } else {
      const int bytes = std::max(1, code_point(all, at).bytes);
      at += static_cast<std::size_t>(bytes);
      decoded += static_cast<std::size_t>(bytes);
      ++column;
    }
  }
  const std::size_t begin = line_begins_[std::min(static_cast<std::size_t>(line), line_begins_.size()) - 1];
  return {source_->name, line, column, width, std::string(all.substr(begin, all.find('\n', begin) - begin))};
}

}  // namespace jingchu::models
