// Groups and datasets of a file that are not as the schema has them, or contradict each other.
#include <gmock/gmock.h>

#include <functional>
#include <string>
#include <vector>

#include "output/results/results_file.hpp"
#include "output/results/verify.hpp"
#include "tests/output/hostile_file.hpp"
#include "tests/output/sound_content.hpp"

namespace jingchu::output {
namespace {

using testing::as_text;
using testing::sound_content;
using testing::tamper;
using testing::TemporaryFolder;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

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

}  // namespace
}  // namespace jingchu::output
