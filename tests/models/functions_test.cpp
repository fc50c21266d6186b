// Every function and word of the language on a model small enough to work out by hand.
#include <cmath>

#include "tests/models/solve.hpp"

namespace jingchu::models {
namespace {

using namespace testing;

std::vector<double> each(double (*f)(double)) { return {f(5), f(6), f(7), f(8)}; }

TEST(Functions, IfTakesTheBranchOfItsCondition) {
  EXPECT_EQ(values("if(x > 6, 100, x)"), (std::vector<double>{5, 6, 100, 100}));
  // The branch not taken is not looked at.
  EXPECT_EQ(values("if(x == 5, 1, 1/(x - 5))"), (std::vector<double>{1, 1, 0.5, 1.0 / 3}));
}

TEST(Functions, MinMaxAndClampTakeTheirArguments) {
  EXPECT_EQ(values("min(x, 6.5, 7)"), (std::vector<double>{5, 6, 6.5, 6.5}));
  EXPECT_EQ(values("max(x, 6)"), (std::vector<double>{6, 6, 7, 8}));
  EXPECT_EQ(values("clamp(x, 6, 7)"), (std::vector<double>{6, 6, 7, 7}));
}

TEST(Functions, TranscendentalFunctionsAreThoseOfTheMathLibrary) {
  EXPECT_THAT(values("log(x)"), Near(each([](double x) { return std::log(x); })));
  EXPECT_THAT(values("exp(x)"), Near(each([](double x) { return std::exp(x); })));
  EXPECT_THAT(values("sqrt(x)"), Near(each([](double x) { return std::sqrt(x); })));
  EXPECT_THAT(values("sin(x)"), Near(each([](double x) { return std::sin(x); })));
  EXPECT_THAT(values("cos(x)"), Near(each([](double x) { return std::cos(x); })));
  EXPECT_THAT(values("tan(x)"), Near(each([](double x) { return std::tan(x); })));
  EXPECT_THAT(values("tanh(x/10)"), Near(each([](double x) { return std::tanh(x / 10); })));
  EXPECT_THAT(values("normal_cdf(x - 6)"), Near(each([](double x) { return 0.5 * std::erfc(-(x - 6) / std::sqrt(2.0)); })));
  EXPECT_THAT(values("logistic(x - 6)"), Near(each([](double x) { return 1 / (1 + std::exp(6 - x)); })));
  EXPECT_THAT(values("x^1.5"), Near(each([](double x) { return std::pow(x, 1.5); })));
}

TEST(Functions, AbsFloorAndModWorkOnBothSigns) {
  EXPECT_EQ(values("abs(6.5 - x)"), (std::vector<double>{1.5, 0.5, 0.5, 1.5}));
  EXPECT_EQ(values("floor((x - 7)/2)"), (std::vector<double>{-1, -1, 0, 0}));
  EXPECT_EQ(values("mod(x - 6, 3)"), (std::vector<double>{2, 0, 1, 2}));
  EXPECT_EQ(values("mod(x, -3)"), (std::vector<double>{-1, 0, -2, -1}));
}

TEST(Functions, LogisticOfALargeNegativeConstantIsZero) { EXPECT_EQ(values("logistic(-1000)")[0], 0); }

TEST(Functions, DifferencesAndLagsReachIntoTheHistory) {
  EXPECT_EQ(values("d(x)"), (std::vector<double>{1, 1, 1, 1}));
  EXPECT_EQ(values("d(x^2)"), (std::vector<double>{9, 11, 13, 15}));
  EXPECT_EQ(values("d(d(x^2))"), (std::vector<double>{2, 2, 2, 2}));
  EXPECT_THAT(values("dlog(x)"), Near({std::log(5.0 / 4), std::log(6.0 / 5), std::log(7.0 / 6), std::log(8.0 / 7)}));
  EXPECT_EQ(values("lag(x, 3)"), (std::vector<double>{2, 3, 4, 5}));
  EXPECT_EQ(values("lag(x, 0)"), (std::vector<double>{5, 6, 7, 8}));
  EXPECT_EQ(values("lag(x[-1] + x, 2)"), (std::vector<double>{5, 7, 9, 11}));
  EXPECT_EQ(values("x[-4]"), (std::vector<double>{1, 2, 3, 4}));
  EXPECT_EQ(values("x[0] + x[ -1 ]"), (std::vector<double>{9, 11, 13, 15}));
  EXPECT_EQ(values("y[-1] + 1"), (std::vector<double>{41, 42, 43, 44}));
}

TEST(Functions, MovingSumsAndMeansTakeTheirPeriods) {
  EXPECT_EQ(values("movsum(x, 4)"), (std::vector<double>{14, 18, 22, 26}));
  EXPECT_EQ(values("movmean(x, 2)"), (std::vector<double>{4.5, 5.5, 6.5, 7.5}));
  EXPECT_EQ(values("movsum(x^2, 2)"), (std::vector<double>{41, 61, 85, 113}));
  EXPECT_EQ(values("movsum(x, 1)"), (std::vector<double>{5, 6, 7, 8}));
  EXPECT_EQ(values("movsum(d(x), 4)"), (std::vector<double>{4, 4, 4, 4}));
}

TEST(Functions, SeasonalPicksByPeriodOfTheYearAndShiftsWithLags) {
  EXPECT_EQ(values("seasonal(7, 8, 9, x)"), (std::vector<double>{7, 8, 9, 8}));
  EXPECT_EQ(values("lag(seasonal(7, 8, 9, 10), 1)"), (std::vector<double>{10, 7, 8, 9}));
  EXPECT_THAT(formula_complaint("seasonal(1, 2)"), Says({"'seasonal' has 2 values; the year has 4 periods"}));
}

TEST(Words, TimeYearAndQuarterCountAsTheCalendarDoes) {
  EXPECT_EQ(values("t"), (std::vector<double>{0, 1, 2, 3}));
  EXPECT_EQ(values("year"), (std::vector<double>{2024, 2024, 2024, 2024}));
  EXPECT_EQ(values("quarter"), (std::vector<double>{1, 2, 3, 4}));
  EXPECT_EQ(values("lag(t, 2) + 10*lag(quarter, 1)"), (std::vector<double>{38, 9, 20, 31}));
  EXPECT_EQ(values("lag(year, 1)")[0], 2023);
}

TEST(Words, TimeCountsFromTheOriginWhateverTheHorizon) {
  const Solved later(one_equation("t"), one_history(), "2024Q3", "2024Q4");
  EXPECT_EQ(later["y"], (std::vector<double>{2, 3}));
}

TEST(Words, BelongToTheirFrequencyAndTakeNoBrackets) {
  EXPECT_THAT(formula_complaint("month"), Says({"model.toml:10:17: error: 'month' means nothing in this model"}));
  EXPECT_THAT(formula_complaint("t[-1]"), Says({"error: 't' takes no brackets", "write lag(t, 1)"}));
}

TEST(FixedPeriods, AreTheSameValueInEveryPeriod) {
  EXPECT_EQ(values("x[2023Q4] + y[2023Q1]"), (std::vector<double>{14, 14, 14, 14}));
  EXPECT_EQ(values("x/x[2023Q2]"), (std::vector<double>{2.5, 3, 3.5, 4}));
  EXPECT_EQ(values("lag(x[2023Q4], 1)"), (std::vector<double>{4, 4, 4, 4}));
}

TEST(Powers, OfSmallWholeExponentsAreExactAlsoForNegativeBases) {
  EXPECT_EQ(values("(x - 7)^2"), (std::vector<double>{4, 1, 0, 1}));
  EXPECT_EQ(values("(x - 7)^3"), (std::vector<double>{-8, -1, 0, 1}));
  EXPECT_EQ(values("x^0"), (std::vector<double>{1, 1, 1, 1}));
  EXPECT_EQ(values("x^p"), (std::vector<double>{25, 36, 49, 64}));
  EXPECT_EQ(values("x^-1")[0], 0.2);
}

}  // namespace
}  // namespace jingchu::models
