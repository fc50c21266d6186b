// One test a rule of what a wrong scenario earns: place, problem, hint.
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "tests/scenarios/support.hpp"

namespace jingchu::scenarios {
namespace {

using namespace testing;

std::string target(const std::string& lines) { return "[[targets]]\n" + lines; }
const std::string good_target = "[[targets]]\nfigure = \"growth_target_2024\"\nmeasure = \"annual_growth(Y, 2024)\"\n";

/// small_scenario with one line in place of another.
std::string with(const std::string& line, const std::string& instead) {
  std::string text = small_scenario();
  const auto at = text.find(line);
  EXPECT_NE(at, std::string::npos) << line;
  return text.replace(at, line.size(), instead);
}

TEST(BadScenario, TheSmallScenarioItselfIsGood) { EXPECT_EQ(complaint(small_scenario()).code, -1) << complaint(small_scenario()).text; }

TEST(BadScenario, AnEmptyFileSaysWhatAScenarioStartsWith) {
  EXPECT_THAT(complaint(""), Says({"scenario.toml", "format = "}));
  EXPECT_THAT(complaint("# nothing\n\n"), Says({"scenario.toml", "format = "}));
}

TEST(BadScenario, MissingKeysAreNamedAllAtOnce) {
  EXPECT_THAT(complaint("format = \"jingchu-scenario 1\"\n"), Says({"'name'", "'model'", "'horizon.from'", "'horizon.to'", "'paths'"}));
}

TEST(BadScenario, AnUnknownKeyGetsTheNearestName) {
  EXPECT_THAT(complaint(with("paths = 1000", "path = 1000")), Says({"scenario.toml:6:1: error: unknown key", "'path'", "did you mean 'paths'?"}));
  EXPECT_THAT(complaint(small_scenario(good_target + "sense = \"at least\"\nteir = \"A\"\n")), Says({"scenario.toml:11:1", "'teir'", "'tier'"}));
}

TEST(BadScenario, WrongTypesSayWhatWasFoundAndExpected) {
  EXPECT_THAT(complaint(with("paths = 1000", "paths = \"1000\"")), Says({"scenario.toml:6:9", "string", "integer"}));
  EXPECT_THAT(complaint(small_scenario("seed = 1.5\n")), Says({"scenario.toml:7:8", "integer"}));
  EXPECT_THAT(complaint(with("name = \"small\"", "name = 3")), Says({"scenario.toml:2:8", "integer", "string"}));
  EXPECT_THAT(complaint(small_scenario("[levers]\npush = \"20\"\n")), Says({"scenario.toml:8:8", "string", "number"}));
  EXPECT_THAT(complaint(small_scenario("levers = 3\n")), Says({"scenario.toml:7:10", "table"}));
  EXPECT_THAT(complaint(small_scenario("targets = 3\n")), Says({"scenario.toml:7:11"}));
}

TEST(BadScenario, AFloatForPathsIsNotRounded) {
  EXPECT_THAT(complaint(with("paths = 1000", "paths = 1e6")), Says({"scenario.toml:6:9", "expected an integer", "write 1000000"}));
}

TEST(BadScenario, NumbersMustBeFinite) {
  EXPECT_THAT(complaint(small_scenario("max_failed_share = nan\n")), Says({"scenario.toml:7:20", "finite"}));
  EXPECT_THAT(complaint(small_scenario("[levers]\npush = inf\n")), Says({"scenario.toml:8:8", "finite"}));
  EXPECT_THAT(complaint(small_scenario("[figures_override]\nlevel_2023 = -inf\n")), Says({"scenario.toml:8:14", "finite"}));
}

TEST(BadScenario, NumbersOutsideTheirRangeAreRefused) {
  EXPECT_THAT(complaint(small_scenario("[figures_override]\nlevel_2023 = 1e308\n")), Says({"scenario.toml:8:14", "1e+308"}));
  EXPECT_THAT(complaint(small_scenario("[tune]\nY = 1e308\n")), Says({"scenario.toml:8:5", "1e+308"}));
  EXPECT_THAT(complaint(small_scenario("max_iterations = 0\n")), Says({"scenario.toml:7:18", "1 to 1000"}));
  EXPECT_THAT(complaint(small_scenario("max_failed_share = 1.5\n")), Says({"scenario.toml:7:20", "1.5", "0 to 1"}));
  EXPECT_THAT(complaint(with("paths = 1000", "paths = 0")), Says({"scenario.toml:6:9", "1 to 1000000000"}));
  EXPECT_THAT(complaint(with("paths = 1000", "paths = 1_000_000_001")), Says({"1 to 1000000000"}));
  EXPECT_THAT(complaint(small_scenario("seed = -1\n")), Says({"scenario.toml:7:8", "0 to 9223372036854775807"}));
}

TEST(BadScenario, NumbersThatDoNotFitAreNotTheLargestNumberInstead) {
  EXPECT_EQ(complaint(small_scenario("seed = 9223372036854775808\n")).code, 65);
  EXPECT_EQ(complaint(small_scenario("[levers]\npush = 1e400\n")).code, 65);
  EXPECT_EQ(load(small_scenario("seed = 9223372036854775807\n")).seed, 9223372036854775807);
}

TEST(BadScenario, LeversStayInsideTheBoundsOfTheModel) {
  EXPECT_THAT(complaint(small_scenario("[levers]\npush = { \"2024\" = -1 }\n")),
              Says({"scenario.toml:8:19: error: lever 'push' is -1; expected 0 to 2000 CNY_1e8"}));
}

TEST(BadScenario, TheSameTargetTwiceShowsBothPlaces) {
  const std::string one = good_target + "sense = \"at least\"\n";
  EXPECT_THAT(complaint(small_scenario(one + one)), Says({"scenario.toml:11:", "'growth_target_2024' is given twice", "scenario.toml:7:", "first given here"}));
}

TEST(BadScenario, NamesOfScenariosMustServeAsFileNames) {
  // Towards the end: a mark that turns the line round, a blank of no width, a full-width slash, a picture, a hidden file.
  for (const char* name : {"", "a b", "a/b", "..", "a\\tb", "a\u202eb", "a\u200bb", "a\uff0fb", "a\U0001f600", ".a", "-a"}) {
    EXPECT_THAT(complaint(with("\"small\"", std::string("\"") + name + "\"")), Says({"scenario.toml:2:8", "name"})) << name;
  }
  EXPECT_THAT(complaint(with("\"small\"", "\"" + std::string(101, 'a') + "\"")), Says({"100"}));
  EXPECT_EQ(load(with("\"small\"", "\"情景_2.b-1\"")).name, "情景_2.b-1");
}

TEST(BadScenario, NamesOfTargetsAreIdentifiers) {
  for (const char* name : {"", "a b", "9a", "目标"}) {
    EXPECT_THAT(complaint(small_scenario(target("name = \"" + std::string(name) + "\"\nthreshold = 1\nunit = \"CNY_1e8\"\nmeasure = \"Y[2024Q4]\"\nsense = \"at least\"\n"))),
                Says({"scenario.toml:8:8", "is no name of a target"}));
  }
}

TEST(BadScenario, PeriodsMustExistAndLieInTheHorizon) {
  EXPECT_THAT(complaint(small_scenario("[tune]\nY = { \"2024Q5\" = 1 }\n")), Says({"scenario.toml:8:7: error: '2024Q5' is no period", "2024Q1..2024Q4"}));
  EXPECT_THAT(complaint(small_scenario("[levers]\npush = { \"2023-13\" = 1 }\n")), Says({"'2023-13' is no period"}));
  EXPECT_THAT(complaint(small_scenario("[tune]\nY = { \"2023Q4\" = 1 }\n")), Says({"'2023Q4' lies outside the horizon 2024Q1..2025Q4"}));
  EXPECT_THAT(complaint(small_scenario("[tune]\nY = { \"2026Q1\" = 1 }\n")), Says({"'2026Q1' lies outside the horizon"}));
  EXPECT_THAT(complaint(small_scenario("[tune]\nY = { \"\" = 1 }\n")), Says({"an empty key is no period"}));
}

TEST(BadScenario, HistoryThatEndsTooEarlyNamesVariablesAndQuarters) {
  EXPECT_THAT(complaint(with("from = \"2024Q1\"", "from = \"2024Q3\"")),
              Says({"scenario.toml:5:20", "Y lacks 2024Q1..2024Q2", "V lacks 2024Q1..2024Q2"}));
}

TEST(BadScenario, QuantileLevelsLieBetweenZeroAndOneOnceEach) {
  EXPECT_THAT(complaint(small_scenario("quantiles = [0.5, 1.0]\n")), Says({"scenario.toml:7:19", "between 0 and 1"}));
  EXPECT_THAT(complaint(small_scenario("quantiles = [0, 5, 95]\n")), Says({"scenario.toml:7:14", "scenario.toml:7:17", "0.95"}));
  EXPECT_THAT(complaint(small_scenario("quantiles = [0.5, 0.1, 0.5]\n")), Says({"scenario.toml:7:24", "twice"}));
  EXPECT_THAT(complaint(small_scenario("quantiles = []\n")), Says({"scenario.toml:7:13"}));
}

TEST(BadScenario, HorizonsHaveALengthAPlanCanHave) {
  EXPECT_THAT(complaint(with("to = \"2025Q4\"", "to = \"2023Q4\"")), Says({"2024Q1..2023Q4", "expected 1 to 10000"}));
  EXPECT_THAT(complaint(with("to = \"2025Q4\"", "to = \"9999Q4\"")), Says({"expected 1 to 10000"}));
  EXPECT_THAT(complaint(with("to = \"2025Q4\"", "to = \"2025\"")), Says({"'2025' is no period of the model", "2024Q1"}));
  EXPECT_THAT(complaint(with("horizon = { from = \"2024Q1\", to = \"2025Q4\" }", "horizon = 0")), Says({"scenario.toml:5:11", "table"}));
  EXPECT_THAT(complaint(with(", to = \"2025Q4\"", "")), Says({"no 'horizon.to'"}));
}

TEST(BadScenario, ExtendingInACircleShowsTheChain) {
  const std::string head = "format = \"jingchu-scenario 1\"\nname = \"x\"\n";
  EXPECT_THAT(complaint(head + "extends = \"scenario.toml\"\n"), Says({"scenario.toml:3:11", "round in a circle", "scenario.toml -> scenario.toml (line 3)"}));
  EXPECT_THAT(complaint(head + "extends = \"a.toml\"\n", {{"a.toml", head + "\nextends = \"b.toml\"\n"}, {"b.toml", head + "extends = \"a.toml\"\n"}}),
              Says({"b.toml:3:11", "scenario.toml -> a.toml (line 3) -> b.toml (line 4) -> a.toml (line 3)"}));
}

TEST(BadScenario, WhatABaseThatIsNotReadWouldHaveSaidIsNotMissed) {
  const std::string head = "format = \"jingchu-scenario 1\"\nname = \"x\"\n";
  for (const std::string& text : {complaint(head + "extends = \"scenario.toml\"\n").text, complaint(head + "extends = \"gone.toml\"\nsed = 1\n").text}) {
    EXPECT_EQ(text.find("has no 'model'"), std::string::npos) << text;
  }
  EXPECT_THAT(complaint(head + "extends = \"gone.toml\"\nsed = 1\n"), Complains(66, std::vector<std::string>{"scenario.toml:3:11", "gone.toml", "scenario.toml:4:1: error: unknown key 'sed'"}));
}

std::vector<models::SourceText> ladder(int files) {
  std::vector<models::SourceText> texts;
  for (int i = 1; i < files; ++i) {
    texts.push_back({fmt::format("f{}.toml", i), fmt::format("format = \"jingchu-scenario 1\"\nname = \"x\"\nextends = \"f{}.toml\"\n", i + 1)});
  }
  texts.push_back({fmt::format("f{}.toml", files), small_scenario()});
  return texts;
}

TEST(BadScenario, ExtendingGoesEightDeepAndNoDeeper) {
  const std::string top = "format = \"jingchu-scenario 1\"\nname = \"top\"\nextends = \"f1.toml\"\n";
  EXPECT_EQ(load(top, ladder(8)).paths, 1000);
  EXPECT_THAT(complaint(top, ladder(9)), Says({"f8.toml:3:11", "deeper than 8", "f7.toml (line 3) -> f8.toml (line 3) -> f9.toml (line 3)"}));
}

TEST(BadScenario, FilesThatAreNoFilesAreRefused) {
  const auto folder = std::filesystem::path(::testing::TempDir()) / "jingchu_bad_scenario";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "notes.txt") << "notes";
  const auto run = [&](const std::string& line) {
    std::ofstream(folder / "s.toml") << "format = \"jingchu-scenario 1\"\nname = \"x\"\n" << line;
    const auto store = models::file_store({JINGCHU_SOURCE_DIR});
    try {
      load_scenario(*store, (folder / "s.toml").string());
    } catch (const Error& error) {
      return Complaint{static_cast<int>(error.code()), error.what()};
    }
    return Complaint{};
  };
  const std::string rest = "horizon = { from = \"2024Q1\", to = \"2024Q4\" }\npaths = 10\n";
  EXPECT_THAT(run("extends = \"/dev/zero.toml\"\n"), Complains(66, std::vector<std::string>{"s.toml:3:11"}));
  for (const char* key : {"extends", "model", "figures"}) {
    EXPECT_THAT(run(std::string(key) + " = \"/dev/zero\"\n"), Says({"s.toml:3:", "is a device or pipe, expected a file"})) << key;
    EXPECT_THAT(run(std::string(key) + " = \"notes.txt\"\n"), Says({"s.toml:3:", "'notes.txt' ends in neither .toml nor .csv"})) << key;
  }
  EXPECT_THAT(run("model = \"no-such-model\"\n" + rest), Complains(66, std::vector<std::string>{"s.toml:3:9", "no model 'no-such-model' in the libraries"}));
  EXPECT_THAT(run("figures = \"no-such-table\"\nmodel = \"hubei\"\n" + rest), Complains(66, std::vector<std::string>{"s.toml:3:11", "no file 'no-such-table'", ".csv"}));
  EXPECT_THAT(run("extends = \"https://example.org/a.toml\"\n"), Says({"s.toml:3:11"}));
  std::filesystem::remove(folder / "pipe.toml");
  ASSERT_EQ(mkfifo((folder / "pipe.toml").c_str(), 0600), 0);
  EXPECT_THAT(run("extends = \"pipe.toml\"\n"), Says({"s.toml:3:11"}));
  EXPECT_THAT(run("extends = \"missing.toml\"\n"), Complains(66, std::vector<std::string>{"s.toml:3:11", "missing.toml", "jingchu_bad_scenario"}));
  std::filesystem::remove_all(folder);
}

TEST(BadScenario, AMissingModelOrFiguresFileIsNoInput) {
  EXPECT_THAT(complaint(with("toy.toml", "tyo.toml")), Complains(66, std::vector<std::string>{"scenario.toml:3:9", "tyo.toml"}));
  EXPECT_THAT(complaint(with("figures.csv", "figrues.csv")), Complains(66, std::vector<std::string>{"scenario.toml:4:11", "figrues.csv"}));
}

TEST(BadScenario, OtherFormatsSayWhatIsRead) {
  EXPECT_THAT(complaint(with("jingchu-scenario 1", "jingchu-scenario 99")), Says({"scenario.toml:1:10", "jingchu-scenario 99", "jingchu-scenario 1"}));
  EXPECT_THAT(complaint(with("jingchu-scenario 1", "jingchu-model 1")), Says({"scenario.toml:1:10", "jingchu-model 1"}));
  EXPECT_THAT(complaint(with("format = \"jingchu-scenario 1\"\n", "")), Says({"scenario.toml", "format"}));
}

TEST(BadScenario, AScenarioAsModelAndAnotherTableAsFiguresAreOneErrorEach) {
  const Complaint model = complaint(with("toy.toml", "other.toml"), {{"other.toml", small_scenario()}});
  EXPECT_THAT(model, Says({"other.toml:1:10", "this is a scenario ('jingchu-scenario 1'), expected a model"}));
  EXPECT_EQ(model.text.find("unknown key"), std::string::npos) << model.text;
  const Complaint figures = complaint(with("figures.csv", "history.csv"));
  EXPECT_THAT(figures, Says({"history.csv:1:1", "is no table of figures", "id, kind"}));
  EXPECT_EQ(figures.text.find("unknown column"), std::string::npos) << figures.text;
}

TEST(BadScenario, AValueThatIsWrongIsNotToldAsMissingToo) {
  const std::string own = target("name = \"x\"\nunit = \"CNY_1e8\"\nmeasure = \"Y[2024Q4]\"\n");
  const auto once = [](const Complaint& c, const std::string& part) {
    EXPECT_THAT(c, Says({part}));
    EXPECT_EQ(c.text.find(": error: "), c.text.rfind(": error: ")) << c.text;
  };
  for (const char* threshold : {"nan", "\"5\"", "1e308"}) once(complaint(small_scenario(own + "sense = \"at least\"\nthreshold = " + threshold + "\n")), "'threshold'");
  once(complaint(small_scenario(own + "threshold = 1\nsense = 3\n")), "'sense'");
  once(complaint(small_scenario(own + "threshold = 1\nsense = \"between\"\nupper = inf\n")), "'upper'");
  once(complaint(small_scenario(own + "threshold = 1\nsense = \"about at least\"\ntolerance = 1e308\n")), "'tolerance'");
  once(complaint(with("horizon = { from = \"2024Q1\", to = \"2025Q4\" }", "horizon = 3")), "'horizon'");
}

TEST(BadScenario, TheUnitOfAMeasureIsComparedWithThatOfTheTarget) {
  const auto with_measure = [](const std::string& measure, const std::string& unit, const std::string& more = {}) {
    return small_scenario(target("name = \"x\"\nthreshold = 1\nunit = \"" + unit + "\"\nmeasure = \"" + measure + "\"\nsense = \"at least\"\n" + more));
  };
  for (const char* measure : {"annual(Y, 2024)", "Y[2024Q4]", "cumulative(Y, 2024Q1, 2024Q4)", "annual(Y, 2024) - annual(V, 2024)", "-annual(Y, 2024)"}) {
    EXPECT_THAT(complaint(with_measure(measure, "percent")), Says({"scenario.toml:11:11", "is in 'CNY_1e8', which does not convert to 'percent'"})) << measure;
    EXPECT_EQ(load(with_measure(measure, "CNY_1e12")).targets[0].scale, 1e-4) << measure;
  }
  EXPECT_THAT(complaint(with_measure("annual_growth(Y, 2024)", "CNY_1e8")), Says({"is in 'percent', which does not convert to 'CNY_1e8'"}));
  EXPECT_THAT(complaint(with_measure("annual(Y, 2024)", "CNY_1e12", "measure_unit = \"CNY_1e12\"\n")), Says({"scenario.toml:13:16", "measure_unit is 'CNY_1e12', but the measure of target 'x' is in 'CNY_1e8'"}));
  EXPECT_EQ(load(with_measure("annual(Y, 2024) / annual(Y, 2023)", "percent")).targets[0].scale, 1) << "the formula does not show a unit";
  EXPECT_EQ(load(with_measure("annual(Y, 2024) / annual(Y, 2023)", "percent", "measure_unit = \"ratio\"\n")).targets[0].scale, 100);
}

TEST(BadScenario, AFigureMovesThePastByASoundFactor) {
  const auto overridden = [](const std::string& value) { return complaint(small_scenario("[baseline]\nlevel = \"level_2023\"\n[figures_override]\nlevel_2023 = " + value + "\n")); };
  for (const char* value : {"0", "-55803", "1", "1e9"})
    EXPECT_THAT(overridden(value), Says({"scenario.toml:10:14", "figure level_2023", "anchor 'level'", "expected a factor of 0.001 to 1000"})) << value;
  EXPECT_EQ(overridden("60000").code, -1);
}

TEST(BadScenario, AResultsFileGivenAsScenarioPointsToShow) {
  const auto path = std::filesystem::path(::testing::TempDir()) / "jingchu_results.h5";
  std::ofstream(path, std::ios::binary) << "\x89HDF\r\n\x1a\n" << std::string(100, '\0');
  const auto store = models::file_store({JINGCHU_SOURCE_DIR});
  try {
    load_scenario(*store, path.string());
    ADD_FAILURE() << "a results file was read as a scenario";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::data);
    EXPECT_THAT(std::string(error.what()), ::testing::AllOf(::testing::HasSubstr("this is a results file"), ::testing::HasSubstr("jingchu show")));
  }
  std::filesystem::remove(path);
}

