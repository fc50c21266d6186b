#include "output/results/verify.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <tuple>

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
  for (const auto& [target, hits, by] : {std::tuple{1, 9997.0, 5.0}, {2, 0.0, -5.0}, {4, 9997.0, 5.0}}) {
    TargetRow& row = s.targets[static_cast<std::size_t>(target)];
    set_hits(row, hits);
    for (double& value : row.value_quantiles) value += by;
  }
  s.targets[2].probability_with_tolerance = 2000.0 / 9997;
  // As the table of years has it.
  s.targets[4].measure = "gdp_growth[2025]";
  s.targets[4].unit = "percent";
  s.targets[4].mean = s.annual_measures[0].mean[1];
  s.targets[4].threshold = 4;
  for (std::size_t q = 0; q < 9; ++q) s.targets[4].value_quantiles[q] = s.annual_measures[0].quantiles[q * 7 + 1];
  set_hits(s.joint[0], 4311);
  set_hits(s.joint[1], 0);
  s.targets_met = {0, 5686.0 / 9997, 4311.0 / 9997, 0};
  auto& p = content.provenance;
  p.model_sha256 = sha256_hex(p.model_texts[0].text);
  p.data_sha256 = sha256_hex(p.data_texts[0].text);
  p.scenario_sha256 = sha256_hex(p.effective_scenario);
  return content;
}

/// The differences that two tables have when the other is the base moved by `by` on every path, give or take `sd`.
DifferenceTable moved(const SeriesTable& base, std::size_t levels, double by, double sd) {
  const std::size_t count = base.mean.size();
  DifferenceTable table;
  table.series = {std::vector<double>(count, by), std::vector<double>(count, sd), std::vector<double>(count, by - 2 * sd), std::vector<double>(count, by + 2 * sd), std::vector<double>(count, sd / 100), base.n, {}, {}};
  for (std::size_t level = 0; level < levels; ++level) table.series.quantiles.insert(table.series.quantiles.end(), count, by + sd * (static_cast<double>(level) / 4 - 1));
  table.greater.assign(count, by > 2 * sd ? 1 : 0);
  table.less.assign(count, 0);
  return table;
}

