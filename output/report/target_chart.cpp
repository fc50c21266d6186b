#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "output/report/charts.hpp"
#include "output/report/conditioned.hpp"
#include "output/report/display_width.hpp"
#include "output/report/number_text.hpp"
#include "output/report/svg.hpp"
#include "output/report/target_groups.hpp"

namespace jingchu::output {

namespace {

constexpr double width = 960, top = 112, row_height = 26, heading_height = 38, foot = 64;
constexpr double bars_left = 430, bars_right = 800;
constexpr int label_columns = 58;   // of a font of 13 pixels, left of the bars

/// A bar with its label, or a heading when it has no probability text.
struct Row {
  std::string label, goal;
  ProbabilityText odds;
  double probability = 0, error = 0;
  std::string color;
};

std::string color_of(const std::string& group) {
  if (group == "stretch") return "#c65d3b";
  if (group == "level") return "#3f7cb4";
  if (group == "new") return "#7a6aa8";
  if (group == "slack") return "#79a37d";
  return group == "lever" ? "#b5b5b5" : "#3f7cb4";
}

std::vector<Row> rows_of(const Content& content, const ScenarioResults& scenario, const Style& style) {
  const std::int64_t paths = paths_behind(content, scenario);
  std::vector<Row> rows;
  for (const auto& group : target_groups(scenario)) {
    if (group.id == "not_simulated") continue;
    rows.push_back({std::string(words(style, group.english, group.chinese)), {}, {}, 0, 0, {}});
    for (const TargetRow* target : group.targets) {
      rows.push_back({title_of(style, target->title_en, target->title_zh, target->id), goal_text(*target, style),
                      probability_text(target->probability, target->standard_error, paths), target->probability, target->standard_error, color_of(group.id)});
    }
  }
  if (scenario.joint.empty()) return rows;
  rows.push_back({std::string(words(style, "On the same path", "同一路径上同时实现")), {}, {}, 0, 0, {}});
  for (const auto& joint : scenario.joint) {
    rows.push_back({tier_set_text(joint.tier_set, style), {}, probability_text(joint.probability, joint.standard_error, paths),
                    joint.probability, joint.standard_error, "#303a4a"});
  }
  return rows;
}

double place(double share) { return bars_left + std::clamp(share, 0.0, 1.0) * (bars_right - bars_left); }

void draw_row(Svg& svg, const Row& row, double y) {
  const int goal_columns = display_width(row.goal);
  svg.text({32, y + 5}, shortened(row.label, std::max(12, label_columns - goal_columns - 2)), {13, "#333333", "start", false});
  svg.text({bars_left - 14, y + 5}, row.goal, {13, "#777777", "end", false});
  svg.rectangle(bars_left, y - 8, bars_right - bars_left, 16, "#f0f0f0", 2);
  if (std::isnan(row.probability)) return;
  svg.rectangle(bars_left, y - 8, place(row.probability) - bars_left, 16, row.color, 2);
  if (row.error > 0) {
    // 95 % of the sampling error alone.
    const double low = place(row.probability - 1.96 * row.error), high = place(row.probability + 1.96 * row.error);
    if (high - low > 3) {
      svg.line({low, y}, {high, y}, {"#1a1a1a", 1.2, ""});
      svg.line({low, y - 4}, {low, y + 4}, {"#1a1a1a", 1.2, ""});
      svg.line({high, y - 4}, {high, y + 4}, {"#1a1a1a", 1.2, ""});
    }
  }
  svg.text({bars_right + 12, y + 5}, row.odds.text, {13, "#222222", "start", true});
}

}  // namespace

std::string target_chart(const Content& content, const Style& style, std::size_t scenario) {
  const ScenarioResults& results = content.scenarios.at(scenario);
  const auto rows = rows_of(content, results, style);
  double height = top + foot;
  for (const auto& row : rows) height += row.color.empty() ? heading_height : row_height;

  const std::string title(words(style, "How likely is each target?", "各项目标的实现概率"));
  const std::string subtitle = title_of(style, results.title_en, results.title_zh, results.name);
  Svg svg(width, height, title, subtitle);
  svg.text({32, 42}, title, {22, "#1a1a1a", "start", true});
  svg.text({32, 66}, subtitle, {14, "#666666", "start", false});
  for (const double share : {0.0, 0.25, 0.5, 0.75, 1.0}) {
    svg.line({place(share), top - 14}, {place(share), height - foot + 8}, {share == 0.0 ? "#999999" : "#e0e0e0", 1, ""});
    svg.text({place(share), top - 22}, fmt::format("{:.0f} %", 100 * share), {12, "#777777", "middle", false});
  }
  double y = top;
  for (const auto& row : rows) {
    if (row.color.empty()) {
      svg.rectangle(bars_left - 2, y, width - bars_left, heading_height - 14, "#ffffff");
      svg.text({32, y + 20}, row.label, {13, "#1a1a1a", "start", true});
      y += heading_height;
    } else {
      draw_row(svg, row, y + 4);
      y += row_height;
    }
  }
  svg.text({32, height - 18}, fmt::format("{} · {} {} · jingchu {} · {}", paths_caption(content, results, style), words(style, "seed", "种子"), content.provenance.seed, content.provenance.engine_version, results.name),
           {11, "#8a8a8a", "start", false});
  return std::move(svg).finish();
}

}  // namespace jingchu::output
