// What questions say where paths have no solution: in every quarter some have none without a push, and none fails with one of 3.

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

struct World : LinearWorkspace {
  World() {
    std::string model = linear_model;
    const std::string sum = "1 + push + e";
    model.replace(model.find(sum), sum.size(), "sqrt(0.6 + push + e)");
    write("linear.toml", model);
  }
  Call ask(std::vector<std::string> words, const std::string& language = "en") const {
    words.insert(words.end(), {"--paths", "2000", "--quiet", "--lang", language});
    return run(words);
  }
};

TEST(FailedQuestions, SayHowManyPathsFailAndEndWithTheCodeOfSuchARun) {
  const World place;
  for (const std::vector<std::string>& words : {std::vector<std::string>{"explain", "base.toml", "--set", "push=3", "--measure", "annual(x, 2024)"}, {"sensitivity", "base.toml", "--measure", "annual(x, 2024)", "--lever", "push"},
                                                {"seek", "base.toml", "--target", "x[2024Q4] >= 2.5", "--probability", "0.5", "--lever", "push"}}) {
    const Call call = place.ask(words);
    EXPECT_EQ(call.code, 3) << words[0] << call.err;
    EXPECT_THAT(call.out, AllOf(HasSubstr("As many as "), HasSubstr(" paths fail in some case"))) << words[0];
    EXPECT_THAT(place.ask(words, "zh").out, HasSubstr("条路径在某些情形中求解失败")) << words[0];
    auto as_json = words;
    as_json.push_back("--json");
    const json answer = json::parse(place.ask(as_json).out);
    EXPECT_GT((words[0] == "seek" ? answer["answer"] : answer)["failed"], 40) << words[0];
  }
}

TEST(FailedQuestions, AComparisonNamesWhatReplayReads) {
  const World place;
  const std::string alone = place.ask({"compare", "base.toml", "--set", "push=0.1"}).err, kept = place.ask({"compare", "base.toml", "--set", "push=0.1", "-o", "both.h5"}).err;
  EXPECT_THAT(alone, AllOf(HasSubstr("jingchu replay base.toml --path "), testing::Not(HasSubstr("replay 'base+push"))));
  EXPECT_THAT(kept, AllOf(HasSubstr("jingchu replay both.h5 --path "), HasSubstr("jingchu replay both.h5 --scenario ")));
  EXPECT_EQ(place.run({"replay", "both.h5", "--scenario", "base+push=0.1", "--path", "0", "--quiet"}).code, 0);
}

TEST(FailedQuestions, AnEndOfABarWithoutASolutionIsLeftOpen) {
  const World place;
  place.write("held.toml", "format = \"jingchu-scenario 1\"\nname = \"held\"\nextends = \"base.toml\"\nlevers = { push = -0.3 }\n");
  // With e at its 0.1 quantile, -0.38, the root is of a negative number.
  const Call call = place.ask({"sensitivity", "held.toml", "--measure", "annual(x, 2024)"});
  EXPECT_EQ(call.code, 3) << call.err;
  EXPECT_THAT(call.out, HasSubstr("-: no path has a solution there"));
}

TEST(BadFailedQuestions, AScenarioWithoutAnySolutionIsToldWithItsEquation) {
  const World place;
  place.write("none.toml", "format = \"jingchu-scenario 1\"\nname = \"none\"\nextends = \"base.toml\"\nlevers = { push = -5 }\n");
  for (const std::vector<std::string>& words : {std::vector<std::string>{"explain", "base.toml", "none.toml", "--measure", "annual(x, 2024)"}, {"sensitivity", "none.toml", "--measure", "annual(x, 2024)"},
                                                {"seek", "none.toml", "--target", "year_end", "--probability", "0.5", "--lever", "push"}}) {
    const Call call = place.ask(words);
    EXPECT_EQ(call.code, 65) << words[0];
    EXPECT_THAT(call.err, AllOf(HasSubstr("linear.toml:"), HasSubstr("the model has no solution from this starting point"), HasSubstr("equation 'x' in 2024Q1"))) << words[0];
  }
}

}  // namespace
}  // namespace jingchu::test