/// The same with a second scenario, in which output is larger by 10 in every period, compared with the first.
Content sound_comparison() {
  Content content = sound_content();
  content.scenarios.push_back(ScenarioResults(content.scenarios[0]));
  ScenarioResults& other = content.scenarios[1];
  other.name = "push";
  const auto move = [](SeriesTable& table, double by) {
    for (auto* column : {&table.mean, &table.min, &table.max, &table.quantiles})
      for (double& value : *column) value += by;
  };
  move(other.variables[0], 10);
  move(other.annual_variables[0], 40);
  set_hits(other.targets[0], 4411);
  set_hits(other.joint[0], 4411);
  other.targets_met = {0, 5586.0 / 9997, 4411.0 / 9997, 0};
  content.provenance.n_failed = 6;
  ContrastResults& c = content.contrasts.emplace_back();
  c.scenario = "push";
  c.title_en = other.title_en;
  c.title_zh = other.title_zh;
  c.n_paths = 9997;
  const std::size_t levels = content.levels.size();
  const ScenarioResults& first = content.scenarios[0];
  c.variables = {moved(first.variables[0], levels, 10, 1), {}, moved(first.variables[2], levels, 0, 0)};
  c.annual_variables = {moved(first.annual_variables[0], levels, 40, 3), {}, moved(first.annual_variables[2], levels, 0, 0)};
  c.annual_measures = {moved(first.annual_measures[0], levels, 0, 0)};
  const auto row = [](const std::string& name, const auto& base_row, const auto& other_row, std::int64_t gained, std::int64_t lost) {
    return ChangeRow{name, base_row.probability, other_row.probability, static_cast<double>(gained - lost) / 9997, 0.001, std::hypot(base_row.standard_error, other_row.standard_error), gained, lost};
  };
  c.targets = {row(first.targets[0].id, first.targets[0], other.targets[0], 120, 20), row(first.targets[1].id, first.targets[1], other.targets[1], 0, 0)};
  c.joint = {row("A", first.joint[0], other.joint[0], 100, 0)};
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

TEST(CheckErrors, OneThatDoesNotFollowFromTheSpreadIsNamed) {
  Content content = sound_content();
  auto& s = content.scenarios[0];
  for (auto* tables : {&s.variables, &s.annual_variables, &s.annual_measures})
    for (SeriesTable& table : *tables)
      for (std::size_t t = 0; t < table.n.size(); ++t) table.mean_se[t] = table.sd[t] / std::sqrt(table.n[t]);
  EXPECT_THAT(as_text(check_errors(content)), IsEmpty());
  Content wrong = content;
  wrong.scenarios[0].variables[0].sd[2] *= 1.01;
  EXPECT_THAT(as_text(check_errors(wrong)), HasSubstr("numbers: /moments/Y, report, 2024Q3: the standard error of the mean is"));
  // Of Sobol points all errors are others.
  EXPECT_THAT(as_text(check_errors(sound_content())), IsEmpty());
}

TEST(CheckTargets, ProbabilitiesValuesAndYearsGoTogether) {
  struct Case {
    std::string place;
    std::string problem;
    std::function<void(ScenarioResults&)> change;
  };
  const Case cases[] = {
      {"/targets/probability, report, gdp_growth_target_2024", "the quantiles of its values and the threshold 6 give 0.1 to 0.75", [](ScenarioResults& s) { set_hits(s.targets[0], 8000); }},
      {"/targets/probability, report, gdp_growth_target_2024", "the quantiles of its values and the threshold 60 give 0 to", [](ScenarioResults& s) { s.targets[0].threshold = 60; }},
      {"/targets/probability, report, gdp_growth_target_2024", "give 0.99 to 1", [](ScenarioResults& s) { s.targets[0].sense = "at most"; s.targets[0].threshold = 8; }},
      {"/targets/probability, report, gdp_growth_target_2024", "give 0 to 0.25", [](ScenarioResults& s) { s.targets[0].sense = "between"; s.targets[0].threshold = 5; s.targets[0].upper = 5.1; }},
      {"/targets/probability, report, retail_growth_target_2024", "give 0 to 0.01", [](ScenarioResults& s) { s.targets[1].threshold += 50; }},
      {"/targets/probability_with_tolerance, report, urban_jobs_target_2024", "is no share of 9997 paths", [](ScenarioResults& s) { s.targets[2].probability_with_tolerance = 0.2; }},
      {"/targets/mean, report, transport_projects_investment_target_2024", "the mean of gdp_growth in 2025 is", [](ScenarioResults& s) { s.targets[4].mean += 0.01; }},
      {"/targets/value_quantiles, report, transport_projects_investment_target_2024", "the quantile of gdp_growth in 2026 is", [](ScenarioResults& s) { s.targets[4].measure = "gdp_growth[2026]"; }},
  };
  ASSERT_THAT(check_targets(sound_content()), IsEmpty()) << as_text(check_targets(sound_content()));
  for (const auto& one : cases) {
    Content content = sound_content();
    one.change(content.scenarios[0]);
    const std::string text = as_text(check_targets(content));
    EXPECT_THAT(text, HasSubstr("numbers: " + one.place + ": ")) << one.problem;
    EXPECT_THAT(text, HasSubstr(one.problem)) << one.place;
  }
}

TEST(CheckContrasts, EveryContradictionIsNamedWithItsPlace) {
  struct Case {
    std::string place;
    std::string problem;
    std::function<void(ContrastResults&)> change;
  };
  const Case cases[] = {
      {"/contrast_targets/n_paths, push", "9998 paths count in both, expected 9994 to 9997", [](ContrastResults& c) { c.n_paths = 9998; }},
      {"/contrast_moments/Y, push, 2024Q3", "counts 9996 paths, 9997 count in both", [](ContrastResults& c) { c.variables[0].series.n[2] = 9996; }},
      {"/contrast_moments/Y, push, 2024Q3", "the mean is 10.5, those of the scenario and the base give 10", [](ContrastResults& c) { c.variables[0].series.mean[2] = 10.5; }},
      {"/contrast_moments/Y, push, 2024Q3", "the mean 13 is not between the least 8 and the largest 12", [](ContrastResults& c) { c.variables[0].series.mean[2] = 13; }},
      {"/contrast_moments/Y, push, 2024Q3", "standard deviation", [](ContrastResults& c) { c.variables[0].series.sd[2] = -1; }},
      {"/contrasts/Y, push, 2024Q2", "the quantile", [](ContrastResults& c) { std::swap(c.variables[0].series.quantiles[1], c.variables[0].series.quantiles[28 + 1]); }},
      {"/contrast_moments/Y, push, 2024Q1", "do not go with the shares", [](ContrastResults& c) { c.variables[0].greater[0] = 0; }},
      {"/contrast_moments/Y, push, 2024Q1", "do not go with the shares", [](ContrastResults& c) { std::swap(c.variables[0].greater[0], c.variables[0].less[0]); }},
      {"/contrast_moments/Y, push, 2024Q1", "the shares above and below the base are 1 and 0.5", [](ContrastResults& c) { c.variables[0].less[0] = 0.5; }},
      {"/annual/contrast_moments/Y, push, 2025", "those of the scenario and the base give 40", [](ContrastResults& c) { c.annual_variables[0].series.mean[1] = 39; }},
      {"/annual/contrast_moments/gdp_growth, push, 2025", "counts 1 paths", [](ContrastResults& c) { c.annual_measures[0].series.n[1] = 1; }},
      {"/contrast_targets/base, push, gdp_growth_target_2024", "/targets says", [](ContrastResults& c) { c.targets[0].base = 0.5; }},
      {"/contrast_targets/other, push, gdp_growth_target_2024", "/targets says", [](ContrastResults& c) { c.targets[0].other = 0.5; }},
      {"/contrast_targets/change, push, gdp_growth_target_2024", "121 paths gained and 20 lost of 9997", [](ContrastResults& c) { c.targets[0].gained = 121; }},
      {"/contrast_targets/change, push, gdp_growth_target_2024", "the probabilities give", [](ContrastResults& c) { c.targets[0].change = 0.02; }},
      {"/contrast_targets/gained, push, gdp_growth_target_2024", "9223372036854775807 gained and 20 lost of 9997 paths", [](ContrastResults& c) { c.targets[0].gained = std::numeric_limits<std::int64_t>::max(); }},
      {"/contrast_targets/separate_error, push, gdp_growth_target_2024", "the errors in /targets give", [](ContrastResults& c) { c.targets[0].separate_error *= 2; }},
      {"/contrast_targets/standard_error, push, gdp_growth_target_2024", "is -1", [](ContrastResults& c) { c.targets[0].standard_error = -1; }},
      {"/contrast_targets/target, push, another", "the base has no probability of it", [](ContrastResults& c) { c.targets[0].name = "another"; }},
      {"/contrast_targets/gained, push, gdp_growth_target_2024", "120 gained and 20 lost, where paths weigh otherwise", [](ContrastResults& c) { c.unlike_paths = 5; }},
      {"/contrast_targets/joint_other, push, A", "/targets says", [](ContrastResults& c) { c.joint[0].other = 0.5; }},
  };
  ASSERT_THAT(check_contrasts(sound_comparison()), IsEmpty()) << as_text(check_contrasts(sound_comparison()));
  for (const auto& one : cases) {
    Content content = sound_comparison();
    one.change(content.contrasts[0]);
    const std::string text = as_text(check_contrasts(content));
    EXPECT_THAT(text, HasSubstr("numbers: " + one.place + ": ")) << one.problem;
    EXPECT_THAT(text, HasSubstr(one.problem)) << one.place;
  }
}

TEST(CheckContrasts, AScenarioOfAnotherModelIsNotLookedFor) {
  Content content = sound_comparison();
  content.contrasts[0].scenario = "elsewhere";
  content.contrasts[0].targets[0].other = 0.3;
  EXPECT_THAT(as_text(check_contrasts(content)), IsEmpty());
}

TEST(VerifyResults, ASoundComparisonHasNoFindingsAndAWrongOneHas) {
  const TemporaryFolder folder;
  Content content = sound_comparison();
  write_results(folder / "compared.h5", content, false);
  EXPECT_THAT(as_text(verify_results(folder / "compared.h5").findings), IsEmpty());
  content.contrasts[0].targets[0].lost = 30;
  write_results(folder / "compared.h5", content, true);
  EXPECT_THAT(as_text(verify_results(folder / "compared.h5").findings), HasSubstr("/contrast_targets/change, push, gdp_growth_target_2024"));
}

/// Writes another text in the place of the first of a dataset.
void put_first_text(hid_t file, const char* name, const std::string& text) {
  const hid_t dataset = H5Dopen2(file, name, H5P_DEFAULT), type = H5Dget_type(dataset), space = H5Dget_space(dataset);
  ASSERT_GE(dataset, 0) << name;
  std::vector<char*> texts(static_cast<std::size_t>(H5Sget_simple_extent_npoints(space)));
  ASSERT_GE(H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, texts.data()), 0);
  char* const old = texts[0];
  std::string changed = text;
  texts[0] = changed.data();
  ASSERT_GE(H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, texts.data()), 0);
  texts[0] = old;
  H5Dvlen_reclaim(type, space, H5P_DEFAULT, texts.data());
  H5Sclose(space);
  H5Tclose(type);
  H5Dclose(dataset);
}

