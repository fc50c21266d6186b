#include "engine/random/law.hpp"

#include <algorithm>

#include "engine/random/draw_code.hpp"
#include "engine/random/draw_kernels.hpp"

namespace jingchu::engine {

namespace {

double value_of_uniform(const DrawCode& code, double uniform) noexcept {
  double row[8];
  std::fill(row, row + 8, uniform);
  plain::values_of_uniforms(code, 8, row);
  return row[0];
}

}  // namespace

double central_value(const Law& law, const DrawCode& code, bool is_parameter) {
  if (is_parameter) {
    // A stated mean may lie outside the bounds of its law, where no path can be.
    if (const auto* normal = std::get_if<NormalLaw>(&law)) return std::clamp(normal->mean, normal->lower, normal->upper);
    if (const auto* t = std::get_if<StudentTLaw>(&law)) return std::clamp(t->mean, t->lower, t->upper);
    if (const auto* lognormal = std::get_if<LognormalLaw>(&law)) return lognormal->mean;
  }
  return value_of_uniform(code, 0.5);
}

double central_value(const Law& law, bool is_parameter) { return central_value(law, prepare_draw({"", law}), is_parameter); }

double quantile(const Law& law, double share) { return value_of_uniform(prepare_draw({"", law}), share); }

}  // namespace jingchu::engine
