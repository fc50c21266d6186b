#include "output/report/conditioned.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "output/report/contrast.hpp"
#include "output/report/display_width.hpp"
#include "output/report/number_text.hpp"
#include "output/report/target_groups.hpp"
#include "output/report/text_table.hpp"

namespace jingchu::output {

namespace {

double effective(const ConditionedResults& conditioned) { return conditioned.releases.back().effective_paths; }

double effective_share(const ConditionedResults& conditioned, const ScenarioResults& scenario) { return effective(conditioned) / static_cast<double>(std::max<std::int64_t>(1, scenario.n_paths - scenario.n_failed)); }

bool has_exact(const ConditionedResults& conditioned) {
  return std::any_of(conditioned.observed.begin(), conditioned.observed.end(), [](const ObservedRow& row) { return !row.shock.empty(); });
}

std::string release_text(const ReleaseRow& release, const Style& style) {
  if (release.name == "before") return std::string(words(style, "Before", "公布前"));
  return release.name == "published" ? std::string(words(style, "After", "公布后")) : release.name;
}

std::string error_text(double value, int decimals) { return fmt::format(" ± {:.{}f}", value, decimals); }

/// In percentage points, with its error; noise is marked.
std::string change_text(const UpdateRow& row) {
  const double points = 100 * row.change, error = 100 * row.change_error;
  if (std::isnan(points)) return "-";
  const int decimals = error < 0.05 ? 2 : 1;
  const std::string text = number_text(points, decimals);
  return (text.front() == '-' || points == 0 ? "" : "+") + text + error_text(error, decimals) + (is_noise(row.change, row.change_error) ? noise_mark : "");
}

std::string values_table(const ConditionedResults& conditioned, const Style& style) {
  using Align = TextTable::Align;
  const bool dated = !conditioned.observed.front().released.empty();
  std::vector<TextTable::Column> columns = {{std::string(words(style, "Published values", "已公布数值")), Align::left, 9}};
  if (dated) columns.push_back({std::string(words(style, "Released", "公布日期")), Align::left, 4});
  columns.push_back({std::string(words(style, "Value", "数值")), Align::right, 8});
  columns.push_back({std::string(words(style, "Model before", "公布前模型")), Align::right, 6});
  columns.push_back({std::string(words(style, "Model after", "公布后模型")), Align::right, 5});
  TextTable table(columns);
  for (const ObservedRow& row : conditioned.observed) {
    const std::string unit = unit_text(style, row.unit, row.unit_zh);
    std::string title = "  " + title_of(style, row.title_en, row.title_zh, row.measure);
    if (!unit.empty()) title += style.chinese ? "（" + unit + "）" : " (" + unit + ")";
    // As many decimals as show the smaller of the two spreads with two digits.
    const double finest = std::isnan(row.prior_sd) ? (row.error > 0 ? row.error : 0.01 * std::abs(row.value)) : std::min(row.error, row.prior_sd);
    const int decimals = finest > 0 ? std::clamp(1 - static_cast<int>(std::floor(std::log10(finest))), 0, 6) : 2;
    const auto spread = [&](double mean, double sd) { return std::isnan(sd) ? std::string("-") : number_text(mean, decimals) + error_text(sd, decimals); };
    std::vector<TextTable::Cell> cells = {title};
    if (dated) cells.emplace_back(row.released);
    cells.emplace_back(row.error > 0 ? spread(row.value, row.error) + (row.df > 0 ? fmt::format(" (t{:g})", row.df) : "") : number_text(row.value, decimals) + std::string(words(style, " exact by ", " 精确，冲击 ")) + row.shock);
    cells.emplace_back(spread(row.prior_mean, row.prior_sd));
    cells.emplace_back(spread(row.mean, row.sd));
    table.row(std::move(cells));
  }
  return table.text(style);
}

/// Whether a release moved the probability by more than noise.
bool moved(const ConditionedResults& conditioned, std::vector<UpdateRow> ReleaseRow::*list, std::size_t i) {
  return std::any_of(conditioned.releases.begin() + 1, conditioned.releases.end(), [&](const ReleaseRow& release) { return !is_noise((release.*list)[i].change, (release.*list)[i].change_error); });
}

/// Probabilities before and after each release, and the change by the last one, of what any release moved.
std::string updates_table(const ConditionedResults& conditioned, const ScenarioResults& scenario, const Style& style) {
  using Align = TextTable::Align;
  std::vector<TextTable::Column> columns = {{std::string(words(style, "Probability by release", "随公布更新的概率")), Align::left, 99}};
  for (std::size_t r = 0; r < conditioned.releases.size(); ++r)
    columns.push_back({release_text(conditioned.releases[r], style), Align::right, r == 0 || r + 1 == conditioned.releases.size() ? 50 : static_cast<int>(r)});
  columns.push_back({std::string(words(style, "Last change", "末次变化")), Align::right, 60});
  TextTable table(columns);
  std::size_t unmoved = 0;
  const auto add = [&](const std::string& title, std::vector<UpdateRow> ReleaseRow::*list, std::size_t i) {
    if (!moved(conditioned, list, i)) {
      ++unmoved;
      return;
    }
    std::vector<TextTable::Cell> cells = {"  " + title};
    for (const ReleaseRow& release : conditioned.releases) {
      const UpdateRow& row = (release.*list)[i];
      cells.emplace_back(probability_text(row.probability, std::nan(""), std::llround(release.effective_paths)).text);
    }
    cells.emplace_back(change_text((conditioned.releases.back().*list)[i]));
    table.row(std::move(cells));
  };
  for (const TargetGroup& group : target_groups(scenario)) {
    if (group.id == "not_simulated" || group.id == "lever") continue;
    for (const TargetRow* target : group.targets) {
      const auto& rows = conditioned.releases.back().targets;
      const auto at = std::find_if(rows.begin(), rows.end(), [&](const UpdateRow& row) { return row.name == target->id; });
      if (at != rows.end()) add(title_of(style, target->title_en, target->title_zh, target->id), &ReleaseRow::targets, static_cast<std::size_t>(at - rows.begin()));
    }
  }
  for (std::size_t i = 0; i < conditioned.releases.back().joint.size(); ++i) add(tier_set_text(conditioned.releases.back().joint[i].name, style), &ReleaseRow::joint, i);
  if (table.empty()) return {};
  std::string text = "\n" + table.text(style);
  if (unmoved > 0)
    text += style.chinese ? fmt::format("  其余 {} 项的变化未超出模拟误差\n", unmoved) : fmt::format("  {} more that no release changed by more than the simulation's own error\n", unmoved);
  return text;
}

std::string paragraph(const std::string& text, const Style& style) {
  std::string result;
  for (const auto& part : wrapped(text, style.width > 0 ? std::max(style.width, 24) : 1000)) result += part + "\n";
  return result;
}

}  // namespace

const ConditionedResults* conditioned_of(const Content& content, const ScenarioResults& scenario) {
  for (std::size_t s = 0; s < content.scenarios.size(); ++s)
    if (&content.scenarios[s] == &scenario) return content.conditioned_of(s);
  return nullptr;
}

std::int64_t paths_behind(const Content& content, const ScenarioResults& scenario) {
  const ConditionedResults* conditioned = conditioned_of(content, scenario);
  return conditioned ? std::llround(effective(*conditioned)) : scenario.n_paths - scenario.n_failed;
}

std::string paths_caption(const Content& content, const ScenarioResults& scenario, const Style& style) {
  const std::string counted = count_text(scenario.n_paths - scenario.n_failed), all = count_text(scenario.n_paths);
  std::string text = style.chinese ? fmt::format("{} 条路径中的 {} 条", all, counted) : fmt::format("{} of {} paths", counted, all);
  if (conditioned_of(content, scenario) == nullptr) return text;
  const std::string behind = count_text(paths_behind(content, scenario));
  return text + (style.chinese ? fmt::format("，按已公布数值加权（有效 {} 条）", behind) : fmt::format(", weighted by published values ({} effective)", behind));
}

std::string conditioned_line(const Content& content, const ScenarioResults& scenario, const Style& style) {
  const ConditionedResults* conditioned = conditioned_of(content, scenario);
  if (conditioned == nullptr) return {};
  const std::size_t count = conditioned->observed.size();
  const std::string& last = conditioned->observed.back().released;
  const std::string up_to = last.empty() ? "" : style.chinese ? fmt::format("（截至 {}）", last) : fmt::format(" up to {}", last);
  const std::string behind = count_text(paths_behind(content, scenario)), share = percent_text(effective_share(*conditioned, scenario));
  const std::string_view drawn = conditioned->proposal == "guided" ? words(style, ", drawn by a guided proposal", "，路径由引导式提议分布抽取") : std::string_view();
  return paragraph(style.chinese ? fmt::format("以 {} 个已公布数值为条件{}：加权后相当于 {} 条等权路径（{}）{}", count, up_to, behind, share, drawn)
                                 : fmt::format("conditioned on {} published value{}{}: worth {} paths of equal weight ({}){}", count, count == 1 ? "" : "s", up_to, behind, share, drawn),
                   style);
}

std::string conditioned_tables(const Content& content, const ScenarioResults& scenario, const Style& style) {
  const ConditionedResults* conditioned = conditioned_of(content, scenario);
  if (conditioned == nullptr) return {};
  const std::string updates = updates_table(*conditioned, scenario, style);
  return "\n" + values_table(*conditioned, style) + updates + "\n" + paragraph(conditioned_sentence(content, scenario, style), style);
}

std::string conditioned_sentence(const Content& content, const ScenarioResults& scenario, const Style& style) {
  const ConditionedResults* conditioned = conditioned_of(content, scenario);
  if (conditioned == nullptr) return {};
  const ReleaseRow& last = conditioned->releases.back();
  const std::string& date = conditioned->observed.back().released;
  const std::string what = date.empty() ? std::string(words(style, "The published values", "已公布数值")) : style.chinese ? date + " 公布的数值" : "What was published on " + date;
  if (has_exact(*conditioned))
    return style.chinese ? "精确数值由所列冲击逐路径反推，并按冲击的概率密度加权；若不加权则仅为固定外生化，概率没有意义。公布前的概率请另行运行不含[observed]的情景。"
                         : "Exact values are brought about by their shocks and weighted with the density of these; without the weights it would be a tune, whose probabilities mean nothing. For the "
                           "probabilities before, run the scenario without [observed].";
  const UpdateRow* most = nullptr;
  const TargetRow* target = nullptr;
  for (const TargetRow& row : scenario.targets) {
    if (row.lever) continue;
    const auto at = std::find_if(last.targets.begin(), last.targets.end(), [&](const UpdateRow& update) { return update.name == row.id; });
    if (at == last.targets.end() || is_noise(at->change, at->change_error) || (most != nullptr && std::abs(at->change) <= std::abs(most->change))) continue;
    most = &*at;
    target = &row;
  }
  if (most == nullptr) return style.chinese ? what + "没有使任何目标的实现概率发生超出模拟误差的变化。" : what + " changed the probability of no target by more than the simulation's own error.";
  const std::string name = title_of(style, target->title_en, target->title_zh, target->id), goal = goal_text(*target, style);
  const double points = 100 * std::abs(most->change);
  const int decimals = most->change_error < 0.0005 ? 2 : 1;
  const auto percent = [&](double p) { return p > 0 && p < 1 ? percent_text(p) : probability_text(p, std::nan(""), std::llround(last.effective_paths)).text; };
  return style.chinese ? fmt::format("{}使“{}”（{}）的实现概率{}了 {:.{}f} 个百分点，为 {}。", what, name, goal, most->change > 0 ? "提高" : "降低", points, decimals, percent(most->probability))
                       : fmt::format("{} {} the probability of '{}' ({}) by {:.{}f} percentage points, to {}.", what, most->change > 0 ? "raised" : "lowered", name, goal, points, decimals, percent(most->probability));
}

std::vector<std::string> conditioned_warnings(const Content& content, const ScenarioResults& scenario, const Style& style) {
  const ConditionedResults* conditioned = conditioned_of(content, scenario);
  if (conditioned == nullptr) return {};
  std::vector<std::string> warnings;
  if (std::string few = effective_warning(effective(*conditioned), scenario.n_paths - scenario.n_failed, conditioned->min_effective_share, conditioned->proposal == "guided", style); !few.empty()) warnings.push_back(std::move(few));
  // Of normal errors one in two million lies so far out.
  constexpr double most_errors = 5;
  for (const ObservedRow& row : conditioned->observed) {
    if (!(row.error > 0)) continue;
    const std::string& name = title_of(style, row.title_en, row.title_zh, row.measure);
    const int decimals = std::clamp(1 - static_cast<int>(std::floor(std::log10(row.error))), 0, 8);
    if (row.prior_sd == 0) {
      warnings.push_back(style.chinese ? fmt::format("“{}”在每条路径上相同，公布的数值不提供任何信息", name) : fmt::format("'{}' is the same on every path: what was published tells nothing", name));
    } else if (std::abs(row.mean - row.value) > most_errors * std::hypot(row.error, row.sd)) {
      const std::string value = number_text(row.value, decimals) + error_text(row.error, decimals), mean = number_text(row.mean, decimals) + error_text(row.sd, decimals);
      warnings.push_back(style.chinese ? fmt::format("“{}”公布为 {}，而以全部公布数值为条件时模型给出 {}：公布的数值之间、或与模型之间相互矛盾", name, value, mean)
                                       : fmt::format("'{}' was published as {}, but given all published values it is {}: the values contradict each other, or the model", name, value, mean));
    }
  }
  return warnings;
}

std::string effective_warning(double effective, std::int64_t paths, double wanted_share, bool guided, const Style& style) {
  if (effective / static_cast<double>(std::max<std::int64_t>(1, paths)) >= wanted_share) return {};
  const std::string behind = count_text(std::llround(effective)), all = count_text(paths), wanted = percent_text(wanted_share);
  const std::string_view advice = guided ? words(style, "take more paths, or check the values and their errors", "请增加路径数，或检查数值及其误差")
                                         : words(style, "proposal = \"guided\" in the scenario draws paths near the values; or take more paths, or check the values and their errors",
                                                 "可在情景中设 proposal = \"guided\"，使路径在已公布数值附近抽取；也可增加路径数，或检查数值及其误差");
  return style.chinese ? fmt::format("仅 {} 条有效路径（共 {} 条），低于 min_effective_share 要求的 {}：与已公布数值相符的路径太少；{}", behind, all, wanted, advice)
                       : fmt::format("{} effective of {} paths, fewer than the {} that min_effective_share wants: too few paths agree with the published values; {}", behind, all, wanted, advice);
}

}  // namespace jingchu::output
