#include "models/source/toml_document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

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

namespace {

/// A place from its line and column; `line_begins` holds the byte offset of every line.
TextPlace place_in(const SourceText& source, const std::vector<std::size_t>& line_begins, int line, int column, int width = 1) {
  const auto index = static_cast<std::size_t>(line) - 1;
  const std::size_t begin = line >= 1 && index < line_begins.size() ? line_begins[index] : source.text.size();
  return {&source, begin, line, column, width};
}

class Converter {
 public:
  Converter(const SourceText& source, const std::vector<std::size_t>& line_begins, Diagnostics& problems)
      : source_(source), line_begins_(line_begins), problems_(problems) {}

  TomlValue value(const toml::node& node) const {
    TomlValue v;
    v.place = place(node.source());
    if (const auto* s = node.as_string()) {
      v.kind = TomlKind::string;
      v.text = s->get();
      // Escapes such as \u001b would reach terminals and files as commands.
      for (const char c : v.text)
        if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') {
          problems_.error(v.place, fmt::format("control character U+{:04X} in a string", static_cast<unsigned>(c)), "leave it out");
          break;
        }
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

  TextPlace place(const toml::source_region& region) const {
    const bool one_line = region.end.line == region.begin.line && region.end.column > region.begin.column;
    return place_in(source_, line_begins_, static_cast<int>(region.begin.line), static_cast<int>(region.begin.column),
                    one_line ? static_cast<int>(region.end.column - region.begin.column) : 1);
  }

 private:
  const SourceText& source_;
  const std::vector<std::size_t>& line_begins_;
  Diagnostics& problems_;
};

/// Says in our own words, with the other place, what the TOML library found at its first problem.
class Explainer {
 public:
  Explainer(const SourceText& source, const std::vector<std::size_t>& line_begins) : source_(source), line_begins_(line_begins) {}

  Diagnostic explain(const toml::parse_error& error) const {
    Diagnostic d;
    const int line = static_cast<int>(error.source().begin.line);
    d.place = place(line, static_cast<int>(error.source().begin.column));
    std::string text(error.description());
    if (!text.empty() && text.back() == '.') text.pop_back();
    d.problem = text.empty() ? "not TOML" : jingchu::quoted(text).size() == text.size() + 2 ? text : printable(text);
    if (const std::size_t at = text.find("cannot redefine"); at != std::string::npos) {
      const std::size_t open = text.find('\'', at), close = text.rfind('\'');
      if (close != open) twice(d, text.substr(open + 1, close - open - 1), line);
    } else if (text.find("not representable") != std::string::npos || text.find("out of range") != std::string::npos) {
      d.hint = "the number does not fit; integers go from -9223372036854775808 to 9223372036854775807";
    } else if (text.find("parsing floating-point") != std::string::npos && text.find("could not be interpreted") != std::string::npos) {
      d.hint = "the number does not fit; sizes go from about 1e-308 to 1.8e308";
    } else {
      d.hint = "this is TOML: key = value, strings in \"quotes\", tables in [brackets]";
    }
    return d;
  }

 private:
  TextPlace place(int line, int column, int width = 1) const { return place_in(source_, line_begins_, line, column, width); }
  std::string_view line_text(int line) const {
    const std::string_view rest = std::string_view(source_.text).substr(line_begins_[static_cast<std::size_t>(line) - 1]);
    return rest.substr(0, rest.find('\n'));
  }
  static std::string printable(const std::string& text) {
    std::string result;
    for (const char c : text) result += static_cast<unsigned char>(c) < 0x20 ? '?' : c;
    return result;
  }

