// `jingchu compare` of scenarios with [observed], against the exact answers of a linear Gaussian model.
#include <cmath>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "output/results/results_file.hpp"
#include "tests/app/linear_workspace.hpp"
#include "tests/engine/linear_gaussian.hpp"

namespace jingchu::test {
namespace {

using engine::testing::autoregression;
using engine::testing::NormalVector;
using nlohmann::json;
using testing::AllOf;
using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;

constexpr const char* second_quarter = R"toml("x[2024Q2]" = { value = 1.95, error = 0.3, released = "2024-07-18" })toml";
constexpr const char* second_quarter_exactly = R"toml("x[2024Q2]" = { value = 1.95, shock = "e", released = "2024-07-18" })toml";
constexpr const char* three_quarters = R"toml("cumulative(x, 2024Q1, 2024Q3)" = { value = 5, error = 0.2, released = "2024-10-18" })toml";

std::string observed(const std::string& name, const std::vector<std::string>& values) {
  std::string text = "format = \"jingchu-scenario 1\"\nname = \"" + name + "\"\nextends = \"base.toml\"\n[observed]\n";
  for (const std::string& value : values) text += value + "\n";
  return text;
}

struct World : LinearWorkspace {
  World() {
    write("july.toml", observed("july", {second_quarter}));
    write("october.toml", observed("october", {second_quarter, three_quarters}));
    write("exactly.toml", observed("exactly", {second_quarter_exactly}));
  }
  /// The contrasts of a comparison, as JSON.
  json contrasts(std::vector<std::string> words) const {
    words.insert(words.begin(), "compare");
    words.insert(words.end(), {"--json", "--quiet"});
    const Call call = run(words);
    EXPECT_EQ(call.code, 0) << call.err;
    return call.code == 0 ? json::parse(call.out)["contrasts"] : json();
  }
};

const std::vector<double> at_end = {0, 0, 0, 1}, whole_year = {1, 1, 1, 1};

NormalVector july() {
  NormalVector x = autoregression(4, 1, 0.5, 1, 0.3);
  x.observe({0, 1, 0, 0}, 1.95, 0.3);
  return x;
}
NormalVector october() {
  NormalVector x = july();
  x.observe({1, 1, 1, 0}, 5, 0.2);
  return x;
}
NormalVector exactly() {
  NormalVector x = autoregression(4, 1, 0.5, 1, 0.3);
  x.observe({0, 1, 0, 0}, 1.95, 0);
  return x;
}

/// The change of the target's probability and of the year's mean, each within four of its errors.
void expect_change(const json& contrast, const NormalVector& base, const NormalVector& other) {
  const json& target = contrast["targets"][0];
  const double error = target["standard_error"];
  EXPECT_NEAR(target["change"].get<double>(), other.above(at_end, 2.1) - base.above(at_end, 2.1), 4 * error);
  EXPECT_GT(error, 0);
  EXPECT_LT(error, target["separate_error"].get<double>()) << "common draws tell more than two runs";
  const json& year = contrast["variables"][0]["years"][0];
  EXPECT_NEAR(year["mean"].get<double>(), other.mean_of(whole_year) - base.mean_of(whole_year), 4 * year["mean_se"].get<double>());
}

TEST(CompareObserved, WhatALaterReleaseChangedIsTheDifferenceOfTwoKalmanUpdates) {
  const World place;
  const json contrast = place.contrasts({"july.toml", "october.toml"})[0];
  expect_change(contrast, july(), october());
  EXPECT_EQ(contrast["weights"]["by_path"], false);
  EXPECT_GT(contrast["weights"]["unlike_paths"].get<int>(), 50000);
  EXPECT_GT(contrast["weights"]["base_effective_paths"].get<double>(), contrast["weights"]["other_effective_paths"].get<double>());
  EXPECT_TRUE(contrast["targets"][0]["gained"].is_null());
  EXPECT_TRUE(contrast["variables"][0]["years"][0]["greater"].is_null());
  EXPECT_TRUE(contrast["variables"][0]["years"][0]["sd"].is_null());
}

TEST(CompareObserved, OneScenarioOfTwoOrSeveralMayHaveNoneOrExactValues) {
  const World place;
  const json contrasts = place.contrasts({"base.toml", "july.toml", "exactly.toml"});
  const NormalVector prior = autoregression(4, 1, 0.5, 1, 0.3);
  expect_change(contrasts[0], prior, july());
  expect_change(contrasts[1], prior, exactly());
  expect_change(place.contrasts({"july.toml", "exactly.toml"})[0], july(), exactly());
}

/// A push in the last quarter, which no published value can tell of.
TEST(CompareObserved, WhereWeightsAreEqualPathsHaveDifferences) {
  const World place;
  for (const auto& [file, x] : {std::pair<std::string, NormalVector>{"october.toml", october()}, {"exactly.toml", exactly()}}) {
    const json contrast = place.contrasts({file, "--set", "push[2024Q4]=0.1"})[0];
    EXPECT_EQ(contrast["weights"]["unlike_paths"], 0) << file;
    EXPECT_EQ(contrast["weights"]["by_path"], true);
    const json& target = contrast["targets"][0];
    EXPECT_NEAR(target["change"].get<double>(), x.above(at_end, 2.0) - x.above(at_end, 2.1), 4 * target["standard_error"].get<double>()) << file;
    EXPECT_LT(target["standard_error"].get<double>(), 0.7 * target["separate_error"].get<double>());
    EXPECT_GT(target["gained"].get<int>(), 0);
    EXPECT_EQ(target["lost"], 0);
    const json& year = contrast["variables"][0]["years"][0];
    EXPECT_NEAR(year["mean"].get<double>(), 0.1, 1e-9);
    EXPECT_EQ(year["greater"], 1);
  }
}

/// A push in the first quarter moves what was published: the exact value then needs another shock.
TEST(CompareObserved, ALeverThatMovesWhatWasPublishedComparesTwoConditionedLaws) {
  const World place;
  NormalVector pushed = autoregression(4, 1, 0.5, 1, 0.3);
  for (std::size_t t = 0; t < 4; ++t) pushed.mean[t] += 0.2 * std::pow(0.5, t);
  NormalVector noisy = pushed, exact = pushed;
  noisy.observe({0, 1, 0, 0}, 1.95, 0.3);
  exact.observe({0, 1, 0, 0}, 1.95, 0);
  expect_change(place.contrasts({"july.toml", "--set", "push[2024Q1]=0.2"})[0], july(), noisy);
  const json contrast = place.contrasts({"exactly.toml", "--set", "push[2024Q1]=0.2"})[0];
  EXPECT_GT(contrast["weights"]["unlike_paths"].get<int>(), 0);
  // Given x of the second quarter the end of the year has the same law in both.
  EXPECT_NEAR(contrast["targets"][0]["change"].get<double>(), 0, 4 * contrast["targets"][0]["standard_error"].get<double>());
  const json& year = contrast["variables"][0]["years"][0];
  EXPECT_NEAR(year["mean"].get<double>(), exact.mean_of(whole_year) - exactly().mean_of(whole_year), 4 * year["mean_se"].get<double>());
}

TEST(CompareObserved, TheTextSaysWhatIsComparedAndWhatCannotBeSaid) {
  const World place;
  const Call unlike = place.run({"compare", "july.toml", "october.toml", "--paths", "20000", "--quiet", "--lang", "en"});
  EXPECT_THAT(unlike.out, AllOf(HasSubstr("'july': conditioned on 1 published value up to 2024-07-18: worth "), HasSubstr("'october': conditioned on 2 published values"),
                                HasSubstr("two conditioned distributions on common draws, 20,000 paths"), HasSubstr("no band"), HasSubstr(" ± ")));
  EXPECT_THAT(unlike.out, Not(AnyOf(HasSubstr("  P(other > base)"), HasSubstr("path by path"), HasSubstr("5–95 %"), HasSubstr("nan "))));
  const Call alike = place.run({"compare", "july.toml", "--set", "push[2024Q4]=0.1", "--paths", "20000", "--quiet", "--lang", "en"});
  EXPECT_THAT(alike.out, AllOf(HasSubstr("differences path by path on common draws, 20,000 paths weighted by published values, worth "), HasSubstr("P(other > base)"), HasSubstr("5–95 %")));
  const Call chinese = place.run({"compare", "base.toml", "july.toml", "--paths", "20000", "--quiet", "--lang", "zh"});
  EXPECT_THAT(chinese.out, AllOf(HasSubstr("“基准”：没有已公布数值"), HasSubstr("比较两个条件分布"), HasSubstr("同一路径在两边权重不同")));
}

TEST(CompareObserved, TheFileIsWholeAndCanBeShownVerifiedRunAgainAndExported) {
  const World place;
  const Call call = place.run({"compare", "base.toml", "july.toml", "october.toml", "--paths", "6000", "-o", "all.h5", "--quiet", "--lang", "en", "--keep-paths", "x", "--threads", "3", "--tile-width", "40"});
  ASSERT_EQ(call.code, 0) << call.err;
  const output::Content content = output::read_results(place.folder() / "all.h5");
  ASSERT_EQ(content.contrasts.size(), 2u);
  EXPECT_FALSE(content.contrasts[1].is_pathwise());
  EXPECT_GT(content.contrasts[1].base_effective, content.contrasts[1].other_effective);
  EXPECT_EQ(content.contrasts[0].targets[0].gained, -1);
  EXPECT_EQ(content.conditioned.size(), 2u);
  EXPECT_EQ(place.run({"verify", "all.h5"}).code, 0);
  EXPECT_EQ(place.run({"rerun", "all.h5", "--quiet"}).code, 0);
  EXPECT_EQ(place.run({"show", "all.h5", "--quiet", "--json"}).code, 0);
  EXPECT_THAT(place.run({"show", "all.h5", "--lang", "en"}).out, HasSubstr("two conditioned distributions"));
  ASSERT_EQ(place.run({"export", "all.h5", "--tables", "contrast_years,contrast_targets", "-o", "all.csv"}).code, 0);
  EXPECT_THAT(place.read("all.csv"), AllOf(HasSubstr("october"), Not(AnyOf(HasSubstr("greater"), HasSubstr("quantile"), HasSubstr("gained")))));
  ASSERT_EQ(place.run({"compare", "base.toml", "july.toml", "october.toml", "--paths", "6000", "-o", "again.h5", "--quiet", "--keep-paths", "x", "--threads", "1"}).code, 0);
  EXPECT_TRUE(place.read("all.h5") == place.read("again.h5")) << "threads and tiles change no byte";
}

TEST(CompareObserved, ResultsFilesStandForTheirScenarios) {
  const World place;
  ASSERT_EQ(place.run({"run", "july.toml", "--paths", "6000", "-o", "july.h5", "--quiet"}).code, 0);
  ASSERT_EQ(place.run({"run", "october.toml", "--paths", "6000", "-o", "october.h5", "--quiet"}).code, 0);
  EXPECT_EQ(place.contrasts({"july.h5", "october.h5"}).dump(), place.contrasts({"july.toml", "october.toml", "--paths", "6000"}).dump());
}

TEST(CompareObserved, TooFewEffectivePathsAreWarnedOf) {
  const World place;
  std::string text = second_quarter;
  text.replace(text.find("error = 0.3"), 11, "error = 0.002");
  place.write("narrow.toml", observed("narrow", {text}));
  const Call call = place.run({"compare", "base.toml", "narrow.toml", "--paths", "6000", "--quiet", "--lang", "en"});
  EXPECT_EQ(call.code, 0);
  EXPECT_THAT(call.err, AllOf(HasSubstr("warning: narrow: "), HasSubstr("effective of 6,000 paths")));
}

TEST(BadCompareObserved, SobolPointsAreRefused) {
  const World place;
  const Call call = place.run({"compare", "july.toml", "october.toml", "--sampling", "sobol", "--paths", "4096", "--lang", "en"});
  EXPECT_EQ(call.code, 65);
  EXPECT_THAT(call.err, AllOf(HasSubstr("july.toml:5:1"), HasSubstr("Sobol"), HasSubstr("--sampling random")));
}

TEST(BadCompareObserved, AValueOutOfReachIsShownAtItsLine) {
  const World place;
  std::string text = second_quarter;
  text.replace(text.find("value = 1.95"), 12, "value = 195");
  place.write("far.toml", observed("far", {text}));
  const Call call = place.run({"compare", "base.toml", "far.toml", "--lang", "en"});
  EXPECT_EQ(call.code, 65);
  EXPECT_THAT(call.err, AllOf(HasSubstr("far.toml:5:1"), HasSubstr("no path agrees with"), HasSubstr("check value and unit")));
}

}  // namespace
}  // namespace jingchu::test
