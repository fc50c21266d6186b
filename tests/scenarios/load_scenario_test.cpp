#include "tests/scenarios/support.hpp"

namespace jingchu::scenarios {
namespace {

using namespace testing;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* target = R"toml(
[[targets]]
figure = "growth_target_2024"
measure = "annual_growth(Y, 2024)"
sense = "at least"
tier = "A"
)toml";

TEST(LoadScenario, ReadsWhatTheFileSays) {
  const Scenario s = load(small_scenario("seed = 7\nquantiles = [0.9, 0.1]\nmax_failed_share = 0.01\n" + std::string(target)));
  EXPECT_EQ(s.name, "small");
  EXPECT_EQ(s.paths, 1000);
  EXPECT_EQ(s.seed, 7);
  EXPECT_EQ(s.max_failed_share, 0.01);
  EXPECT_EQ(s.horizon.count(), 8);
  EXPECT_THAT(s.quantile_levels, ElementsAre(0.1, 0.9));
  ASSERT_EQ(s.targets.size(), 1u);
  EXPECT_EQ(s.targets[0].threshold, 6);
  EXPECT_EQ(s.targets[0].unit, "percent");
  EXPECT_EQ(s.targets[0].label.zh, "增速");
  EXPECT_EQ(s.targets[0].figure->line, 30);
}

TEST(LoadScenario, SeedAndQuantilesHaveFixedDefaults) {
  const Scenario s = load(small_scenario());
  EXPECT_EQ(s.seed, 20260101);
  EXPECT_THAT(s.quantile_levels, ElementsAre(0.01, 0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95, 0.99));
}

TEST(LoadScenario, FiguresReachAnchorsParametersAndLeversInTheUnitsOfTheModel) {
  const Scenario s = load(small_scenario("[baseline]\nlevel = \"level_2023\"\nplan = \"plan_target_2024\"\npush = \"vouchers_2023\"\n"));
  EXPECT_EQ(s.setting.anchors.at("level"), 55803);
  EXPECT_EQ(s.setting.parameters.at("plan"), 13000) << "1.3 trillion in units of 100 million";
  EXPECT_THAT(s.setting.levers.at("push"), Each(14));
}

TEST(LoadScenario, ALeverMayDepartFromItsFigureInSomePeriods) {
  const Scenario s = load(small_scenario("[baseline]\npush = \"vouchers_2023\"\n[levers]\npush = { \"2024Q2..2024Q3\" = 20 }\n"));
  EXPECT_THAT(s.setting.levers.at("push"), ElementsAre(14, 20, 20, 14, 14, 14, 14, 14));
}

TEST(LoadScenario, WithoutAFigureALeverFallsBackToTheDefaultOfTheModel) {
  const Scenario s = load(small_scenario("[levers]\npush = { \"2025\" = 20 }\ncut = 0.1\n"));
  EXPECT_THAT(s.setting.levers.at("push"), ElementsAre(14, 14, 14, 14, 20, 20, 20, 20));
  EXPECT_THAT(s.setting.levers.at("cut"), Each(0.1));
}

TEST(LoadScenario, AnOverriddenFigureChangesWhatItFeeds) {
  const Scenario s = load(small_scenario("[baseline]\nlevel = \"level_2023\"\n[figures_override]\nlevel_2023 = 60000\ngrowth_target_2024 = 5\n" + std::string(target)));
  EXPECT_EQ(s.setting.anchors.at("level"), 60000);
  EXPECT_EQ(s.targets[0].threshold, 5);
}

TEST(LoadScenario, HeldVariablesHaveValuesOnlyInTheirPeriods) {
  const Scenario s = load(small_scenario("[tune]\nY = { \"2024Q3\" = 108.5 }\n"));
  EXPECT_THAT(s.setting.tunes.at("Y"), ElementsAre(std::nullopt, std::nullopt, 108.5, std::nullopt, std::nullopt, std::nullopt, std::nullopt, std::nullopt));
}

TEST(LoadScenario, MeasuresConvertToTheUnitOfTheirFigure) {
  const Scenario s = load(small_scenario(R"toml(
[[targets]]
figure = "plan_target_2024"
measure = "annual(Y, 2024)"
measure_unit = "CNY_1e8"
sense = "at least"
)toml"));
  EXPECT_EQ(s.targets[0].scale, 1e-4);
  EXPECT_EQ(s.targets[0].measure_unit, "CNY_1e8");
  engine::Plan plan;
  add_targets(s, 0, plan);
  EXPECT_EQ(plan.targets[0].threshold, 13000);
}

TEST(LoadScenario, TargetsMayStandOnTheirOwnWithoutFigures) {
  const Scenario s = load(R"toml(format = "jingchu-scenario 1"
name = "bare"
model = "toy.toml"
horizon = { from = "2024Q1", to = "2024Q4" }
paths = 10
[[targets]]
name = "output"
label = { zh = "产出", en = "output" }
threshold = 430
upper = 450
unit = "CNY_1e8"
measure = "annual(Y, 2024)"
sense = "between"
)toml");
  ASSERT_EQ(s.targets.size(), 1u);
  EXPECT_EQ(s.targets[0].sense, Sense::between);
  EXPECT_EQ(s.targets[0].upper, 450);
  EXPECT_EQ(s.targets[0].figure, nullptr);
  EXPECT_EQ(s.targets[0].label.en, "output");
}

TEST(AddTargets, LeversAndUnsimulatedTargetsStayOutOfTheJointSets) {
  const Scenario s = load(small_scenario(R"toml(
[[targets]]
figure = "growth_target_2024"
measure = "annual_growth(Y, 2024)"
sense = "about at least"
tolerance = 0.2
tier = "A"
[[targets]]
figure = "level_2023"
not_simulated = "it is over"
sense = "at least"
tier = "A"
[[targets]]
figure = "plan_target_2024"
measure = "annual(Y, 2024)"
measure_unit = "CNY_1e8"
sense = "at least"
tier = "B"
lever = true
[[targets]]
figure = "vouchers_2023"
measure = "annual(V, 2024)"
sense = "at most"
tier = "B"
[[targets]]
name = "free"
threshold = 1
unit = "CNY_1e8"
measure = "Y[2024Q4]"
sense = "at least"
)toml"));
  EXPECT_THAT(measure_requests(s).size(), 4u);
  EXPECT_EQ(measure_requests(s)[0].name, "growth_target_2024");
  engine::Plan plan;
  add_targets(s, 10, plan);
  ASSERT_EQ(plan.targets.size(), 4u);
  EXPECT_EQ(plan.targets[0].output, 10);
  EXPECT_EQ(plan.targets[0].tolerance, 0.2);
  EXPECT_EQ(plan.targets[3].output, 13);
  ASSERT_EQ(plan.target_sets.size(), 3u);
  EXPECT_EQ(plan.target_sets[0].name, "A");
  EXPECT_THAT(plan.target_sets[0].targets, ElementsAre(0));
  EXPECT_EQ(plan.target_sets[1].name, "A+B");
  EXPECT_THAT(plan.target_sets[1].targets, ElementsAre(0, 2));
  EXPECT_EQ(plan.target_sets[2].name, "all");
  EXPECT_THAT(plan.target_sets[2].targets, ElementsAre(0, 2, 3));
  EXPECT_THAT(plan.counted_targets, ElementsAre(0, 2, 3));
}

// Extending.

TEST(Extends, SaysOnlyWhatDiffers) {
  const Scenario s = load("format = \"jingchu-scenario 1\"\nname = \"upper\"\nextends = \"base.toml\"\n[levers]\npush = { \"2025\" = 30 }\n",
                          {{"base.toml", small_scenario("seed = 5\n[levers]\npush = { \"2024\" = 20 }\ncut = 0.1\n" + std::string(target))}});
  EXPECT_EQ(s.name, "upper");
  EXPECT_EQ(s.extends, "small");
  EXPECT_EQ(s.seed, 5);
  EXPECT_EQ(s.title.en, "upper");
  EXPECT_THAT(s.setting.levers.at("push"), ElementsAre(20, 20, 20, 20, 30, 30, 30, 30));
  EXPECT_THAT(s.setting.levers.at("cut"), Each(0.1));
  EXPECT_EQ(s.targets.size(), 1u);
}

TEST(Extends, AValueOfTheUpperFileReplacesThatBelowWithoutBeingSetTwice) {
  const Scenario s = load("format = \"jingchu-scenario 1\"\nname = \"upper\"\nextends = \"base.toml\"\n[levers]\npush = 5\n",
                          {{"base.toml", small_scenario("[levers]\npush = { \"2024\" = 20 }\n")}});
  EXPECT_THAT(s.setting.levers.at("push"), Each(5));
}

TEST(Extends, TargetsAreReplacedOnlyWhenGiven) {
  const std::string upper = "format = \"jingchu-scenario 1\"\nname = \"upper\"\nextends = \"base.toml\"\n";
  const std::vector<models::SourceText> base = {{"base.toml", small_scenario(target)}};
  EXPECT_EQ(load(upper, base).targets.at(0).id, "growth_target_2024");
  const auto own = load(upper + "[[targets]]\nfigure = \"level_2023\"\nnot_simulated = \"no\"\nsense = \"at least\"\n", base);
  ASSERT_EQ(own.targets.size(), 1u);
  EXPECT_EQ(own.targets[0].id, "level_2023");
}

/// The small world under `folder`, with a scenario work/top.toml that extends its base.toml.
std::vector<models::SourceText> two_folders(const std::string& folder, const std::string& base_as_named) {
  auto texts = small_world();
  for (auto& item : texts) item.name = folder + item.name;
  texts.push_back({folder + "base.toml", small_scenario("[baseline]\nlevel = \"level_2023\"\n")});
  texts.push_back({"work/top.toml", "format = \"jingchu-scenario 1\"\nname = \"top\"\nextends = \"" + base_as_named + "\"\n"});
  return texts;
}

TEST(Extends, FilesAreRelativeToTheOneThatNamesThem) {
  const Scenario s = load_scenario(*models::memory_store(two_folders("work/base/", "base/base.toml")), "work/top.toml");
  EXPECT_EQ(s.setting.anchors.at("level"), 55803);
  EXPECT_THAT(s.effective_toml, HasSubstr("model = \"base/toy.toml\""));
  EXPECT_THAT(s.effective_toml, HasSubstr("figures = \"base/figures.csv\""));
}

TEST(Extends, TheEffectiveTextFindsFilesWhereverTheyLie) {
  for (const auto& [folder, named] : std::vector<std::pair<std::string, std::string>>{{"work/base/", "base/base.toml"}, {"/usr/share/x/", "/usr/share/x/base.toml"}}) {
    auto texts = two_folders(folder, named);
    const Scenario first = load_scenario(*models::memory_store(texts), "work/top.toml");
    texts.back().text = first.effective_toml;
    const Scenario again = load_scenario(*models::memory_store(texts), "work/top.toml");
    EXPECT_EQ(again.setting.anchors, first.setting.anchors);
    EXPECT_EQ(again.effective_toml, first.effective_toml);
  }
}

// The command line.

TEST(Overrides, NumbersAndLeversOfTheCommandLineWin) {
  Overrides o;
  o.paths = 5;
  o.seed = 9;
  o.set = {"push[2024]=100", "push[2025Q1..2025Q2]=200.5", "cut=-0.25"};
  const Scenario s = load(small_scenario("[levers]\npush = 20\n"), {}, o);
  EXPECT_EQ(s.paths, 5);
  EXPECT_EQ(s.seed, 9);
  EXPECT_THAT(s.setting.levers.at("push"), ElementsAre(100, 100, 100, 100, 200.5, 200.5, 20, 20));
  EXPECT_THAT(s.setting.levers.at("cut"), Each(-0.25));
}

TEST(Overrides, MistakesAreMistakesOfUsage) {
  const auto set = [](std::string entry) {
    Overrides o;
    o.set = {std::move(entry)};
    return complaint(small_scenario(), {}, o);
  };
  using Parts = std::vector<std::string>;
  EXPECT_THAT(set("psuh=3"), Complains(64, Parts{"unknown lever 'psuh'", "did you mean 'push'?"}));
  EXPECT_THAT(set("push"), Complains(64, Parts{"'push' sets nothing", "write lever=value"}));
  EXPECT_THAT(set("push=ten"), Complains(64, Parts{"'ten' is no finite number"}));
  EXPECT_THAT(set("push=nan"), Complains(64, Parts{"no finite number"}));
  EXPECT_THAT(set("push=1,5"), Complains(64, Parts{"no finite number"}));
  EXPECT_THAT(set("push[2024=3"), Complains(64, Parts{"no lever with periods"}));
  EXPECT_THAT(set("push[2024Q7]=3"), Complains(64, Parts{"'2024Q7' is no period", "2024Q1..2024Q4"}));
  EXPECT_THAT(set("push[2031]=3"), Complains(64, Parts{"outside the horizon 2024Q1..2025Q4"}));
  EXPECT_THAT(set("push=-3"), Complains(64, Parts{"expected 0 to 2000 CNY_1e8"}));
}

TEST(Overrides, APeriodSetTwiceContradictsItself) {
  Overrides o;
  o.set = {"push[2024]=1", "push=2"};
  EXPECT_THAT(complaint(small_scenario(), {}, o), Complains(64, std::vector<std::string>{"'push' is set twice in 2024Q1", "first set here"}));
}

TEST(Overrides, PathsAndSeedHaveTheirRanges) {
  Overrides o;
  o.paths = 0;
  o.seed = -1;
  EXPECT_THAT(complaint(small_scenario(), {}, o), Complains(64, std::vector<std::string>{"0 paths", "1 to 1000000000", "seed -1"}));
}

// The effective text.

/// Everything that decides a run, for comparison.
void expect_same(const Scenario& a, const Scenario& b) {
  EXPECT_EQ(a.name, b.name);
  EXPECT_EQ(a.title.zh, b.title.zh);
  EXPECT_EQ(a.asks, b.asks);
  EXPECT_EQ(a.asks_zh, b.asks_zh);
  EXPECT_EQ(a.horizon.first, b.horizon.first);
  EXPECT_EQ(a.horizon.last, b.horizon.last);
  EXPECT_EQ(a.paths, b.paths);
  EXPECT_EQ(a.seed, b.seed);
  EXPECT_EQ(a.max_failed_share, b.max_failed_share);
  EXPECT_EQ(a.max_iterations, b.max_iterations);
  EXPECT_EQ(a.quantile_levels, b.quantile_levels);
  EXPECT_EQ(a.setting.levers, b.setting.levers);
  EXPECT_EQ(a.setting.tunes, b.setting.tunes);
  EXPECT_EQ(a.setting.anchors, b.setting.anchors);
  EXPECT_EQ(a.setting.parameters, b.setting.parameters);
  EXPECT_EQ(a.baseline, b.baseline);
  ASSERT_EQ(a.targets.size(), b.targets.size());
  for (std::size_t i = 0; i < a.targets.size(); ++i) {
    const Target &x = a.targets[i], &y = b.targets[i];
    EXPECT_EQ(x.id, y.id);
    EXPECT_EQ(x.measure, y.measure) << x.id;
    EXPECT_EQ(x.sense, y.sense) << x.id;
    EXPECT_EQ(x.threshold, y.threshold) << x.id;
    EXPECT_EQ(x.upper, y.upper) << x.id;
    EXPECT_EQ(x.tolerance, y.tolerance) << x.id;
    EXPECT_EQ(x.unit, y.unit) << x.id;
    EXPECT_EQ(x.scale, y.scale) << x.id;
    EXPECT_EQ(x.tier, y.tier) << x.id;
    EXPECT_EQ(x.ease, y.ease) << x.id;
    EXPECT_EQ(x.lever, y.lever) << x.id;
    EXPECT_EQ(x.is_simulated(), y.is_simulated()) << x.id;
    EXPECT_EQ(x.reason.en, y.reason.en) << x.id;
    EXPECT_EQ(x.reason.zh, y.reason.zh) << x.id;
    EXPECT_EQ(x.judgement, y.judgement) << x.id;
    EXPECT_EQ(x.label.zh, y.label.zh) << x.id;
  }
}

TEST(EffectiveToml, LoadsToTheSameScenario) {
  Overrides o;
  o.paths = 77;
  o.set = {"cut[2024Q2]=0.1"};
  const Scenario first = load(
      "format = \"jingchu-scenario 1\"\nname = \"upper\"\nextends = \"base.toml\"\n"
      "title = { zh = \"上\", en = \"a \\\"quoted\\\" \\\\ title\" }\nasks = { zh = \"问\\n题\", en = \"what\\tif\" }\n"
      "[figures_override]\nlevel_2023 = 55555.125\n[levers]\npush = { \"2025\" = 0.1 }\n[tune]\nV = { \"2024Q3\" = 1e-7, \"2024Q4\" = 3 }\n",
      {{"base.toml", small_scenario("quantiles = [0.5, 0.05]\nmax_iterations = 70\n[baseline]\nlevel = \"level_2023\"\npush = \"vouchers_2023\"\n"
                                    "[levers]\ncut = { \"2024Q1\" = 0.3 }\n" + std::string(target) +
                                    "judgement = \"说明\"\nease = \"level\"\nlever = true\ntolerance = 0.1\n"
                                    "[[targets]]\nfigure = \"level_2023\"\nnot_simulated = { zh = \"已过\", en = \"it is over\" }\nsense = \"at least\"\n")}},
      o);
  EXPECT_EQ(first.max_iterations, 70);
  EXPECT_EQ(first.targets.back().reason.zh, "已过");
  EXPECT_THAT(first.effective_toml, Not(HasSubstr("extends")));
  const Scenario again = load(first.effective_toml);
  expect_same(first, again);
  EXPECT_EQ(again.effective_toml, first.effective_toml);
}

TEST(EffectiveToml, OfEveryShippedScenarioLoadsToTheSameScenario) {
  for (const char* name : {"hubei-2024/report", "hubei-2024/storm-and-response", "hubei-2024/weaker-start"}) {
    const auto files = shipped();
    const Scenario first = load_scenario(*files, name);
    std::vector<models::SourceText> texts;
    const std::string own_name = files->used().front()->name;
    for (const models::SourceText* text : files->used()) {
      if (text->name != own_name) texts.push_back(*text);
    }
    texts.push_back({own_name, first.effective_toml});
    const auto memory = models::memory_store(texts);
    expect_same(first, load_scenario(*memory, name));
  }
}

}  // namespace
}  // namespace jingchu::scenarios
