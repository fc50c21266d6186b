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

TEST(CompareResults, ScenariosOfOneTitleAreToldApartByTheirNames) {
  const Workspace place;
  for (const char* name : {"one", "two"})
    place.write(std::string(name) + ".toml", "format = \"jingchu-scenario 1\"\nname = \"" + std::string(name) + "\"\nextends = \"hubei-2024/report\"\ntitle = { zh = \"券\", en = \"Vouchers\" }\nlevers = { voucher = " + (name[0] == 'o' ? "100" : "200") + " }\n");
  const Call call = place.run({"compare", "one.toml", "two.toml", "--paths", "1024", "-o", "both.h5", "--quiet", "--lang", "en"});
  EXPECT_THAT(call.out, HasSubstr("Compared with 'Vouchers (one)', 'Vouchers (two)' matters most")) << call.err;
  EXPECT_EQ(place.run({"rerun", "both.h5", "--quiet"}).code, 0);
}

TEST(CompareResults, AFileOfSeveralScenariosStandsForAllOfThemOrForTheOneNamed) {
  const Workspace place;
  ASSERT_EQ(place.run({"compare", "hubei-2024/report", "hubei-2024/more-vouchers", "--paths", "1024", "-o", "both.h5", "--quiet"}).code, 0);
  const auto contrasts = [&](std::vector<std::string> words) {
    words.insert(words.end(), {"--json", "--quiet"});
    const Call call = place.run(words);
    EXPECT_EQ(call.code, 0) << call.err;
    return call.code == 0 ? json::parse(call.out)["contrasts"] : json();
  };
  const json of_scenarios = contrasts({"compare", "hubei-2024/report", "hubei-2024/more-vouchers", "--paths", "1024"});
  EXPECT_EQ(contrasts({"compare", "both.h5"}).dump(), of_scenarios.dump());
  EXPECT_EQ(contrasts({"compare", "both.h5:hubei-2024-report", "both.h5:more-vouchers"}).dump(), of_scenarios.dump());

  const json set = contrasts({"compare", "both.h5", "--set", "voucher=200", "-o", "three.h5"});
  ASSERT_EQ(set.size(), 2u);
  EXPECT_EQ(set[0].dump(), of_scenarios[0].dump());
  EXPECT_EQ(set[1]["scenario"], "hubei-2024-report+voucher=200");
  EXPECT_EQ(place.run({"rerun", "three.h5", "--quiet"}).code, 0);

  const std::string growth = "gdp_growth@2024";
  EXPECT_EQ(place.run({"explain", "both.h5", "--measure", growth, "--json", "--quiet"}).out,
            place.run({"explain", "hubei-2024/report", "hubei-2024/more-vouchers", "--paths", "1024", "--measure", growth, "--json", "--quiet"}).out);
}

TEST(CompareResults, RunsOnOtherDataAreComparedButNotInOneFile) {
  const Workspace place;
  ASSERT_EQ(place.run({"run", "growth.toml", "--paths", "500", "-o", "before.h5", "--quiet"}).code, 0);
  std::string data = place.read("history.csv");
  data.insert(data.rfind("132"), "1");
  place.write("history.csv", data);
  ASSERT_EQ(place.run({"run", "growth.toml", "--paths", "500", "-o", "after.h5", "--quiet"}).code, 0);
  const Call compared = place.run({"compare", "before.h5", "after.h5", "--quiet"});
  EXPECT_EQ(compared.code, 0) << compared.err;
  const Call refused = place.run({"compare", "before.h5", "after.h5", "-o", "both.h5"});
  EXPECT_EQ(refused.code, 65);
  EXPECT_THAT(refused.err, HasSubstr("one results file cannot hold both"));
  EXPECT_FALSE(place.has("both.h5.partial"));
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
  refused({"compare", "plain.h5", "both.h5:more-vouches", "--quiet"}, 64, "'both.h5' has no scenario 'more-vouches'", "did you mean 'more-vouchers'?");
  refused({"sensitivity", "both.h5", "--measure", "gdp_growth"}, 64, "'both.h5' holds 2 scenarios: hubei-2024-report, more-vouchers", "both.h5:hubei-2024-report");
  refused({"explain", "both.h5", "plain.h5", "--measure", "gdp_growth"}, 64, "two scenarios are explained at a time", "");
  refused({"compare", "both.h5", "both.h5", "--quiet"}, 64, "'both.h5' is named twice", "");
  refused({"compare", "plain.h5", "missing.h5"}, 66, "missing.h5", "");
}

}  // namespace
}  // namespace jingchu::test