TEST(BadScenario, ALeverSetTwiceShowsBothPlaces) {
  EXPECT_THAT(complaint(small_scenario("[levers]\npush = { \"2024\" = 1, \"2024Q4..2025\" = 2 }\n")),
              Says({"scenario.toml:8:22: error: lever 'push' is set twice in 2024Q4", "scenario.toml:8:10", "first set here"}));
}

TEST(BadScenario, ALeverAndTheVariableItDrivesShowBothPlaces) {
  EXPECT_THAT(complaint(small_scenario("[levers]\npush = { \"2024\" = 1 }\n[tune]\nV = { \"2024Q4..2025Q4\" = 2 }\n")),
              Says({"scenario.toml:8:1: error: lever 'push' is set in 2024Q4, but drives 'V'", "scenario.toml:10:1"}));
  EXPECT_EQ(complaint(small_scenario("[levers]\npush = { \"2024\" = 1 }\n[tune]\nV = { \"2025\" = 2 }\n")).code, -1) << "they never meet";
  EXPECT_EQ(complaint(small_scenario("[levers]\npush = 1\n[tune]\nY = 2\n")).code, -1) << "Y does not read push";
}

TEST(BadScenario, UnknownLeversVariablesAnchorsAndFiguresGetTheNearestName) {
  EXPECT_THAT(complaint(small_scenario("[levers]\npsuh = 1\n[tune]\nYY = 1\n")),
              Says({"scenario.toml:8:1: error: unknown lever 'psuh'", "did you mean 'push'?", "scenario.toml:10:1: error: unknown variable 'YY'"}));
  EXPECT_THAT(complaint(small_scenario("[levers]\nY = 1\n[tune]\npush = 1\n")), Says({"hold it to values under [tune]", "set it under [levers]"}));
  EXPECT_THAT(complaint(small_scenario("[baseline]\nlevle = \"level_2023\"\nlevel = \"level_2032\"\n")),
              Says({"scenario.toml:8:1", "'levle' is no anchor", "did you mean 'level'?", "scenario.toml:9:9", "'level_2032' is no figure of figures.csv", "did you mean 'level_2023'?"}));
  EXPECT_THAT(complaint(small_scenario("[figures_override]\nlevel_2022 = 3\n")), Says({"'level_2022' is no figure"}));
}