  /// Fills in a key or table that was given before; `name` is its whole dotted name.
  void twice(Diagnostic& d, const std::string& name, int line) const {
    if (line < 1 || static_cast<std::size_t>(line) > line_begins_.size()) return;
    d.problem = fmt::format("{} is given twice", jingchu::quoted(name));
    d.hint = "keep one of the two";
    d.other_remark = "first given here";
    const std::string last = name.substr(name.rfind('.') == std::string::npos ? 0 : name.rfind('.') + 1);
    const std::string_view text = line_text(line);
    const bool table = text.substr(std::min(text.find_first_not_of(" \t"), text.size())).substr(0, 1) == "[";
    // The library points behind the second one: the last mention before that point is meant.
    const std::size_t limit = bytes(text, d.place.column);
    std::size_t here = npos;
    for (std::size_t at = find_key(text, last, 0); at != npos && (at <= limit || here == npos); at = find_key(text, last, at + 1)) here = at;
    if (here != npos) d.place = place(line, column(text, here), static_cast<int>(characters(last)));
    if (here != npos && find_key(text, last, 0) < here) {   // both in one line
      d.other = place(line, column(text, find_key(text, last, 0)), static_cast<int>(characters(last)));
      return;
    }
    for (int i = line - 1; i >= 1; --i) {
      const std::string_view earlier = line_text(i);
      const std::size_t begin = earlier.find_first_not_of(" \t");
      if (begin == npos) continue;
      const bool header = earlier[begin] == '[';
      const std::size_t at = header != table ? npos : table ? earlier.find(name, begin) : find_key(earlier, last, begin);
      if (at != npos && (!table || header_names(earlier, name))) {
        d.other = place(i, column(earlier, at), static_cast<int>(characters(table ? name : last)));
        return;
      }
      if (header && !table) break;   // another table begins above
    }
  }

  /// Whether a header line names the table `name`, blanks apart.
  static bool header_names(std::string_view line, const std::string& name) {
    std::string inside;
    for (const char c : line.substr(0, line.find('#')))
      if (c != ' ' && c != '\t' && c != '[' && c != ']' && c != '"' && c != '\'') inside += c;
    return inside == name;
  }

  /// Where `key` stands in a line as a key: a word of its own, followed by = or . or ].
  static std::size_t find_key(std::string_view line, std::string_view key, std::size_t from) {
    for (std::size_t at = line.find(key, from); at != npos; at = line.find(key, at + 1)) {
      const bool begins = at == 0 || std::string_view(" \t[{,.\"'").find(line[at - 1]) != npos;
      const std::size_t after = line.find_first_not_of(" \t\"'", at + key.size());
      if (begins && after != npos && (line[after] == '=' || line[after] == '.' || line[after] == ']')) return at;
    }
    return npos;
  }
  static std::size_t bytes(std::string_view line, int columns) {
    std::size_t at = 0;
    for (int i = 1; i < columns && at < line.size(); ++i) at += static_cast<std::size_t>(std::max(1, code_point(line, at).bytes));
    return at;
  }
  static int column(std::string_view line, std::size_t at) { return static_cast<int>(characters(line.substr(0, at))) + 1; }

  static constexpr std::size_t npos = std::string_view::npos;
  const SourceText& source_;
  const std::vector<std::size_t>& line_begins_;
};

/// Bytes of UTF-8 that the digits of \uXXXX or \UXXXXXXXX stand for.
std::size_t decoded_bytes(std::string_view digits) {
  unsigned value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  return value < 0x80 ? 1 : value < 0x800 ? 2 : value < 0x10000 ? 3 : 4;
}

}  // namespace

TomlDocument::TomlDocument(const SourceText& source) : source_(&source) {
  Diagnostics problems;
  scan_toml(source, problems);
  problems.throw_if_any();
  line_begins_.push_back(0);
  for (std::size_t i = 0; i < source.text.size(); ++i)
    if (source.text[i] == '\n') line_begins_.push_back(i + 1);
  toml::table table;
  try {
    table = toml::parse(std::string_view(source.text), source.name);
  } catch (const toml::parse_error& error) {
    problems.add(Explainer(source, line_begins_).explain(error));
    problems.throw_if_any();
  }
  root_ = Converter(source, line_begins_, problems).value(table);
  problems.throw_if_any();
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
      decoded += length == 2 ? 1 : decoded_bytes(all.substr(at + 2, length - 2));
      at += length;
      column += static_cast<int>(length);
    } else {
      const int bytes = std::max(1, code_point(all, at).bytes);
      at += static_cast<std::size_t>(bytes);
      decoded += static_cast<std::size_t>(bytes);
      ++column;
    }
  }
  return place_in(*source_, line_begins_, line, column, width);
}

}  // namespace jingchu::models
