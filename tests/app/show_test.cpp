// What show makes of a results file, and of files that are none.

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/app/program.hpp"

namespace jingchu::test {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(Show, ShowsTheTableTheYearsAndTheChart) {
  const Workspace place;
  ASSERT_EQ(place.run({"run", "growth.toml"}).code, 0);
  const Call call = place.run({"show", "results/growth.h5", "--lang", "en"});
  EXPECT_EQ(call.code, 0) << call.err;
  EXPECT_THAT(call.out, AllOf(HasSubstr("growth in 2024"), HasSubstr("GDP growth"), HasSubstr("2028")));
  for (const auto& words : std::vector<std::vector<std::string>>{{"--chart", "odds.svg"}, {"--chart", "y.svg", "--variable", "Y"}, {"--chart", "g.svg", "--variable", "gdp_growth"}}) {
    std::vector<std::string> all{"show", "results/growth.h5", "--lang", "zh"};
    all.insert(all.end(), words.begin(), words.end());
    EXPECT_EQ(place.run(all).code, 0);
    EXPECT_THAT(place.read(words[1]), AllOf(HasSubstr("<svg"), HasSubstr("</svg>")));
  }
  EXPECT_TRUE(json::parse(place.run({"show", "results/growth.h5", "--json"}).out).is_object());
}

TEST(Show, UnknownVariableIsAnsweredWithTheNearest) {
  const Workspace place;
  ASSERT_EQ(place.run({"run", "growth.toml"}).code, 0);
  const Call call = place.run({"show", "results/growth.h5", "--chart", "x.svg", "--variable", "gdp_grwth"});
  EXPECT_EQ(call.code, 64);
  EXPECT_THAT(call.err, HasSubstr("gdp_growth"));
  EXPECT_FALSE(place.has("x.svg"));
  EXPECT_EQ(place.run({"show", "results/growth.h5", "--variable", "Y"}).code, 64);
}

TEST(Show, FileThatIsNoResultsFileIsRefused) {
  const Workspace place;
  ASSERT_EQ(place.run({"run", "growth.toml"}).code, 0);
  const std::string whole = place.read("results/growth.h5");
  place.write("empty.h5", "");
  place.write("text.h5", "hello");
  place.write("cut.h5", whole.substr(0, whole.size() / 2));
  std::string changed = whole;
  changed[changed.size() / 2] = static_cast<char>(changed[changed.size() / 2] ^ 1);
  place.write("changed.h5", changed);
  for (const char* name : {"empty.h5", "text.h5", "cut.h5", "changed.h5", "growth.toml"}) {
    const Call call = place.run({"show", name});
    EXPECT_EQ(call.code, 65) << name;
    EXPECT_THAT(call.out, IsEmpty());
  }
  EXPECT_THAT(place.run({"run", "results/growth.h5"}).err, HasSubstr("jingchu show"));
  EXPECT_EQ(place.run({"run", "results/growth.h5"}).code, 65);
}

}  // namespace
}  // namespace jingchu::test
