#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "models/language/syntax.hpp"

namespace jingchu::models {

enum class TokenKind { number, name, period, bracket, symbol, end };

struct Token {
  TokenKind kind = TokenKind::end;
  std::string text;        ///< symbol and name as written; bracket: what stands between [ and ]
  double value = 0;
  Period period;
  std::size_t offset = 0;
  int width = 1;           ///< characters
};

/// Cuts a formula into tokens. Reports full-width characters with the ASCII form, numbers that do not fit, `**`, and
/// characters a formula cannot have.
std::vector<Token> cut_formula(std::string_view text, Frequency frequency, std::vector<FormulaProblem>& problems);

}  // namespace jingchu::models
