#include "tests/output/sound_content.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <tuple>

#include "output/results/results_file.hpp"
#include "tests/output/sample_content.hpp"

namespace jingchu::output::testing {

namespace {

/// The differences that two tables have when the other is the base moved by `by` on every path, give or take `sd`.
DifferenceTable moved(const SeriesTable& base, std::size_t levels, double by, double sd) {
  const std::size_t count = base.mean.size();
  DifferenceTable table;
  table.series = {std::vector<double>(count, by), std::vector<double>(count, sd), std::vector<double>(count, by - 2 * sd), std::vector<double>(count, by + 2 * sd), std::vector<double>(count, sd / 100), base.n, {}, {}};
  for (std::size_t level = 0; level < levels; ++level) table.series.quantiles.insert(table.series.quantiles.end(), count, by + sd * (static_cast<double>(level) / 4 - 1));
  table.greater.assign(count, by > 2 * sd ? 1 : 0);
  table.less.assign(count, 0);
  return table;
}

}  // namespace

Content sound_content() {
  Content content = sample_content();
  content.scenarios.resize(1);
  auto& s = content.scenarios[0];
  for (std::size_t v = 0; v < content.variables.size(); ++v) {
    auto& years = s.annual_variables[v];
    for (std::size_t y = 0; y < 7; ++y) {
      const auto& mean = s.variables[v].mean;
      const double sum = mean[4 * y] + mean[4 * y + 1] + mean[4 * y + 2] + mean[4 * y + 3];
      const auto& rule = content.variables[v].annual_rule;
      const double shift = (rule == "sum" ? sum : rule == "end" ? mean[4 * y + 3] : sum / 4) - years.mean[y];
      for (auto* column : {&years.mean, &years.min, &years.max}) (*column)[y] += shift;
      for (std::size_t level = 0; level < 9 && !years.quantiles.empty(); ++level) years.quantiles[level * 7 + y] += shift;
    }
  }
  set_hits(s.targets[0], 4311);
  for (const auto& [target, hits, by] : {std::tuple{1, 9997.0, 5.0}, {2, 0.0, -5.0}, {4, 9997.0, 5.0}}) {
    TargetRow& row = s.targets[static_cast<std::size_t>(target)];
    set_hits(row, hits);
    for (double& value : row.value_quantiles) value += by;
  }
  s.targets[2].probability_with_tolerance = 2000.0 / 9997;
  // As the table of years has it.
  s.targets[4].measure = "gdp_growth[2025]";
  s.targets[4].unit = "percent";
  s.targets[4].mean = s.annual_measures[0].mean[1];
  s.targets[4].threshold = 4;
  for (std::size_t q = 0; q < 9; ++q) s.targets[4].value_quantiles[q] = s.annual_measures[0].quantiles[q * 7 + 1];
  set_hits(s.joint[0], 4311);
  set_hits(s.joint[1], 0);
  s.targets_met = {0, 5686.0 / 9997, 4311.0 / 9997, 0};
  auto& p = content.provenance;
  p.model_sha256 = sha256_hex(p.model_texts[0].text);
  p.data_sha256 = sha256_hex(p.data_texts[0].text);
  p.scenario_sha256 = sha256_hex(p.effective_scenario);
  return content;
}

Content sound_comparison() {
  Content content = sound_content();
  content.scenarios.push_back(ScenarioResults(content.scenarios[0]));
  ScenarioResults& other = content.scenarios[1];
  other.name = "push";
  const auto move = [](SeriesTable& table, double by) {
    for (auto* column : {&table.mean, &table.min, &table.max, &table.quantiles})
      for (double& value : *column) value += by;
  };
  move(other.variables[0], 10);
  move(other.annual_variables[0], 40);
  set_hits(other.targets[0], 4411);
  set_hits(other.joint[0], 4411);
  other.targets_met = {0, 5586.0 / 9997, 4411.0 / 9997, 0};
  content.provenance.n_failed = 6;
  ContrastResults& c = content.contrasts.emplace_back();
  c.scenario = "push";
  c.title_en = other.title_en;
  c.title_zh = other.title_zh;
  c.n_paths = 9997;
  const std::size_t levels = content.levels.size();
  const ScenarioResults& first = content.scenarios[0];
  c.variables = {moved(first.variables[0], levels, 10, 1), {}, moved(first.variables[2], levels, 0, 0)};
  c.annual_variables = {moved(first.annual_variables[0], levels, 40, 3), {}, moved(first.annual_variables[2], levels, 0, 0)};
  c.annual_measures = {moved(first.annual_measures[0], levels, 0, 0)};
  const auto row = [](const std::string& name, const auto& base_row, const auto& other_row, std::int64_t gained, std::int64_t lost) {
    return ChangeRow{name, base_row.probability, other_row.probability, static_cast<double>(gained - lost) / 9997, 0.001, std::hypot(base_row.standard_error, other_row.standard_error), gained, lost};
  };
  c.targets = {row(first.targets[0].id, first.targets[0], other.targets[0], 120, 20), row(first.targets[1].id, first.targets[1], other.targets[1], 0, 0)};
  c.joint = {row("A", first.joint[0], other.joint[0], 100, 0)};
  return content;
}

std::string as_text(const std::vector<Finding>& findings) {
  std::string text;
  for (const auto& finding : findings) text += finding.check + ": " + finding.place + ": " + finding.problem + "\n";
  return text;
}

}  // namespace jingchu::output::testing
