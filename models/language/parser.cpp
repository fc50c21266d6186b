#include <fmt/format.h>

#include <charconv>
#include <limits>

#include "models/language/functions.hpp"
#include "models/language/lexer.hpp"
#include "models/language/syntax.hpp"
#include "models/source/text_lines.hpp"

namespace jingchu::models {

namespace {

/// Stops the parse of a formula after its first problem: what follows would only be noise.
struct Stop {};

struct Operator {
  std::string_view text;
  int precedence;
  BinaryOp op;
};

// Low to high; `not` stands between `and` and the comparisons, the sign between * and ^.
constexpr Operator operators[] = {
    {"or", 1, BinaryOp::logical_or},      {"and", 2, BinaryOp::logical_and}, {"<", 4, BinaryOp::less},
    {"<=", 4, BinaryOp::less_equal},      {">", 4, BinaryOp::greater},       {">=", 4, BinaryOp::greater_equal},
    {"==", 4, BinaryOp::equal},           {"!=", 4, BinaryOp::not_equal},    {"+", 5, BinaryOp::add},
    {"-", 5, BinaryOp::subtract},         {"*", 6, BinaryOp::multiply},      {"/", 6, BinaryOp::divide},
    {"^", 8, BinaryOp::power},
};
constexpr int not_precedence = 3;
constexpr int comparison_precedence = 4;
constexpr int sign_precedence = 7;
constexpr int power_precedence = 8;

class Parser {
 public:
  Parser(std::vector<Token> tokens, Frequency frequency, std::vector<FormulaProblem>& problems)
      : tokens_(std::move(tokens)), frequency_(frequency), problems_(problems) {}

  std::optional<Syntax> run() {
    try {
      int root = expression(0);
      if (is_symbol("=")) {
        const Token equals = take();
        const int right = expression(0);
        SyntaxNode n = make(SyntaxKind::equation, equals);
        n.children = {root, right};
        root = add(std::move(n));
        if (is_symbol("=")) stop(now(), "a second '='", "an equation has one '='; comparisons are written ==");
      }
      if (now().kind != TokenKind::end)
        stop(now(), fmt::format("found {}, expected an operator or the end of the formula", shown(now())), missing_operator());
      syntax_.root = root;
      return std::move(syntax_);
    } catch (const Stop&) {
      return std::nullopt;
    }
  }

 private:
  const Token& now() const { return tokens_[at_]; }
  Token take() { return tokens_[at_ + 1 < tokens_.size() ? at_++ : at_]; }
  bool is_symbol(std::string_view s) const { return now().kind == TokenKind::symbol && now().text == s; }
  static std::string shown(const Token& t) {
    return t.kind == TokenKind::end ? "the end" : jingchu::quoted(t.kind == TokenKind::bracket ? "[" + t.text + "]" : t.text);
  }
  std::string missing_operator() const {
    if (now().kind == TokenKind::symbol && now().text == ")") return "this parenthesis has no partner";
    if (now().kind == TokenKind::bracket) return "brackets follow a name; an expression is shifted by lag(..., 1)";
    return "write * between factors";
  }

  [[noreturn]] void stop(const Token& at, std::string problem, std::string hint = {}) {
    problems_.push_back({at.offset, at.width, std::move(problem), std::move(hint)});
    throw Stop{};
  }

  static SyntaxNode make(SyntaxKind kind, const Token& at) {
    SyntaxNode n;
    n.kind = kind;
    n.offset = at.offset;
    n.width = at.width;
    return n;
  }
  int add(SyntaxNode n) {
    syntax_.nodes.push_back(std::move(n));
    return static_cast<int>(syntax_.nodes.size()) - 1;
  }

  const Operator* binary_here() const {
    if (now().kind != TokenKind::symbol && now().kind != TokenKind::name) return nullptr;
    for (const Operator& o : operators)
      if (o.text == now().text) return &o;
    return nullptr;
  }

  struct Depth {
    Parser& p;
    explicit Depth(Parser& parser) : p(parser) {
      if (++p.depth_ > deepest_formula)
        p.stop(p.now(), fmt::format("nested deeper than {}", deepest_formula), "name parts of the formula in [definitions]");
    }
    ~Depth() { --p.depth_; }
  };

  int expression(int least) {
    int left = prefix(least);
    bool compared = false;
    for (const Operator* o = binary_here(); o && o->precedence >= least; o = binary_here()) {
      const Token token = take();
      if (o->precedence == comparison_precedence && compared)
        stop(token, "comparisons cannot be chained", "write a < b and b < c");
      compared = o->precedence == comparison_precedence;
      // ^ binds to the right and takes a signed exponent; all others to the left.
      const int right = o->precedence == power_precedence ? nested(power_precedence) : expression(o->precedence + 1);
      SyntaxNode n = make(SyntaxKind::binary, token);
      n.op = o->op;
      n.children = {left, right};
      left = add(std::move(n));
    }
    return left;
  }

  int nested(int least) {
    const Depth guard(*this);
    return expression(least);
  }

  /// \param least  loosest operator that may follow.
  int prefix(int least) {
    const Token token = now();
    if (is_symbol("-") || is_symbol("+")) {
      take();
      const int operand = nested(sign_precedence);
      if (token.text == "+") return operand;
      SyntaxNode n = make(SyntaxKind::negate, token);
      n.children = {operand};
      return add(std::move(n));
    }
    if (token.kind == TokenKind::name && token.text == "not") {
      // `a + not b` would have to swallow all of `b < c` behind it: nobody expects that.
      if (least > not_precedence) stop(token, "'not' behind an operator that binds tighter", "put it in parentheses: (not x)");
      take();
      SyntaxNode n = make(SyntaxKind::logical_not, token);
      n.children = {nested(not_precedence)};
      return add(std::move(n));
    }
    return primary();
  }

