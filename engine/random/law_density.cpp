#include "engine/random/law_density.hpp"

#include <cmath>
#include <limits>
#include <stdexcept>

#include "engine/math/beta.hpp"
#include "engine/math/vector_math.hpp"

namespace jingchu::engine {

namespace {

constexpr double pi = 3.14159265358979323846;
constexpr double nowhere = -unbounded;

template <class... Parts>
struct Overloaded : Parts... {
  using Parts::operator()...;
};
template <class... Parts>
Overloaded(Parts...) -> Overloaded<Parts...>;

double scale_of(const StudentTLaw& law) { return law.sd * std::sqrt((law.df - 2) / law.df); }

/// Probability of a standard Student's t above t.
double student_tail(double df, double t) {
  if (std::isinf(t)) return t > 0 ? 0.0 : 1.0;
  const double rest = t * t / (df + t * t), log_beta = log_gamma(0.5 * df) + log_gamma(0.5) - log_gamma(0.5 * (df + 1));
  const double half = 0.5 * incomplete_beta(0.5 * df, 0.5, log_beta, 1 - rest, rest).lower;
  return t > 0 ? half : 1 - half;
}

double log_constant(const Law& law) {
  if (const auto* normal = std::get_if<NormalLaw>(&law)) {
    const double inside = scalar_normal_cdf((normal->upper - normal->mean) / normal->sd) - scalar_normal_cdf((normal->lower - normal->mean) / normal->sd);
    return -scalar_log(normal->sd) - 0.5 * scalar_log(2 * pi) - scalar_log(inside);
  }
  if (const auto* t = std::get_if<StudentTLaw>(&law)) {
    const double scale = scale_of(*t), inside = student_tail(t->df, (t->lower - t->mean) / scale) - student_tail(t->df, (t->upper - t->mean) / scale);
    return log_gamma(0.5 * (t->df + 1)) - log_gamma(0.5 * t->df) - 0.5 * scalar_log(pi * t->df) - scalar_log(scale) - scalar_log(inside);
  }
  return 0;
}

double log_of_beta(const PertLaw& law, double x) {
  const double width = law.high - law.low, a = 1 + 4 * (law.mode - law.low) / width, b = 6 - a, u = (x - law.low) / width;
  return (a - 1) * scalar_log(u) + (b - 1) * scalar_log(1 - u) - (log_gamma(a) + log_gamma(b) - log_gamma(a + b)) - scalar_log(width);
}

double pert_share(const PertLaw& law, double x) {
  const double width = law.high - law.low, a = 1 + 4 * (law.mode - law.low) / width, b = 6 - a, u = (x - law.low) / width;
  return incomplete_beta(a, b, log_gamma(a) + log_gamma(b) - log_gamma(a + b), u, 1 - u).lower;
}

/// Score of a value between truncation bounds, out of the tails of the law without them.
template <class UpperTail>
double truncated_score(double x, double lower, double upper, UpperTail tail) {
  const double above = tail(x) - tail(upper), all = tail(lower) - tail(upper), share = above / all;
  return share > 0.5 ? scalar_inverse_normal(1 - share) : -scalar_inverse_normal(share);
}

}  // namespace

LawDensity::LawDensity(const Law& law) : law_(law), median_(quantile(law, 0.5)), scale_(0.5 * (quantile(law, 0.84) - quantile(law, 0.16))), log_constant_(log_constant(law)) {
  if (std::holds_alternative<BernoulliLaw>(law) || std::holds_alternative<DiscreteLaw>(law) || std::holds_alternative<EmpiricalLaw>(law))
    throw std::logic_error("LawDensity: a law of single values has none");
}

double LawDensity::log_at(double x) const {
  return std::visit(Overloaded{
                        [&](const NormalLaw& law) {
                          const double z = (x - law.mean) / law.sd;
                          return x < law.lower || x > law.upper ? nowhere : log_constant_ - 0.5 * z * z;
                        },
                        [&](const StudentTLaw& law) {
                          const double t = (x - law.mean) / scale_of(law);
                          return x < law.lower || x > law.upper ? nowhere : log_constant_ - 0.5 * (law.df + 1) * scalar_log(1 + t * t / law.df);
                        },
                        [&](const LognormalLaw& law) {
                          if (!(x > 0)) return nowhere;
                          const double variance = scalar_log(1 + law.cv * law.cv), log_x = scalar_log(x), z = log_x - (scalar_log(law.mean) - 0.5 * variance);
                          return -log_x - 0.5 * scalar_log(2 * pi * variance) - 0.5 * z * z / variance;
                        },
                        [&](const UniformLaw& law) { return x < law.low || x > law.high ? nowhere : -scalar_log(law.high - law.low); },
                        [&](const TriangularLaw& law) {
                          if (!(x > law.low && x < law.high)) return nowhere;
                          const double width = law.high - law.low;
                          return scalar_log(2 * (x < law.mode ? (x - law.low) / (width * (law.mode - law.low)) : (law.high - x) / (width * (law.high - law.mode))));
                        },
                        [&](const PertLaw& law) { return x > law.low && x < law.high ? log_of_beta(law, x) : nowhere; },
                        [](const auto&) { return nowhere; },
                    },
                    law_);
}

double LawDensity::score_at(double x) const {
  return std::visit(Overloaded{
                        [&](const NormalLaw& law) {
                          const auto standard = [&](double v) { return (v - law.mean) / law.sd; };
                          if (law.lower == -unbounded && law.upper == unbounded) return standard(x);
                          return truncated_score(standard(x), standard(law.lower), standard(law.upper), [](double z) { return scalar_normal_cdf(-z); });
                        },
                        [&](const StudentTLaw& law) {
                          const auto standard = [&](double v) { return (v - law.mean) / scale_of(law); };
                          return truncated_score(standard(x), standard(law.lower), standard(law.upper), [&](double t) { return student_tail(law.df, t); });
                        },
                        [&](const LognormalLaw& law) {
                          const double variance = scalar_log(1 + law.cv * law.cv);
                          return (scalar_log(x) - scalar_log(law.mean) + 0.5 * variance) / std::sqrt(variance);
                        },
                        [&](const UniformLaw& law) { return scalar_inverse_normal((x - law.low) / (law.high - law.low)); },
                        [&](const TriangularLaw& law) {
                          const double width = law.high - law.low;
                          return x < law.mode ? scalar_inverse_normal((x - law.low) * (x - law.low) / (width * (law.mode - law.low)))
                                              : -scalar_inverse_normal((law.high - x) * (law.high - x) / (width * (law.high - law.mode)));
                        },
                        [&](const PertLaw& law) { return scalar_inverse_normal(pert_share(law, x)); },
                        [](const auto&) { return std::numeric_limits<double>::quiet_NaN(); },
                    },
                    law_);
}

}  // namespace jingchu::engine
