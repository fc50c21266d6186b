#include "models/source/toml_scan.hpp"

#include <fmt/format.h>

#include <vector>

#include "models/source/text_lines.hpp"
#include "models/source/text_place.hpp"

namespace jingchu::models {

namespace {

constexpr std::size_t deepest_nesting = 64;
constexpr int most_key_parts = 16;
constexpr std::size_t longest_string = 65536;
constexpr std::size_t most_values = 1000000;    // the library takes about 1 s for them
constexpr std::size_t most_problems = 1000;

/// One pass over the text, outside and inside of strings.
class Scan {
 public:
  Scan(const SourceText& source, Diagnostics& problems) : source_(source), text_(source.text), problems_(problems) {}

  void run() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (problems_.list().size() >= most_problems || values_ > most_values) break;
      if (c == '\n') new_line();
      else if (c == '#') comment();
      else if (c == '"' || c == '\'') string(c);
      else if (static_cast<unsigned char>(c) >= 0x80) wide_character();
      else if (static_cast<unsigned char>(c) < 0x20 && c != '\t') control_character();
      else plain(c);
    }
    if (values_ > most_values)
      problems_.error(here(), fmt::format("more than {} keys and values", most_values), "data belong in CSV files");
    else if (at_ >= text_.size() && !open_.empty())
      problems_.error(open_.front().place, fmt::format("'{}' is never closed", open_.front().bracket),
                      fmt::format("add the closing '{}'", open_.front().bracket == '[' ? ']' : '}'));
  }

 private:
  struct Open { char bracket; TextPlace place; };

  TextPlace here(int width = 1) const { return {&source_, line_begin_, line_, column_, width}; }

  void step(std::size_t bytes, int columns = 1) {
    at_ += bytes;
    column_ += columns;
  }

  void new_line() {
    next_line();
    parts_ = 1;
  }

  void next_line() {
    ++at_;
    ++line_;
    column_ = 1;
    line_begin_ = at_;
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
    if (c.value == 0x201c || c.value == 0x2018 || c.value == 0x300c) {
      curly_string(c.value == 0x201c ? 0x201d : c.value == 0x2018 ? 0x2019 : 0x300d);
    } else if (const char ascii = ascii_for(c.value); ascii != 0) {
      problems_.error(here(), describe_typographic(c.value, bytes),
                      ascii == ' ' ? "type a plain blank" : fmt::format("type '{}'", ascii));
      // Treated as what it stands for, so that brackets do not count as missing.
      if (ascii == '[' || ascii == '{' || ascii == ']' || ascii == '}') bracket(ascii);
      step(static_cast<std::size_t>(c.bytes));
    } else {
      std::size_t end = at_;
      while (end < text_.size() && static_cast<unsigned char>(text_[end]) >= 0x80 &&
             ascii_for(code_point(text_, end).value) == 0 && code_point(text_, end).bytes > 0)
        end += static_cast<std::size_t>(code_point(text_, end).bytes);
      if (end == at_) end = at_ + 1;
      const std::string_view word = text_.substr(at_, end - at_);
      const int width = static_cast<int>(characters(word));
      problems_.error(here(width), fmt::format("{} stands outside quotes", jingchu::quoted(word)),
                      "write it in quotes, or use the English key");
      step(word.size(), width);
    }
  }

  /// A string between curly quotes: both are told, and what stands between them is no further mistake.
  void curly_string(char32_t closing) {
    const std::size_t line_end = std::min(text_.find('\n', at_), text_.size());
    std::size_t end = at_;
    CodePoint c = code_point(text_, end);
    while (end < line_end && c.value != closing && c.bytes > 0) {
      end += static_cast<std::size_t>(c.bytes);
      c = code_point(text_, end);
    }
    const auto report = [&] {
      const CodePoint quote = code_point(text_, at_);
      const auto size = static_cast<std::size_t>(quote.bytes);
      problems_.error(here(), describe_typographic(quote.value, text_.substr(at_, size)), fmt::format("type '{}'", ascii_for(quote.value)));
      step(size);
    };
    report();
    if (end >= line_end || c.value != closing) return;
    const std::string_view inside = text_.substr(at_, end - at_);
    step(inside.size(), static_cast<int>(characters(inside)));
    report();
  }

  void bracket(char c) {
    if (c == '[' || c == '{') {
      open_.push_back({c, here()});
      if (open_.size() == deepest_nesting + 1 && !too_deep_) {
        problems_.error(here(), fmt::format("nested deeper than {}", deepest_nesting), "flatten the tables");
        too_deep_ = true;
      }
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
      if (c == '=' || c == ',') ++values_;
    }
    if (c == '[' || c == ']' || c == '{' || c == '}') bracket(c);
    step(1);
  }

  void string(char quote) {
    const TextPlace opening = here();
    const bool multi = text_.substr(at_, 3) == std::string(3, quote);
    const std::size_t begin = at_ + (multi ? 3 : 1);
    step(multi ? 3 : 1, multi ? 3 : 1);
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '\n') {
        if (!multi) break;
        next_line();
        continue;
      }
      if (c == '\\' && quote == '"') {
        step(at_ + 1 < text_.size() && text_[at_ + 1] != '\n' ? 2 : 1, 2);
        continue;
      }
      if (c == quote && (!multi || text_.substr(at_, 3) == std::string(3, quote))) {
        if (at_ - begin > longest_string)
          problems_.error(opening, fmt::format("a string of {} bytes; at most {} are allowed", at_ - begin, longest_string), "shorten it; data belong in CSV files");
        step(multi ? 3 : 1, multi ? 3 : 1);
        // A string of three quotes may end with up to two more of them.
        for (int more = 0; multi && more < 2 && at_ < text_.size() && text_[at_] == quote; ++more) step(1);
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
    problems_.error(opening, multi ? "a string that is never closed" : "a string that is not closed in its line",
                    fmt::format("add {}", multi ? std::string(3, quote) : std::string(1, quote)));
  }

  const SourceText& source_;
  std::string_view text_;
  Diagnostics& problems_;
  std::size_t at_ = 0, line_begin_ = 0, values_ = 0;
  int line_ = 1, column_ = 1, parts_ = 1;
  bool too_deep_ = false;
  std::vector<Open> open_;
};

}  // namespace

void scan_toml(const SourceText& source, Diagnostics& problems) { Scan(source, problems).run(); }

}  // namespace jingchu::models
