// [observed] in a scenario: run, merge, rerun, verify, batch --join; and what refuses it.

#include <cmath>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "output/hdf5/library.hpp"
#include "output/hdf5/reader.hpp"
#include "output/results/results_file.hpp"
#include "tests/app/linear_workspace.hpp"
#include "tests/engine/linear_gaussian.hpp"

namespace jingchu::test {
namespace {

using engine::testing::autoregression;
using engine::testing::NormalVector;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr const char* target_of_the_year = R"toml([[targets]]
name = "year"
label = { zh = "全年产出", en = "output of the year" }
measure = "annual(x, 2024)"
unit = "CNY_1e8"
threshold = 7.4
sense = "at least"
tier = "A"
)toml";

/// Level of the second quarter, then what the year has so far, in another unit; each with an error.
constexpr const char* observed = R"toml(format = "jingchu-scenario 1"
name = "observed"
title = { zh = "公布后", en = "observed" }
extends = "base.toml"
[observed]
"x[2024Q2]" = { value = 1.95, error = 0.3, released = "2024-07-18", label = { zh = "二季度产出", en = "output, second quarter" } }
"cumulative(x, 2024Q1, 2024Q3)" = { value = 5.0e-4, error = 0.2e-4, unit = "CNY_1e12", released = "2024-10-18" }
)toml";

struct World : LinearWorkspace {
  World() {
    write("base.toml", std::string(linear_scenario) + target_of_the_year);
    write("observed.toml", observed);
  }
  std::filesystem::path path(const std::string& name) const { return folder() / name; }
};

NormalVector exact(int releases) {
  NormalVector x = autoregression(4, 1, 0.5, 1, 0.3);
  if (releases > 0) x.observe({0, 1, 0, 0}, 1.95, 0.3);
  if (releases > 1) x.observe({1, 1, 1, 0}, 5.0, 0.2);
  return x;
}

TEST(ObservedRun, MeansProbabilitiesAndEvidenceAreExact) {
  const World place;
  const Call call = place.run({"run", "observed.toml", "-o", "o.h5", "--quiet", "--lang", "en"});
  ASSERT_EQ(call.code, 0) << call.err;
  EXPECT_EQ(call.err, "");
  const output::Content content = output::read_results(place.path("o.h5"));
  ASSERT_EQ(content.conditioned.size(), 1u);
  const output::ConditionedResults& conditioned = content.conditioned.front();
  const output::SeriesTable& x = content.scenarios.front().variables.front();
  const NormalVector after = exact(2);
  for (std::size_t t = 0; t < 4; ++t) {
    std::vector<double> h(4, 0.0);
    h[t] = 1;
    EXPECT_NEAR(x.mean[t], after.mean_of(h), 4 * x.mean_se[t]) << "quarter " << t + 1;
    EXPECT_NEAR(x.sd[t], after.sd_of(h), 4 * after.sd_of(h) / std::sqrt(2 * conditioned.releases.back().effective_paths)) << "quarter " << t + 1;
  }
  const std::vector<double> measures[] = {{0, 0, 0, 1}, {1, 1, 1, 1}};
  const double thresholds[] = {2.1, 7.4};
  for (int release = 0; release <= 2; ++release) {
    const output::ReleaseRow& row = conditioned.releases[static_cast<std::size_t>(release)];
    for (std::size_t t = 0; t < 2; ++t) {
      const double p = exact(release).above(measures[t], thresholds[t]);
      EXPECT_NEAR(row.targets[t].probability, p, 4 * row.targets[t].standard_error) << row.name << ", " << row.targets[t].name;
      if (release > 0) {
        EXPECT_NEAR(row.targets[t].change, p - exact(release - 1).above(measures[t], thresholds[t]), 4 * row.targets[t].change_error) << row.name << ", " << row.targets[t].name;
      }
    }
  }
  EXPECT_EQ(content.scenarios.front().targets[0].probability, conditioned.releases.back().targets[0].probability);
  // The second value is given in units of 10^4, in which its density is that much larger.
  NormalVector before = autoregression(4, 1, 0.5, 1, 0.3);
  double log_density = before.observe({0, 1, 0, 0}, 1.95, 0.3);
  EXPECT_NEAR(conditioned.releases[1].log_likelihood, log_density, 4 * conditioned.releases[1].log_likelihood_error);
  log_density += before.observe({1, 1, 1, 0}, 5.0, 0.2) + std::log(1e4);
  EXPECT_NEAR(conditioned.releases[2].log_likelihood, log_density, 4 * conditioned.releases[2].log_likelihood_error);
  EXPECT_NEAR(conditioned.observed[1].prior_mean, exact(0).mean_of({1, 1, 1, 0}) * 1e-4, 1e-6);
  EXPECT_NEAR(conditioned.observed[1].mean, after.mean_of({1, 1, 1, 0}) * 1e-4, 1e-6);
}

