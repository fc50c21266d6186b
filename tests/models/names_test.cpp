#include "models/language/names.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace jingchu::models {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(NamesIn, AreThoseOfTheTextEachOnceWithoutFunctions) {
  EXPECT_THAT(names_in("dlog(CC) = gp + c1*(dlog(YD[-1]) - gp) + e_c*t", Frequency::quarterly), ElementsAre("CC", "gp", "c1", "YD", "e_c", "t"));
  EXPECT_THAT(names_in("100*(annual(Y, 2024)/annual(Y, 2023) - 1) + x[2024Q4]", Frequency::quarterly), ElementsAre("Y", "x"));
}

TEST(NamesIn, ATextThatIsNoFormulaHasNone) { EXPECT_THAT(names_in("a + * b", Frequency::quarterly), IsEmpty()); }

}  // namespace
}  // namespace jingchu::models
