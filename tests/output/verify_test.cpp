#include "output/results/verify.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <functional>

#include "output/results/differences.hpp"
#include "tests/output/hostile_file.hpp"
#include "tests/output/sample_content.hpp"

namespace jingchu::output {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using testing::sample_content;
using testing::tamper;
using testing::TemporaryFolder;

/// Gives a target a share of the paths that did not fail, with the bounds that follow.
template <class Row>
void set_hits(Row& row, double hits) {
  row.probability = hits / 9997;
  row.lower_bound = hits / 10000;
  row.upper_bound = (hits + 3) / 10000;
}

/// The sample with numbers that agree with each other, as those of a run do.
Content sound_content() {
  Content content = sample_content();
  content.scenarios.resize(1);
  auto& s = content.scenarios[0];
  for (std::size_t v = 0; v < content.variables.size(); ++v) {
    auto& years = s.annual_variables[v];
    for (std::size_t y = 0; y < 7; ++y) {
      const auto& mean = s.variables[v].mean;
      const double sum = mean[4 * y] + mean[4 * y + 1] + mean[4 * y + 2] + mean[4 * y + 3];
      const auto& rule = content.variables[v].annual_rule;
      const double shift = (rule == "sum" ? sum : rule == "end" ? mean[4 * y + 3] : sum / 4) - years.mean[y];
      for (auto* column : {&years.mean, &years.min, &years.max}) (*column)[y] += shift;
      for (std::size_t level = 0; level < 9 && !years.quantiles.empty(); ++level) years.quantiles[level * 7 + y] += shift;
    }
  }
  set_hits(s.targets[0], 4311);
  set_hits(s.targets[1], 9997);
  set_hits(s.targets[2], 0);
  set_hits(s.targets[4], 9997);
  set_hits(s.joint[0], 4311);
  set_hits(s.joint[1], 0);
  s.targets_met = {0, 5686.0 / 9997, 4311.0 / 9997, 0};
  auto& p = content.provenance;
  p.model_sha256 = sha256_hex(p.model_texts[0].text);
  p.data_sha256 = sha256_hex(p.data_texts[0].text);
  p.scenario_sha256 = sha256_hex(p.effective_scenario);
  return content;
}

std::string as_text(const std::vector<Finding>& findings) {
  std::string text;
  for (const auto& finding : findings) text += finding.check + ": " + finding.place + ": " + finding.problem + "\n";
  return text;
}

TEST(VerifyResults, ASoundFileHasNoFindings) {
  const TemporaryFolder folder;
  const Content content = sound_content();
  write_results(folder / "run.h5", content, false);
  const Verification verification = verify_results(folder / "run.h5");
  EXPECT_THAT(verification.findings, IsEmpty()) << as_text(verification.findings);
  EXPECT_EQ(verification.digest, results_digest(content));
  EXPECT_EQ(verification.seal.sha256, check_seal(folder / "run.h5").sha256);
}

TEST(VerifyResults, ARunWithoutTargetsOrFailuresIsSoundToo) {
  const TemporaryFolder folder;
  Content content = sound_content();
  auto& s = content.scenarios[0];
  s.targets.clear();
  s.joint.clear();
  s.targets_met.clear();
  s.levers.clear();
  write_results(folder / "run.h5", content, false);
  const auto findings = verify_results(folder / "run.h5").findings;
  EXPECT_THAT(findings, IsEmpty()) << as_text(findings);
}

TEST(VerifyResults, ADamagedFileIsAFindingOfTheSeal) {
  const TemporaryFolder folder;
  write_results(folder / "run.h5", sound_content(), false);
  std::string bytes = testing::bytes_of(folder / "run.h5");
  bytes[1000] = static_cast<char>(bytes[1000] ^ 1);
  testing::put_bytes(folder / "run.h5", bytes);
  const Verification verification = verify_results(folder / "run.h5");
  ASSERT_THAT(verification.findings, SizeIs(1));
  EXPECT_EQ(verification.findings[0].check, "seal");
  EXPECT_EQ(verification.digest, "");
}

TEST(VerifyResults, WhatTheSchemaMissesIsNamedOneByOne) {
  const TemporaryFolder folder;
  write_results(folder / "run.h5", sound_content(), false);
  tamper(folder / "run.h5", [](hid_t file) {
    ASSERT_GE(H5Ldelete(file, "moments/scenario_title_zh", H5P_DEFAULT), 0);
    ASSERT_GE(H5Ldelete(file, "identities", H5P_DEFAULT), 0);
    ASSERT_GE(H5Adelete_by_name(file, "quantiles/Y", "units", H5P_DEFAULT), 0);
    ASSERT_GE(H5Adelete_by_name(file, "history/Y", "DIMENSION_LIST", H5P_DEFAULT), 0);
    ASSERT_GE(H5Adelete_by_name(file, "provenance", "rng", H5P_DEFAULT), 0);
    ASSERT_GE(H5Ldelete(file, "levers/unit", H5P_DEFAULT), 0);
    const hsize_t size = 1;
    const hid_t space = H5Screate_simple(1, &size, nullptr);
    H5Dclose(H5Dcreate2(file, "levers/unit", H5T_STD_I32LE, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
    H5Sclose(space);
  });
  const auto findings = verify_results(folder / "run.h5").findings;
  const std::string text = as_text(findings);
  EXPECT_THAT(text, HasSubstr("/moments/scenario_title_zh: the dataset is missing"));
  EXPECT_THAT(text, HasSubstr("/identities: the group is missing"));
  EXPECT_THAT(text, HasSubstr("/quantiles/Y: the attribute units is missing"));
  EXPECT_THAT(text, HasSubstr("/history/Y: its dimensions are (?), expected (time)"));
  EXPECT_THAT(text, HasSubstr("/provenance: the attribute rng is missing"));
  EXPECT_THAT(text, HasSubstr("/levers/unit: its type is i32, expected text"));
  for (const auto& finding : findings) EXPECT_EQ(finding.check, "schema");
}

TEST(VerifyResults, WhatANewerVersionAddsIsNoFinding) {
  const TemporaryFolder folder;
  write_results(folder / "run.h5", sound_content(), false);
  tamper(folder / "run.h5", [](hid_t file) { H5Gclose(H5Gcreate2(file, "something", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT)); });
  EXPECT_THAT(verify_results(folder / "run.h5").findings, IsEmpty());
}

TEST(CheckProvenance, TextsThatWereChangedAreNamed) {
  Content content = sound_content();
  content.provenance.model_texts[0].text += "# one more line\n";
  content.provenance.n_paths = 20000;
  const std::string text = as_text(check_provenance(content));
  EXPECT_THAT(text, HasSubstr("/provenance, attribute model_sha256"));
  EXPECT_THAT(text, HasSubstr("/scenarios/n_paths, report: 10000 paths, the provenance says 20000"));
}

TEST(CheckNumbers, EveryContradictionIsNamedWithItsPlace) {
  struct Case {
    std::string place;
    std::string problem;
    std::function<void(Content&, ScenarioResults&)> change;
  };
  const Case cases[] = {
      {"/moments/Y, report, 2024Q3", "the mean 20000 is not between", [](Content&, ScenarioResults& s) { s.variables[0].mean[2] = 20000; }},
      {"/moments/Y, report, 2024Q3", "counts 9996 paths, 9997 did not fail", [](Content&, ScenarioResults& s) { s.variables[0].n[2] = 9996; }},
      {"/moments/Y, report, 2024Q3", "a standard deviation of -1", [](Content&, ScenarioResults& s) { s.variables[0].sd[2] = -1; }},
      {"/moments/Y, report, 2024Q3", "standard error", [](Content&, ScenarioResults& s) { s.variables[0].mean_se[2] = 1e9; }},
      {"/quantiles/Y, report, 2024Q2", "the quantiles fall between the levels 0.01 and 0.05", [](Content&, ScenarioResults& s) { std::swap(s.variables[0].quantiles[1], s.variables[0].quantiles[28 + 1]); }},
      {"/annual/quantiles/gdp_growth, report, 2025", "is not between the least", [](Content&, ScenarioResults& s) { s.annual_measures[0].quantiles[8 * 7 + 1] = 99; }},
      {"/annual/moments/Y, report, 2026", "its periods give", [](Content&, ScenarioResults& s) { s.annual_variables[0].mean[2] += 1; }},
      {"/quantile_errors/Y, report, 2024Q1", "negative", [](Content&, ScenarioResults& s) { s.variables[0].quantile_errors[0] = -1; }},
      {"/targets/probability, report, gdp_growth_target_2024", "is no share of 9997 paths", [](Content&, ScenarioResults& s) { s.targets[0].probability += 1e-5; }},
      {"/targets/probability, report, gdp_growth_target_2024", "1.5 is no probability", [](Content&, ScenarioResults& s) { s.targets[0].probability = 1.5; }},
      {"/targets/probability, report, gdp_growth_target_2024", "the bounds are", [](Content&, ScenarioResults& s) { s.targets[0].lower_bound = 0; }},
      {"/targets/n_paths, report, gdp_growth_target_2024", "counts 10000 paths", [](Content&, ScenarioResults& s) { s.targets[0].n_paths = 10000; }},
      {"/targets/probability_with_tolerance, report, urban_jobs_target_2024", "with the tolerance", [](Content&, ScenarioResults& s) { s.targets[2].probability_with_tolerance = -0.1; }},
      {"/targets/value_quantiles, report, gdp_growth_target_2024", "fall", [](Content&, ScenarioResults& s) { std::swap(s.targets[0].value_quantiles[0], s.targets[0].value_quantiles[1]); }},
      {"/targets, report, forest_area_2024", "not simulated", [](Content&, ScenarioResults& s) { s.targets[3].reason.clear(); }},
      {"/targets/joint_probability, report, A", "what its targets allow", [](Content&, ScenarioResults& s) { set_hits(s.joint[0], 4312); }},
      {"/targets/joint_probability, report, A", "what its targets allow", [](Content&, ScenarioResults& s) { set_hits(s.joint[0], 4310); }},
      {"/targets/targets_met, report", "sum to", [](Content&, ScenarioResults& s) { s.targets_met[0] = 0.1; }},
      {"/targets/targets_met, report", "counts up to 2 targets, 3 are scored", [](Content&, ScenarioResults& s) { s.targets_met.pop_back(); }},
      {"/targets/targets_met, report", "met on average", [](Content&, ScenarioResults& s) { std::swap(s.targets_met[1], s.targets_met[2]); }},
      {"/identities/largest_residual, report, uses", "does not hold", [](Content&, ScenarioResults& s) { s.identities[1].largest_residual = 1e-3; }},
      {"/identities/largest_residual, report, uses", "does not hold", [](Content&, ScenarioResults& s) { s.identities[1].largest_residual = std::nan(""); }},
      {"/failures/failed_by_kind, report", "sums to 4 paths, 3 failed", [](Content&, ScenarioResults& s) { s.failed_by_kind["not finite"] = 2; }},
      {"/failures, report", "fails in period 28 of 28", [](Content&, ScenarioResults& s) { s.failures[0].time_index = 28; }},
      {"/scenarios/n_failed, report", "20000 of 10000 paths", [](Content&, ScenarioResults& s) { s.n_failed = 20000; }},
      {"/quantiles/quantile", "not rising", [](Content& c, ScenarioResults&) { c.levels[0] = 0.06; }},
  };
  ASSERT_THAT(check_numbers(sound_content()), IsEmpty());
  for (const auto& one : cases) {
    Content content = sound_content();
    one.change(content, content.scenarios[0]);
    const std::string text = as_text(check_numbers(content));
    EXPECT_THAT(text, HasSubstr("numbers: " + one.place + ": ")) << one.problem;
    EXPECT_THAT(text, HasSubstr(one.problem));
  }
}

TEST(Differences, EqualResultsHaveNone) {
  Content other = sample_content();
  other.provenance.build = "another";
  EXPECT_THAT(differences(sample_content(), other), IsEmpty());
}

TEST(Differences, TheFirstPlaceOfEachDatasetIsNamed) {
  Content other = sample_content();
  auto& s = other.scenarios[1];
  s.variables[0].sd[3] += 1;
  s.variables[0].sd[4] += 1;
  s.annual_measures[0].quantiles[7 * 4 + 2] = 5;
  s.targets[0].probability = 0.25;
  const auto list = differences(sample_content(), other);
  ASSERT_THAT(list, SizeIs(3));
  EXPECT_EQ(list[0].dataset, "/moments/Y");
  EXPECT_EQ(list[0].place, "investment-push, sd, 2024Q4");
  EXPECT_EQ(list[0].first, "180");
  EXPECT_EQ(list[0].second, "181");
  EXPECT_EQ(list[1].dataset, "/annual/quantiles/gdp_growth");
  EXPECT_EQ(list[1].place, "investment-push, 2026");
  EXPECT_EQ(list[2].dataset, "/targets/probability");
}

TEST(Differences, AnythingThatChangesTheDigestIsADifference) {
  const std::function<void(Content&)> changes[] = {
      [](Content& c) { c.scenarios[0].asks_zh += "?"; },
      [](Content& c) { c.scenarios.pop_back(); },
      [](Content& c) { c.variables[1].unit_zh = "x"; },
      [](Content& c) { c.levels.pop_back(); },
      [](Content& c) { c.time.count -= 1; },
      [](Content& c) { c.scenarios[0].failures.pop_back(); },
      [](Content& c) { c.scenarios[0].targets.pop_back(); },
      [](Content& c) { c.scenarios[0].levers[0].value[27] = 1; },
      [](Content& c) { c.scenarios[0].joint[1].upper_bound = 0.5; },
      [](Content& c) { c.history[0][3] = std::nan(""); },
      [](Content& c) { c.measures[0].comment = "another formula"; },
  };
  for (const auto& change : changes) {
    Content other = sample_content();
    change(other);
    ASSERT_NE(results_digest(other), results_digest(sample_content()));
    EXPECT_FALSE(differences(sample_content(), other).empty());
  }
}

}  // namespace
}  // namespace jingchu::output
