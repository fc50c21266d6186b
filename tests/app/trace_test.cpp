// show --trace: from a target back to its equation and its parameters, out of the results file alone.

#include <filesystem>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "output/results/results_file.hpp"
#include "tests/app/program.hpp"

namespace jingchu::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

class Traced : public testing::Test {
 protected:
  Traced() {
    EXPECT_EQ(place_.run({"run", "growth.toml", "-o", "run.h5", "--quiet"}).code, 0);
    for (const char* name : {"growth.toml", "model.toml", "history.csv"}) fs::remove(place_.folder() / name);
  }
  std::string trace(const std::string& name, const std::string& language = "en") const { return place_.run({"show", "run.h5", "--trace", name, "--lang", language}).out; }
  Workspace place_;
};

TEST_F(Traced, ATargetLeadsToItsLineItsVariableItsEquationAndItsParameters) {
  const Call call = place_.run({"show", "run.h5", "--trace", "consumption_2028", "--json"});
  ASSERT_EQ(call.code, 0) << call.err;
  const auto answer = json::parse(call.out);
  EXPECT_EQ(answer["targets"][0]["file"], "growth.toml");
  EXPECT_EQ(answer["targets"][0]["line"], "23");
  EXPECT_EQ(answer["targets"][0]["measure"], "annual(C, 2028)");
  const auto& chain = answer["chain"];
  EXPECT_EQ(chain[0]["name"], "C");
  EXPECT_EQ(chain[0]["kind"], "variable");
  EXPECT_EQ(chain[0]["file"], "model.toml");
  std::vector<std::string> kinds;
  for (const auto& item : chain) {
    kinds.push_back(item["kind"]);
    // What the equation uses is there, or named as a further variable.
    for (const auto& used : item["uses"]) EXPECT_THAT(call.out, HasSubstr("\"name\": " + used.dump()));
  }
  EXPECT_THAT(kinds, Contains("parameter"));
}

TEST_F(Traced, EveryNameOfAFormulaHasItsPlaceInTheEmbeddedText) {
  const auto answer = json::parse(place_.run({"show", "run.h5", "--trace", "growth_2024", "--json"}).out);
  const Workspace fresh;
  std::vector<std::string> lines;
  std::istringstream text(fresh.read("model.toml"));
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  for (const auto& item : answer["chain"]) {
    const auto line = static_cast<std::size_t>(std::stoi(item["line"].get<std::string>()));
    ASSERT_LE(line, lines.size());
    const std::string here = lines[line - 1] + lines[line - 2];
    EXPECT_THAT(here, HasSubstr(item["kind"] == "variable" ? item["formula"].get<std::string>() : item["name"].get<std::string>()));
  }
}

TEST_F(Traced, SpeaksBothLanguages) {
  EXPECT_THAT(trace("growth_2024"), AllOf(HasSubstr("target growth_2024: growth in 2024"), HasSubstr("measured by annual_growth(Y, 2024)"), HasSubstr("written at growth.toml:")));
  EXPECT_THAT(trace("growth_2024", "zh"), AllOf(HasSubstr("目标 growth_2024：2024 年增速"), HasSubstr("写于 growth.toml:")));
}

TEST(TracedComparison, EveryScenarioIsTracedToItsOwnText) {
  const Workspace place;
  ASSERT_EQ(place.run({"compare", "growth.toml", "--set", "public=70", "--paths", "500", "-o", "two.h5"}).code, 0);
  EXPECT_THAT(place.run({"show", "two.h5", "--trace", "growth_2024", "--lang", "en"}).out, AllOf(HasSubstr("scenario growth: "), HasSubstr("scenario growth+public=70: ")));
}

TEST_F(Traced, ATargetThatIsNotSimulatedSaysWhy) { EXPECT_THAT(trace("happiness"), HasSubstr("not simulated: the model holds no measure of it")); }

TEST(TracedReport, ATargetThatIsNotSimulatedSaysWhyInTheReadersLanguage) {
  const Workspace place;
  ASSERT_EQ(place.run({"run", "hubei-2024/report", "--paths", "100", "-o", "report.h5", "--quiet"}).code, 0);
  const output::Content content = output::read_results(place.folder() / "report.h5");
  for (const output::TargetRow& row : content.scenarios[0].targets) {
    if (row.status != "not simulated") continue;
    EXPECT_THAT(place.run({"show", "report.h5", "--trace", row.id, "--lang", "zh"}).out, HasSubstr("未模拟：" + row.reason_zh));
    EXPECT_NE(row.reason_zh, row.reason);
  }
}

TEST_F(Traced, AVariableIsShownWithItsEquation) { EXPECT_THAT(trace("C"), AllOf(HasSubstr("variable C"), HasSubstr("model.toml:"), Not(HasSubstr("target ")))); }

TEST_F(Traced, AnUnknownNameIsAnsweredWithTheNearest) {
  const Call call = place_.run({"show", "run.h5", "--trace", "growth_2042"});
  EXPECT_EQ(call.code, 64);
  EXPECT_THAT(call.err, HasSubstr("growth_202"));
}

}  // namespace
}  // namespace jingchu::test
