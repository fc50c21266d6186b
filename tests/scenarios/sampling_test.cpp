#include "tests/scenarios/support.hpp"

namespace jingchu::scenarios {
namespace {

using namespace testing;

std::string with_paths(const std::string& paths, const std::string& more) {
  std::string text = small_scenario(more);
  return text.replace(text.find("paths = 1000"), 12, "paths = " + paths);
}

TEST(ScenarioSampling, IsRandomUnlessTheScenarioOrTheCommandSaysSobol) {
  EXPECT_EQ(load(small_scenario()).sampling, engine::Sampling{});
  const engine::Sampling sobol{engine::Sampling::Kind::sobol, 16};
  EXPECT_EQ(load(with_paths("2048", "sampling = \"sobol\"\n")).sampling, sobol);
  Overrides overrides;
  overrides.sampling = "sobol";
  EXPECT_EQ(load(with_paths("2048", ""), {}, overrides).sampling, sobol);
  overrides.sampling = "random";
  EXPECT_EQ(load(with_paths("1000", "sampling = \"sobol\"\nreplicates = 8\n"), {}, overrides).sampling, engine::Sampling{});
}

TEST(ScenarioSampling, IsInheritedAndIsPartOfTheEffectiveScenario) {
  const Scenario scenario = load("format = \"jingchu-scenario 1\"\nname = \"above\"\nextends = \"below.toml\"\nreplicates = 32\n",
                                 {{"below.toml", with_paths("4096", "sampling = \"sobol\"\n")}});
  EXPECT_EQ(scenario.sampling, (engine::Sampling{engine::Sampling::Kind::sobol, 32}));
  EXPECT_EQ(load(scenario.effective_toml).sampling, scenario.sampling);
  EXPECT_EQ(load(small_scenario()).effective_toml.find("sampling"), std::string::npos);
}

TEST(ScenarioSampling, SobolNeedsAPowerOfTwoOfPathsAReplicate) {
  EXPECT_THAT(complaint(with_paths("100_000", "sampling = \"sobol\"\n")), Says({"scenario.toml:6:9", "16 replicates", "65536 or 131072"}));
  EXPECT_THAT(complaint(with_paths("512", "sampling = \"sobol\"\n")), Says({"64 at the least", "1024"}));
  EXPECT_THAT(complaint(with_paths("3072", "sampling = \"sobol\"\nreplicates = 12\n")), Says({"scenario.toml:8:14", "12 replicates are no power of two"}));
  EXPECT_THAT(complaint(with_paths("4096", "sampling = \"sobol\"\nreplicates = 2\n")), Says({"scenario.toml:8:14", "4 to 64"}));
  EXPECT_THAT(complaint(small_scenario("sampling = \"latin\"\n")), Says({"scenario.toml:7:12", "'latin'", "'random' or 'sobol'"}));
}

TEST(ScenarioSampling, TheMostPathsAllowedAreRoundedDownToWhatSobolTakes) {
  Overrides overrides;
  overrides.most_paths = 100'000;
  EXPECT_EQ(load(with_paths("2048", "sampling = \"sobol\"\n"), {}, overrides).paths, 65'536);
  EXPECT_EQ(load(small_scenario(), {}, overrides).paths, 100'000);
  overrides.most_paths = 500;
  EXPECT_THAT(complaint(with_paths("2048", "sampling = \"sobol\"\n"), {}, overrides), Complains(64, std::vector<std::string>{"500 paths do not give"}));
}

}  // namespace
}  // namespace jingchu::scenarios
