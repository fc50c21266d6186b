#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/core/id.hpp"

namespace jingchu::engine {

/// Where a row of numbers lives while code runs. Rows of a lane space hold one number a path of the tile; rows of a
/// broadcast space hold one number eight times.
enum class Space : std::uint8_t {
  temp,       ///< lane: intermediate results
  constant,   ///< broadcast: literals and what depends on settings and history only
  scalar,     ///< broadcast, by period: what depends on exogenous series as well
  path,       ///< lane: what depends on drawn parameters, kept for the whole path; residuals of identities
  parameter,  ///< lane: drawn parameters
  shock,      ///< lane: shocks of this period
  now,        ///< lane: variables; row = variable - lag * variable_count, from this period
  absolute,   ///< lane: variables; row = period * variable_count + variable, from the first period of the horizon
  output,     ///< lane: outputs
  setting,    ///< broadcast
  series_now, ///< broadcast; row = series - lag * series_count
  series_at,  ///< broadcast; row = period * series_count + series
  history,    ///< broadcast; row = period * variable_count + variable
  count
};

/// Whether a row of the space holds one number, eight times, which stands at every lane.
constexpr bool is_broadcast(Space space) noexcept {
  switch (space) {
    case Space::constant: case Space::scalar: case Space::setting: case Space::series_now: case Space::series_at: case Space::history: return true;
    default: return false;
  }
}

struct Operand {
  Space space = Space::temp;
  std::int32_t row = 0;
  friend bool operator==(const Operand&, const Operand&) = default;
};

/// Operations of the register machine: those of Op that compute, and what the lowering fuses.
enum class Code : std::uint8_t {
  copy,
  add, sub, mul, div, neg, pow,
  multiply_add,        ///< a*b + c, rounded once
  multiply_subtract,   ///< a*b - c, rounded once
  subtract_multiply,   ///< c - a*b, rounded once
  log_of_ratio,        ///< log(a / b), the same bits as by two instructions
  exp_times,           ///< exp(a) * b, the same
  exp, log, sqrt, abs, min, max, sin, cos, tan, tanh, floor, mod, normal_cdf,
  less, less_equal, equal, not_equal, logical_and, logical_or, logical_not, select,
  keep_residual,       ///< dst = max(dst, |a - b| / max(|a|, |b|))
};

/// What an instruction goes on to do with its result r before it is stored; the same bits as by another instruction.
enum class Then : std::uint8_t {
  nothing,
  plus,               ///< r + d
  minus,              ///< r - d
  taken_from,         ///< d - r
  times,              ///< r * d
  over,               ///< r / d
  plus_product,       ///< d*e + r, rounded once
  minus_product,      ///< r - d*e, rounded once
  times_plus,         ///< r*d + e, rounded once
  times_taken_from,   ///< e - r*d, rounded once
  exp,                ///< exp(r)
  exp_times,          ///< exp(r) * d
  count
};

struct Instruction {
  Code code = Code::copy;
  Operand dst, a, b, c;
  Then then = Then::nothing;
  Operand d = {}, e = {};   ///< of `then`
};

/// Straight-line code; `temps` rows of Space::temp are enough to run it.
struct Section {
  std::vector<Instruction> instructions;
  int temps = 0;
};

/// Base address, doubles from row to row, and step inside a row (1 lane, 0 broadcast) of every space.
struct Bases {
  struct Entry { double* base = nullptr; std::int64_t pitch = 0; int step = 1; };
  std::array<Entry, static_cast<std::size_t>(Space::count)> entry;
  Entry& operator[](Space s) { return entry[static_cast<std::size_t>(s)]; }
  const Entry& operator[](Space s) const { return entry[static_cast<std::size_t>(s)]; }
};

/// The same rows from a lane on.
inline Bases from_lane(const Bases& bases, std::int64_t lane) {
  Bases part = bases;
  for (Bases::Entry& entry : part.entry)
    if (entry.base != nullptr) entry.base += entry.step * lane;
  return part;
}

}  // namespace jingchu::engine