TEST(BadScenario, AFigureCannotSetAnUncertainParameter) {
  EXPECT_THAT(complaint(small_scenario("[baseline]\nslope = \"level_2023\"\n")), Says({"scenario.toml:8:1", "'slope' is uncertain"}));
}

TEST(BadScenario, UnitsThatDoNotConvertAreNamedOnBothSides) {
  EXPECT_THAT(complaint(small_scenario("[baseline]\nlevel = \"farmland_2023\"\n")), Says({"scenario.toml:8:9", "mu_1e4", "CNY_1e8"}));
  EXPECT_THAT(complaint(small_scenario(good_target + "measure_unit = \"CNY_1e8\"\nsense = \"at least\"\n")), Says({"scenario.toml:10:16", "'CNY_1e8'", "'percent'"}));
  EXPECT_THAT(complaint(small_scenario(target("name = \"x\"\nthreshold = 1\nunit = \"furlong\"\nmeasure = \"Y[2024Q4]\"\nsense = \"at least\"\n"))),
              Says({"scenario.toml:10:8", "unknown unit 'furlong'"}));
}

TEST(BadScenario, AFigureMayNotPushALeverOutOfItsBounds) {
  EXPECT_THAT(complaint(small_scenario("[baseline]\npush = \"vouchers_2023\"\n[figures_override]\nvouchers_2023 = 5000\n")),
              Says({"scenario.toml:8:8", "lever 'push' 5000", "0 to 2000"}));
}

