#include "scenarios/validation/course.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace jingchu::scenarios {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr PeriodRange two_years{Period(Frequency::quarterly, 2024, 1), Period(Frequency::quarterly, 2025, 4)};
const CourseRule voucher{"lever 'voucher'", 0, 2000, "CNY_1e8"};

WrittenSpan span(std::string key, double value, int line = 1) {
  return {std::move(key), {"s.toml", line, 3, 1, ""}, value, {"s.toml", line, 12, 1, ""}};
}

TEST(ParseSelector, AYearStandsForAllItsPeriods) {
  const auto range = parse_selector("2024", Frequency::quarterly);
  ASSERT_TRUE(range);
  EXPECT_EQ(range->first, Period(Frequency::quarterly, 2024, 1));
  EXPECT_EQ(range->last, Period(Frequency::quarterly, 2024, 4));
}

TEST(ParseSelector, RangesMayMixYearsAndPeriods) {
  const auto range = parse_selector("2024Q3..2025", Frequency::quarterly);
  ASSERT_TRUE(range);
  EXPECT_EQ(range->first, Period(Frequency::quarterly, 2024, 3));
  EXPECT_EQ(range->last, Period(Frequency::quarterly, 2025, 4));
  EXPECT_EQ(parse_selector("2024-02..2024-03", Frequency::monthly)->first, Period(Frequency::monthly, 2024, 2));
}

TEST(ParseSelector, WhatIsNoPeriodOrEndsBeforeItStartsIsNothing) {
  for (const char* text : {"", "2024Q5", "2024-01", "2024..", "..2024", "2025..2024", "2024...2025", " 2024", "24"}) {
    EXPECT_FALSE(parse_selector(text, Frequency::quarterly)) << text;
  }
}

TEST(ResolveCourses, YearsPeriodsAndRangesFillTheirPeriods) {
  Diagnostics problems;
  const WrittenCourse course{{}, {span("2024Q2", 1), span("2024Q4..2025Q1", 2)}, 0};
  const auto values = resolve_courses({course}, two_years, 0, voucher, problems);
  EXPECT_FALSE(problems.has_errors());
  EXPECT_THAT(values, ElementsAre(std::nullopt, 1.0, std::nullopt, 2.0, 2.0, std::nullopt, std::nullopt, std::nullopt));
}

TEST(ResolveCourses, AnUpperFileWinsOnlyWhereItSpeaks) {
  Diagnostics problems;
  const WrittenCourse lower{{}, {span("", 5)}, 0};
  const WrittenCourse upper{{}, {span("2025", 7)}, 1};
  EXPECT_THAT(resolve_courses({lower, upper}, two_years, 0, voucher, problems), ElementsAre(5, 5, 5, 5, 7, 7, 7, 7));
  EXPECT_FALSE(problems.has_errors());
}

TEST(ResolveCourses, APeriodSetTwiceInOneFileIsReportedWithBothPlaces) {
  Diagnostics problems;
  resolve_courses({{{}, {span("2024", 1, 4), span("2024Q3..2025Q1", 2, 5)}, 0}}, two_years, 0, voucher, problems);
  ASSERT_EQ(problems.list().size(), 1u);
  EXPECT_EQ(problems.list()[0].problem, "lever 'voucher' is set twice in 2024Q3");
  EXPECT_EQ(problems.list()[0].place.line, 5);
  ASSERT_TRUE(problems.list()[0].other);
  EXPECT_EQ(problems.list()[0].other->line, 4);
}

TEST(ResolveCourses, ValuesOutOfBoundsAreReportedWithBoundsAndUnit) {
  Diagnostics problems;
  resolve_courses({{{}, {span("", 2000.5)}, 0}}, two_years, 0, voucher, problems);
  ASSERT_EQ(problems.list().size(), 1u);
  EXPECT_EQ(problems.list()[0].problem, "lever 'voucher' is 2000.5; expected 0 to 2000 CNY_1e8");
}

TEST(ResolveCourses, BoundsThemselvesAreAllowed) {
  Diagnostics problems;
  resolve_courses({{{}, {span("2024", 0), span("2025", 2000)}, 0}}, two_years, 0, voucher, problems);
  EXPECT_FALSE(problems.has_errors());
}

TEST(ResolveCourses, PeriodsOutsideTheHorizonAreReportedUnlessAnUpperFileShortenedIt) {
  const WrittenCourse course{{}, {span("2025..2026", 3)}, 0};
  Diagnostics problems;
  resolve_courses({course}, two_years, 0, voucher, problems);
  ASSERT_EQ(problems.list().size(), 1u);
  EXPECT_THAT(problems.list()[0].problem, HasSubstr("'2025..2026' lies outside the horizon 2024Q1..2025Q4"));

  Diagnostics none;
  EXPECT_THAT(resolve_courses({course}, two_years, 1, voucher, none)[7], 3.0);
  EXPECT_FALSE(none.has_errors());
}

}  // namespace
}  // namespace jingchu::scenarios