TEST(ObservedRun, GrowthOnTheYearBeforeIsTakenInAsWell) {
  const World place;
  std::string text = observed;
  text.replace(text.find("\"x[2024Q2]\""), 11, "\"period_growth(x, 2024Q2)\"");
  text.replace(text.find("value = 1.95, error = 0.3"), 25, "value = 95, error = 30");
  place.write("growth.toml", text);
  ASSERT_EQ(place.run({"run", "observed.toml", "-o", "o.h5", "--quiet"}).code, 0);
  ASSERT_EQ(place.run({"run", "growth.toml", "-o", "g.h5", "--quiet"}).code, 0);
  const output::Content level = output::read_results(place.path("o.h5")), growth = output::read_results(place.path("g.h5"));
  // Growth of 95 % on a year before of 1 is a level of 1.95.
  EXPECT_NEAR(level.scenarios.front().variables.front().mean[3], growth.scenarios.front().variables.front().mean[3], 1e-9);
  EXPECT_EQ(growth.conditioned.front().observed[0].unit, "percent");
}

TEST(ObservedRun, TheTableSaysThatItIsConditionedInBothLanguages) {
  const World place;
  const Call english = place.run({"run", "observed.toml", "-o", "o.h5", "--quiet", "--lang", "en"}), chinese = place.run({"run", "observed.toml", "-o", "o.h5", "--quiet", "--lang", "zh"});
  EXPECT_EQ(chinese.code, 0) << "the repeated command finds its result";
  EXPECT_THAT(english.out, AllOf(HasSubstr("conditioned on 2 published values up to 2024-10-18: worth "), HasSubstr("output, second quarter (100m CNY)"), HasSubstr("What was published on 2024-10-18 ")));
  const Call shown = place.run({"show", "o.h5", "--lang", "zh"});
  EXPECT_THAT(shown.out, AllOf(HasSubstr("以 2 个已公布数值为条件（截至 2024-10-18）：加权后相当于 "), HasSubstr("二季度产出（亿元）"), HasSubstr("2024-10-18 公布的数值使“"), Not(HasSubstr("conditioned"))));
  EXPECT_THAT(place.run({"run", "base.toml", "-o", "b.h5", "--quiet", "--lang", "en"}).out, Not(HasSubstr("conditioned")));
  const auto json = nlohmann::json::parse(place.run({"show", "o.h5", "--json"}).out);
  EXPECT_EQ(json["conditioned"][0]["observed"][0]["value"], 1.95);
  EXPECT_EQ(json["conditioned"][0]["releases"][2]["targets"][0]["probability"], json["results"][0]["targets"][0]["probability"]);
}

