// What a run answers when all is well.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/app/program.hpp"

namespace jingchu::test {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

TEST(Run, PrintsEveryTargetAndSaysWhyOneIsNotSimulated) {
  const Workspace place;
  const Call call = place.run({"run", "growth.toml", "--lang", "en"});
  EXPECT_EQ(call.code, 0) << call.err;
  for (const char* title : {"growth in 2024", "consumption in 2028", "ten times the output", "happiness", "the model holds no measure of it"}) {
    EXPECT_THAT(call.out, HasSubstr(title));
  }
}

TEST(Run, SpeaksChinese) {
  const Workspace place;
  const Call call = place.run({"run", "growth.toml", "--lang", "zh"});
  EXPECT_THAT(call.out, AllOf(HasSubstr("2024 年增速"), HasSubstr("十倍产出")));
  EXPECT_THAT(call.err, HasSubstr("条路径"));
}

TEST(Run, OnePathWorksAndPretendsNoPrecision) {
  const Workspace place;
  const Call call = place.run({"run", "growth.toml", "--paths", "1", "--lang", "en"});
  EXPECT_EQ(call.code, 0) << call.err;
  EXPECT_THAT(call.out, AllOf(HasSubstr("1 path, seed 7"), HasSubstr("of 1 path met it"), Not(HasSubstr("99.9 %")), Not(HasSubstr(" ± ")), Not(HasSubstr("nan"))));
  const auto target = json::parse(place.run({"show", "results/growth.h5", "--json"}).out)["results"][0]["targets"][0];
  EXPECT_TRUE(target["standard_error"].is_null()) << target;
}

TEST(Run, ErrorsHaveTheirFrameInTheLanguageAskedFor) {
  const Workspace place;
  place.write("slip.toml", "sed = 1\n" + place.read("growth.toml"));
  const Call zh = place.run({"check", "slip.toml", "--lang", "zh"});
  EXPECT_EQ(zh.code, 65);
  EXPECT_THAT(zh.err, AllOf(HasSubstr("slip.toml:1:1: 错误: "), HasSubstr("  提示: "), Not(HasSubstr("error:"))));
  EXPECT_THAT(place.run({"run", "growth.toml", "--paths", "ten", "--lang", "zh"}).err, HasSubstr("错误: --paths"));
  EXPECT_THAT(place.run({"check", "slip.toml", "--lang", "en"}).err, HasSubstr("slip.toml:1:1: error: "));
}

TEST(Run, AMeasureWithoutAValueIsNamedWithItsPlaceAndYear) {
  const Workspace place;
  std::string model = place.read("model.toml");
  model.replace(model.find("annual_growth(Y, year)"), 22, "log(annual(Y, year) - 1e6)");
  place.write("model.toml", model);
  const Call call = place.run({"run", "growth.toml", "--lang", "en"});
  EXPECT_EQ(call.code, 65);
  EXPECT_THAT(call.err, AllOf(HasSubstr("model.toml:"), HasSubstr("path 0 at 'gdp_growth[2024]' in 2024: log(-99")));
}

TEST(Run, AnswersAsJsonForMachines) {
  const Workspace place;
  const Call call = place.run({"run", "growth.toml", "--json"});
  EXPECT_EQ(call.code, 0);
  const auto answer = json::parse(call.out);
  EXPECT_THAT(answer.dump(), AllOf(HasSubstr("growth_2024"), HasSubstr("results/growth.h5")));
}

TEST(Run, LeverAtItsDefaultIsTheBaselineBitForBit) {
  const Workspace place;
  ASSERT_EQ(place.run({"run", "growth.toml", "-o", "a.h5"}).code, 0);
  ASSERT_EQ(place.run({"run", "growth.toml", "-o", "b.h5", "--set", "public=60"}).code, 0);
  EXPECT_EQ(place.run({"show", "a.h5"}).out, place.run({"show", "b.h5"}).out);
  ASSERT_EQ(place.run({"run", "growth.toml", "-o", "c.h5", "--set", "public=61"}).code, 0);
  EXPECT_NE(place.run({"show", "a.h5"}).out, place.run({"show", "c.h5"}).out);
}

TEST(Run, InstructionSetsAndTileWidthsGiveTheSameBytes) {
  const Workspace place;
  ASSERT_EQ(place.run({"run", "growth.toml", "-o", "a.h5"}).code, 0);
  ASSERT_EQ(place.run({"run", "growth.toml", "-o", "b.h5", "--isa", "plain"}).code, 0);
  ASSERT_EQ(place.run({"run", "growth.toml", "-o", "c.h5", "--tile-width", "24"}).code, 0);
  EXPECT_TRUE(place.read("a.h5") == place.read("b.h5"));
  EXPECT_TRUE(place.read("a.h5") == place.read("c.h5"));
}

TEST(Run, QuantilesOfMoreVariablesOnRequest) {
  const Workspace place;
  EXPECT_EQ(place.run({"run", "growth.toml", "-o", "a.h5", "--quantiles", "K,I"}).code, 0);
  EXPECT_EQ(place.run({"run", "growth.toml", "-o", "b.h5", "--quantiles", "all"}).code, 0);
  EXPECT_EQ(place.run({"show", "a.h5", "--chart", "k.svg", "--variable", "K"}).code, 0);
  EXPECT_EQ(place.run({"show", "b.h5", "--chart", "g.svg", "--variable", "G"}).code, 0);
}

}  // namespace
}  // namespace jingchu::test
