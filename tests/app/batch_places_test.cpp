// Where a plan may read and write: its own folder and the libraries, one results file a run.

#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/app/program.hpp"

namespace jingchu::test {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string head = "format = \"jingchu-batch 1\"\nname = \"small\"\npaths = 500\n";

/// A workspace with the small scenario, its model and data in the folder plans/ too.
class BatchPlaces : public ::testing::Test {
 protected:
  BatchPlaces() {
    for (const char* file : {"growth.toml", "model.toml", "history.csv"}) place_.write(std::string("plans/").append(file), place_.read(file));
  }
  /// What a plan in plans/ earns that has these lines from line 4 on.
  Call with(const std::string& lines, std::vector<std::string> more = {}) {
    place_.write("plans/plan.toml", head + lines);
    more.insert(more.begin(), {"batch", "plans/plan.toml"});
    return place_.run(more);
  }
  Workspace place_;
};

TEST_F(BatchPlaces, APlanReadsItsFolderAndWhatLiesInIt) {
  place_.write("plans/deep/help.toml", "format = \"jingchu-scenario 1\"\nname = \"help\"\nextends = \"../growth.toml\"\n");
  const Call call = with("[[items]]\nscenario = \"growth.toml\"\n[[items]]\nscenario = \"deep/../deep/help.toml\"\n");
  EXPECT_EQ(call.code, 0) << call.err;
}

TEST_F(BatchPlaces, AFileOutsideIsNotReadUnlessTheOperatorAllowsIt) {
  const std::string absolute = (place_.folder() / "growth.toml").string();
  const std::string lines = "[[items]]\nname = \"up\"\nscenario = \"../growth.toml\"\n[[items]]\nname = \"far\"\nscenario = \"" + absolute +
                            "\"\n[[items]]\nscenario = \"growth.toml\"\nmodel = \"../model.toml\"\n";
  const Call refused = with(lines);
  EXPECT_EQ(refused.code, 65);
  EXPECT_THAT(refused.err, AllOf(HasSubstr("plans/plan.toml:6:12: error: '"), HasSubstr("plans/plan.toml:9:12: error: '"), HasSubstr("plans/plan.toml:12:9: error: 'model.toml' lies outside the folder 'plans'"),
                                 HasSubstr("--allow-outside")));
  EXPECT_FALSE(place_.has("results"));
  const Call allowed = with(lines, {"--allow-outside"});
  EXPECT_EQ(allowed.code, 0) << allowed.err;
}

TEST_F(BatchPlaces, AScenarioOfThePlanLeadsNowhereElseEither) {
  place_.write("plans/up.toml", "format = \"jingchu-scenario 1\"\nname = \"up\"\nextends = \"../growth.toml\"\n");
  std::string text = place_.read("growth.toml");
  place_.write("plans/model-up.toml", text.replace(text.find("\"model.toml\""), 12, "\"../model.toml\""));
  fs::create_symlink(place_.folder() / "growth.toml", place_.folder() / "plans/link.toml");
  const Call call = with("[[grids]]\nscenarios = [\"up.toml\", \"model-up.toml\", \"link.toml\"]\n");
  EXPECT_EQ(call.code, 65);
  EXPECT_THAT(call.err, AllOf(HasSubstr("plans/up.toml:3:11: error: '../growth.toml' lies outside the folder 'plans'"), HasSubstr("plans/model-up.toml:5:9: error: '../model.toml' lies outside"),
                              HasSubstr("plans/plan.toml:5:")));
}

TEST_F(BatchPlaces, WhetherAFileOutsideExistsIsNotTold) {
  const Call call = with("[[items]]\nscenario = \"../none.toml\"\n[[items]]\nscenario = \"/etc/nothing.toml\"\n");
  EXPECT_EQ(call.code, 65);
  EXPECT_THAT(call.err, AllOf(HasSubstr("lies outside"), Not(HasSubstr("no file"))));
}

TEST_F(BatchPlaces, SubmitKeepsToTheSameFence) {
  place_.write("plans/plan.toml", head + "[[items]]\nscenario = \"../growth.toml\"\n");
  EXPECT_EQ(place_.run({"submit", "plans/plan.toml", "--print", "shell"}).code, 65);
  const Call allowed = place_.run({"submit", "plans/plan.toml", "--print", "shell", "--allow-outside"});
  EXPECT_EQ(allowed.code, 0) << allowed.err;
  EXPECT_THAT(allowed.out, HasSubstr(" --allow-outside"));
  EXPECT_EQ(place_.run({"submit", "growth.toml", "--print", "shell", "--allow-outside"}).code, 64);
}

TEST_F(BatchPlaces, NamesThatWouldBeNoFileNamesAreRefused) {
  for (const std::string& name : {std::string(), std::string(".."), std::string("a/b"), std::string("../a"), std::string("a\\u0000b"), std::string("a b"), std::string(300, 'x')}) {
    for (const std::string& lines : {"[[items]]\nscenario = \"growth.toml\"\nname = \"" + name + "\"\n", "[[grids]]\nscenarios = [\"growth.toml\"]\nseeds = [1, 2]\nname = \"" + name + "\"\n"}) {
      const Call call = with(lines);
      EXPECT_EQ(call.code, 65) << lines << call.err;
      EXPECT_THAT(call.err, HasSubstr("plans/plan.toml:")) << lines;
    }
  }
  EXPECT_FALSE(place_.has("results"));
  EXPECT_EQ(with("[[items]]\nscenario = \"growth.toml\"\nname = \"增长_2024.a-b\"\n").code, 0);
}

TEST_F(BatchPlaces, TwoRunsIntoOneFileAreRefusedBeforeTheFirst) {
  const Call call = with("[[items]]\nscenario = \"growth.toml\"\n[[items]]\nname = \"growth\"\nscenario = \"growth.toml\"\nseed = 2\n");
  EXPECT_EQ(call.code, 65);
  EXPECT_THAT(call.err, AllOf(HasSubstr("plans/plan.toml:7:8: error: two runs are named 'growth': they would write the same file"), HasSubstr("plans/plan.toml:4:1: note: the other one")));
  EXPECT_FALSE(place_.has("results"));
}

TEST(Batch, WhatIsNoScenarioByItsNameIsNotOpened) {
  const Workspace place;
  place.write("secret", "root:x:0:0\n");
  place.write("plans/plan.toml", "format = \"jingchu-batch 1\"\nname = \"small\"\n[[items]]\nscenario = \"../secret\"\n[[grids]]\nscenarios = [\"" + (place.folder() / "secret").string() + "\"]\nmodels = [\"../secret\"]\n");
  const Call call = place.run({"batch", "plans/plan.toml"});
  EXPECT_EQ(call.code, 65);
  EXPECT_THAT(call.err, AllOf(HasSubstr("plans/plan.toml:4:12: error: '../secret' is neither a .toml file nor a name of the libraries"), HasSubstr("plan.toml:7:11: error: "), Not(HasSubstr("root:"))));
}

}  // namespace
}  // namespace jingchu::test
