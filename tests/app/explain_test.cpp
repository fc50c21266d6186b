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
  refused({other, "--measure", "gdp_growth", "--sampling", "sobol"}, 65, "Sobol points", "--sampling random");
}

}  // namespace
}  // namespace jingchu::test
