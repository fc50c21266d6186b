// What the Hubei model states, against figures that another program computed from the same equations: variables, laws, start values.

#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <variant>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/units/check_units.hpp"
#include "tests/hubei/hubei_model.hpp"

namespace jingchu {
namespace {

using tests::horizon;
using tests::HubeiModel;
using tests::number;
using tests::period;
using tests::read_table;

TEST_F(HubeiModel, HoldsThe93VariablesTheFourCarriedStatesAndItsShocks) {
  std::set<std::string> variables;
  for (const auto& v : model().variables) variables.insert(v.name);
  const auto central = read_table("central.csv");
  EXPECT_EQ(central.rows.size(), 93u);
  for (const auto& row : central.rows) EXPECT_TRUE(variables.contains(row.at("variable"))) << row.at("variable");
  for (const std::string state : {"cf", "xw", "xx", "V"}) EXPECT_TRUE(variables.contains(state)) << state;

  // 53 shocks, 4 uniforms and the severity of a flood; 15 shocks and 2 uniforms of the satellites.
  EXPECT_EQ(model().shocks.size(), 53u + 4u + 1u + 15u + 2u);
  EXPECT_EQ(model().correlations.size(), 47u);
  EXPECT_EQ(model().levers.size(), 18u + 12u);
  EXPECT_EQ(model().origin, horizon.first);
}

TEST_F(HubeiModel, NamesEverythingInBothLanguages) {
  const auto check = [](const auto& things) {
    for (const auto& thing : things) {
      EXPECT_FALSE(thing.label.zh.empty()) << thing.name;
      EXPECT_FALSE(thing.label.en.empty()) << thing.name;
      EXPECT_NE(thing.label.zh, thing.label.en) << thing.name;
    }
  };
  check(model().variables);
  check(model().parameters);
  check(model().shocks);
  check(model().levers);
  check(model().measures);
  check(model().anchors);
}

TEST_F(HubeiModel, SaysWhereEveryParameterComesFrom) {
  for (const auto& p : model().parameters)
    EXPECT_THAT(p.origin, ::testing::AnyOf(::testing::StartsWith("estimated"), ::testing::StartsWith("judgement"),
                                           ::testing::StartsWith("literature"), ::testing::StartsWith("base data"),
                                           ::testing::StartsWith("report")))
        << p.name;
}

TEST_F(HubeiModel, AgreesInUnitsPriceBasesAndPeriodBasesWithoutSilentExceptions) {
  const models::UnitCheck units(model());
  EXPECT_TRUE(units.findings().empty()) << format_diagnostics(units.findings());
  EXPECT_THAT(units.coverage().none, ::testing::IsEmpty());
  EXPECT_THAT(units.coverage().by_hand, ::testing::IsEmpty());
  EXPECT_GT(units.coverage().full.size(), 120u);
}

TEST_F(HubeiModel, StatesTheUnitOfEveryVariableAndTheBasisOfAllMoney) {
  for (const models::Variable& v : model().variables) {
    EXPECT_FALSE(v.stated.unit.empty()) << v.name;
    EXPECT_FALSE(v.stated.measure.empty()) << v.name;
    EXPECT_TRUE(v.unit.rfind("CNY", 0) != 0 || !v.basis.empty()) << v.name;
  }
}

TEST_F(HubeiModel, DrawsItsParametersFromTheStatedLaws) {
  std::map<std::string, const models::Parameter*> parameters;
  for (const auto& p : model().parameters) parameters[p.name] = &p;
  for (const auto& row : read_table("parameters.csv").rows) {
    const std::string& name = row.at("name");
    ASSERT_TRUE(parameters.contains(name)) << name;
    const models::Parameter& p = *parameters[name];
    EXPECT_EQ(p.value, number(row.at("value"))) << name;
    EXPECT_EQ(p.law.has_value(), !row.at("sd").empty()) << name;
    if (!p.law) continue;
    const auto* law = std::get_if<engine::NormalLaw>(&*p.law);
    ASSERT_NE(law, nullptr) << name;
    EXPECT_EQ(law->mean, number(row.at("value"))) << name;
    EXPECT_EQ(law->sd, number(row.at("sd"))) << name;
    EXPECT_EQ(law->lower, number(row.at("lower"))) << name;
    EXPECT_EQ(law->upper, number(row.at("upper"))) << name;
  }
}

TEST_F(HubeiModel, DrawsItsShocksFromTheStatedLaws) {
  std::map<std::string, engine::Law> laws;
  for (const auto& s : model().shocks) laws[s.name] = s.law;
  for (const auto& row : read_table("shocks.csv").rows) {
    const std::string& name = row.at("name");
    ASSERT_TRUE(laws.contains(name)) << name;
    double mean = 1, sd = 0, df = 0;
    if (const auto* normal = std::get_if<engine::NormalLaw>(&laws[name])) std::tie(mean, sd) = std::tie(normal->mean, normal->sd);
    if (const auto* t = std::get_if<engine::StudentTLaw>(&laws[name])) std::tie(mean, sd, df) = std::tie(t->mean, t->sd, t->df);
    EXPECT_EQ(mean, 0) << name;
    EXPECT_EQ(sd, number(row.at("sd"))) << name;
    EXPECT_EQ(df, row.at("df").empty() ? 0 : number(row.at("df"))) << name;
  }
  for (const std::string uniform : {"u_sp", "u_st", "u_sd", "u_sf"}) {
    const auto* law = std::get_if<engine::UniformLaw>(&laws[uniform]);
    ASSERT_NE(law, nullptr) << uniform;
    EXPECT_EQ(law->low, 0);
    EXPECT_EQ(law->high, 1);
  }
  const auto* severity = std::get_if<engine::LognormalLaw>(&laws["s_sf"]);
  ASSERT_NE(severity, nullptr);
  EXPECT_EQ(severity->mean, 1);
  EXPECT_EQ(severity->cv, 0.5);
}

TEST_F(HubeiModel, CorrelatesItsShocksAsStated) {
  std::map<std::pair<std::string, std::string>, double> stated;
  for (const auto& row : read_table("correlations.csv").rows)
    stated[std::minmax(row.at("first"), row.at("second"))] = number(row.at("value"));
  std::map<std::pair<std::string, std::string>, double> found;
  for (const auto& c : model().correlations) found[std::minmax(c.first, c.second)] = c.value;
  EXPECT_EQ(found, stated);
}

TEST_F(HubeiModel, StartsFromTheCalibratedQuartersOf2022And2023) {
  const auto start = read_table("initial.csv");
  for (const auto& row : start.rows) {
    const auto& values = model().data.values.at(row.at("variable"));
    for (const std::string& quarter : start.header) {
      if (quarter == "variable") continue;
      EXPECT_EQ(values.at(period(quarter)), number(row.at(quarter))) << row.at("variable") << ' ' << quarter;
    }
  }
}

}  // namespace
}  // namespace jingchu
