#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <variant>
#include <vector>

namespace jingchu::engine {

inline constexpr double unbounded = std::numeric_limits<double>::infinity();

// The distribution of a drawn quantity. Each is drawn by the inverse CDF of one uniform number.

// Laws are equal where they are the same kind with the same numbers: then equal uniforms give equal values.

/// Normal; truncated when a bound is finite (mean and sd are those before truncation).
struct NormalLaw {
  double mean = 0, sd = 1, lower = -unbounded, upper = unbounded;
  friend bool operator==(const NormalLaw&, const NormalLaw&) = default;
};
/// Student's t scaled to standard deviation `sd`; df > 2. Truncated when a bound is finite.
struct StudentTLaw {
  double df = 5, mean = 0, sd = 1, lower = -unbounded, upper = unbounded;
  friend bool operator==(const StudentTLaw&, const StudentTLaw&) = default;
};
/// Lognormal with given mean > 0 and coefficient of variation > 0.
struct LognormalLaw {
  double mean = 1, cv = 0.5;
  friend bool operator==(const LognormalLaw&, const LognormalLaw&) = default;
};
struct UniformLaw {
  double low = 0, high = 1;
  friend bool operator==(const UniformLaw&, const UniformLaw&) = default;
};
struct TriangularLaw {
  double low = 0, mode = 0.5, high = 1;
  friend bool operator==(const TriangularLaw&, const TriangularLaw&) = default;
};
/// Beta on [low, high] with mean (low + 4 mode + high) / 6.
struct PertLaw {
  double low = 0, mode = 0.5, high = 1;
  friend bool operator==(const PertLaw&, const PertLaw&) = default;
};
/// 1 with probability p, else 0: 1 when the uniform is below p.
struct BernoulliLaw {
  double p = 0.5;
  friend bool operator==(const BernoulliLaw&, const BernoulliLaw&) = default;
};
/// `values` in the order given; value i is taken with probabilities[i] (sum 1).
struct DiscreteLaw {
  std::vector<double> values, probabilities;
  friend bool operator==(const DiscreteLaw&, const DiscreteLaw&) = default;
};
/// One of `rows`, equally likely. Quantities with the same `table` share the row of a period (residual bootstrap).
struct EmpiricalLaw {
  std::vector<double> rows;
  std::string table;
  friend bool operator==(const EmpiricalLaw&, const EmpiricalLaw&) = default;
};

using Law = std::variant<NormalLaw, StudentTLaw, LognormalLaw, UniformLaw, TriangularLaw, PertLaw, BernoulliLaw,
                         DiscreteLaw, EmpiricalLaw>;

/// A parameter (drawn once a path) or a shock (drawn every period). Draws are keyed by the name alone.
struct DrawnQuantity {
  std::string name;
  Law law;
  /// Which stream of random numbers it is drawn from. Runs draw from stream 0; quantities in another stream take values that are
  /// independent of those, while all others keep theirs. Random sampling only.
  std::uint32_t stream = 0;
};

/// Correlation between the normal scores of two quantities of one list (Gaussian copula).
struct Correlation {
  std::size_t first = 0;
  std::size_t second = 0;
  double value = 0;
};

/// The value on the central path: the stated mean (normal, Student t, lognormal as a parameter), else the median.
/// A shock's central value is that of the uniform 0.5 (for a lognormal its median).
double central_value(const Law& law, bool is_parameter);

/// The value below which a draw lies with probability `share`, in (0, 1).
double quantile(const Law& law, double share);

}  // namespace jingchu::engine