TEST(BadScenario, ATargetHasAMeasureOrAReasonNeverBothOrNeither) {
  EXPECT_THAT(complaint(small_scenario(target("figure = \"growth_target_2024\"\nsense = \"at least\"\n"))),
              Says({"scenario.toml:7:", "neither a measure nor a reason"}));
  EXPECT_THAT(complaint(small_scenario(good_target + "sense = \"at least\"\nnot_simulated = \"why\"\n")),
              Says({"scenario.toml:11:17", "has a measure and a reason", "scenario.toml:9:11"}));
}

TEST(BadScenario, SensesAndTolerancesBelongTogether) {
  EXPECT_THAT(complaint(small_scenario(good_target)), Says({"has no sense", "at least"}));
  EXPECT_THAT(complaint(small_scenario(good_target + "sense = \"at laest\"\n")), Says({"scenario.toml:10:9", "did you mean 'at least'?"}));
  EXPECT_THAT(complaint(small_scenario(good_target + "sense = \"about at most\"\n")), Says({"scenario.toml:10:9", "has no tolerance"}));
  EXPECT_THAT(complaint(small_scenario(good_target + "sense = \"at least\"\ntolerance = -0.5\n")), Says({"scenario.toml:11:13", "0 or more"}));
  EXPECT_THAT(complaint(small_scenario(good_target + "sense = \"between\"\n")), Says({"has no upper one"}));
  EXPECT_THAT(complaint(small_scenario(good_target + "sense = \"between\"\nupper = 5\n")), Says({"scenario.toml:11:9", "below the threshold 6"}));
  EXPECT_THAT(complaint(small_scenario(good_target + "sense = \"at least\"\nthreshold = 5\n")), Says({"the threshold is the value of the figure", "[figures_override]"}));
}

