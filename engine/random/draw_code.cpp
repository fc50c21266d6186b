#include "engine/random/draw_code.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include <fmt/format.h>

#include "engine/core/error.hpp"
#include "engine/math/beta.hpp"
#include "engine/math/chebyshev.hpp"
#include "engine/math/vector_math.hpp"
#include "engine/random/draws.hpp"

namespace jingchu::engine {

namespace {

[[noreturn]] void refuse(const std::string& name, const std::string& problem, std::string hint = {}) {
  throw Error(ExitCode::data, fmt::format("the law of {} {}", jingchu::quoted(name), problem), std::move(hint));
}

void require_finite(const std::string& name, std::initializer_list<double> numbers) {
  for (const double x : numbers)
    if (!std::isfinite(x)) refuse(name, "holds a number that is not finite");
}

/// The root of an increasing function with its derivative, by Newton's method inside a bracket that shrinks.
double root(const std::function<std::pair<double, double>(double)>& f, double low, double high) {
  double x = 0.5 * (low + high);
  for (int i = 0; i < 200; ++i) {
    const auto [value, slope] = f(x);
    (value > 0 ? high : low) = x;
    double next = x - value / slope;
    if (!(next > low && next < high)) next = 0.5 * (low + high);
    if (std::abs(next - x) <= 1e-15 * std::max(1.0, std::abs(x))) return next;
    x = next;
  }
  return x;
}

/// The law of Student's t with `df` degrees of freedom, in the scale of its textbook density.
class StudentT {
 public:
  explicit StudentT(double df)
      : df_(df), log_beta_(df > many ? 0 : log_gamma(0.5 * df) + log_gamma(0.5) - log_gamma(0.5 * (df + 1))) {}

  /// log of the quantile that belongs to the normal score z > 0, less log z.
  double log_ratio(double z) const {
    if (df_ > many) return scalar_log(ratio_by_expansion(z));
    const double wanted = scalar_log(scalar_normal_cdf(-z));
    const double log_z = scalar_log(z);
    return root(
               [&](double log_t) {
                 const double t = scalar_exp(log_t);
                 const double tail = upper_tail(t);
                 return std::pair(wanted - scalar_log(tail), t * density(t) / tail);
               },
               log_z - 1, log_z + 40) -
           log_z;
  }

  /// The normal score of a quantile.
  double score(double t) const {
    if (t == 0) return 0;
    const double size = std::abs(t);
    double z = 0;
    if (df_ > many) {
      z = size == unbounded ? unbounded
                            : root([&](double s) { return std::pair(s * ratio_by_expansion(s) - size, 1.0); }, 0, 2 * largest_score);
    } else {
      z = size == unbounded ? unbounded : -scalar_inverse_normal(upper_tail(size));
    }
    return t > 0 ? z : -z;
  }

 private:
  // Beyond this many degrees of freedom the expansion is exact to 1e-13 and the incomplete beta function slow.
  static constexpr double many = 1e4;

  double upper_tail(double t) const {
    const double x = df_ / (df_ + t * t);
    return 0.5 * incomplete_beta(0.5 * df_, 0.5, log_beta_, x, t * t / (df_ + t * t)).lower;
  }
  double density(double t) const {
    return scalar_exp(-log_beta_ - 0.5 * scalar_log(df_) - 0.5 * (df_ + 1) * scalar_log(1 + t * t / df_));
  }
  /// Cornish and Fisher's series (Abramowitz and Stegun 26.7.5), divided by z.
  double ratio_by_expansion(double z) const {
    const double y = z * z, n = df_;
    return 1 + ((y + 1) / 4 + (((5 * y + 16) * y + 3) / 96 + (((3 * y + 19) * y + 17) * y - 15) / 384 / n) / n) / n;
  }

