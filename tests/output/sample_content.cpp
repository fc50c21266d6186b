#include "tests/output/sample_content.hpp"

#include <cmath>
#include <limits>
#include <memory>
#include <tuple>

namespace jingchu::output::testing {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// A fan that widens with time around a growing centre. Standard normal quantiles of the sample's nine levels.
SeriesTable fan(int periods, double start, double growth, double spread, bool reported) {
  constexpr double scores[] = {-2.326, -1.645, -1.282, -0.674, 0, 0.674, 1.282, 1.645, 2.326};
  SeriesTable table;
  for (int t = 0; t < periods; ++t) {
    const double centre = start * std::pow(1 + growth, t), sd = spread * std::sqrt(t + 1.0);
    table.mean.push_back(centre);
    table.sd.push_back(sd);
    table.min.push_back(centre - 4 * sd);
    table.max.push_back(centre + 4 * sd);
    table.mean_se.push_back(sd / 100);
    table.n.push_back(9997);
  }
  if (!reported) return table;
  for (const double score : scores) {
    for (int t = 0; t < periods; ++t) {
      table.quantiles.push_back(table.mean[static_cast<std::size_t>(t)] + score * table.sd[static_cast<std::size_t>(t)]);
      table.quantile_errors.push_back(table.sd[static_cast<std::size_t>(t)] / 70);
    }
  }
  return table;
}

TargetRow simulated(const std::string& id, const std::string& en, const std::string& zh, const std::string& tier, double probability, double threshold) {
  TargetRow row;
  row.id = id;
  row.title_en = en;
  row.title_zh = zh;
  row.sense = "at least";
  row.unit = "percent";
  row.unit_zh = "%";
  row.tier = tier;
  row.section = "2.p3";
  row.ease = "level";
  row.status = "simulated";
  row.measure = "annual_growth(Y, 2024)";
  row.line = 21;
  row.probability = probability;
  row.standard_error = std::sqrt(probability * (1 - probability) / 9997);
  row.lower_bound = probability * 0.9997;
  row.upper_bound = probability * 0.9997 + 0.0003;
  row.probability_with_tolerance = probability;
  row.mean = threshold - 0.1;
  row.threshold = threshold;
  row.upper = nan;
  for (int i = -4; i <= 4; ++i) row.value_quantiles.push_back(row.mean + 0.3 * i);
  row.n_paths = 9997;
  return row;
}

TargetRow not_simulated() {
  TargetRow row;
  row.id = "forest_area_2024";
  row.title_en = "Afforested area";
  row.title_zh = "造林面积";
  row.sense = "at least";
  row.unit = "mu_1e4";
  row.unit_zh = "万亩";
  row.tier = "D";
  row.ease = "new";
  row.status = "not simulated";
  row.reason = "the model has no land use";
  row.reason_zh = "模型不含土地利用";
  row.threshold = 200;
  row.probability = row.standard_error = row.lower_bound = row.upper_bound = row.probability_with_tolerance = row.mean = row.upper = nan;
  return row;
}

ScenarioResults scenario(const Content& content, const std::string& name, double push) {
  ScenarioResults s;
  s.name = name;
  s.title_en = "Report of 2024, " + name;
  s.title_zh = "2024年报告：" + name;
  s.asks_en = "how likely are the targets";
  s.asks_zh = "各项目标能否实现";
  s.n_paths = 10000;
  s.n_failed = 3;
  s.variables = {fan(content.time.count, 13950 + push, 0.0148, 90, true), fan(content.time.count, 0.02, 0, 0.004, false), fan(content.time.count, 2100, 0.01, 30, true)};
  s.annual_variables = {fan(content.years.count, 55803 + push, 0.06, 300, true), fan(content.years.count, 0.02, 0, 0.003, false), fan(content.years.count, 8500, 0.04, 90, true)};
  s.annual_measures = {fan(content.years.count, 5.9 + push / 1000, -0.02, 0.4, true)};
  s.targets = {simulated("gdp_growth_target_2024", "Gross regional product - real growth", "地区生产总值增速", "A", 0.4312, 6),
               simulated("retail_growth_target_2024", "Retail sales growth", "社会消费品零售总额增速", "A", 1, 8),
               simulated("urban_jobs_target_2024", "New urban jobs", "城镇新增就业", "B", 0, 92), not_simulated(),
               simulated("transport_projects_investment_target_2024", "Investment in transport projects", "交通投资", "", 1, 2000)};
  s.targets[1].ease = "slack";
  s.targets[2].ease = "stretch";
  s.targets[2].unit = "persons_1e4";
  s.targets[2].unit_zh = "万人";
  s.targets[2].tolerance = 2;
  s.targets[2].probability_with_tolerance = 0.2;
  s.targets[2].judgement = "elasticity from two surveys";
  s.targets[4].lever = true;
  s.targets[4].status = "lever";
  s.targets[4].unit = "CNY_1e8";
  s.targets[4].unit_zh = "亿元";
  s.joint = {{"A", 0.4312, 0.00495, 0.431, 0.4314}, {"A+B", 0, 0, 0, 0.0003}};
  s.targets_met = {0, 0.5688, 0.4312, 0};
  LeverRow lever{"voucher", "Consumption vouchers", "消费券", "CNY_1e8", {}, 14, "亿元"};
  for (int t = 0; t < content.time.count; ++t) lever.value.push_back(t < 4 ? 114 : 14);
  s.levers = {lever};
  s.failures = {{17, "not converged", "CC", 3}, {4711, "not finite", "st", 9}, {9002, "not converged", "CC", 3}};
  s.failed_by_kind = {{"not converged", 2}, {"not finite", 1}};
  s.failed_by_equation = {{"CC @ 2024Q4", 2}, {"st @ 2026Q2", 1}};
  s.identities = {{"sectors", 3.6e-12}, {"uses", 0}};
  return s;
}

DifferenceTable differences(int periods, std::size_t levels, double mean) {
  DifferenceTable table;
  for (int t = 0; t < periods; ++t) {
    table.series.mean.push_back(mean * (t + 1));
    table.series.sd.push_back(3);
    table.series.min.push_back(mean - 12);
    table.series.max.push_back(mean + 12);
    table.series.mean_se.push_back(0.03);
    table.series.n.push_back(9996);
    table.greater.push_back(0.75);
    table.less.push_back(0.125);
  }
  for (std::size_t q = 0; q < levels; ++q) {
    for (int t = 0; t < periods; ++t) table.series.quantiles.push_back(mean + static_cast<double>(q) - 4);
  }
  return table;
}

}  // namespace

