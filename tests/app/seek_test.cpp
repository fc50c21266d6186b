// What `jingchu seek` answers, and what it refuses.

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/app/linear_workspace.hpp"

namespace jingchu::test {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// x of the fourth quarter has mean 1.94 and standard deviation 0.35; push moves it by 1 in that quarter, by 0.5 in the one before.
struct World : LinearWorkspace {
  Call ask(std::vector<std::string> words, const std::string& language = "en") const {
    words.insert(words.begin(), "seek");
    words.insert(words.end(), {"--paths", "4000", "--quiet", "--lang", language});
    return run(words);
  }
};

TEST(Seek, SaysLimitsInWordsWhereNoPathOrEveryPathMeetsTheTarget) {
  const World place;
  const std::vector<std::string> never = {"base.toml", "--target", "x[2024Q4] >= 100", "--probability", "0.5", "--lever", "push[2024Q4]"}, always = {"base.toml", "--target", "x[2024Q4] >= -100", "--probability", "0.5", "--lever", "push"};
  EXPECT_THAT(place.ask(never).out, AllOf(HasSubstr("Within changes of -5 to +5, push[2024Q4] cannot take"), HasSubstr("no change that was tried does better than none, which leaves it at less than 0.075 %.")));
  EXPECT_THAT(place.ask(never, "zh").out, HasSubstr("所试各值均不优于不变动，此时为低于 0.075 %。"));
  EXPECT_THAT(place.ask(always).out, HasSubstr("has a probability of more than 99.925 % already, not less than 50 %."));
  EXPECT_THAT(place.ask(always, "zh").out, HasSubstr("的概率已是高于 99.925 %，不低于 50 %"));
}

TEST(Seek, ATargetWrittenOnTheSpotIsNamedOnce) {
  const World place;
  const std::string text = place.ask({"base.toml", "--target", "x[2024Q4] >= 2.2", "--probability", "0.5", "--lever", "push"}).out;
  EXPECT_THAT(text, AllOf(HasSubstr("  x[2024Q4] >= 2.2  "), Not(HasSubstr("x[2024Q4] >= 2.2, "))));
}

TEST(Seek, TheCentralPathSaysWhatItKnowsAlone) {
  const World place;
  const auto central = [&](const char* target, const std::string& language = "en") { return place.ask({"base.toml", "--central", "--target", target, "--lever", "push[2024Q4]"}, language).out; };
  EXPECT_THAT(central("x[2024Q4] >= 2.2"), HasSubstr("about half of all paths may miss it"));
  EXPECT_THAT(central("x[2024Q4] >= 2.2,x[2024Q3] >= 1"), HasSubstr("half of all paths or more may miss it"));
  EXPECT_THAT(central("x[2024Q4] >= 1"), AllOf(HasSubstr("No change is needed"), HasSubstr("how likely that is, --probability asks"), Not(HasSubstr("half of all"))));
  EXPECT_THAT(central("x[2024Q4] >= 1", "zh"), HasSubstr("请用 --probability 求解"));
  EXPECT_THAT(central("x[2024Q4] >= 100"), AllOf(HasSubstr("the nearest of those tried is +5"), Not(HasSubstr("half of all"))));
}

TEST(Seek, SpendsAtLeastCost) {
  const World place;
  // For 1.5 a unit of the fourth quarter brings 1, for 1 one of the third 0.5: the fourth has its turn first, and has room for 5.
  const std::vector<std::string> words = {"base.toml", "--target", "x[2024Q4] >= 9", "--probability", "0.5", "--lever", "push[2024Q3],push[2024Q4]", "--costs", "push[2024Q3]=1,push[2024Q4]=1.5"};
  auto as_json = words;
  as_json.push_back("--json");
  const Call call = place.ask(as_json);
  ASSERT_EQ(call.code, 0) << call.err;
  const json answer = json::parse(call.out);
  const double spent = answer["answer"]["amount"], error = answer["answer"]["amount_error"];
  // The median must rise by 7.0625: 5 by the fourth quarter for 7.5, the rest by twice as much of the third.
  EXPECT_NEAR(spent, 7.5 + 2 * 2.0625, 4 * error);
  EXPECT_EQ(answer["levers"][1]["spent"], 7.5);
  EXPECT_EQ(answer["levers"][1]["change"], 5.0);
  EXPECT_NEAR(answer["levers"][0]["spent"].get<double>() + answer["levers"][1]["spent"].get<double>(), spent, 1e-9);
  EXPECT_TRUE(answer["cheaper"].is_null());
  EXPECT_EQ(answer["effects"]["scenario"], "base+answer");
  EXPECT_THAT(place.ask(words).out, AllOf(HasSubstr(" must be spent, on push[2024Q3], push[2024Q4]; that takes the probability from"), HasSubstr("Cost"), HasSubstr("in the order of what they do for their cost")));
  EXPECT_THAT(place.ask(words, "zh").out, AllOf(HasSubstr("须花费 11."), HasSubstr("花费"), HasSubstr("单位花费的效果由高到低")));
  auto within = words;
  within.insert(within.end(), {"--bounds", "0,3"});
  EXPECT_THAT(place.ask(within).out, HasSubstr("Spending up to 3 cannot take 'x[2024Q4] >= 9' to a probability of 50 %"));
}

TEST(BadSeek, QuestionsThatCannotBeAnsweredSayWhy) {
  const World place;
  place.write("ends.toml", "format = \"jingchu-scenario 1\"\nname = \"ends\"\nextends = \"base.toml\"\nlevers = { push = { \"2024Q3..2024Q4\" = 5 } }\n");
  const auto complaint = [&](std::vector<std::string> words) {
    words.insert(words.end(), {"--target", "year_end"});
    const Call call = place.ask(words);
    EXPECT_EQ(call.code, 64) << call.err;
    return call.err;
  };
  EXPECT_THAT(complaint({"ends.toml", "--probability", "0.9999", "--lever", "push[2024Q3],push[2024Q4]=-1"}), HasSubstr("no common amount moves all of the levers"));
  EXPECT_THAT(complaint({"base.toml", "--probability", "0.8", "--lever", "push", "--bounds", "3,-3"}), AllOf(HasSubstr("reversed"), HasSubstr("--bounds -3,3")));
  EXPECT_THAT(complaint({"base.toml", "--probability", "0.8", "--lever", "push", "--bounds", "1,3"}), HasSubstr("leave out 0"));
  EXPECT_THAT(complaint({"base.toml", "--probability", "0.8", "--lever", "push", "--bounds", "-9,3"}), AllOf(HasSubstr("beyond what the model allows"), HasSubstr("at most --bounds -5,5")));
  EXPECT_THAT(complaint({"base.toml", "--probability", "80", "--lever", "push"}), HasSubstr("write 0.8 for 80 %"));
  EXPECT_THAT(complaint({"base.toml", "--probability", "0.8", "--lever", "pusch"}), AllOf(HasSubstr("--lever:1:1: error: unknown lever 'pusch'"), HasSubstr("did you mean 'push'?")));
  EXPECT_THAT(complaint({"base.toml", "--probability", "0.8", "--lever", "push", "--costs", "push=0"}), AllOf(HasSubstr("--costs:1:6: error: '0' is no cost"), HasSubstr("^")));
  EXPECT_THAT(complaint({"base.toml", "--probability", "0.8", "--lever", "push", "--costs", "push=1", "--bounds", "-1,1"}), HasSubstr("what is spent, which is never below 0"));
}

}  // namespace
}  // namespace jingchu::test
