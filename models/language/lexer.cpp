#include "models/language/lexer.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <utility>

#include "models/source/text_lines.hpp"

namespace jingchu::models {

namespace {

constexpr std::size_t most_problems = 100;   // a text that is no formula at all would have one a character

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

class Lexer {
 public:
  Lexer(std::string_view text, Frequency frequency, std::vector<FormulaProblem>& problems)
      : text_(text), frequency_(frequency), problems_(problems) {}

  std::vector<Token> run() {
    while (at_ < text_.size() && problems_.size() < most_problems) {
      const char c = text_[at_];
      if (c == ' ' || c == '\t' || c == '\n') ++at_;
      else if (is_digit(c) || (c == '.' && at_ + 1 < text_.size() && is_digit(text_[at_ + 1]))) number();
      else if (is_letter(c)) name();
      else if (c == '[') bracket();
      else if (static_cast<unsigned char>(c) >= 0x80) wide();
      else symbol();
    }
    push(TokenKind::end, "", text_.size(), 1);
    return std::move(tokens_);
  }

 private:
  void push(TokenKind kind, std::string text, std::size_t offset, int width) {
    Token t;
    t.kind = kind;
    t.text = std::move(text);
    t.offset = offset;
    t.width = width;
    tokens_.push_back(std::move(t));
  }
  void problem(std::size_t offset, int width, std::string what, std::string hint) {
    problems_.push_back({offset, width, std::move(what), std::move(hint)});
  }

  std::string period_form() const {
    switch (frequency_) {
      case Frequency::annual: return "periods of this model are years: x[2023]";
      case Frequency::quarterly: return "quarters go from 1 to 4: x[2023Q4]";
      case Frequency::monthly: return "periods of this model are months: x[2023-12]";
    }
    return {};
  }

  bool period() {
    // 2023Q4, and 2023-11 where periods are months; a bare year is a number.
    const std::size_t length = frequency_ == Frequency::quarterly ? 6 : frequency_ == Frequency::monthly ? 7 : 0;
    if (length == 0 || at_ + length > text_.size()) return false;
    if (at_ + length < text_.size() && (is_digit(text_[at_ + length]) || is_letter(text_[at_ + length]))) return false;
    const auto p = Period::parse(text_.substr(at_, length), frequency_);
    if (!p) return false;
    push(TokenKind::period, std::string(text_.substr(at_, length)), at_, static_cast<int>(length));
    tokens_.back().period = *p;
    at_ += length;
    return true;
  }

  void number() {
    if (period()) return;
    const std::size_t begin = at_;
    double value = 0;
    const auto result = std::from_chars(text_.data() + at_, text_.data() + text_.size(), value);
    at_ = static_cast<std::size_t>(result.ptr - text_.data());
    if (at_ == begin) ++at_;
    if (result.ec != std::errc() || !std::isfinite(value))
      problem(begin, static_cast<int>(at_ - begin), "a number that does not fit", "sizes go from about 1e-308 to 1.8e308");
    push(TokenKind::number, std::string(text_.substr(begin, at_ - begin)), begin, static_cast<int>(at_ - begin));
    tokens_.back().value = value;
    if (at_ < text_.size() && is_letter(text_[at_])) {
      std::size_t end = at_;
      while (end < text_.size() && (is_letter(text_[end]) || is_digit(text_[end]))) ++end;
      const std::string_view whole = text_.substr(begin, end - begin), word = text_.substr(at_, end - at_);
      // 0x10, 1_000, 1e: numbers of other languages, not products.
      const bool like_number = word[0] == '_' || (whole[0] == '0' && whole.size() > 2 && (word[0] == 'x' || word[0] == 'X')) || word == "e" || word == "E";
      const bool like_quarter = whole.size() >= 5 && at_ - begin == 4 && (word[0] == 'Q' || word[0] == 'q');
      problem(begin, static_cast<int>(whole.size()),
              fmt::format("{} is neither a number nor a {}", jingchu::quoted(whole), like_quarter ? "period" : "name"),
              like_quarter ? period_form() : like_number ? "numbers are decimal, without separators: 1000, 0.5, 1e6" : fmt::format("write {}*{}", tokens_.back().text, word.substr(0, 60)));
      at_ = end;
    }
  }

  void name() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && (is_letter(text_[at_]) || is_digit(text_[at_]))) ++at_;
    push(TokenKind::name, std::string(text_.substr(begin, at_ - begin)), begin, static_cast<int>(at_ - begin));
  }

  void bracket() {
    const std::size_t begin = at_, end = text_.find(']', at_);
    if (end == std::string_view::npos) {
      problem(begin, 1, "'[' is never closed", fmt::format("write x[-1] for the period before, x[{}] for a fixed one", example_period(frequency_)));
      at_ = text_.size();
      return;
    }
    push(TokenKind::bracket, std::string(text_.substr(begin + 1, end - begin - 1)), begin, static_cast<int>(end - begin + 1));
    at_ = end + 1;
  }

  void wide() {
    const CodePoint c = code_point(text_, at_);
    const std::size_t bytes = c.bytes > 0 ? static_cast<std::size_t>(c.bytes) : 1;
    const std::string_view written = text_.substr(at_, bytes);
    if (const char ascii = ascii_for(c.value); ascii != 0) {
      problem(at_, 1, describe_typographic(c.value, written), ascii == ' ' ? "type a plain blank" : fmt::format("type '{}'", ascii));
      if (ascii != ' ') push(TokenKind::symbol, std::string(1, ascii), at_, 1);
    } else {
      static constexpr std::pair<char32_t, std::string_view> signs[] = {{0x2264, "<="}, {0x2265, ">="}, {0x2260, "!="}, {0x00b7, "*"}, {0x22c5, "*"}};
      std::string hint = "names are ASCII: letters, digits and _";
      for (const auto& [sign, plain] : signs)
        if (sign == c.value) hint = fmt::format("type '{}'", plain);
      problem(at_, 1, fmt::format("{} (U+{:04X}) cannot stand in a formula", jingchu::quoted(written), static_cast<unsigned>(c.value)), std::move(hint));
    }
    at_ += bytes;
  }

  void symbol() {
    static constexpr std::string_view two[] = {"<=", ">=", "==", "!=", "**", "&&", "||"};
    for (const std::string_view s : two)
      if (text_.substr(at_, 2) == s) {
        if (s == "**") problem(at_, 2, "'**' is not an operator here", "powers are written x^y");
        if (s == "&&") problem(at_, 2, "'&&' is not an operator here", "write and");
        if (s == "||") problem(at_, 2, "'||' is not an operator here", "write or");
        push(TokenKind::symbol, s == "**" ? "^" : std::string(s), at_, 2);
        at_ += 2;
        return;
      }
    if (std::string_view("+-*/^<>=(),").find(text_[at_]) == std::string_view::npos) {
      const char c = text_[at_];
      problem(at_, 1, fmt::format("{} cannot stand in a formula", jingchu::quoted(std::string_view(&c, 1))),
              c == '!' ? "write not" : c == '%' ? "write percentages as numbers, mod(a, b) for a remainder" : "");
    } else {
      push(TokenKind::symbol, std::string(1, text_[at_]), at_, 1);
    }
    ++at_;
  }

  std::string_view text_;
  Frequency frequency_;
  std::vector<FormulaProblem>& problems_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
};

}  // namespace

std::vector<Token> cut_formula(std::string_view text, Frequency frequency, std::vector<FormulaProblem>& problems) {
  return Lexer(text, frequency, problems).run();
}

}  // namespace jingchu::models