TEST(ObservedRun, ShardsThreadsAndTilesGiveTheSameBytes) {
  const World place;
  ASSERT_EQ(place.run({"run", "observed.toml", "-o", "o.h5", "--quiet", "--threads", "1", "--keep-paths", "x"}).code, 0);
  ASSERT_EQ(place.run({"run", "observed.toml", "-o", "t.h5", "--quiet", "--threads", "3", "--tile-width", "64", "--keep-paths", "x"}).code, 0);
  EXPECT_TRUE(place.read("o.h5") == place.read("t.h5"));
  std::vector<std::string> merge = {"merge", "-o", "m.h5"};
  for (const char* shard : {"3/4", "1/4", "4/4", "2/4"}) {
    const std::string file = std::string("part") + shard[0] + ".shard";
    ASSERT_EQ(place.run({"run", "observed.toml", "--shard", shard, "-o", file, "--quiet", "--keep-paths", "x"}).code, 0);
    merge.push_back(file);
  }
  const Call merged = place.run(merge);
  ASSERT_EQ(merged.code, 0) << merged.err;
  EXPECT_TRUE(place.read("o.h5") == place.read("m.h5"));
  const Call verified = place.run({"verify", "o.h5"});
  EXPECT_EQ(verified.code, 0) << verified.out << verified.err;
  const Call again = place.run({"rerun", "o.h5"});
  EXPECT_EQ(again.code, 0) << again.out << again.err;
}

TEST(ObservedRun, KeptPathsCarryTheWeightsOfTheStatistics) {
  const World place;
  ASSERT_EQ(place.run({"run", "observed.toml", "-o", "o.h5", "--quiet", "--paths", "10000", "--keep-paths", "x", "--keep-type", "f64"}).code, 0);
  const output::Content content = output::read_results(place.path("o.h5"));
  output::start_hdf5();
  const output::hdf5::ReadFile open(place.path("o.h5"), static_cast<std::size_t>(std::filesystem::file_size(place.path("o.h5"))));
  const output::hdf5::ReadGroup group(open, "paths");
  std::vector<double> weights(10000), values(40000);
  group.part("path_weight", {0, 0}, {1, 10000}, weights);
  group.part("x", {0, 0, 0}, {1, 10000, 4}, values);
  double sum = 0, squares = 0, product = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    sum += weights[i];
    squares += weights[i] * weights[i];
    product += weights[i] * values[4 * i + 3];
  }
  EXPECT_NEAR(product / sum, content.scenarios.front().variables.front().mean[3], 1e-6);
  EXPECT_NEAR(sum * sum / squares, content.conditioned.front().releases.back().effective_paths, 1e-3);
  EXPECT_NEAR(sum / 10000, content.conditioned.front().mean_weight, 1e-12);
}

TEST(ObservedRun, TooFewEffectivePathsAreToldWithTheShareOfTheScenario) {
  const World place;
  EXPECT_THAT(place.run({"run", "observed.toml", "-o", "o.h5", "--quiet", "--lang", "en"}).err, Not(HasSubstr("effective")));
  std::string text = observed;
  text.insert(text.find("[observed]"), "min_effective_share = 0.9\n");
  place.write("strict.toml", text);
  const Call call = place.run({"run", "strict.toml", "-o", "s.h5", "--quiet", "--lang", "en"});
  EXPECT_EQ(call.code, 0);
  EXPECT_THAT(call.err, AllOf(HasSubstr("warning: "), HasSubstr(" effective of 100,000 paths, fewer than the 90.0 % that min_effective_share wants")));
}

TEST(ObservedRun, ABatchJoinsConditionedScenarios) {
  const World place;
  place.write("plan.toml", "format = \"jingchu-batch 1\"\nname = \"both\"\n[[items]]\nscenario = \"base.toml\"\n[[items]]\nscenario = \"observed.toml\"\n");
  const Call call = place.run({"batch", "plan.toml", "--output", "runs", "--join", "all.h5"});
  ASSERT_EQ(call.code, 0) << call.err;
  const output::Content all = output::read_results(place.path("all.h5"));
  ASSERT_EQ(all.conditioned.size(), 1u);
  EXPECT_EQ(all.scenarios[all.conditioned.front().scenario].name, "observed");
  const Call verified = place.run({"verify", "all.h5"});
  EXPECT_EQ(verified.code, 0) << verified.out;
}

