// What explain, seek and sensitivity say where published values leave few paths, or none.

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/app/linear_workspace.hpp"

namespace jingchu::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// The linear model with a value of its first quarter; without a lever x there has mean 1.5 and standard deviation 0.3.
struct World : LinearWorkspace {
  World() { write("base.toml", std::string(linear_scenario) + "[[targets]]\nname = \"high\"\nmeasure = \"x[2024Q4]\"\nunit = \"CNY_1e8\"\nthreshold = 20\nsense = \"at least\"\n"); }
  void publish(const std::string& name, const std::string& value, const std::string& more = "") const {
    write(name + ".toml", "format = \"jingchu-scenario 1\"\nname = \"" + name + "\"\nextends = \"base.toml\"\n" + more + "[observed]\n\"x[2024Q1]\" = " + value + "\n");
  }
  Call ask(std::vector<std::string> words, const std::string& language = "en") const {
    words.insert(words.end(), {"--paths", "4000", "--quiet", "--lang", language});
    return run(words);
  }
};

const std::vector<std::string> of_the_year = {"--measure", "annual(x, 2024)"};

std::vector<std::string> asked(std::vector<std::string> words, const std::vector<std::string>& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

TEST(BadObservedQuestions, AValueThatARunRefusesIsRefusedAtItsLine) {
  const World place;
  // Far from every path: with an error of t law all are about equally far, so that weights alone would not show it.
  place.publish("far", "{ value = 150, error = 0.3, law = \"student_t\", df = 3 }");
  const std::vector<std::vector<std::string>> questions = {asked({"explain", "base.toml", "far.toml"}, of_the_year), asked({"explain", "far.toml", "base.toml"}, of_the_year), asked({"explain", "far.toml", "--set", "push=1"}, of_the_year),
                                                           asked({"sensitivity", "far.toml"}, of_the_year), {"seek", "far.toml", "--target", "year_end", "--lever", "push[2024Q4]", "--probability", "0.9"}};
  for (const auto& words : questions) {
    const Call english = place.ask(words), chinese = place.ask(words, "zh");
    EXPECT_EQ(english.code, 65) << words[0];
    EXPECT_THAT(english.err, AllOf(HasSubstr("far.toml:5:1: error: no path agrees with 'x[2024Q1]' = 150 and its error of 0.3"), HasSubstr("^^^^"), HasSubstr("check value and unit"))) << words[0];
    EXPECT_THAT(chinese.err, HasSubstr("没有路径与“x[2024Q1]”= 150")) << words[0];
  }
}

TEST(BadObservedQuestions, AnExactValueOutOfReachIsRefusedAtItsLine) {
  const World place;
  place.publish("bent", "{ value = 1.5, shock = \"e\" }");
  place.publish("none", "{ value = 400, shock = \"e\" }");
  EXPECT_EQ(place.ask(asked({"sensitivity", "bent.toml"}, of_the_year)).code, 0);
  const Call call = place.ask(asked({"sensitivity", "none.toml"}, of_the_year));
  EXPECT_EQ(call.code, 65);
  EXPECT_THAT(call.err, AllOf(HasSubstr("none.toml:5:38: error: no value of shock 'e' brings 'x[2024Q1]' = 400 about")));
}

TEST(ObservedQuestions, ABarWithFewEffectivePathsIsMarkedAndHasItsOwnNumber) {
  const World place;
  // With e held at either quantile x of the first quarter is known: 1.12 or 1.88, of which the value agrees with neither well.
  place.publish("quarter", "{ value = 1.5, error = 0.15 }");
  const Call call = place.ask(asked({"sensitivity", "quarter.toml", "--json"}, of_the_year));
  ASSERT_EQ(call.code, 0) << call.err;
  const auto answer = nlohmann::json::parse(call.out);
  const double base = answer["base"]["effective_paths"];
  double fewest = base;
  for (const auto& bar : answer["tornado"])
    for (const char* end : {"low", "high"}) fewest = std::min(fewest, bar[end]["effective_paths"].get<double>());
  EXPECT_EQ(answer["effective_paths"].get<double>(), fewest);
  EXPECT_LT(base, 3000);

  place.publish("late", "{ value = 1.9, error = 0.02 }", "min_effective_share = 0.06\n");
  const std::string text = place.ask(asked({"sensitivity", "late.toml", "--lever", "push"}, of_the_year)).out, chinese = place.ask(asked({"sensitivity", "late.toml", "--lever", "push"}, of_the_year), "zh").out;
  EXPECT_THAT(text, AllOf(HasSubstr(" !"), HasSubstr("!: fewer effective paths than the 6.0 % that min_effective_share wants (the fewest: "), HasSubstr("in the scenario as it is")));
  EXPECT_THAT(chinese, AllOf(HasSubstr("低于 min_effective_share 要求的 6.0 %"), HasSubstr("情景本身")));
  const std::string plain = place.ask(asked({"sensitivity", "quarter.toml", "--lever", "push[2024Q3]"}, of_the_year)).out;
  EXPECT_THAT(plain, AllOf(Not(HasSubstr(" !")), HasSubstr("in the scenario as it is")));
}

TEST(ObservedQuestions, TheSentenceNamesNoInputWhoseContributionIsNoise) {
  const World place;
  // The value moves little but the error, push little for sure: at this seed the value's contribution is the larger number, and noise.
  place.write("both.toml", "format = \"jingchu-scenario 1\"\nname = \"both\"\nextends = \"base.toml\"\nlevers = { push = { \"2024Q4\" = 0.01 } }\n[observed]\n\"x[2024Q1]\" = { value = 1.55, error = 0.1 }\n");
  const auto said = [&](const std::string& language) { return place.run({"explain", "base.toml", "both.toml", "--target", "year_end", "--paths", "2000", "--seed", "1", "--quiet", "--lang", language}).out; };
  EXPECT_THAT(said("en"), AllOf(HasSubstr("of 2 changed inputs push contributes most beyond the simulation's own error"), HasSubstr(" ~   58.6 %")));
  EXPECT_THAT(said("zh"), HasSubstr("2 项变动中，超出模拟误差的以 push 的贡献最大"));
}

TEST(ObservedQuestions, ValuesThatContradictEachOtherAreToldOf) {
  const World place;
  place.write("apart.toml", "format = \"jingchu-scenario 1\"\nname = \"apart\"\nextends = \"base.toml\"\nproposal = \"guided\"\n[observed]\n\"x[2024Q1]\" = { value = 1.5, error = 0.02 }\n\"2 * x[2024Q1]\" = { value = 3.6, error = 0.02 }\n");
  const std::string text = place.ask({"run", "apart.toml", "-o", "a.h5"}).err, chinese = place.ask({"run", "apart.toml", "-o", "b.h5"}, "zh").err;
  EXPECT_THAT(text, AllOf(HasSubstr("warning: 'x[2024Q1]' was published as 1.500 ± 0.020, but given all published values it is 1.7"), HasSubstr("the values contradict each other, or the model")));
  EXPECT_THAT(chinese, HasSubstr("相互矛盾"));
  place.publish("past", "{ value = 1.5, error = 0.3 }\n\"x[2023Q2]\" = { value = 1.1, error = 0.3 }");
  EXPECT_THAT(place.ask({"run", "past.toml", "-o", "p.h5"}).err, HasSubstr("'x[2023Q2]' is the same on every path: what was published tells nothing"));
}

TEST(ObservedQuestions, AProbabilityThatNoPathMeetsIsALimitOfItsEffectivePaths) {
  const World place;
  place.publish("narrow", "{ value = 1.5, error = 0.02 }");
  const auto answer = nlohmann::json::parse(place.ask({"explain", "base.toml", "narrow.toml", "--target", "high", "--json"}).out);
  const double effective = answer["other_effective_paths"];
  EXPECT_LT(effective, 600);
  const std::string text = place.ask({"explain", "base.toml", "narrow.toml", "--target", "high"}).out;
  // Below 3/N with 95 % confidence: of 4,000 paths 0.075 %, of some 400 about 0.75 %.
  EXPECT_THAT(text, AllOf(HasSubstr("it stays at less than 0."), Not(HasSubstr("less than 0.075 %"))));
}

}  // namespace
}  // namespace jingchu::test
