#include "app/study/law_text.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace jingchu::app {

namespace {

std::string within(double lower, double upper) {
  if (!std::isfinite(lower) && !std::isfinite(upper)) return {};
  return fmt::format(" within [{}, {}]", lower, upper);
}

struct Describe {
  std::string operator()(const engine::NormalLaw& law) const { return fmt::format("normal({}, {})", law.mean, law.sd) + within(law.lower, law.upper); }
  std::string operator()(const engine::StudentTLaw& law) const {
    return fmt::format("student_t(df {}, mean {}, sd {})", law.df, law.mean, law.sd) + within(law.lower, law.upper);
  }
  std::string operator()(const engine::LognormalLaw& law) const { return fmt::format("lognormal(mean {}, cv {})", law.mean, law.cv); }
  std::string operator()(const engine::UniformLaw& law) const { return fmt::format("uniform({}, {})", law.low, law.high); }
  std::string operator()(const engine::TriangularLaw& law) const { return fmt::format("triangular({}, {}, {})", law.low, law.mode, law.high); }
  std::string operator()(const engine::PertLaw& law) const { return fmt::format("pert({}, {}, {})", law.low, law.mode, law.high); }
  std::string operator()(const engine::BernoulliLaw& law) const { return fmt::format("bernoulli({})", law.p); }
  std::string operator()(const engine::DiscreteLaw& law) const {
    return fmt::format("discrete({} with probabilities {})", fmt::join(law.values, ", "), fmt::join(law.probabilities, ", "));
  }
  std::string operator()(const engine::EmpiricalLaw& law) const { return fmt::format("empirical({} rows of {})", law.rows.size(), law.table); }
};

std::pair<double, double> extremes(const std::vector<double>& values) {
  if (values.empty()) return {0, 0};
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  return {*low, *high};
}

struct Bounds {
  using Pair = std::pair<double, double>;
  Pair operator()(const engine::NormalLaw& law) const { return {law.lower, law.upper}; }
  Pair operator()(const engine::StudentTLaw& law) const { return {law.lower, law.upper}; }
  Pair operator()(const engine::LognormalLaw&) const { return {0, engine::unbounded}; }
  Pair operator()(const engine::UniformLaw& law) const { return {law.low, law.high}; }
  Pair operator()(const engine::TriangularLaw& law) const { return {law.low, law.high}; }
  Pair operator()(const engine::PertLaw& law) const { return {law.low, law.high}; }
  Pair operator()(const engine::BernoulliLaw&) const { return {0, 1}; }
  Pair operator()(const engine::DiscreteLaw& law) const { return extremes(law.values); }
  Pair operator()(const engine::EmpiricalLaw& law) const { return extremes(law.rows); }
};

}  // namespace

std::string law_text(const engine::Law& law) { return std::visit(Describe{}, law); }

std::pair<double, double> law_bounds(const engine::Law& law) { return std::visit(Bounds{}, law); }

}  // namespace jingchu::app