  int primary() {
    const Token token = take();
    switch (token.kind) {
      case TokenKind::number: {
        SyntaxNode n = make(SyntaxKind::number, token);
        n.value = token.value;
        return add(std::move(n));
      }
      case TokenKind::period: {
        SyntaxNode n = make(SyntaxKind::period, token);
        n.period = token.period;
        return add(std::move(n));
      }
      case TokenKind::name:
        if (token.text == "and" || token.text == "or")
          stop(token, fmt::format("found '{}', expected a value", token.text), "a number, a name or a parenthesis goes here");
        return is_symbol("(") ? call(token) : name(token);
      case TokenKind::symbol:
        if (token.text == "(") {
          const int inside = nested(0);
          close(token);
          return inside;
        }
        if (token.text == "=") stop(token, "nothing before '='", "an equation reads variable = formula");
        stop(token, fmt::format("found {}, expected a value", shown(token)),
             token.text == ")" ? "this parenthesis has no partner, or nothing is in it" : "a number, a name or a parenthesis goes here");
      case TokenKind::bracket: stop(token, "brackets without a name before them", "write x[-1] for the period before");
      case TokenKind::end: stop(token, tokens_.size() == 1 ? "an empty formula" : "the formula ends where a value is expected",
                                "a number, a name or a parenthesis goes here");
    }
    stop(token, "unexpected");
  }

  void close(const Token& opening) {
    if (is_symbol(")")) {
      take();
      return;
    }
    if (now().kind == TokenKind::end) stop(opening, "'(' is never closed", "add ')'");
    stop(now(), fmt::format("found {}, expected ')' or an operator", shown(now())),
         now().text == "=" ? "comparisons are written ==" : missing_operator());
  }

  int call(const Token& function) {
    const Token opening = take();
    SyntaxNode n = make(SyntaxKind::call, function);
    n.name = function.text;
    if (!is_symbol(")")) {
      n.children.push_back(nested(0));
      while (is_symbol(",")) {
        take();
        n.children.push_back(nested(0));
      }
    }
    close(opening);
    return add(std::move(n));
  }

  int name(const Token& token) {
    SyntaxNode n = make(SyntaxKind::name, token);
    n.name = token.text;
    if (now().kind == TokenKind::bracket) n.index = index(token, take());
    return add(std::move(n));
  }

  Index index(const Token& of, const Token& bracket) {
    std::string text;
    for (const char c : bracket.text)
      if (c != ' ' && c != '\t' && c != '\n') text += c;
    const std::string written = jingchu::quoted(fmt::format("{}[{}]", of.text, text));
    Index result;
    const auto whole = [](std::string_view digits, int& value) {
      if (digits.empty() || digits.find_first_not_of("0123456789") != std::string_view::npos) return false;
      const auto r = std::from_chars(digits.data(), digits.data() + digits.size(), value);
      if (r.ec != std::errc()) value = std::numeric_limits<int>::max();   // too long for any lag or year
      return true;
    };
    if (const auto period = Period::parse(text, frequency_)) {
      result.kind = Index::Kind::period;
      result.period = *period;
      return result;
    }
    int number = 0;
    if (!text.empty() && text.front() == '+')
      stop(bracket, fmt::format("{} is a lead", written), "leads are not supported: the model is solved forward");
    if (text == "0" || (text.size() > 1 && text.front() == '-' && whole(std::string_view(text).substr(1), number))) {
      if (number > longest_lag)
        stop(bracket, fmt::format("{}: a lag of at most {} periods is allowed", written, longest_lag), "define a variable that holds the earlier value");
      result.kind = Index::Kind::lag;
      result.lag = number;
      return result;
    }
    if (whole(text, number) && number >= 1000 && number <= 9999) {
      result.kind = Index::Kind::year;
      result.year = number;
      return result;
    }
    if (whole(text, number))
      stop(bracket, fmt::format("{} is a lead", written),
           "leads are not supported: the model is solved forward; a lag is written x[-1]");
    if (text == "year" || (text.rfind("year-", 0) == 0 && whole(std::string_view(text).substr(5), number))) {
      if (number > longest_lag)
        stop(bracket, fmt::format("{}: at most {} years back are allowed", written, longest_lag), "name the year itself: x[2024]");
      result.kind = Index::Kind::relative_year;
      result.lag = -number;
      return result;
    }
    stop(bracket, fmt::format("{} is neither a lag nor a period", jingchu::quoted("[" + bracket.text + "]")),
         fmt::format("write x[-1] for a lag (a whole number), x[{}] for a fixed period", example_period(frequency_)));
  }

  std::vector<Token> tokens_;
  Frequency frequency_;
  std::vector<FormulaProblem>& problems_;
  Syntax syntax_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace

std::optional<Syntax> parse_formula(std::string_view text, Frequency frequency, std::vector<FormulaProblem>& problems) {
  if (text.size() > longest_formula && characters(text) > longest_formula) {
    problems.push_back({0, 1, fmt::format("a formula of {} characters; at most {} are allowed", characters(text), longest_formula),
                        "name parts of it in [definitions]"});
    return std::nullopt;
  }
  const std::size_t before = problems.size();
  std::vector<Token> tokens = cut_formula(text, frequency, problems);
  if (problems.size() != before) return std::nullopt;
  return Parser(std::move(tokens), frequency, problems).run();
}

}  // namespace jingchu::models
