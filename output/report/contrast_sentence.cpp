#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "output/report/contrast.hpp"
#include "output/report/number_text.hpp"
#include "output/report/target_groups.hpp"

namespace jingchu::output {

namespace {

const TargetRow* find_target(const Content& content, const std::string& id) {
  for (const auto& target : content.scenarios.front().targets) {
    if (target.id == id) return &target;
  }
  return nullptr;
}

std::string plural(std::size_t count, const char* noun) { return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s"); }

}  // namespace

std::int64_t paths_behind_base(const ContrastResults& contrast) { return contrast.is_weighted() ? std::llround(contrast.base_effective) : contrast.n_paths; }
std::int64_t paths_behind_other(const ContrastResults& contrast) { return contrast.is_weighted() ? std::llround(contrast.other_effective) : contrast.n_paths; }

std::string contrast_sentence(const Content& content, const ContrastResults& contrast, const Style& style) {
  const ScenarioResults& base = content.scenarios.front();
  const std::string name = title_of(style, contrast.title_en, contrast.title_zh, contrast.scenario);
  const std::string base_name = title_of(style, base.title_en, base.title_zh, base.name);
  const ChangeRow* most = nullptr;
  std::size_t likelier = 0, less_likely = 0, unmoved = 0;
  for (const auto& change : contrast.targets) {
    const TargetRow* target = find_target(content, change.name);
    // What a scenario sets itself is no finding.
    if (target == nullptr || target->lever) continue;
    if (is_noise(change)) {
      ++unmoved;
      continue;
    }
    ++(change.change > 0 ? likelier : less_likely);
    if (most == nullptr || std::abs(change.change) > std::abs(most->change)) most = &change;
  }
  const std::size_t all = likelier + less_likely + unmoved;
  if (all == 0) {
    return style.chinese ? fmt::format("“{}”与“{}”没有可比较的目标。", name, base_name) : fmt::format("'{}' and '{}' have no target that could be compared.", name, base_name);
  }
  if (most == nullptr) {
    return style.chinese ? fmt::format("与“{}”相比，“{}”没有使 {} 项目标中任何一项的实现概率发生超出模拟误差的变化。", base_name, name, all)
                         : fmt::format("Compared with '{}', '{}' changes the probability of none of {} by more than the simulation's own error.", base_name, name, plural(all, "target"));
  }
  const TargetRow& target = *find_target(content, most->name);
  const double points = 100 * most->change, error = 100 * most->standard_error;
  const int decimals = error < 0.05 ? 2 : 1;
  const std::string title = title_of(style, target.title_en, target.title_zh, target.id);
  const std::string from = spoken_probability(most->base, paths_behind_base(contrast), style), to = spoken_probability(most->other, paths_behind_other(contrast), style);
  const std::string size = fmt::format("{:.{}f}", std::abs(points), decimals), uncertainty = fmt::format("{:.{}f}", error, decimals);
  if (style.chinese) {
    return fmt::format("与“{}”相比，“{}”影响最大的是“{}”（{}）：实现概率由 {} {}到 {}，变化 {} 个百分点（标准误 {}）；{} 项目标中 {} 项更有把握，{} 项把握下降，{} 项的变化不超过模拟误差。", base_name, name,
                       title, goal_text(target, style), from, points > 0 ? "升" : "降", to, size, uncertainty, all, likelier, less_likely, unmoved);
  }
  return fmt::format("Compared with '{}', '{}' matters most for '{}' ({}): its probability {} from {} to {}, by {} points (standard error {}); of {}: {} likelier, {} less likely, {} without a change beyond "
                     "the simulation's own error.",
                     base_name, name, title, goal_text(target, style), points > 0 ? "rises" : "falls", from, to, size, uncertainty, plural(all, "target"), likelier, less_likely, unmoved);
}

}  // namespace jingchu::output
