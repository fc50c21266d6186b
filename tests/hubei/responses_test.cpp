// The path without shocks, and how it answers to policies, shocks and the figures of a report: against the figures of another program.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/hubei/hubei_model.hpp"

namespace jingchu {
namespace {

using tests::horizon;
using tests::HubeiModel;
using tests::number;
using tests::period;
using tests::read_table;

TEST_F(HubeiModel, FollowsTheReferenceOnThePathWithoutShocks) {
  const Course course({});
  const auto reference = read_table("central.csv");
  const std::set<std::string> near_zero{"NL", "gap", "cimp"};
  for (const auto& row : reference.rows) {
    const std::string& name = row.at("variable");
    double usual = 0;
    for (int t = 0; t < horizon.count(); ++t)
      usual += std::abs(number(row.at((horizon.first + t).to_string()))) / horizon.count();
    for (int t = 0; t < horizon.count(); ++t) {
      const double expected = number(row.at((horizon.first + t).to_string()));
      const double allowed = near_zero.contains(name) ? 1e-6 * usual : 1e-9 * std::abs(expected);
      ASSERT_NEAR(course.at(name, t), expected, allowed) << name << ' ' << (horizon.first + t).to_string();
    }
  }
}

TEST_F(HubeiModel, RespondsToPoliciesAndShocksAsTheReferenceDoes) {
  for (const auto& row : read_table("responses.csv").rows) {
    const Course changed(setting(row.at("levers")));
    const Course base(setting(row.at("against")));
    const std::string& variable = row.at("variable");
    const int first = period(row.at("from")) - horizon.first, last = period(row.at("to")) - horizon.first;
    double sum_changed = 0, sum_base = 0, lowest = 0;
    for (int t = first; t <= last; ++t) {
      sum_changed += changed.at(variable, t);
      sum_base += base.at(variable, t);
      lowest = std::min(lowest, 100 * (changed.at(variable, t) / base.at(variable, t) - 1));
    }
    double response = lowest;
    if (row.at("kind") == "percent") response = 100 * (sum_changed / sum_base - 1);
    if (row.at("kind") == "per_yuan") response = (sum_changed - sum_base) / number(row.at("amount"));
    EXPECT_NEAR(response, number(row.at("expected")), number(row.at("tolerance")))
        << row.at("experiment") << ": " << variable << ' ' << row.at("from") << " to " << row.at("to");
  }
}

TEST_F(HubeiModel, MovesWithEveryLeverInTheRightDirection) {
  const Course base({});
  std::set<std::string> untried;
  for (const auto& l : model().levers) untried.insert(l.name);
  for (const auto& row : read_table("signs.csv").rows) {
    untried.erase(row.at("lever"));
    const Course changed(whole_horizon(row.at("lever"), number(row.at("value"))));
    const double before = base.at(row.at("variable"), row.at("period"));
    const double change = changed.at(row.at("variable"), row.at("period")) - before;
    EXPECT_GT(row.at("sign") == "+" ? change : -change, 1e-6 * std::abs(before))
        << row.at("lever") << " on " << row.at("variable") << " in " << row.at("period");
  }
  EXPECT_THAT(untried, ::testing::IsEmpty());
}

TEST_F(HubeiModel, IsUnmovedByLeversSetToTheirDefaults) {
  models::Setting defaults;
  for (const auto& l : model().levers)
    defaults.levers[l.name].assign(static_cast<std::size_t>(horizon.count()), l.standard);
  EXPECT_EQ(Course(defaults).values(), Course({}).values());
}

TEST_F(HubeiModel, CutsTheLoanRateOnceWhenTheCutIsFirstSet) {
  const Course base({});
  const Course cut(setting("rate=2025Q2..2030Q4:0.5"));
  EXPECT_EQ(cut.at("r", "2025Q1"), base.at("r", "2025Q1"));
  EXPECT_NEAR(cut.at("r", "2025Q2"), base.at("r", "2025Q2") - 0.5, 1e-12);
  EXPECT_GT(cut.at("r", "2025Q3"), cut.at("r", "2025Q2"));
}

TEST_F(HubeiModel, KeepsAFixedCourseOfARegimeOnEveryPath) {
  models::Setting fixed = setting("sp_fix=2024Q1..2030Q4:0;st_fix=2024Q1..2024Q4:1;sf_fix=2024Q3..2024Q3:2");
  engine::Plan shocked = plan(fixed);
  for (const std::int64_t path : {0, 7, 500}) {
    const engine::PathRecord record = engine::replay(compiled().program, shocked, path);
    const auto value = [&](const std::string& v, int t) {
      return record.values[index(v) * static_cast<std::size_t>(horizon.count()) + static_cast<std::size_t>(t)];
    };
    for (int t = 0; t < horizon.count(); ++t) EXPECT_EQ(value("sp", t), 0);
    for (int t = 0; t < 4; ++t) EXPECT_EQ(value("st", t), 1);
    EXPECT_EQ(value("sf", 2), 2);
  }
}

TEST_F(HubeiModel, KeepsItsHistoryBitForBitWhenTheReportsFiguresAreThoseItWasMadeWith) {
  models::Setting same;
  for (const auto& a : model().anchors) same.anchors[a.name] = a.base;
  const engine::Plan untouched = plan(), anchored = plan(same);
  ASSERT_EQ(untouched.history.size(), anchored.history.size());
  for (std::size_t i = 0; i < untouched.history.size(); ++i)
    ASSERT_TRUE(untouched.history[i] == anchored.history[i] ||
                (std::isnan(untouched.history[i]) && std::isnan(anchored.history[i])));
  EXPECT_EQ(untouched.settings, anchored.settings);
}

TEST_F(HubeiModel, ScalesWithTheLevelOfGdpInTheReport) {
  models::Setting larger;
  larger.anchors["gdp_level"] = 55803 * 1.01;
  const engine::Plan before = plan(), after = plan(larger);
  for (const std::string v : {"Y", "YN", "CC", "K", "VIND", "DEBT", "YPC", "DIG"})
    for (const std::string q : {"2022Q4", "2023Q4"})
      EXPECT_DOUBLE_EQ(history(after, v, q), history(before, v, q) * (55803 * 1.01 / 55803)) << v;
  for (const std::string v : {"PC", "U", "RS", "LN", "HT", "EN", "V"})
    EXPECT_EQ(history(after, v, "2023Q4"), history(before, v, "2023Q4")) << v;
  EXPECT_NEAR(Course(larger).at("Y", 0) / Course({}).at("Y", 0), 1.01, 0.001);
}

TEST_F(HubeiModel, RescalesOnly2022WhenTheReportGivesAnotherGrowthOf2023) {
  models::Setting slower;
  slower.anchors["gdp_growth_2023"] = 5;
  const engine::Plan before = plan(), after = plan(slower);
  EXPECT_DOUBLE_EQ(history(after, "Y", "2022Q4"), history(before, "Y", "2022Q4") * (1.06 / 1.05));
  EXPECT_EQ(history(after, "Y", "2023Q1"), history(before, "Y", "2023Q1"));
}

TEST_F(HubeiModel, PassesAChangedPlanOnToInvestment) {
  models::Setting larger;
  larger.parameters["plan_tr_2024"] = 3300;
  EXPECT_NEAR(Course(larger).at("ITR", 0) / Course({}).at("ITR", 0), 1.1, 1e-9);
}

}  // namespace
}  // namespace jingchu