  double df_;
  double log_beta_;
};

void truncate(DrawCode& code, const std::string& name, double score_low, double score_high) {
  code.truncated = true;
  code.from_above = score_low > 0;
  const double first = scalar_normal_cdf(code.from_above ? -score_high : score_low);
  const double last = scalar_normal_cdf(code.from_above ? -score_low : score_high);
  code.probability_low = first;
  code.probability_span = last - first;
  if (!(code.probability_span > 1e-290))
    refuse(name, fmt::format("has no probability between its bounds {} and {}", code.lower, code.upper), "move the bounds towards the mean");
}

/// Mean, sd and bounds, common to the normal and Student's t.
void set_location(DrawCode& code, const std::string& name, double mean, double sd, double lower, double upper) {
  require_finite(name, {mean, sd});
  if (sd < 0) refuse(name, fmt::format("has the standard deviation {}, which is negative", sd));
  if (std::isnan(lower) || std::isnan(upper) || !(lower < upper)) refuse(name, fmt::format("has bounds in the wrong order: {} and {}", lower, upper));
  if (sd == 0 && (mean < lower || mean > upper))
    refuse(name, fmt::format("has standard deviation 0 and its mean {} outside the bounds {} and {}", mean, lower, upper));
  code.shift = mean;
  code.scale = sd;
  code.lower = lower;
  code.upper = upper;
}

bool bounded(const DrawCode& code) { return code.scale > 0 && (code.lower != -unbounded || code.upper != unbounded); }

class Preparation {
 public:
  explicit Preparation(const DrawnQuantity& quantity) : name_(quantity.name) { code_.id = draw_id(quantity.name); }

  void operator()(const NormalLaw& law) {
    code_.kind = DrawCode::Kind::normal;
    set_location(code_, name_, law.mean, law.sd, law.lower, law.upper);
    if (bounded(code_)) truncate(code_, name_, (law.lower - law.mean) / law.sd, (law.upper - law.mean) / law.sd);
  }

  void operator()(const StudentTLaw& law) {
    code_.kind = DrawCode::Kind::student_t;
    if (!(law.df > 2) || !std::isfinite(law.df)) refuse(name_, fmt::format("has {} degrees of freedom; its deviation exists above 2", law.df));
    set_location(code_, name_, law.mean, law.sd, law.lower, law.upper);
    code_.scale = law.sd * std::sqrt((law.df - 2) / law.df);
    const StudentT t(law.df);
    const auto log_ratio = [&](double square) { return t.log_ratio(std::sqrt(square)); };
    constexpr double edge = central_score * central_score, end = largest_score * largest_score;
    code_.centre = code_.keep(fit_chebyshev([&](double square) { return scalar_exp(log_ratio(square)); }, 0, edge, 40, 1e-12).powers());
    keep_tail(fit_chebyshev(log_ratio, edge, end, 40, 1e-13));
    if (bounded(code_)) truncate(code_, name_, t.score((law.lower - law.mean) / code_.scale), t.score((law.upper - law.mean) / code_.scale));
  }

  void operator()(const LognormalLaw& law) {
    code_.kind = DrawCode::Kind::lognormal;
    require_finite(name_, {law.mean, law.cv});
    if (!(law.mean > 0) || !(law.cv > 0)) refuse(name_, "needs a mean and a coefficient of variation above 0");
    const double variance = scalar_log(1 + law.cv * law.cv);
    code_.shift = scalar_log(law.mean) - 0.5 * variance;
    code_.scale = std::sqrt(variance);
  }

  void operator()(const UniformLaw& law) {
    code_.kind = DrawCode::Kind::uniform;
    set_range(law.low, law.high);
  }

  void operator()(const TriangularLaw& law) {
    code_.kind = DrawCode::Kind::triangular;
    set_range(law.low, law.high);
    require_mode(law.low, law.mode, law.high);
    code_.split = (law.mode - law.low) / (law.high - law.low);
    code_.left = (law.high - law.low) * (law.mode - law.low);
    code_.right = (law.high - law.low) * (law.high - law.mode);
  }

