#include "models/source/toml_scan.hpp"

#include <fmt/format.h>

#include <vector>

#include "models/source/text_lines.hpp"
#include "models/source/toml_document.hpp"

namespace jingchu::models {

namespace {

constexpr std::size_t deepest_nesting = 64;
constexpr int most_key_parts = 16;
constexpr std::size_t longest_string = 65536;

/// One pass over the text, outside and inside of strings.
class Scan {
 public:
  Scan(const SourceText& source, Diagnostics& problems) : source_(source), text_(source.text), problems_(problems) {}

  void run() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '\n') new_line();
      else if (c == '#') comment();
      else if (c == '"' || c == '\'') string(c);
      else if (static_cast<unsigned char>(c) >= 0x80) wide_character();
      else if (static_cast<unsigned char>(c) < 0x20 && c != '\t') control_character();
      else plain(c);
    }
    if (!open_.empty())
      problems_.error(place(open_.front().position), fmt::format("'{}' is never closed", open_.front().bracket),
                      fmt::format("add the closing '{}'", open_.front().bracket == '[' ? ']' : '}'));
  }

 private:
  // Positions are kept as numbers: finding a line's text takes a walk over the file, so only problems do it.
  struct Position { int line, column; };
  struct Open { char bracket; Position position; };

  Position position() const { return {line_, column_}; }
  Place place(Position p) const { return place_in(source_, p.line, p.column); }
  Place here(int width = 1) const { return place_in(source_, line_, column_, width); }

  void step(std::size_t bytes, int columns = 1) {
    at_ += bytes;
    column_ += columns;
  }

  void new_line() {
    ++at_;
    ++line_;
    column_ = 1;
    parts_ = 1;
  }

  void comment() {
    while (at_ < text_.size() && text_[at_] != '\n') ++at_;
  }

  void control_character() {
    problems_.error(here(), fmt::format("control character U+{:04X}", static_cast<unsigned>(text_[at_])), "delete it");
    step(1);
  }

  void wide_character() {
    const CodePoint c = code_point(text_, at_);
    const std::string_view bytes = text_.substr(at_, static_cast<std::size_t>(c.bytes));
    if (const char ascii = ascii_for(c.value); ascii != 0) {
      problems_.error(here(), describe_typographic(c.value, bytes),
                      ascii == ' ' ? "type a plain blank" : fmt::format("type '{}'", ascii));
      // Treated as what it stands for, so that brackets do not count as missing.
      if (ascii == '[' || ascii == '{' || ascii == ']' || ascii == '}') bracket(ascii);
      step(static_cast<std::size_t>(c.bytes));
    } else {
      const Place place = here();
      std::size_t end = at_;
      while (end < text_.size() && static_cast<unsigned char>(text_[end]) >= 0x80 &&
             ascii_for(code_point(text_, end).value) == 0 && code_point(text_, end).bytes > 0)
        end += static_cast<std::size_t>(code_point(text_, end).bytes);
      if (end == at_) end = at_ + 1;
      const std::string_view word = text_.substr(at_, end - at_);
      Place marked = place;
      marked.width = static_cast<int>(characters(word));
      problems_.error(marked, fmt::format("{} stands outside quotes", jingchu::quoted(word)),
                      "write it in quotes, or use the English key");
      step(word.size(), marked.width);
    }
  }

  void bracket(char c) {
    if (c == '[' || c == '{') {
      open_.push_back({c, position()});
      if (open_.size() == deepest_nesting + 1)
        problems_.error(here(), fmt::format("nested deeper than {}", deepest_nesting), "flatten the tables");
    } else if (!open_.empty()) {
      open_.pop_back();
    }
  }

  void plain(char c) {
    if (c == '.') {
      if (++parts_ == most_key_parts + 1)
        problems_.error(here(), fmt::format("a key of more than {} parts", most_key_parts), "use fewer dots");
    } else if (c == '=' || c == ',' || c == '[' || c == ']' || c == '{' || c == '}') {
      parts_ = 1;
    }
    if (c == '[' || c == ']' || c == '{' || c == '}') bracket(c);
    step(1);
  }

  void string(char quote) {
    const Position opening = position();
    const bool multi = text_.substr(at_, 3) == std::string(3, quote);
    const std::size_t begin = at_ + (multi ? 3 : 1);
    step(multi ? 3 : 1, multi ? 3 : 1);
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '\n') {
        if (!multi) break;
        ++at_;
        ++line_;
        column_ = 1;
        continue;
      }
      if (c == '\\' && quote == '"') {
        step(at_ + 1 < text_.size() && text_[at_ + 1] != '\n' ? 2 : 1, 2);
        continue;
      }
      if (c == quote && (!multi || text_.substr(at_, 3) == std::string(3, quote))) {
        if (at_ - begin > longest_string)
          problems_.error(place(opening), fmt::format("a string of {} bytes; at most {} are allowed", at_ - begin, longest_string));
        step(multi ? 3 : 1, multi ? 3 : 1);
        return;
      }
      if (static_cast<unsigned char>(c) < 0x20 && c != '\t') {
        problems_.error(here(), fmt::format("control character U+{:04X} in a string", static_cast<unsigned>(c)), "delete it");
        step(1);
        continue;
      }
      const int bytes = static_cast<unsigned char>(c) < 0x80 ? 1 : code_point(text_, at_).bytes;
      step(static_cast<std::size_t>(bytes > 0 ? bytes : 1));
    }
    problems_.error(place(opening), multi ? "a string that is never closed" : "a string that is not closed in its line",
                    fmt::format("add {}", multi ? std::string(3, quote) : std::string(1, quote)));
  }

  const SourceText& source_;
  std::string_view text_;
  Diagnostics& problems_;
  std::size_t at_ = 0;
  int line_ = 1, column_ = 1, parts_ = 1;
  std::vector<Open> open_;
};

}  // namespace

void scan_toml(const SourceText& source, Diagnostics& problems) { Scan(source, problems).run(); }

}  // namespace jingchu::models
