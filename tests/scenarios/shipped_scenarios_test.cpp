#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include "tests/scenarios/support.hpp"

namespace jingchu::scenarios {
namespace {

using testing::shipped;

const std::filesystem::path folder = std::filesystem::path(JINGCHU_SOURCE_DIR) / "scenarios/library/hubei-2024";

std::vector<std::string> shipped_names() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".toml") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// A shipped scenario, loaded once for all tests.
const Scenario& load_shipped(const std::string& name) {
  static std::map<std::string, Scenario> loaded;
  const auto have = loaded.find(name);
  if (have != loaded.end()) return have->second;
  return loaded.emplace(name, load_scenario(*shipped(), "hubei-2024/" + name)).first->second;
}

TEST(ShippedScenarios, AtLeastEighteenWhatIfsStandBesideTheReport) { EXPECT_GE(shipped_names().size(), 19u); }

TEST(ShippedScenarios, EveryOneLoadsAndAsksInBothLanguages) {
  std::set<std::string> questions;
  for (const std::string& name : shipped_names()) {
    const Scenario& s = load_shipped(name);
    EXPECT_EQ(s.name, name == "report" ? "hubei-2024-report" : name);
    EXPECT_FALSE(s.asks.empty() || s.asks_zh.empty()) << name;
    EXPECT_NE(s.asks, s.asks_zh) << name;
    EXPECT_NE(s.title.zh, s.title.en) << name;
    EXPECT_TRUE(questions.insert(s.asks).second) << name << " asks what another one asks";
  }
}

TEST(ShippedScenarios, EveryWhatIfChangesSomethingOfTheReport) {
  const Scenario& report = load_shipped("report");
  for (const std::string& name : shipped_names()) {
    if (name == "report") continue;
    const Scenario& s = load_shipped(name);
    EXPECT_FALSE(s.extends.empty()) << name;
    EXPECT_TRUE(s.setting.levers != report.setting.levers || s.setting.tunes != report.setting.tunes || s.setting.anchors != report.setting.anchors) << name;
    EXPECT_EQ(s.targets.size(), report.targets.size()) << name;
    EXPECT_EQ(s.seed, report.seed) << name << ": scenarios are compared on common draws";
  }
}

TEST(ShippedScenarios, EveryoneStandsInTheReadme) {
  std::ifstream file(folder / "README.md");
  const std::string readme{std::istreambuf_iterator<char>(file), {}};
  for (const std::string& name : shipped_names()) {
    EXPECT_NE(readme.find("`" + name + (name == "report" ? ".toml`" : "`")), std::string::npos) << name;
  }
}

TEST(ShippedScenarios, AllOfThemShareOneCompiledModel) {
  std::set<std::string> held;
  for (const std::string& name : shipped_names()) {
    for (const auto& [variable, values] : load_shipped(name).setting.tunes) held.insert(variable);
  }
  const Scenario& report = load_shipped("report");
  const models::CompiledModel compiled = models::compile(*report.model, report.horizon, held, measure_requests(report));
  for (const std::string& name : shipped_names()) {
    const Scenario& s = load_shipped(name);
    engine::Plan plan = models::bind(*s.model, compiled, s.setting);
    const auto first = std::find_if(compiled.outputs.begin(), compiled.outputs.end(), [](const auto& o) { return o.request == 0; });
    add_targets(s, static_cast<int>(first - compiled.outputs.begin()), plan);
    EXPECT_EQ(plan.targets.size(), 42u) << name;
    EXPECT_LT(plan.targets.back().output, static_cast<int>(compiled.outputs.size())) << name;
    EXPECT_THAT(plan.target_sets, ::testing::SizeIs(3)) << name;
  }
}

TEST(ReportScenario, ScoresOrExcusesAll48TargetsOfTheReport) {
  Diagnostics remarks;
  const Scenario report = load_scenario(*shipped(), "hubei-2024/report", {}, &remarks);
  std::set<std::string> ids;
  std::map<std::string, int> tiers;
  int simulated = 0;
  for (const Target& target : report.targets) {
    ASSERT_NE(target.figure, nullptr) << target.id;
    EXPECT_EQ(target.figure->kind, "target_2024") << target.id;
    EXPECT_EQ(target.figure->simulate, target.is_simulated()) << target.id;
    EXPECT_EQ(target.is_simulated(), target.reason.zh.empty()) << target.id;
    EXPECT_EQ(target.is_simulated(), target.reason.en.empty()) << target.id;
    EXPECT_FALSE(target.ease.empty()) << target.id;
    ids.insert(target.id);
    ++tiers[target.tier];
    simulated += target.is_simulated();
  }
  EXPECT_EQ(ids.size(), 48u);
  EXPECT_EQ(simulated, 42);
  EXPECT_EQ(tiers, (std::map<std::string, int>{{"A", 7}, {"B", 20}, {"C", 15}, {"D", 6}}));
  for (const Diagnostic& remark : remarks.list()) EXPECT_EQ(remark.problem.find("is not among"), std::string::npos) << remark.problem;
}

TEST(ReportScenario, SixTargetsAreLeversTenAreSlack) {
  const Scenario& report = load_shipped("report");
  std::set<std::string> levers;
  int slack = 0;
  for (const Target& target : report.targets) {
    if (target.lever) levers.insert(target.id);
    slack += target.ease == "slack";
  }
  EXPECT_EQ(levers, (std::set<std::string>{"new_loans_target_2024", "enterprise_cost_reduction_target_2024", "industrial_projects_investment_target_2024",
                                           "transport_projects_investment_target_2024", "new_infrastructure_investment_target_2024",
                                           "shortfall_projects_investment_target_2024"}));
  EXPECT_EQ(slack, 10);
}

TEST(ReportScenario, TheSideOfATargetAgreesWithTheWordsOfTheReport) {
  for (const Target& target : load_shipped("report").targets) {
    if (target.figure->bound == "ge") {
      EXPECT_EQ(target.sense, Sense::at_least) << target.id;
    }
    if (target.figure->bound == "le") {
      EXPECT_EQ(target.sense, Sense::at_most) << target.id;
    }
  }
}

TEST(ReportScenario, AboutGoalsHaveTheTolerancesOfTheScoring) {
  std::map<std::string, double> tolerances;
  for (const Target& target : load_shipped("report").targets) {
    if (target.tolerance > 0) tolerances[target.id] = target.tolerance;
  }
  EXPECT_EQ(tolerances, (std::map<std::string, double>{{"urban_unemployment_rate_target_2024", 0.2}, {"cpi_inflation_target_2024", 0.2},
                                                       {"energy_intensity_change_target_2024", 0.2}, {"income_gdp_growth_gap_target_2024", 0.5}}));
}

TEST(ReportScenario, EveryAnchorOfTheModelWithAFigureIsMapped) {
  const Scenario& report = load_shipped("report");
  // Levels that the report leaves out: it gives their growth only.
  const std::set<std::string> without_figure = {"retail_level", "revenue_level"};
  for (const models::Anchor& anchor : report.model->anchors) {
    EXPECT_NE(report.setting.anchors.count(anchor.name), without_figure.count(anchor.name)) << anchor.name;
  }
  for (const auto& [name, id] : report.baseline) EXPECT_NE(report.figures->find(id), nullptr) << name;
}

TEST(ReportScenario, AnchorsGetExactlyTheBaseTheHistoryWasMadeWith) {
  const Scenario& report = load_shipped("report");
  for (const models::Anchor& anchor : report.model->anchors) {
    const auto value = report.setting.anchors.find(anchor.name);
    if (value != report.setting.anchors.end()) {
      EXPECT_EQ(value->second, anchor.base) << anchor.name;
    }
  }
}

TEST(ReportScenario, FiguresGiveParametersAndLeversWhatTheModelItselfHolds) {
  const Scenario& report = load_shipped("report");
  for (const models::Parameter& parameter : report.model->parameters) {
    const auto value = report.setting.parameters.find(parameter.name);
    if (value != report.setting.parameters.end()) {
      EXPECT_EQ(value->second, parameter.value) << parameter.name;
    }
  }
  for (const models::Lever& lever : report.model->levers) {
    const auto course = report.setting.levers.find(lever.name);
    if (course != report.setting.levers.end()) {
      EXPECT_THAT(course->second, ::testing::Each(lever.standard)) << lever.name;
    }
  }
}

}  // namespace
}  // namespace jingchu::scenarios