  void operator()(const PertLaw& law) {
    code_.kind = DrawCode::Kind::pert;
    set_range(law.low, law.high);
    require_mode(law.low, law.mode, law.high);
    const double a = 1 + 4 * (law.mode - law.low) / (law.high - law.low), b = 6 - a;
    const double log_beta = log_gamma(a) + log_gamma(b) - log_gamma(a + b);
    const auto logit = [&](double z) {
      const bool above = z > 0;  // matched by the smaller of the two tails
      const double wanted = scalar_log(scalar_normal_cdf(above ? -z : z));
      return root(
          [&](double v) {
            const double x = 1 / (1 + scalar_exp(-v)), rest = 1 / (1 + scalar_exp(v));
            const BetaParts parts = incomplete_beta(a, b, log_beta, x, rest);
            const double weight = scalar_exp(a * scalar_log(x) + b * scalar_log(rest) - log_beta);
            return above ? std::pair(wanted - scalar_log(parts.upper), weight / parts.upper)
                         : std::pair(scalar_log(parts.lower) - wanted, weight / parts.lower);
          },
          -60, 60);
    };
    keep_tail(fit_chebyshev(logit, -largest_score, largest_score, 128, 1e-12));
  }

  void operator()(const BernoulliLaw& law) {
    code_.kind = DrawCode::Kind::bernoulli;
    if (!(law.p >= 0 && law.p <= 1)) refuse(name_, fmt::format("has the probability {}, outside 0 to 1", law.p));
    code_.split = law.p;
  }

  void operator()(const DiscreteLaw& law) {
    code_.kind = DrawCode::Kind::discrete;
    if (law.values.empty() || law.values.size() != law.probabilities.size())
      refuse(name_, fmt::format("has {} values and {} probabilities", law.values.size(), law.probabilities.size()));
    double sum = 0;
    std::vector<double> thresholds;
    for (std::size_t i = 0; i < law.values.size(); ++i) {
      require_finite(name_, {law.values[i]});
      if (!(law.probabilities[i] >= 0 && law.probabilities[i] <= 1)) refuse(name_, fmt::format("has the probability {}, outside 0 to 1", law.probabilities[i]));
      sum += law.probabilities[i];
      if (i + 1 < law.values.size()) thresholds.push_back(sum);
    }
    if (std::abs(sum - 1) > 1e-9) refuse(name_, fmt::format("has probabilities that sum to {} instead of 1", sum));
    code_.thresholds = code_.keep(std::move(thresholds));
    code_.values = code_.keep(law.values);
  }

  void operator()(const EmpiricalLaw& law) {
    code_.kind = DrawCode::Kind::empirical;
    if (law.rows.empty()) refuse(name_, "has no rows to draw from");
    for (const double x : law.rows) require_finite(name_, {x});
    code_.id = draw_id(law.table);
    code_.values = code_.keep(law.rows);
  }

  DrawCode result() && { return std::move(code_); }

 private:
  void keep_tail(ChebyshevSeries series) {
    code_.tail_centre = series.centre;
    code_.tail_scale = series.scale;
    code_.tail = code_.keep(std::move(series.coefficients));
  }
  void set_range(double low, double high) {
    require_finite(name_, {low, high, high - low});
    if (!(low < high)) refuse(name_, fmt::format("needs a lower end below its upper end, not {} and {}", low, high));
    code_.low = low;
    code_.high = high;
  }
  void require_mode(double low, double mode, double high) const {
    if (!(mode >= low && mode <= high)) refuse(name_, fmt::format("has the mode {} outside {} to {}", mode, low, high));
  }

  const std::string& name_;
  DrawCode code_;
};

}  // namespace

DrawCode prepare_draw(const DrawnQuantity& quantity) {
  Preparation preparation(quantity);
  std::visit(preparation, quantity.law);
  return std::move(preparation).result();
}

}  // namespace jingchu::engine
