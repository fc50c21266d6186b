// Results files as operands of `jingchu compare` and `explain`: they stand for the scenarios inside.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/app/program.hpp"

namespace jingchu::test {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;

/// A run of the report, and one with more vouchers.
void make_runs(const Workspace& place) {
  ASSERT_EQ(place.run({"run", "hubei-2024/report", "--paths", "1024", "-o", "plain.h5", "--quiet"}).code, 0);
  ASSERT_EQ(place.run({"run", "hubei-2024/report", "--set", "voucher=114", "--paths", "1024", "-o", "vouchers.h5", "--quiet"}).code, 0);
}

TEST(CompareResults, RunsOfOneScenarioAreToldApartByTheirFiles) {
  const Workspace place;
  make_runs(place);
  const Call of_files = place.run({"compare", "plain.h5", "vouchers.h5", "-o", "both.h5", "--json", "--quiet"});
  ASSERT_EQ(of_files.code, 0) << of_files.err;
  const json files = json::parse(of_files.out)["contrasts"][0];
  EXPECT_EQ(files["scenario"], "vouchers");
  const json set = json::parse(place.run({"compare", "hubei-2024/report", "--set", "voucher=114", "--paths", "1024", "--json", "--quiet"}).out)["contrasts"][0];
  EXPECT_EQ(files["targets"].dump(), set["targets"].dump()) << "the same draws, scenario and setting";
  EXPECT_EQ(place.run({"rerun", "both.h5", "--quiet"}).code, 0);
}

TEST(CompareResults, ScenariosAndResultsGoTogether) {
  const Workspace place;
  make_runs(place);
  const Call call = place.run({"compare", "plain.h5", "hubei-2024/more-vouchers", "--paths", "512", "--quiet", "--lang", "en"});
  EXPECT_EQ(call.code, 0) << call.err;
  EXPECT_THAT(call.out, HasSubstr("Vouchers +100"));
  EXPECT_EQ(place.run({"explain", "plain.h5", "vouchers.h5", "--measure", "gdp_growth@2024", "--quiet"}).code, 0);
}

TEST(BadCompareResults, WhatDoesNotFitIsToldBeforeAnyWork) {
  const Workspace place;
  make_runs(place);
  const auto refused = [&](std::vector<std::string> words, int code, const std::string& problem, const std::string& hint) {
    words.insert(words.end(), {"--lang", "en"});
    const Call call = place.run(words);
    EXPECT_EQ(call.code, code) << call.err;
    EXPECT_THAT(call.err, AllOf(HasSubstr(problem), HasSubstr(hint)));
    EXPECT_EQ(call.out, "");
  };
  refused({"compare", "plain.h5", "hubei-2024/more-vouchers", "--quiet"}, 65, "has paths 1024", "--paths");
  ASSERT_EQ(place.run({"compare", "hubei-2024/report", "hubei-2024/more-vouchers", "--paths", "512", "-o", "both.h5", "--quiet"}).code, 0);
  refused({"compare", "both.h5", "plain.h5", "--quiet"}, 65, "'both.h5' holds 2 scenarios, not one run", "the results file of one of them");
  refused({"compare", "plain.h5", "missing.h5"}, 66, "missing.h5", "");
}

}  // namespace
}  // namespace jingchu::test