/// The second quarter exactly, by the shock of that quarter; then the year so far with an error.
std::string exact_scenario() {
  std::string text = observed;
  text.replace(text.find("error = 0.3"), 11, "shock = \"e\"");
  return text;
}

TEST(ObservedRun, AnExactValueIsMetOnEveryPathAndTheAnswerIsExact) {
  const World place;
  place.write("exact.toml", exact_scenario());
  const Call call = place.run({"run", "exact.toml", "-o", "e.h5", "--quiet", "--lang", "en", "--keep-paths", "x"});
  ASSERT_EQ(call.code, 0) << call.err;
  EXPECT_THAT(call.out, AllOf(HasSubstr("1.950 exact by e"), HasSubstr("weights it would be a tune, whose probabilities mean nothing")));
  const output::Content content = output::read_results(place.path("e.h5"));
  NormalVector after = autoregression(4, 1, 0.5, 1, 0.3);
  const double log_density = after.observe({0, 1, 0, 0}, 1.95, 0) + after.observe({1, 1, 1, 0}, 5.0, 0.2) + std::log(1e4);
  const output::SeriesTable& x = content.scenarios.front().variables.front();
  EXPECT_NEAR(x.min[1], 1.95, 1e-8);
  EXPECT_NEAR(x.max[1], 1.95, 1e-8);
  for (const std::size_t t : {0u, 2u, 3u}) {
    std::vector<double> h(4, 0.0);
    h[t] = 1;
    EXPECT_NEAR(x.mean[t], after.mean_of(h), 4 * x.mean_se[t]) << "quarter " << t + 1;
  }
  const auto& targets = content.scenarios.front().targets;
  EXPECT_NEAR(targets[0].probability, after.above({0, 0, 0, 1}, 2.1), 4 * targets[0].standard_error);
  EXPECT_NEAR(targets[1].probability, after.above({1, 1, 1, 1}, 7.4), 4 * targets[1].standard_error);
  const output::ReleaseRow& last = content.conditioned.front().releases.back();
  EXPECT_NEAR(last.log_likelihood, log_density, 4 * last.log_likelihood_error + 1e-4);
  EXPECT_TRUE(std::isnan(content.conditioned.front().releases.front().targets[0].probability));
  const Call verified = place.run({"verify", "e.h5"});
  EXPECT_EQ(verified.code, 0) << verified.out;
  EXPECT_EQ(place.run({"rerun", "e.h5"}).code, 0);
}

TEST(ObservedRun, ExactValuesInShardsGiveTheSameBytes) {
  const World place;
  place.write("exact.toml", exact_scenario());
  ASSERT_EQ(place.run({"run", "exact.toml", "-o", "e.h5", "--quiet", "--paths", "20000"}).code, 0);
  ASSERT_EQ(place.run({"run", "exact.toml", "-o", "2.shard", "--shard", "2/2", "--quiet", "--paths", "20000", "--tile-width", "64"}).code, 0);
  ASSERT_EQ(place.run({"run", "exact.toml", "-o", "1.shard", "--shard", "1/2", "--quiet", "--paths", "20000"}).code, 0);
  ASSERT_EQ(place.run({"merge", "2.shard", "1.shard", "-o", "m.h5"}).code, 0);
  EXPECT_TRUE(place.read("e.h5") == place.read("m.h5"));
}

