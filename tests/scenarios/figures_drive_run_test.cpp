// The report's figures decide the plan that the engine runs.
#include <algorithm>
#include <cmath>

#include "tests/scenarios/support.hpp"

namespace jingchu::scenarios {
namespace {

using testing::shipped;

/// The shipped report with other figures, as a what-if beside it.
Scenario report_with(const std::string& figures) {
  const auto files = shipped();
  load_scenario(*files, "hubei-2024/report");
  std::vector<models::SourceText> texts;
  for (const models::SourceText* text : files->used()) texts.push_back(*text);
  const std::string report = texts.front().name;
  const std::string what_if = report.substr(0, report.rfind('/') + 1) + "what-if.toml";
  texts.push_back({what_if, "format = \"jingchu-scenario 1\"\nname = \"what-if\"\nextends = \"report.toml\"\n" +
                                (figures.empty() ? "" : "[figures_override]\n" + figures + "\n")});
  return load_scenario(*models::memory_store(std::move(texts)), what_if);
}

/// That scenario as the engine gets it.
class BoundRun {
 public:
  explicit BoundRun(const std::string& figures = {})
      : scenario_(report_with(figures)),
        compiled_(models::compile(*scenario_.model, scenario_.horizon, {}, measure_requests(scenario_))),
        plan_(models::bind(*scenario_.model, compiled_, scenario_.setting)) {}

  const engine::Plan& plan() const { return plan_; }
  const Scenario& scenario() const { return scenario_; }

  /// History of a variable, as handed to the engine.
  std::vector<double> history(const std::string& name) const {
    const auto& equations = compiled_.program.system().equations;
    const auto at = std::find_if(equations.begin(), equations.end(), [&](const auto& e) { return e.name == name; }) - equations.begin();
    const auto width = static_cast<std::size_t>(plan_.history_periods);
    const auto begin = plan_.history.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(at) * width);
    return {begin, begin + static_cast<std::ptrdiff_t>(width)};
  }
  double setting(const std::string& name) const {
    const auto at = std::find(compiled_.settings.begin(), compiled_.settings.end(), name);
    return at == compiled_.settings.end() ? NAN : plan_.settings[static_cast<std::size_t>(at - compiled_.settings.begin())];
  }
  /// The plan the model alone would give, without any figure of the report.
  engine::Plan plan_without_figures() const { return models::bind(*scenario_.model, compiled_, {}); }

 private:
  Scenario scenario_;
  models::CompiledModel compiled_;
  engine::Plan plan_;
};

const BoundRun& as_reported() {
  static const BoundRun run;
  return run;
}

/// Equal numbers, with NaN equal to NaN.
bool same(const std::vector<double>& a, const std::vector<double>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](double x, double y) { return x == y || (std::isnan(x) && std::isnan(y)); });
}

TEST(FiguresDriveTheRun, UnchangedOnesLeaveEveryBitOfTheModel) {
  const engine::Plan alone = as_reported().plan_without_figures();
  EXPECT_TRUE(same(as_reported().plan().history, alone.history));
  EXPECT_TRUE(same(as_reported().plan().settings, alone.settings));
  EXPECT_TRUE(same(as_reported().plan().series, alone.series));
}

TEST(FiguresDriveTheRun, AnotherGdpLevelScalesMoneyAndNoPrice) {
  const BoundRun run("gdp_level_2023 = 61383.3");   // 10 % more
  const auto before = as_reported().history("Y"), after = run.history("Y");
  for (std::size_t i = 0; i < before.size(); ++i) EXPECT_NEAR(after[i] / before[i], 1.1, 1e-14);
  EXPECT_NEAR(run.history("DEBT").back() / as_reported().history("DEBT").back(), 1.1, 1e-14);
  EXPECT_EQ(run.history("PC"), as_reported().history("PC"));
  EXPECT_EQ(run.history("U"), as_reported().history("U"));
}

TEST(FiguresDriveTheRun, AnotherGrowthOf2023MovesTheYearBeforeOnly) {
  const BoundRun run("gdp_growth_2023 = 5");
  const auto before = as_reported().history("Y"), after = run.history("Y");
  const std::size_t last = before.size() - 1;
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(after[last - i], before[last - i]) << "quarters of 2023";
  for (std::size_t i = 4; i < before.size() && i < 8; ++i) EXPECT_NEAR(after[last - i] / before[last - i], 1.06 / 1.05, 1e-14) << "quarters of 2022";
}

TEST(FiguresDriveTheRun, APlanLineReachesTheModelInItsUnit) {
  EXPECT_EQ(as_reported().setting("plan_ur_2024"), 13000);
  EXPECT_EQ(as_reported().setting("plan_tr_2024"), 3000);
  const BoundRun run("shortfall_projects_investment_target_2024 = 1.43\ntransport_projects_investment_target_2024 = 3300");
  EXPECT_NEAR(run.setting("plan_ur_2024"), 14300, 1e-9);
  EXPECT_EQ(run.setting("plan_tr_2024"), 3300);
  EXPECT_TRUE(same(run.plan().history, as_reported().plan().history));
}

TEST(FiguresDriveTheRun, AGrainFigureMovesHistoryAndTheConstantOfTheHarvest) {
  const BoundRun run("grain_output_2023 = 611");
  const double factor = 611 / 555.4;
  EXPECT_NEAR(run.setting("grain_base") / as_reported().setting("grain_base"), factor, 1e-14);
}

TEST(FiguresDriveTheRun, AChangedTargetMovesItsThreshold) {
  const BoundRun run("gdp_growth_target_2024 = 5\nsci_tech_sme_target_2024 = 4.2");
  engine::Plan plan;
  add_targets(run.scenario(), 0, plan);
  EXPECT_EQ(plan.targets.front().threshold, 5);
  const auto& targets = run.scenario().targets;
  std::size_t rule = 0;
  for (const Target& target : targets) {
    if (target.id == "sci_tech_sme_target_2024") {
      EXPECT_NEAR(plan.targets[rule].threshold, 42000, 1e-9);
    }
    rule += target.is_simulated();
  }
}

}  // namespace
}  // namespace jingchu::scenarios