TEST(BadFigures, ProblemsOfTheTableHaveLineAndColumn) {
  const std::string head = "id,kind,name_zh,name_en,value,unit\n";
  const auto csv = [&](const std::string& text) { return complaint(small_scenario(), {{"figures.csv", text}}); };
  EXPECT_EQ(csv(head + "a,other,一,one,1,percent\n").code, -1) << csv(head + "a,other,一,one,1,percent\n").text;
  EXPECT_THAT(csv(head + "a,other,一,one,six,percent\n"), Says({"figures.csv:2:15", "six"}));
  EXPECT_THAT(csv(head + "a,other,一,one,\"1,5\",percent\n"), Says({"figures.csv:2:", "1,5"}));
  EXPECT_THAT(csv(head + "a,other,一,one,1,percent\na,other,一,one,1,percent\n"), Says({"figures.csv:3:1", "'a' is given twice", "figures.csv:2:1"}));
  EXPECT_THAT(csv(head + "a,other,一,one,1,furlong\n"), Says({"figures.csv:2:", "unknown unit 'furlong'"}));
  EXPECT_THAT(csv(head + "a,otter,一,one,1,percent\n"), Says({"figures.csv:2:3", "unknown kind 'otter'", "did you mean 'other'?"}));
  EXPECT_THAT(csv("id,kind,name_zh,name_en,unit\n"), Says({"figures.csv:1:", "value"}));
}

TEST(BadScenario, AllProblemsOfAFileComeInOneGo) {
  EXPECT_THAT(complaint(small_scenario("sed = 3\nquantiles = [2]\n[levers]\npsuh = 1\n[baseline]\nlevel = \"x\"\n" + good_target)),
              Says({"'sed'", "scenario.toml:8:14", "'psuh'", "'x' is no figure", "has no sense"}));
}

}  // namespace
}  // namespace jingchu::scenarios
