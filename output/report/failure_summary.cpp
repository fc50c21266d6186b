#include <fmt/format.h>

#include <algorithm>

#include "output/report/display_width.hpp"
#include "output/report/failure_reasons.hpp"
#include "output/report/number_text.hpp"
#include "output/report/report.hpp"

namespace jingchu::output {

namespace {

/// The kinds that the engine knows, in Chinese too.
std::string_view kind_text(const std::string& kind, const Style& style) {
  if (kind == "not converged") return words(style, kind, "方程组未收敛");
  if (kind == "not finite") return words(style, kind, "出现非有限值");
  if (kind == "out of bounds") return words(style, kind, "超出模型给定的范围");
  return kind;
}

}  // namespace

std::vector<std::pair<std::string, std::int64_t>> failure_reasons(const ScenarioResults& scenario) {
  std::vector<std::pair<std::string, std::int64_t>> reasons(scenario.failed_by_equation.begin(), scenario.failed_by_equation.end());
  std::stable_sort(reasons.begin(), reasons.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  return reasons;
}

namespace {

/// A sentence in as many lines as the width asks for.
std::string sentence(const std::string& text, const Style& style) {
  std::string lines;
  for (const auto& line : wrapped(text, style.width > 0 ? std::max(style.width, 24) : 1000)) lines += line + "\n";
  return lines;
}

}  // namespace

std::string failure_summary(const Content& content, const Style& style) {
  constexpr std::size_t shown = 3;
  std::string text;
  for (const auto& scenario : content.scenarios) {
    if (scenario.n_failed == 0) continue;
    const std::string share = percent_text(static_cast<double>(scenario.n_failed) / static_cast<double>(std::max<std::int64_t>(1, scenario.n_paths)));
    const std::string name = content.scenarios.size() > 1 ? scenario.name + std::string(words(style, ": ", "：")) : std::string();
    text += sentence(style.chinese ? fmt::format("{}{} 条路径中有 {} 条失败（{}），不计入统计", name, count_text(scenario.n_paths), count_text(scenario.n_failed), share)
                                   : fmt::format("{}{} of {} paths failed ({}) and are left out of every statistic", name, count_text(scenario.n_failed), count_text(scenario.n_paths), share),
                     style);
    for (const auto& [kind, paths] : scenario.failed_by_kind) text += style.chinese ? fmt::format("  {}：{} 条\n", kind_text(kind, style), count_text(paths)) : fmt::format("  {}: {}\n", kind_text(kind, style), count_text(paths));
    const auto reasons = failure_reasons(scenario);
    if (!reasons.empty()) text += std::string(words(style, "  most frequent, by equation and period:\n", "  最常见的原因（方程 @ 时期）：\n"));
    for (std::size_t i = 0; i < std::min(shown, reasons.size()); ++i) {
      text += style.chinese ? fmt::format("    {}：{} 条\n", reasons[i].first, count_text(reasons[i].second)) : fmt::format("    {}: {}\n", reasons[i].first, count_text(reasons[i].second));
    }
    if (reasons.size() > shown) {
      text += style.chinese ? fmt::format("    另有 {} 种\n", reasons.size() - shown) : fmt::format("    and {} more\n", reasons.size() - shown);
    }
  }
  return text;
}

std::string run_line(const Content& content, const Style& style) {
  const Provenance& from = content.provenance;
  std::string names;
  for (const auto& scenario : content.scenarios) names += (names.empty() ? "" : std::string(words(style, ", ", "、"))) + scenario.name;
  const std::string_view mixed = from.shard_builds.empty() ? "" : words(style, ", with shards made by other builds", "，含其他版本生成的分片");
  return style.chinese ? fmt::format("情景 {}；模型 {}；{} 条路径；种子 {}；jingchu {}{}\n", names, from.model_name, count_text(from.n_paths), from.seed, from.engine_version, mixed)
                       : fmt::format("scenario {}; model {}; {} paths; seed {}; jingchu {}{}\n", names, from.model_name, count_text(from.n_paths), from.seed, from.engine_version, mixed);
}

}  // namespace jingchu::output
