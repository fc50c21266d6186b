#include <cmath>
#include <map>
#include <set>

#include "tests/scenarios/support.hpp"

namespace jingchu::scenarios {
namespace {

using testing::shipped;

const FigureTable& figures() {
  static const FigureTable table = [] {
    const auto store = shipped();
    const models::SourceText& report = store->read("hubei-2024/report", "", models::SourceStore::Kind::scenario, {});
    return read_figures(*store, "figures.csv", report.name, {});
  }();
  return table;
}

/// Value of a figure, in its own unit or converted.
double v(const std::string& id, const std::string& unit = {}) {
  const Figure* figure = figures().find(id);
  if (!figure) {
    ADD_FAILURE() << "no figure " << id;
    return NAN;
  }
  if (unit.empty()) return figure->value;
  const auto factor = figures().units.factor(figure->unit, unit);
  if (!factor) ADD_FAILURE() << id << " does not convert to " << unit;
  return figure->value * factor.value_or(NAN);
}

TEST(ShippedFigures, All367AreThereWithTheirKinds) {
  std::map<std::string, int> kinds;
  for (const Figure& figure : figures().figures) ++kinds[figure.kind];
  EXPECT_EQ(figures().figures.size(), 367u);
  const std::map<std::string, int> expected = {{"baseline_2023", 166}, {"instrument_2023", 47}, {"programme_2024", 47},
                                               {"target_2024", 48},   {"rank", 31},            {"other", 28}};
  EXPECT_EQ(kinds, expected);
}

TEST(ShippedFigures, EveryOneHasBothNamesAKnownUnitAndAPlaceInTheReport) {
  for (const Figure& figure : figures().figures) {
    EXPECT_FALSE(figure.label.zh.empty() || figure.label.en.empty()) << figure.id;
    EXPECT_TRUE(figures().units.units.count(figure.unit)) << figure.id << ": " << figure.unit;
    EXPECT_FALSE(figure.section.empty()) << figure.id;
    EXPECT_GT(figure.line, 0) << figure.id;
    EXPECT_GT(figure.place.line, 1) << figure.id;
  }
}

TEST(ShippedFigures, FortyTwoTargetsCanBeSimulated) {
  int simulated = 0;
  for (const Figure& figure : figures().figures) simulated += figure.kind == "target_2024" && figure.simulate;
  EXPECT_EQ(simulated, 42);
}

TEST(ShippedFigures, KeepTheReportsOwnNumbers) {
  EXPECT_EQ(v("gdp_level_2023"), 55803);
  EXPECT_EQ(v("gdp_growth_2023"), 6);
  EXPECT_EQ(v("shortfall_projects_investment_target_2024"), 1.3);
  EXPECT_EQ(v("energy_intensity_change_target_2024"), -2.5);
  EXPECT_EQ(v("grain_output_2023"), 555.4);
}

TEST(UnitTable, ConvertsInsideADimensionAndNotAcross) {
  const UnitTable& units = figures().units;
  EXPECT_EQ(units.factor("CNY_1e12", "CNY_1e8"), 10000);
  EXPECT_EQ(units.factor("CNY_1e8", "CNY_1e8"), 1);
  EXPECT_EQ(units.factor("count_1e4", "count"), 10000);
  EXPECT_EQ(units.factor("percent", "pp"), 1);
  EXPECT_EQ(units.factor("percent", "1"), 0.01);
  EXPECT_EQ(units.factor("t_1e4", "jin_1e8"), 0.2);
  EXPECT_EQ(units.factor("CNY_1e8", "percent"), std::nullopt);
  EXPECT_EQ(units.factor("persons_1e4", "count_1e4"), std::nullopt);
  EXPECT_EQ(units.factor("furlong", "furlong"), std::nullopt);
}

// What follows from the report's own numbers, to the digits usually quoted.

TEST(CrossChecks, GrowthGapsImplyNationalGrowth) {
  const std::vector<std::pair<std::string, double>> national = {
      {"gdp", 5.2},           {"fai", 3.0},         {"retail_sales", 7.2},       {"general_public_revenue", 6.4}, {"industrial_va", 4.6},
      {"private_fai", -0.4},  {"trade", 0.2},       {"disposable_income", 6.3},  {"industrial_tech_upgrade_fai", 4.7}};
  for (const auto& [name, expected] : national) {
    EXPECT_NEAR(v(name + "_growth_2023") - v(name + "_growth_gap_vs_china_2023"), expected, 1e-9) << name;
  }
}

TEST(CrossChecks, GdpOf2022And2024FollowFromLevelAndGrowth) {
  const double level = v("gdp_level_2023");
  const double target = level * (1 + v("gdp_growth_target_2024", "1"));
  EXPECT_EQ(std::round(level / (1 + v("gdp_growth_2023", "1"))), 52644);
  EXPECT_EQ(std::round(target), 59151);
  EXPECT_EQ(std::round(target * (1 + v("cpi_inflation_target_2024", "1"))), 60926);
}

TEST(CrossChecks, GdpPerHead) {
  EXPECT_EQ(std::round(v("gdp_level_2023", "CNY") / v("population_rounded_2023", "persons")), 91480);
}

TEST(CrossChecks, TheFourPlanLinesMakeTwentySixThousand) {
  const double industry = v("industrial_projects_investment_target_2024"), transport = v("transport_projects_investment_target_2024"),
               digital = v("new_infrastructure_investment_target_2024"),
               shortfall = v("shortfall_projects_investment_target_2024", "CNY_1e8");
  const double total = industry + transport + digital + shortfall;
  EXPECT_EQ(total, 26000);
  EXPECT_NEAR(100 * industry / total, 30.8, 0.05);
  EXPECT_NEAR(100 * transport / total, 11.5, 0.05);
  EXPECT_NEAR(100 * digital / total, 7.7, 0.05);
  EXPECT_EQ(std::round(total / (1 + v("fai_growth_target_2024", "1"))), 24074);
}

TEST(CrossChecks, ProjectsWithALineOfTheirOwn) {
  const double named = v("industrial_projects_2024") + v("transport_projects_2024") + v("new_infrastructure_projects_2024");
  EXPECT_EQ(named, 9270);
  EXPECT_NEAR(v("projects_over_100m_target_2024", "count") - named, 5930, 1e-9);
}

TEST(CrossChecks, TheProjectProgrammeIsWorthAtLeastThreeAndAHalfTrillion) {
  const double projects = v("projects_50bn_class_2024") + v("projects_10bn_class_2024") + v("projects_1bn_class_2024") + v("projects_100m_class_2024");
  const double floor = 500 * v("projects_50bn_class_2024") + 100 * v("projects_10bn_class_2024") + 10 * v("projects_1bn_class_2024") +
                       v("projects_100m_class_2024");
  EXPECT_EQ(projects, 11110);
  EXPECT_EQ(floor, 35000);
}

TEST(CrossChecks, TheDigitalGoalAloneContributesSevenPoints) {
  const double digital = v("digital_economy_gdp_share_2023", "1") * v("gdp_level_2023");
  EXPECT_EQ(std::round(digital), 26227);
  EXPECT_NEAR(v("digital_economy_gdp_share_2023", "1") * v("digital_economy_va_growth_target_2024"), 7.05, 1e-9);
}

TEST(CrossChecks, TheThreePillarsNeedSixteenPercentTogether) {
  double goal = 0, level = 0;
  for (const char* pillar : {"opto_chip_display_terminal_network", "automobile_industry", "big_health_industry"}) {
    goal += v(std::string(pillar) + "_scale_target_2024", "CNY_1e8");
    level += v(std::string(pillar) + "_revenue_2023");
  }
  EXPECT_NEAR(100 * (goal / level - 1), 16.3, 0.05);
}

TEST(CrossChecks, GrowthPointsMakeFiveEighthsOfIndustrialGrowth) {
  EXPECT_NEAR(100 * v("growth_point_industrial_pull_2023") / v("industrial_va_growth_2023"), 62.5, 1e-9);
}

TEST(CrossChecks, TechnologyContractsNeedThirteenPercent) {
  EXPECT_NEAR(100 * (v("tech_contract_turnover_target_2024") / v("tech_contract_turnover_2023") - 1), 13.2, 0.05);
  EXPECT_EQ(std::round(v("tech_contract_turnover_2023") / (1 + v("tech_contract_turnover_growth_2023", "1"))), 3041);
}

TEST(CrossChecks, FirmGoalsAgainstTheirStocks) {
  EXPECT_NEAR(100 * v("new_high_tech_enterprises_target_2024") / v("high_tech_enterprises_2023", "count"), 20.0, 1e-9);
  EXPECT_NEAR(100 * (v("sci_tech_sme_target_2024") / v("sci_tech_sme_2023") - 1), 28.6, 0.05);
}

TEST(CrossChecks, LoansAndFinancingAgainstGdp) {
  EXPECT_NEAR(100 * v("loan_balance_2023", "CNY_1e8") / v("gdp_level_2023"), 143, 0.5);
  EXPECT_NEAR(100 * v("social_financing_stock_2023", "CNY_1e8") / v("gdp_level_2023"), 215, 0.5);
  EXPECT_NEAR(100 * v("new_loans_target_2024") / v("loan_balance_2023", "CNY_1e8"), 10.0, 1e-9);
}

TEST(CrossChecks, EnergyUseMayGrowByThreePointThreeFive) {
  const double energy = (1 + v("gdp_growth_target_2024", "1")) * (1 + v("energy_intensity_change_target_2024", "1")) - 1;
  EXPECT_NEAR(100 * energy, 3.35, 1e-9);
}

TEST(CrossChecks, FarmlandAfterTheGoal) {
  EXPECT_EQ(v("high_standard_farmland_stock_2023") + v("new_high_standard_farmland_target_2024"), 4762);
}

TEST(CrossChecks, TheGrainGoalLiesTenPercentBelowTheHarvestOf2023) {
  EXPECT_NEAR(100 * (1 - v("grain_output_target_2024") / v("grain_output_2023")), 10.0, 0.05);
}

TEST(CrossChecks, WuhanAndTheLargeCountiesInGdp) {
  EXPECT_NEAR(100 * v("wuhan_gdp_level_2023", "CNY_1e8") / v("gdp_level_2023"), 35.8, 0.05);
  EXPECT_NEAR(100 * 500 * v("counties_over_50bn_gdp_2023") / v("gdp_level_2023"), 33.2, 0.05);
}

TEST(CrossChecks, NewJobsForAPointOfGrowth) {
  EXPECT_NEAR(v("urban_new_jobs_2023") / v("gdp_growth_2023"), 15.5, 0.05);
  EXPECT_NEAR(v("urban_new_jobs_target_2024") / v("gdp_growth_target_2024"), 11.7, 0.05);
}

}  // namespace
}  // namespace jingchu::scenarios
