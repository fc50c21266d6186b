// verify and rerun: what a results file says about itself, and what comes of repeating its run from it alone.

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "output/results/results_file.hpp"
#include "tests/app/program.hpp"

namespace jingchu::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;
using testing::MatchesRegex;

/// A workspace with the results of growth.toml and nothing of what made them.
class Verify : public testing::Test {
 protected:
  Verify() {
    EXPECT_EQ(place_.run({"run", "growth.toml", "-o", "run.h5", "--quiet"}).code, 0);
    for (const char* name : {"growth.toml", "model.toml", "history.csv"}) fs::remove(place_.folder() / name);
  }
  /// Writes run.h5 again as somebody who changes numbers would: with a seal that fits.
  template <class Change>
  void change(Change change) {
    const fs::path file = place_.folder() / "run.h5";
    output::Content content = output::read_results(file);
    change(content);
    output::write_results(file, content, true);
  }
  Workspace place_;
};

TEST_F(Verify, ASoundFileIsSaidToBeSound) {
  const Call call = place_.run({"verify", "run.h5", "--lang", "en"});
  EXPECT_EQ(call.code, 0) << call.out << call.err;
  EXPECT_THAT(call.out, HasSubstr("run.h5: sound"));
  EXPECT_THAT(place_.run({"verify", "run.h5", "--lang", "zh"}).out, HasSubstr("完好"));
}

TEST_F(Verify, TheDigestAloneIsOneLine) {
  const Call call = place_.run({"verify", "run.h5", "--digest"});
  EXPECT_EQ(call.code, 0);
  EXPECT_THAT(call.out, MatchesRegex("[0-9a-f]{64}\n"));
  const auto answer = json::parse(place_.run({"verify", "run.h5", "--json"}).out);
  EXPECT_EQ(answer["results_digest"].get<std::string>() + "\n", call.out);
  EXPECT_TRUE(answer["sound"]);
}

TEST_F(Verify, FindingsAreToldWithExitCode65) {
  change([](output::Content& content) { content.scenarios[0].targets[0].probability += 0.01; });
  const Call call = place_.run({"verify", "run.h5"});
  EXPECT_EQ(call.code, 65);
  EXPECT_THAT(call.out, HasSubstr("numbers: /targets/probability, growth, growth_2024"));
  const Call digest = place_.run({"verify", "run.h5", "--digest"});
  EXPECT_EQ(digest.code, 65);
  EXPECT_EQ(digest.out, "");
}

TEST_F(Verify, ACutFileIsAFindingAndAMissingOneIsNot) {
  place_.write("cut.h5", place_.read("run.h5").substr(0, 5000));
  const Call call = place_.run({"verify", "cut.h5", "--json"});
  EXPECT_EQ(call.code, 65);
  EXPECT_EQ(json::parse(call.out)["findings"][0]["check"], "seal");
  EXPECT_EQ(place_.run({"verify", "none.h5"}).code, 66);
}

TEST(VerifyFewPaths, AreSoundToo) {
  // Means of few paths are rounded by more than their values tell; one path has no errors.
  const Workspace place;
  for (const std::string paths : {"1", "2", "3", "16"}) {
    ASSERT_EQ(place.run({"run", "hubei-2024/report", "--paths", paths, "--keep-paths", "all", "-o", "few.h5", "--force", "--quiet"}).code, 0);
    const Call call = place.run({"verify", "few.h5"});
    EXPECT_EQ(call.code, 0) << paths << ": " << call.out;
  }
}

TEST(VerifyComparison, DifferencesThatDoNotFitAreNamed) {
  const Workspace place;
  ASSERT_EQ(place.run({"compare", "growth.toml", "--set", "public=70", "--paths", "500", "-o", "two.h5", "--quiet"}).code, 0);
  EXPECT_EQ(place.run({"verify", "two.h5"}).code, 0);
  output::Content content = output::read_results(place.folder() / "two.h5");
  content.contrasts[0].targets[0].gained += 1;
  output::write_results(place.folder() / "two.h5", content, true);
  const Call call = place.run({"verify", "two.h5", "--lang", "en"});
  EXPECT_EQ(call.code, 65);
  EXPECT_THAT(call.out, HasSubstr("/contrast_targets/change, growth+public=70, growth_2024"));
  EXPECT_THAT(place.run({"rerun", "two.h5", "--lang", "en"}).out, HasSubstr("first in /contrast_targets/gained, growth+public=70, growth_2024"));
}

TEST_F(Verify, RerunFromTheFileAloneGivesTheSameBytes) {
  const Call call = place_.run({"rerun", "run.h5", "--lang", "en"});
  EXPECT_EQ(call.code, 0) << call.out << call.err;
  EXPECT_THAT(call.out, HasSubstr("equal, byte for byte"));
  const auto answer = json::parse(place_.run({"rerun", "run.h5", "--json", "--threads", "1"}).out);
  EXPECT_TRUE(answer["equal"]);
  EXPECT_TRUE(answer["same_bytes"]);
}

TEST_F(Verify, RerunNamesTheFirstDatasetThatDiffers) {
  change([](output::Content& content) { content.scenarios[0].variables[0].sd[1] += 0.5; });
  const Call call = place_.run({"rerun", "run.h5", "--lang", "en"});
  EXPECT_EQ(call.code, 65);
  EXPECT_THAT(call.out, HasSubstr("first in /moments/"));
  EXPECT_THAT(call.out, HasSubstr("growth, sd, 2025"));
}

TEST_F(Verify, RerunOfAnotherBuildsFileComparesTheResultsAlone) {
  change([](output::Content& content) { content.provenance.build = "another compiler"; });
  const Call call = place_.run({"rerun", "run.h5", "--lang", "en"});
  EXPECT_EQ(call.code, 0) << call.out << call.err;
  EXPECT_THAT(call.out, HasSubstr("another build"));
}

}  // namespace
}  // namespace jingchu::test
