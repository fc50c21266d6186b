#include "app/study/answer_text.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "app/study/results_content.hpp"
#include "output/report/number_text.hpp"
#include "output/report/target_groups.hpp"

namespace jingchu::app {

std::string target_text(const scenarios::Scenario& scenario, const scenarios::Target& target, const output::Style& style) {
  // A target written on the spot is its own goal.
  if (target.id.find(">=") != std::string::npos || target.id.find("<=") != std::string::npos) return target.id;
  const output::TargetRow row = target_row(scenario, target);
  return fmt::format("{} {}", output::title_of(style, row.title_en, row.title_zh, row.id), output::goal_text(row, style));
}

int decimals_of(double value, double error) {
  const bool known = error > 0 && std::isfinite(error);
  const double size = known ? error : std::abs(value);
  return size > 0 ? std::clamp((known ? 1 : 3) - static_cast<int>(std::floor(std::log10(size))), 0, 10) : 1;
}

std::string signed_text(double value, int decimals) { return (value > 0 ? "+" : "") + output::number_text(value, decimals); }

std::string with_error(double value, double error) {
  const int decimals = std::min(decimals_of(value, error), value != 0 ? decimals_of(value, 0) + 3 : 10);
  return output::number_text(value, decimals) + (error > 0 ? " ± " + output::number_text(error, decimals) : "");
}

std::string signed_with_error(double value, double error) { return (value > 0 ? "+" : "") + with_error(value, error); }

}  // namespace jingchu::app
