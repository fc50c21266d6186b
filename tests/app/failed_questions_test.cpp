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
    write("pushed.toml", "format = \"jingchu-scenario 1\"\nname = \"pushed\"\nextends = \"base.toml\"\nlevers = { push = 1.1 }\n");   // fails nowhere before it is moved by 1
  }
  Call ask(std::vector<std::string> words, const std::string& language = "en") const {
    words.insert(words.end(), {"--paths", "2000", "--quiet", "--lang", language});
    return run(words);
  }
};

TEST(FailedQuestions, SayHowManyPathsFailAndEndWithTheCodeOfSuchARun) {
  const World place;
  for (const std::vector<std::string>& words : {std::vector<std::string>{"explain", "base.toml", "--set", "push=3", "--measure", "annual(x, 2024)"}, {"sensitivity", "base.toml", "--measure", "annual(x, 2024)", "--lever", "push"},
                                                {"sensitivity", "base.toml", "--measure", "annual(x, 2024)", "--sobol"}, {"sensitivity", "pushed.toml", "--measure", "annual(x, 2024)", "--morris", "--lever", "push"},
                                                {"seek", "base.toml", "--target", "x[2024Q4] >= 2.5", "--probability", "0.5", "--lever", "push"}}) {
    const std::string question = testing::PrintToString(words);
    const Call call = place.ask(words);
    EXPECT_EQ(call.code, 3) << question << call.err;
    EXPECT_THAT(call.out, AllOf(HasSubstr("As many as "), HasSubstr(" paths fail in some case"))) << question;
    EXPECT_THAT(place.ask(words, "zh").out, HasSubstr("条路径在某些情形中求解失败")) << question;
    auto as_json = words;
    as_json.push_back("--json");
    const Call numbers = place.ask(as_json);
    EXPECT_EQ(numbers.code, 3) << question;
    const json answer = json::parse(numbers.out);
    EXPECT_GT((words[0] == "seek" ? answer["answer"] : answer)["failed"], 40) << question;
  }
}

TEST(FailedQuestions, SobolIndicesSayHowManyPathsTheyLeaveOut) {
  const World place;
  const json answer = json::parse(place.ask({"sensitivity", "base.toml", "--measure", "annual(x, 2024)", "--sobol", "--json"}).out);
  // The only shock: its C is B, and what is left out fails in one of two runs.
  const json& row = answer["sobol"][0];
  EXPECT_GT(row["left_out"], answer["failed"]);
  EXPECT_LE(row["left_out"].get<int>(), 2 * answer["failed"].get<int>());
  EXPECT_NEAR(row["total"]["value"].get<double>(), 1, 4 * row["total"]["standard_error"].get<double>());
  const std::string out = place.ask({"sensitivity", "base.toml", "--measure", "annual(x, 2024)", "--sobol"}).out;
  EXPECT_THAT(out, HasSubstr("any of the three cases it compares, as many as " + row["left_out"].dump() + ", and"));
}

TEST(FailedQuestions, FewFailuresAreToldAndNoReasonForAnotherCode) {
  const World place;
  place.write("safe.toml", "format = \"jingchu-scenario 1\"\nname = \"safe\"\nextends = \"base.toml\"\nmax_failed_share = 0.5\n");
  const Call call = place.ask({"sensitivity", "safe.toml", "--measure", "annual(x, 2024)", "--sobol"});
  EXPECT_EQ(call.code, 0) << call.err;
  EXPECT_THAT(call.out, HasSubstr(" paths fail in some case"));
  place.write("none_fails.toml", "format = \"jingchu-scenario 1\"\nname = \"none_fails\"\nextends = \"base.toml\"\nlevers = { push = 3 }\n");
  const Call none = place.ask({"sensitivity", "none_fails.toml", "--measure", "annual(x, 2024)", "--sobol"});
  EXPECT_EQ(none.code, 0) << none.err;
  EXPECT_THAT(none.out, testing::Not(HasSubstr("fail in some case")));
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
                                                {"sensitivity", "none.toml", "--measure", "annual(x, 2024)", "--sobol"}, {"sensitivity", "none.toml", "--measure", "annual(x, 2024)", "--morris", "--lever", "push"},
                                                {"seek", "none.toml", "--target", "year_end", "--probability", "0.5", "--lever", "push"}}) {
    const Call call = place.ask(words);
    EXPECT_EQ(call.code, 65) << words[0];
    EXPECT_THAT(call.err, AllOf(HasSubstr("linear.toml:"), HasSubstr("the model has no solution from this starting point"), HasSubstr("equation 'x' in 2024Q1"))) << words[0];
  }
}

}  // namespace
}  // namespace jingchu::test
