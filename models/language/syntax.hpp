#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/error.hpp"
#include "engine/core/period.hpp"

namespace jingchu::models {

enum class SyntaxKind { number, name, period, negate, logical_not, binary, call, equation };

enum class BinaryOp {
  add, subtract, multiply, divide, power, less, less_equal, greater, greater_equal, equal, not_equal, logical_and, logical_or
};

/// What stands in brackets behind a name.
struct Index {
  enum class Kind { none, lag, period, year, relative_year };
  Kind kind = Kind::none;
  int lag = 0;             ///< lag: periods back; relative_year: years added to `year`
  Period period;           ///< period
  int year = 0;            ///< year: a bare year where periods are shorter
};

/// A node of a formula. `offset` and `width` say which bytes of the text it was read from (for messages).
struct SyntaxNode {
  SyntaxKind kind = SyntaxKind::number;
  double value = 0;                 ///< number
  std::string name;                 ///< name, call
  Index index;                      ///< name
  Period period;                    ///< period: a period standing alone, as an argument
  BinaryOp op = BinaryOp::add;      ///< binary
  std::vector<int> children;        ///< operands, arguments, the two sides of an equation
  std::size_t offset = 0;
  int width = 1;
};

/// A parsed formula: nodes with children before parents.
struct Syntax {
  std::vector<SyntaxNode> nodes;
  int root = -1;
  const SyntaxNode& node(int i) const { return nodes[static_cast<std::size_t>(i)]; }
  const SyntaxNode& top() const { return node(root); }
};

/// Something wrong in a formula, by place inside its text.
struct FormulaProblem {
  std::size_t offset = 0;
  int width = 1;
  std::string problem;
  std::string hint;
};

inline constexpr std::size_t longest_formula = 65536;   ///< characters
inline constexpr int deepest_formula = 200;             ///< parentheses, functions and signs inside each other
inline constexpr int longest_lag = 400;                 ///< periods

/// Parses a formula of a model with periods of `frequency`. Nothing when it is wrong: `problems` says where and why.
///
/// A hand-written parser by precedence: every message is one of ours and names the character a user meant to type, depth
/// is counted before it is spent, and sums of thousands of terms do not recurse.
std::optional<Syntax> parse_formula(std::string_view text, Frequency frequency, std::vector<FormulaProblem>& problems);

}  // namespace jingchu::models
