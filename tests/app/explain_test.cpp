// What `jingchu explain` answers, and what it refuses.

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/app/program.hpp"

namespace jingchu::test {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;

TEST(Explain, ContributionsSumToTheChangeThatCompareTells) {
  const Workspace place;
  const std::vector<std::string> set = {"--set", "voucher=114", "--set", "transfer=80", "--paths", "2000", "--json", "--quiet"};
  std::vector<std::string> words = {"explain", "hubei-2024/report", "--target", "gdp_growth_target_2024"}, compare = {"compare", "hubei-2024/report"};
  words.insert(words.end(), set.begin(), set.end());
  compare.insert(compare.end(), set.begin(), set.end());
  const Call call = place.run(words);
  ASSERT_EQ(call.code, 0) << call.err;
  const json answer = json::parse(call.out);
  double sum = 0;
  for (const auto& c : answer["contributions"]) sum += c["contribution"].get<double>();
  EXPECT_EQ(answer["contributions"].size(), 2u);
  EXPECT_NEAR(sum, answer["change"].get<double>(), 1e-14);
  const json compared = json::parse(place.run(compare).out);
  for (const auto& target : compared["contrasts"][0]["targets"]) {
    if (target["id"] != "gdp_growth_target_2024") continue;
    EXPECT_NEAR(target["change"].get<double>(), answer["change"].get<double>(), 1e-12);
    EXPECT_NEAR(target["standard_error"].get<double>(), answer["change_error"].get<double>(), 1e-5);
  }
}

TEST(Explain, SaysOneSentenceInBothLanguages) {
  const Workspace place;
  const std::vector<std::string> words = {"explain", "hubei-2024/report", "hubei-2024/more-vouchers", "--measure", "gdp_growth@2024", "--quantile", "0.1", "--paths", "1000", "--quiet"};
  const auto in = [&](const std::string& language) {
    auto all = words;
    all.insert(all.end(), {"--lang", language});
    return place.run(all).out;
  };
  EXPECT_THAT(in("en"), AllOf(HasSubstr("the 0.1 quantile of GDP growth, real, 2024 rises from"), HasSubstr("all of it by voucher."), HasSubstr("Contribution, points")));
  EXPECT_THAT(in("zh"), AllOf(HasSubstr("的 0.1 分位数由"), HasSubstr("全部来自 voucher"), HasSubstr("贡献（个百分点）")));
}

TEST(Explain, ProbabilityThatNoPathOrEveryPathMeetsIsALimit) {
  const Workspace place;
  const auto said = [&](const char* target) { return place.run({"explain", "hubei-2024/report", "--set", "voucher=114", "--target", target, "--paths", "1000", "--quiet", "--lang", "en"}).out; };
  EXPECT_THAT(said("gdp_growth[2024] >= 40"), HasSubstr("it stays at less than 0.3 %."));
  EXPECT_THAT(said("gdp_growth[2024] >= -40"), HasSubstr("it stays at more than 99.7 %."));
}

TEST(Explain, TakesADifferenceOnTheCentralPathApartByEquation) {
  const Workspace place;
  std::vector<std::string> words = {"explain", "hubei-2024/report", "hubei-2024/demand-package", "--path", "Y[2024Q3..2025Q4]", "--quiet", "--lang", "en"};
  const Call text = place.run(words);
  ASSERT_EQ(text.code, 0) << text.err;
  EXPECT_THAT(text.out, AllOf(HasSubstr("On the central path"), HasSubstr("of 2025Q4 is"), HasSubstr("By what its equation reads"), HasSubstr("household consumption"), HasSubstr("Traced back to what was changed"), HasSubstr("(lever) in IUR")));
  words.back() = "zh";
  EXPECT_THAT(place.run(words).out, AllOf(HasSubstr("在中心路径上"), HasSubstr("按其方程的各项"), HasSubstr("追溯到所作的变动")));
  words.push_back("--json");
  const json answer = json::parse(place.run(words).out);
  ASSERT_EQ(answer["periods"].size(), 28u);
  for (std::size_t t = 0; t < 28; ++t) {
    const double change = answer["other_values"][t].get<double>() - answer["base_values"][t].get<double>();
    for (const char* list : {"direct", "traced"}) {
      double sum = 0;
      for (const auto& row : answer[list]) sum += row["values"][t].get<double>();
      // Values of 10^4 to a relative 1e-10, through a system that magnifies little.
      EXPECT_NEAR(sum, change, 1e-4) << list << " in period " << t;
    }
  }
}

TEST(BadExplain, QuestionsThatCannotBeAnsweredSayWhy) {
  const Workspace place;
  const auto refused = [&](std::vector<std::string> words, int code, const std::string& problem, const std::string& hint) {
    words.insert(words.begin(), {"explain", "hubei-2024/report"});
    words.insert(words.end(), {"--paths", "1024", "--lang", "en"});
    const Call call = place.run(words);
    EXPECT_EQ(call.code, code) << call.err;
    EXPECT_THAT(call.err, AllOf(HasSubstr(problem), HasSubstr(hint)));
    EXPECT_EQ(call.out, "");
  };
  const std::string other = "hubei-2024/more-vouchers";
  refused({other}, 64, "--measure or --target is missing", "--measure gdp_growth@2024");
  refused({"--measure", "gdp_growth"}, 64, "nothing to compare with", "--set LEVER=VALUE");
  refused({other, "--measure", "gdp_grwth"}, 64, "is no measure and no variable", "did you mean 'gdp_growth'?");
  refused({other, "--measure", "gdp_growth@x"}, 64, "'x' is no year", "NAME@2024");
  refused({other, "--measure", "gdp_growth@2050"}, 65, "2050", "");
  refused({other, "--target", "gdp_growth_target_2042"}, 64, "gdp_growth_target_2042", "gdp_growth_target_2024");
  refused({other, "--measure", "gdp_growth", "--target", "gdp_growth_target_2024"}, 64, "contradict each other", "one question");
  refused({other, "--measure", "gdp_growth", "--quantile", "1.5"}, 64, "above 0 and below 1", "--quantile 0.1");
  refused({other, "--target", "gdp_growth_target_2024", "--quantile", "0.5"}, 64, "--quantile goes with --measure", "");
  refused({"--set", "voucher=0", "--set", "transfer=0", "--measure", "gdp_growth", "--seed", "x"}, 64, "--seed", "");
  refused({other, "--set", "voucher=1", "--measure", "gdp_growth"}, 64, "two scenarios are explained at a time", "");
  refused({other, "--path", "CCC"}, 64, "'CCC' is no variable of the model 'hubei'", "did you mean");
  refused({other, "--path", "gdp_growth"}, 64, "is no variable", "it is a measure");
  refused({other, "--path", "Y[2050]"}, 64, "--path 'Y[2050]'", "2024Q1..2024Q4");
  refused({other, "--path", "Y", "--target", "gdp_growth_target_2024"}, 64, "--path and --target contradict each other", "");
  refused({other, "--measure", "gdp_growth", "--sampling", "sobol"}, 65, "Sobol points", "--sampling random");
}

}  // namespace
}  // namespace jingchu::test