Content sample_content() {
  Content content;
  content.title_en = "Hubei, report of January 2024";
  content.title_zh = "湖北省2024年政府工作报告";
  content.levels = {0.01, 0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95, 0.99};
  content.time = {4, 2024 * 4, 28};
  content.years = {1, 2024, 7};
  content.history_time = {4, 2019 * 4, 20};
  content.variables = {{"Y", "Gross regional product", "地区生产总值", "CNY_1e8", "real 2023", "flow", "sum", "by uses", true, 1.25, "亿元"},
                       {"st", "Financial stress", "金融压力", "", "", "index", "mean", "", false, 0, ""},
                       {"t_drive", "Travel time", "通行时间", "minutes", "", "stock", "end", "", true, 0.5, "分钟"}};
  content.measures = {{"gdp_growth", "Growth of gross regional product", "地区生产总值增速", "percent", "", "", "", "", true, 0.01, "%"}};
  content.history.assign(3, std::vector<double>(20, nan));
  for (std::size_t t = 0; t < 20; ++t) {
    content.history[0][t] = 10900 + 160 * static_cast<double>(t) - (t == 4 ? 3000 : 0);
    if (t > 2) content.history[2][t] = 2000 + 5 * static_cast<double>(t);
  }
  content.scenarios = {scenario(content, "report", 0), scenario(content, "investment-push", 120)};
  // The second scenario lacks a target, has another order and knows a target of its own.
  auto& targets = content.scenarios[1].targets;
  targets.erase(targets.begin() + 1);
  std::swap(targets[0], targets[1]);
  targets.push_back(simulated("rd_share_target_2024", "R&D share", "研发投入强度", "C", 0.7, 2.6));
  content.scenarios[1].targets_met = {0.1, 0.9};
  content.scenarios[1].failed_by_kind.erase("not finite");
  Provenance& p = content.provenance;
  p.engine_version = "0.1.0";
  p.git_sha1 = "0123456789abcdef0123456789abcdef01234567";
  p.build = "g++ 12.2 -O3";
  p.model_name = "hubei";
  p.model_sha256 = std::string(64, 'a');
  p.scenario_sha256 = std::string(64, 'b');
  p.data_sha256 = std::string(64, 'c');
  p.seed = 20240130;
  p.n_paths = 10000;
  p.n_failed = 3;
  p.scenario_texts = {{"report.toml", "format = \"jingchu-scenario 1\"\n# 报告\n", "application/toml"}, {"what-if.toml", "extends = \"report.toml\"\n", "application/toml"}};
  p.model_texts = {{"model.toml", "format = \"jingchu-model 1\"\n", "application/toml"}};
  p.data_texts = {{"history.csv", "variable,2023Q4\nY,14000\n", "text/csv"}, {"empty.csv", "", "text/csv"}};
  p.effective_scenario = "format = \"jingchu-scenario 1\"\nname = \"report\"\n";
  p.targets_csv = "scenario,target,figure\nreport,gdp_growth_target_2024,gdp_growth_target_2024\n";
  p.model_csv = "name,kind,formula\nY,variable,Y = C\n";
  p.parameters_csv = "name,value\nc1,0.33\n";
  return content;
}

