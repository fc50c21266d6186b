#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/app/program.hpp"

namespace jingchu::test {
namespace {

using nlohmann::json;

TEST(Init, CopyRunsByItselfAndAnExistingFolderIsLeftAlone) {
  const Workspace place;
  const Call call = place.run({"init", "copy", "--library", JINGCHU_SOURCE_DIR});
  EXPECT_EQ(call.code, 0) << call.err;
  EXPECT_EQ(call.out, "jingchu run copy/report.toml\n");
  for (const char* file : {"copy/report.toml", "copy/figures.csv", "copy/models/hubei/model.toml", "copy/models/hubei/history.csv"}) EXPECT_TRUE(place.has(file)) << file;
  EXPECT_EQ(lines_with(place.read("copy/report.toml"), "\"models/hubei/model.toml\"").size(), 1u);
  const Call check = place.run({"check", "copy/report.toml"});
  EXPECT_EQ(check.code, 0) << check.err;
  EXPECT_EQ(place.run({"init", "copy", "--library", JINGCHU_SOURCE_DIR}).code, 73);
  EXPECT_EQ(place.run({"init", "model.toml", "--library", JINGCHU_SOURCE_DIR}).code, 73);
  EXPECT_EQ(place.run({"init", "other", "hubei-2042", "--library", JINGCHU_SOURCE_DIR}).code, 66);
  EXPECT_FALSE(place.has("other"));
}

TEST(Init, AsJsonItNamesTheScenarioAndTheFilesCopied) {
  const Workspace place;
  const Call call = place.run({"init", "copy", "--json", "--library", JINGCHU_SOURCE_DIR});
  EXPECT_EQ(call.code, 0) << call.err;
  const auto all = nlohmann::json::parse(call.out);
  EXPECT_EQ(all["scenario"], "copy/report.toml");
  EXPECT_THAT(all["files"], ::testing::Contains("figures.csv"));
}

}  // namespace
}  // namespace jingchu::test