void put_first_number(hid_t file, const char* name, double number) {
  const hid_t dataset = H5Dopen2(file, name, H5P_DEFAULT), space = H5Dget_space(dataset);
  ASSERT_GE(dataset, 0) << name;
  std::vector<double> values(static_cast<std::size_t>(H5Sget_simple_extent_npoints(space)));
  ASSERT_GE(H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), 0);
  values[0] = number;
  ASSERT_GE(H5Dwrite(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), 0);
  H5Sclose(space);
  H5Dclose(dataset);
}

void put_text_attribute(hid_t file, const char* object, const char* name, const std::string& text) {
  ASSERT_GE(H5Adelete_by_name(file, object, name, H5P_DEFAULT), 0) << object;
  const hid_t type = H5Tcopy(H5T_C_S1), space = H5Screate(H5S_SCALAR);
  H5Tset_size(type, H5T_VARIABLE);
  H5Tset_cset(type, H5T_CSET_UTF8);
  const hid_t attribute = H5Acreate_by_name(file, object, name, type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  const char* pointer = text.c_str();
  ASSERT_GE(H5Awrite(attribute, type, &pointer), 0);
  H5Aclose(attribute);
  H5Sclose(space);
  H5Tclose(type);
}

TEST(VerifyResults, AGroupThatSaysOtherwiseThanTheRestIsNamed) {
  // Each group is read alone by others: what it says of periods, scenarios, levels and units has to be what the others say.
  struct Case {
    std::string finding;
    std::function<void(hid_t)> change;
  };
  const Case cases[] = {
      {"/moments/period: is '2023Q4', its day is that of 2024Q1", [](hid_t file) { put_first_text(file, "moments/period", "2023Q4"); }},
      {"/annual/moments/time: 2024 begins on day 1, expected 8766", [](hid_t file) { put_first_number(file, "annual/moments/time", 1); }},
      {"/history/time_bnds: 2019Q1 lies between day 1 and", [](hid_t file) { put_first_number(file, "history/time_bnds", 1); }},
      {"/levers/scenario: has 'another', other groups 'report'", [](hid_t file) { put_first_text(file, "levers/scenario", "another"); }},
      {"/quantile_errors/scenario_title_zh: calls 'report' 'another'", [](hid_t file) { put_first_text(file, "quantile_errors/scenario_title_zh", "another"); }},
      {"/targets/count: 3 stands where 0 should", [](hid_t file) { put_first_number(file, "targets/count", 3); }},
      {"/failures/failed_paths: is not what /scenarios/n_failed says", [](hid_t file) { put_first_number(file, "failures/failed_paths", 4); }},
      {"/targets/quantile: the levels are not those of the other groups", [](hid_t file) { put_first_number(file, "targets/quantile", 0.02); }},
      {"/annual/moments/moment: has 'sd', 'sd', 'min', 'max' and 2 more, expected mean, sd", [](hid_t file) { put_first_text(file, "annual/moments/moment", "sd"); }},
      {"/moments/Y: units is '1e4 CNY', in other groups '1e8 CNY'", [](hid_t file) { put_text_attribute(file, "moments/Y", "units", "1e4 CNY"); }},
      {"/annual/quantiles/Y: basis is 'nominal', in other groups 'real 2023'", [](hid_t file) { put_text_attribute(file, "annual/quantiles/Y", "basis", "nominal"); }},
  };
  for (const auto& one : cases) {
    const TemporaryFolder folder;
    write_results(folder / "run.h5", sound_content(), false);
    tamper(folder / "run.h5", one.change);
    EXPECT_THAT(as_text(verify_results(folder / "run.h5").findings), HasSubstr("schema: " + one.finding));
  }
}

TEST(ReadResults, NumbersOfPathsThatNoRunHasAreRefused) {
  const TemporaryFolder folder;
  Content content = sound_content();
  content.scenarios[0].n_failed = std::numeric_limits<std::int64_t>::min();
  write_results(folder / "run.h5", content, false);
  const auto [code, text] = testing::error_of([&] { read_results(folder / "run.h5"); });
  EXPECT_EQ(code, ExitCode::data);
  EXPECT_THAT(text, HasSubstr("'/scenarios/n_failed' says -9223372036854775808 paths"));
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

TEST(Differences, OfComparisonsAndPublishedValuesAreNamedToo) {
  const auto first_of = [](const Content& content, auto change) {
    Content other = content;
    change(other);
    const auto list = differences(content, other);
    return list.empty() ? std::string("nothing") : list[0].dataset + ", " + list[0].place;
  };
  const Content compared = testing::compared_content(), conditioned = testing::conditioned_content();
  EXPECT_EQ(first_of(compared, [](Content& c) { c.contrasts[0].variables[0].series.sd[3] += 1; }), "/contrast_moments/Y, investment-push, sd, 2024Q4");
  EXPECT_EQ(first_of(compared, [](Content& c) { c.contrasts[0].annual_measures[0].greater[1] = 0; }), "/annual/contrast_moments/gdp_growth, investment-push, greater, 2025");
  EXPECT_EQ(first_of(compared, [](Content& c) { c.contrasts[0].annual_variables[2].series.quantiles[7 * 3 + 2] = 0; }), "/annual/contrasts/t_drive, investment-push, 2026");
  EXPECT_EQ(first_of(compared, [](Content& c) { c.contrasts[0].targets[1].gained = 3; }), "/contrast_targets/gained, investment-push, urban_jobs_target_2024");
  EXPECT_EQ(first_of(compared, [](Content& c) { c.contrasts[0].joint[0].change = 3; }), "/contrast_targets/joint_change, investment-push, A");
  EXPECT_EQ(first_of(compared, [](Content& c) { c.contrasts.clear(); }), "/contrast_targets/scenario, number of scenarios");
  EXPECT_EQ(first_of(conditioned, [](Content& c) { c.conditioned[0].observed[1].sd = 3; }), "/conditioned/sd, investment-push, cumulative(Y, 2024Q1, 2024Q2)");
  EXPECT_EQ(first_of(conditioned, [](Content& c) { c.conditioned[0].releases[2].targets[0].change = 3; }), "/conditioned/change, investment-push, 2024-07-18, urban_jobs_target_2024");
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
