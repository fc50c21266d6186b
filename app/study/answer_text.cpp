#include "app/study/answer_text.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "app/study/results_content.hpp"
#include "output/report/conditioned.hpp"
#include "output/report/number_text.hpp"
#include "output/report/target_groups.hpp"

namespace jingchu::app {

std::string target_text(const scenarios::Scenario& scenario, const scenarios::Target& target, const output::Style& style) {
  // A target written on the spot is its own goal.
  if (target.id.find(">=") != std::string::npos || target.id.find("<=") != std::string::npos) return target.id;
  const output::TargetRow row = target_row(scenario, target);
  return fmt::format("{} {}", output::title_of(style, row.title_en, row.title_zh, row.id), output::goal_text(row, style));
}

std::string given_text(const analysis::Study& study, double effective, bool of_scenario, const output::Style& style) {
  if (study.plan.observations.empty()) return {};
  const std::string behind = output::count_text(std::llround(effective)), all = output::count_text(study.plan.path_count);
  const std::string_view where = of_scenario ? output::words(style, "in the scenario as it is", "情景本身") : output::words(style, "in the case with the fewest", "取各次模拟中最少者");
  std::string text = style.chinese ? fmt::format("已给定公布的数值：{} 条路径相当于 {} 条等权路径（{}）。\n", all, behind, where)
                                   : fmt::format("Given the published values, which leave {} effective of {} paths, {}.\n", behind, all, where);
  const std::string warning = output::effective_warning(effective, study.plan.path_count, study.scenario.min_effective_share, study.plan.guided, style);
  if (!warning.empty()) text += std::string(output::words(style, "warning: ", "警告：")) + warning + "\n";
  return text;
}

std::string failed_text(std::int64_t failed, const output::Style& style) {
  if (failed == 0) return {};
  const std::string count = output::count_text(failed);
  return style.chinese ? fmt::format("多达 {} 条路径在某些情形中求解失败：每种情形只计有解的路径，变化中可能含有路径不同的影响。\n", count)
                       : fmt::format("As many as {} paths fail in some case: each case counts those that have a solution, so a part of the changes may be that paths differ.\n", count);
}

bool has_error(double value, double error) { return std::isfinite(error) && error > 1e-9 * std::abs(value); }

int decimals_of(double value, double error) {
  const bool known = has_error(value, error);
  const double size = known ? error : std::abs(value);
  return size > 0 ? std::clamp((known ? 1 : 3) - static_cast<int>(std::floor(std::log10(size))), 0, 10) : 1;
}

std::string signed_text(double value, int decimals) { return (value > 0 ? "+" : "") + output::number_text(value, decimals); }

std::string with_error(double value, double error) {
  const int decimals = std::min(decimals_of(value, error), value != 0 ? decimals_of(value, 0) + 3 : 10);
  return output::number_text(value, decimals) + (has_error(value, error) ? " ± " + output::number_text(error, decimals) : "");
}

std::string signed_with_error(double value, double error) { return (value > 0 ? "+" : "") + with_error(value, error); }

}  // namespace jingchu::app
