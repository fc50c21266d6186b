// [observed]: published values of a part of the horizon.
#include "tests/scenarios/support.hpp"

namespace jingchu::scenarios {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::Field;

std::string observed(const std::string& lines) { return small_scenario("[observed]\n" + lines + "\n"); }

TEST(Observed, LevelGrowthAndCumulativeValuesAreReadWithErrorOrShock) {
  const Scenario s = load(observed("\"Y[2024Q1]\" = { value = 108, error = 0.5 }\n\"period_growth(Y, 2024Q2)\" = { value = 4.1, shock = \"e_y\" }\n"
                                   "\"cumulative_growth(Y, 2024Q1, 2024Q2)\" = { value = 4.2, error = 0.1, unit = \"percent\" }\n\"cumulative(Y, 2024Q1, 2024Q2)\" = { value = 0.0217, unit = \"CNY_1e12\", error = 0.0001 }"));
  ASSERT_EQ(s.observations.size(), 4u);
  const auto& sum = s.observations[1];
  EXPECT_EQ(sum.measure, "cumulative(Y, 2024Q1, 2024Q2)");
  EXPECT_DOUBLE_EQ(sum.scale, 1e-4);
  const auto& growth = s.observations[3];
  EXPECT_TRUE(growth.is_exact());
  EXPECT_EQ(growth.shock, "e_y");
  EXPECT_EQ(growth.unit, "percent");
  EXPECT_EQ(growth.value, 4.1);
  EXPECT_EQ(s.observations[0].error, 0.5);
  EXPECT_EQ(measure_requests(s).size(), 4u);
}

TEST(Observed, TheEffectiveScenarioSaysTheSame) {
  const Scenario s = load(observed("\"Y[2024Q1]\" = { value = 108, error = 0.5, released = \"2024-04-18\", label = \"first quarter\" }\n\"Y[2024Q2]\" = { value = 109, shock = \"e_y\", released = \"2024-07-17\", unit = \"CNY_1e8\" }"));
  const Scenario again = load(s.effective_toml);
  ASSERT_EQ(again.observations.size(), 2u);
  EXPECT_EQ(again.effective_toml, s.effective_toml);
  EXPECT_EQ(again.observations[0].released, "2024-04-18");
  EXPECT_EQ(again.observations[0].label.zh, "first quarter");
  EXPECT_EQ(again.observations[1].shock, "e_y");
}

TEST(Observed, AScenarioAddsToWhatItExtendsAndReplacesTheSameMeasure) {
  const Scenario s = load("format = \"jingchu-scenario 1\"\nname = \"next\"\nextends = \"first.toml\"\n[observed]\n\"Y[2024Q1]\" = { value = 108.2, error = 0.2 }\n\"Y[2024Q2]\" = { value = 109, error = 0.5 }\n",
                          {{"first.toml", observed("\"Y[2024Q1]\" = { value = 108, error = 0.5 }")}});
  EXPECT_THAT(s.observations, ElementsAre(Field(&Observation::value, 108.2), Field(&Observation::value, 109)));
}

TEST(BadObserved, ValueAndAccuracyAreNeeded) {
  EXPECT_THAT(complaint(observed("\"Y[2024Q1]\" = { error = 1 }")), Says({"scenario.toml:8:1", "has no value"}));
  EXPECT_THAT(complaint(observed("\"Y[2024Q1]\" = { value = 108 }")), Says({"scenario.toml:8:1", "neither an error nor a shock", "standard deviation"}));
  EXPECT_THAT(complaint(observed("\"Y[2024Q1]\" = { value = 108, error = 1, shock = \"e_y\" }")), Says({"keep one of them"}));
  EXPECT_THAT(complaint(observed("\"Y[2024Q1]\" = { value = 108, error = 0 }")), Says({"scenario.toml:8:38", "expected above 0", "name the shock"}));
  EXPECT_THAT(complaint(observed("\"Y[2024Q1]\" = { value = 108, error = -1 }")), Says({"is -1; expected above 0"}));
  EXPECT_THAT(complaint(observed("\"Y[2024Q1]\" = { value = nan, error = 1 }")), Says({"finite"}));
}

TEST(Observed, ErrorsMayBeOfStudentsTAndTheProposalGuided) {
  const Scenario s = load(small_scenario("proposal = \"guided\"\n[observed]\n\"Y[2024Q1]\" = { value = 108, error = 0.5, law = \"student_t\", df = 5, released = \"2024-04-18\" }\n"
                                         "\"Y[2024Q2]\" = { value = 109, error = 0.5, law = \"normal\", released = \"2024-07-18\" }\n"));
  EXPECT_TRUE(s.guided);
  EXPECT_EQ(s.observations[0].df, 5);
  EXPECT_EQ(s.observations[1].df, 0);
  EXPECT_EQ(releases(s).size(), 1u) << "a guided proposal takes all values in at once";
  const Scenario again = load(s.effective_toml);
  EXPECT_TRUE(again.guided);
  EXPECT_EQ(again.effective_toml, s.effective_toml);
  EXPECT_FALSE(load(observed("\"Y[2024Q1]\" = { value = 108, error = 0.5 }")).guided);
}

TEST(BadObserved, ProposalsAndLawsOfErrorsAreNamedAndComplete) {
  EXPECT_THAT(complaint(small_scenario("proposal = \"best\"\n[observed]\n\"Y[2024Q1]\" = { value = 108, error = 1 }\n")), Says({"scenario.toml:7:12", "'proposal' is", "\"guided\""}));
  EXPECT_THAT(complaint(small_scenario("proposal = \"guided\"\n")), Says({"scenario.toml:7:12", "needs published values", "add [observed]"}));
  EXPECT_THAT(complaint(observed("\"Y[2024Q1]\" = { value = 108, error = 1, law = \"cauchy\" }")), Says({"'cauchy'", "\"student_t\""}));
  EXPECT_THAT(complaint(observed("\"Y[2024Q1]\" = { value = 108, error = 1, law = \"student_t\" }")), Says({"without degrees of freedom", "df = 5"}));
  EXPECT_THAT(complaint(observed("\"Y[2024Q1]\" = { value = 108, error = 1, law = \"student_t\", df = 2 }")), Says({"2 degrees of freedom", "above 2"}));
  EXPECT_THAT(complaint(observed("\"Y[2024Q1]\" = { value = 108, error = 1, df = 4 }")), Says({"degrees of freedom without a law"}));
  EXPECT_THAT(complaint(observed("\"Y[2024Q1]\" = { value = 108, shock = \"e_y\", law = \"normal\" }")), Says({"no error that a law could have"}));
}

TEST(BadObserved, AnEmptyTableOrABareNumberSaysWhatToWrite) {
  EXPECT_THAT(complaint(observed("")), Says({"[observed] names no measure", "period_growth(Y, 2024Q1)"}));
  EXPECT_THAT(complaint(observed("\"Y[2024Q1]\" = 108")), Says({"scenario.toml:8:15", "expected a table", "value ="}));
  EXPECT_THAT(complaint(small_scenario("observed = 3\n")), Says({"scenario.toml:7:12", "table"}));
  EXPECT_THAT(complaint(observed("\"Y[2024Q1]\" = { value = 108, eror = 1 }")), Says({"'eror'", "'error'"}));
}

TEST(BadObserved, ShocksMustBeKnownAndContinuous) {
  EXPECT_THAT(complaint(observed("\"Y[2024Q1]\" = { value = 108, shock = \"e_z\" }")), Says({"unknown shock", "did you mean 'e_y'?"}));
  auto model = small_world().front().text;
  model.replace(model.find("e_y = 0.01"), 10, "e_y = 0.01\nb = { law = { bernoulli = 0.5 } }");
  EXPECT_THAT(complaint(observed("\"Y[2024Q1]\" = { value = 108, shock = \"b\" }"), {{"toy.toml", model}}), Says({"takes single values only"}));
}

TEST(BadObserved, UnitsMustConvert) {
  EXPECT_THAT(complaint(observed("\"Y[2024Q1]\" = { value = 108, error = 1, unit = \"percent\" }")), Says({"CNY_1e8", "does not convert", "percent"}));
  EXPECT_THAT(complaint(observed("\"Y[2024Q1]\" = { value = 108, error = 1, unit = \"yuan\" }")), Says({"unknown unit"}));
}

TEST(BadObserved, TwoValuesForOneMeasureAreAContradiction) {
  EXPECT_THAT(complaint(observed("\"period_growth(Y, 2024Q1)\" = { value = 4, error = 1 }\n\"period_growth(Y,2024Q1)\" = { value = 5, error = 1 }")), Says({"observed twice, as", "first given here"}));
}

TEST(BadObserved, DatesAreOfAllOrOfNone) {
  EXPECT_THAT(complaint(observed("\"Y[2024Q1]\" = { value = 108, error = 1, released = \"April\" }")), Says({"is no date", "2024-04-18"}));
  EXPECT_THAT(complaint(observed("\"Y[2024Q1]\" = { value = 108, error = 1, released = \"2024-04-18\" }\n\"Y[2024Q2]\" = { value = 108, error = 1 }")), Says({"'Y[2024Q2]' has no date of release"}));
}

}  // namespace
}  // namespace jingchu::scenarios
