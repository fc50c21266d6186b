#include "engine/core/period.hpp"

#include <gtest/gtest.h>

namespace jingchu {
namespace {

static_assert(Period(Frequency::quarterly, 2025, 4) + 1 == Period(Frequency::quarterly, 2026, 1));
static_assert(Period(Frequency::monthly, 2024, 1) - 1 == Period(Frequency::monthly, 2023, 12));
static_assert(Period(Frequency::quarterly, 2026, 1) - Period(Frequency::quarterly, 2024, 3) == 6);
static_assert(Period(Frequency::quarterly, 2024, 1) - 5 == Period(Frequency::quarterly, 2022, 4));

TEST(Period, IsWrittenAndReadBackInTheNotationOfItsFrequency) {
  const std::pair<Period, const char*> cases[] = {{Period(Frequency::annual, 2023), "2023"},
                                                  {Period(Frequency::quarterly, 2023, 4), "2023Q4"},
                                                  {Period(Frequency::monthly, 2023, 11), "2023-11"},
                                                  {Period(Frequency::monthly, 2023, 2), "2023-02"}};
  for (const auto& [period, text] : cases) {
    EXPECT_EQ(period.to_string(), text);
    EXPECT_EQ(Period::parse(text, period.frequency()), period) << text;
  }
}

TEST(Period, RejectsEverythingThatIsNotExactlyAPeriod) {
  for (const char* text : {"", "2023", "2023Q0", "2023Q5", "2023q1", "2023Q", "2023Q1 ", " 2023Q1", "2023Q11", "0999Q1", "20a3Q1", "+023Q1", "2023-1"})
    EXPECT_EQ(Period::parse(text, Frequency::quarterly), std::nullopt) << text;
  for (const char* text : {"2023-00", "2023-13", "2023-1", "2023Q1", "2023/01", "-023-01"})
    EXPECT_EQ(Period::parse(text, Frequency::monthly), std::nullopt) << text;
  for (const char* text : {"23", "20233", "0023", "2e03", "-203"}) EXPECT_EQ(Period::parse(text, Frequency::annual), std::nullopt) << text;
}

TEST(Period, CountsARangeWithBothEnds) {
  const PeriodRange range{Period(Frequency::quarterly, 2024, 1), Period(Frequency::quarterly, 2030, 4)};
  EXPECT_EQ(range.count(), 28);
  EXPECT_TRUE(range.contains(range.last));
  EXPECT_FALSE(range.contains(range.last + 1));
}

}  // namespace
}  // namespace jingchu
