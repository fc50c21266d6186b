#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/units/dimension.hpp"

namespace jingchu::models {

/// Period basis of an amount: over a period of the model, over a year, or at a point in time. `share`: a part of a stock or a
/// multiple of a flow, which may be either (0.02*K[-1] is a flow, 3*Y may be a stock). `none`: says nothing.
enum class Span { none, flow, annual_flow, stock, share_of_stock, multiple_of_flow };

/// What a part of a formula is counted in, as far as it can be told from its names.
struct Quantity {
  Dimension dimension;
  std::optional<double> written;   ///< a number in the formula: takes any unit; its value
  bool is_truth = false;           ///< a comparison, t, year or quarter: takes any unit and multiplies without changing one
  double factor = 1;               ///< product of the written numbers that multiply; they may carry a unit of their own
  bool is_level = false;           ///< holds the logarithm of something with a unit
  bool is_growth = false;          ///< a pure factor that leaves flow and stock as they are: an index, exp(...), x/x[-1]
  Span span = Span::none;
  std::string stock;               ///< name of the variable when the quantity is a stock as it stands
  bool is_lagged = false;          ///< of an earlier period

  bool takes_any_unit() const noexcept { return written.has_value() || is_truth; }
  bool is_scaled() const noexcept { return factor != 1; }
};

/// A term of a sum.
struct Term {
  Quantity quantity;
  int node = -1;                   ///< in the syntax of the formula
  bool is_minus = false;
};

/// \param periods  of the model in a year: division of a yearly flow by them gives the flow of a period.
Quantity multiply(const Quantity& a, const Quantity& b, int periods);
Quantity divide(const Quantity& a, const Quantity& b, int periods);

/// Period basis of a sum, and the two terms that cannot be added, if there are such: a flow and a stock, unless the stock
/// is that of the period before (K[-1] + I is a stock) or that of `own`, the variable whose equation this is; or a yearly and
/// a quarterly flow.
struct SpanOfSum {
  Span span = Span::none;
  bool is_lagged = false;
  int first = -1, second = -1;     ///< indices into the terms; -1: nothing wrong
};
SpanOfSum span_of_sum(const std::vector<Term>& terms, const std::string& own);

/// Whether the two sides of an equation, or the two things compared, can have these period bases.
bool agree(Span a, Span b);

/// "a flow of a quarter", "a stock".
std::string span_text(Span span, int periods);

}  // namespace jingchu::models