Content compared_content() {
  Content content = sample_content();
  ContrastResults& c = content.contrasts.emplace_back();
  ScenarioResults& push = content.scenarios[1];
  c.scenario = push.name;
  c.title_en = push.title_en = "Push";
  c.title_zh = push.title_zh = "加大投资";
  c.n_paths = 9996;
  const std::size_t levels = content.levels.size();
  c.variables = {differences(28, levels, 1.5), {}, differences(28, levels, 0.01)};
  c.annual_variables = {differences(7, levels, 6), {}, differences(7, levels, 0.01)};
  c.annual_measures = {differences(7, levels, 0.2)};
  c.targets = {{"gdp_growth_target_2024", 0.4312, 0.4912, 0.06, 0.0024, 0.007, 620, 20},
               {"urban_jobs_target_2024", 0, 0, 0, 0.0001, 0.00014, 0, 0},
               {"transport_projects_investment_target_2024", 0.5, 1, 0.5, 0.005, 0.005, 4998, 0}};
  c.joint = {{"A", 0.43, 0.431, 0.001, 0.0008, 0.007, 40, 30}};
  return content;
}

Content conditioned_content() {
  Content content = sample_content();
  ConditionedResults& c = content.conditioned.emplace_back();
  c.scenario = 1;
  c.proposal = "model";
  c.min_effective_share = 0.05;
  c.mean_weight = 0.25;
  c.failed_weight = 3;
  c.observed = {{"Y[2024Q1]", "Product, first quarter", "一季度产值", "CNY_1e8", "亿元", "", "2024-04-18", 13100, 40, 0, 13000, 90, 13090, 37},
                {"cumulative(Y, 2024Q1, 2024Q2)", "Product, first half", "上半年产值", "CNY_1e8", "亿元", "", "2024-07-18", 26500, 60, 5, 26300, 170, 26480, 55}};
  const ScenarioResults& scenario = content.scenarios[1];
  for (const auto& [name, observations, effective, log] : {std::tuple{"before", 0, 9997.0, 0.0}, {"2024-04-18", 1, 6000.0, -5.25}, {"2024-07-18", 1, 3000.0, -11.5}}) {
    ReleaseRow& release = c.releases.emplace_back();
    release.name = name;
    release.observations = observations;
    release.effective_paths = effective;
    release.log_likelihood = log;
    release.log_likelihood_error = observations * 0.01;
    for (const auto& target : scenario.targets)
      if (target.status != "not simulated") release.targets.push_back({target.id, 0.5 + log / 100, 0.004, observations > 0 ? -0.06 : nan, observations > 0 ? 0.005 : nan});
    for (const auto& row : scenario.joint) release.joint.push_back({row.tier_set, 0.3, 0.003, observations > 0 ? 0.0 : nan, observations > 0 ? 0.004 : nan});
  }
  return content;
}

namespace {

/// Paths whose values are made up from their numbers.
class MadeUp final : public PathReader {
 public:
  MadeUp(std::size_t variables, std::size_t periods) : variables_(variables), periods_(periods) {}
  void read(std::size_t scenario, engine::PathRange paths, std::span<float* const> out, double* weights) override { fill(scenario, paths, out, weights); }
  void read(std::size_t scenario, engine::PathRange paths, std::span<double* const> out, double* weights) override { fill(scenario, paths, out, weights); }

 private:
  template <class Real>
  void fill(std::size_t scenario, engine::PathRange paths, std::span<Real* const> out, double* weights) const {
    for (std::int64_t path = paths.first; path < paths.end; ++path) {
      const auto row = static_cast<std::size_t>(path - paths.first);
      for (std::size_t v = 0; v < variables_; ++v)
        for (std::size_t t = 0; t < periods_; ++t) out[v][row * periods_ + t] = static_cast<Real>(100 * static_cast<double>(v + scenario) + std::sin(static_cast<double>(path)) + static_cast<double>(t) / 10);
      if (weights != nullptr) weights[row] = 0.5 + 0.5 * std::sin(static_cast<double>(path));
    }
  }
  std::size_t variables_, periods_;
};

}  // namespace

PathSource made_up_paths(const Content& content) {
  PathSource source;
  source.reader = [variables = content.kept.variables.size(), periods = static_cast<std::size_t>(content.time.count)] { return std::make_unique<MadeUp>(variables, periods); };
  return source;
}

}  // namespace jingchu::output::testing