TEST(ObservedRun, AGuidedProposalSaysTheSameWithMoreEffectivePathsAndIsSuggested) {
  const World place;
  std::string text = observed;
  text.insert(text.find("[observed]"), "min_effective_share = 0.9\n");
  place.write("plain.toml", text);
  EXPECT_THAT(place.run({"run", "plain.toml", "-o", "p.h5", "--quiet", "--lang", "en"}).err, HasSubstr("proposal = \"guided\" in the scenario draws paths near the values"));
  EXPECT_THAT(place.run({"run", "plain.toml", "-o", "p.h5", "--quiet", "--force", "--lang", "zh"}).err, HasSubstr("可在情景中设 proposal = \"guided\""));
  text = observed;
  text.insert(text.find("[observed]"), "proposal = \"guided\"\n");
  place.write("guided.toml", text);
  const Call call = place.run({"run", "guided.toml", "-o", "g.h5", "--quiet", "--lang", "en"});
  ASSERT_EQ(call.code, 0) << call.err;
  EXPECT_THAT(call.out, HasSubstr("drawn by a guided proposal"));
  EXPECT_THAT(place.run({"show", "g.h5", "--lang", "zh"}).out, HasSubstr("议分布抽取"));
  const output::Content plain = output::read_results(place.path("p.h5")), guided = output::read_results(place.path("g.h5"));
  EXPECT_EQ(plain.conditioned.front().proposal, "model");
  EXPECT_EQ(guided.conditioned.front().proposal, "guided");
  const output::ReleaseRow &a = plain.conditioned.front().releases.back(), &b = guided.conditioned.front().releases.back();
  EXPECT_GT(b.effective_paths, 1.5 * a.effective_paths);
  EXPECT_NEAR(a.log_likelihood, b.log_likelihood, 4 * std::hypot(a.log_likelihood_error, b.log_likelihood_error));
  for (std::size_t t = 0; t < a.targets.size(); ++t)
    EXPECT_NEAR(a.targets[t].probability, b.targets[t].probability, 4 * std::hypot(a.targets[t].standard_error, b.targets[t].standard_error)) << "target " << t;
  const Call verified = place.run({"verify", "g.h5"});
  EXPECT_EQ(verified.code, 0) << verified.out;
  EXPECT_EQ(place.run({"rerun", "g.h5"}).code, 0);
  ASSERT_EQ(place.run({"run", "guided.toml", "-o", "2.shard", "--shard", "2/2", "--quiet", "--tile-width", "64"}).code, 0);
  ASSERT_EQ(place.run({"run", "guided.toml", "-o", "1.shard", "--shard", "1/2", "--quiet", "--threads", "3"}).code, 0);
  ASSERT_EQ(place.run({"merge", "2.shard", "1.shard", "-o", "m.h5"}).code, 0);
  EXPECT_TRUE(place.read("g.h5") == place.read("m.h5"));
}

TEST(BadObservedRun, ExactValuesByOneShockInOnePeriodOrByAShockOfUnknownDensityAreRefused) {
  const World place;
  place.write("two.toml", exact_scenario() + "\"period_growth(x, 2024Q2)\" = { value = 95, shock = \"e\", released = \"2024-07-18\" }\n");
  const Call two = place.run({"run", "two.toml", "-o", "t.h5"});
  EXPECT_EQ(two.code, 65);
  EXPECT_THAT(two.err, AllOf(HasSubstr("are both to be exact by shock 'e' in 2024Q2"), HasSubstr("name another shock"), HasSubstr("the other one")));
  std::string text = linear_model;
  text.replace(text.find("e = 0.3"), 7, "e = 0.3\nf = { law = { bernoulli = 0.5 } }\n[[correlations]]\npair = [\"e\", \"f\"]\nvalue = 0.5");
  place.write("linear.toml", text);
  place.write("exact.toml", exact_scenario());
  const Call correlated = place.run({"run", "exact.toml", "-o", "c.h5"});
  EXPECT_EQ(correlated.code, 65);
  EXPECT_THAT(correlated.err, AllOf(HasSubstr("shock 'e' is correlated with 'f', which takes single values only"), HasSubstr("name a shock that is not")));
}

TEST(BadObservedRun, AnExactValueThatNoShockReachesIsRefused) {
  const World place;
  std::string text = exact_scenario();
  text.replace(text.find("value = 1.95"), 12, "value = 195");
  place.write("far.toml", text);
  const Call call = place.run({"run", "far.toml", "-o", "f.h5", "--lang", "en"});
  EXPECT_EQ(call.code, 65);
  EXPECT_THAT(call.err, AllOf(HasSubstr("far.toml:6:"), HasSubstr("no value of shock 'e' brings '"), HasSubstr("on any of the first 1024 paths: with the shock at its median the model gives"), HasSubstr("check value and unit")));
}

TEST(BadObservedRun, AValueFarFromEveryPathIsRefusedWithBothNumbers) {
  const World place;
  std::string text = observed;
  text.replace(text.find("value = 1.95, error = 0.3"), 25, "value = 195, error = 0.3");
  place.write("far.toml", text);
  const Call call = place.run({"run", "far.toml", "-o", "f.h5", "--quiet", "--lang", "en"});
  EXPECT_EQ(call.code, 65);
  EXPECT_THAT(call.err, AllOf(HasSubstr("far.toml:6:1"), HasSubstr("no path agrees with '"), HasSubstr("= 195 and its error of 0.3"), HasSubstr("on the first 1024 paths"), HasSubstr("check value and unit")));
  EXPECT_FALSE(place.has("f.h5"));
}

TEST(ObservedRun, QuestionsTakeValuesIn) {
  const World place;
  for (std::vector<std::string> words : {std::vector<std::string>{"seek", "observed.toml", "--target", "year", "--lever", "push[2024Q4]", "--probability", "0.8"},
                                                {"explain", "base.toml", "observed.toml", "--measure", "annual(x, 2024)"}, {"explain", "observed.toml", "--set", "push=0.1", "--measure", "annual(x, 2024)"},
                                                {"sensitivity", "observed.toml", "--measure", "annual(x, 2024)"}}) {
    words.insert(words.end(), {"--quiet", "--lang", "en"});
    const Call call = place.run(words);
    EXPECT_EQ(call.code, 0) << words[0] << ": " << call.err;
    EXPECT_THAT(call.out, HasSubstr("Given the published values, which leave")) << words[0];
  }
  EXPECT_THAT(place.run({"explain", "base.toml", "observed.toml", "--measure", "annual(x, 2024)", "--quiet", "--lang", "en"}).out, HasSubstr("(published value)"));
}

TEST(BadObservedRun, QuestionsThatCannotTakeValuesInRefuseThem) {
  const World place;
  for (const std::vector<std::string>& words : {std::vector<std::string>{"seek", "observed.toml", "--central", "--target", "year", "--lever", "push"}, {"explain", "base.toml", "observed.toml", "--path", "x[2024Q1]"},
                                                {"sensitivity", "observed.toml", "--sobol", "--measure", "annual(x, 2024)"}, {"sensitivity", "observed.toml", "--morris", "--measure", "annual(x, 2024)"}}) {
    const Call call = place.run(words);
    EXPECT_EQ(call.code, 65) << words[0] << call.err;
    EXPECT_THAT(call.err, AllOf(HasSubstr("observed.toml:6:1"), HasSubstr("'observed' has published values: "))) << words[0];
  }
  const Call far = place.run({"seek", "observed.toml", "--target", "year", "--lever", "push", "--probability", "0.8", "--quiet", "--lang", "en"});
  EXPECT_EQ(far.code, 64);
  EXPECT_THAT(far.err, AllOf(HasSubstr("none agrees with the published values"), HasSubstr("levers that act after the last published value")));
  const Call sobol = place.run({"run", "observed.toml", "--sampling", "sobol", "--paths", "4096", "-o", "s.h5"});
  EXPECT_EQ(sobol.code, 65);
  EXPECT_THAT(sobol.err, AllOf(HasSubstr("observed.toml:6:1"), HasSubstr("Sobol"), HasSubstr("--sampling random")));
}

}  // namespace
}  // namespace jingchu::test
