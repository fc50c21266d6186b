// Random damage to files: they are read or refused with a data or input error, never anything else.
#include <fstream>
#include <sstream>

#include "engine/core/sanitizer.hpp"
#include "models/language/syntax.hpp"
#include "models/units/check_units.hpp"
#include "tests/models/solve.hpp"
#include "tests/mutator.hpp"

namespace jingchu::models {
namespace {

using namespace testing;
using jingchu::testing::mutation_factor;
using jingchu::testing::Mutator;

std::string file_text(const std::string& name) {
  std::ifstream in(JINGCHU_SOURCE_DIR "/models/library/hubei/" + name, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

/// Loads; gives whether that went well. Any exception but an Error of code 65 or 66 fails the test.
bool survives(const std::string& model, const std::string& history) {
  const Complaint c = complaint_of([&] {
    const auto store = memory_store({{"model.toml", model}, {"history.csv", history}});
    // What loads also has units that can be compared, whatever they are.
    const Model loaded = load_model(*store, "model.toml", "", {});
    format_diagnostics(UnitCheck(loaded).findings());
  });
  if (c.code != -1) {
    EXPECT_TRUE(c.code == 65 || c.code == 66) << c;
    EXPECT_THAT(c.text, ::testing::HasSubstr(": error: ")) << c;
  }
  return c.code == -1;
}

TEST(Mutations, OfTheShippedModelAreReadOrRefused) {
  const std::string model = file_text("model.toml"), history = file_text("history.csv");
  ASSERT_TRUE(survives(model, history));
  Mutator mutate(20240130);
  const int tenths = (is_thread_sanitized ? 1 : 10) * mutation_factor();   // one thread reads them: there is no race to find
  int good = 0;
  for (int i = 0; i < 50 * tenths; ++i) good += survives(mutate(model), history) ? 1 : 0;
  for (int i = 0; i < 5 * tenths; ++i) good += survives(model, mutate(history)) ? 1 : 0;
  // Damage to comments and labels does no harm; most other damage must.
  EXPECT_GT(good, 2 * tenths);
  EXPECT_LT(good, 53 * tenths);
}

TEST(Mutations, OfASmallModelAreReadOrRefused) {
  const std::string model = one_equation("if(x > 3, log(x)^2, movsum(y, 2)) + a[-1]*z",
                                         "[definitions]\na = \"x/p\"\n[parameters.z]\nlaw = { normal = [0.3, 0.1], within = [0, 1] }\n[shocks]\ne = 0.1\nf = 0.2\n"
                                         "[[correlations]]\npair = [\"e\", \"f\"]\nvalue = 0.3\n[measures.m]\nunit = \"percent\"\nformula = \"annual_growth(y, year)\"\n"
                                         "[anchors.b]\nbase = 3\nfactor = \"value/base\"\nseries = [\"y\"]\n[levers.l]\ndefault = 0\nbounds = [-1, 1]\n"
                                         "[identities.i]\nformula = \"y = y + e*0\"\n");
  const std::string history = one_history()[0].text;
  ASSERT_TRUE(survives(model, history));
  Mutator mutate(7);
  int good = 0;
  const int times = mutation_factor();
  for (int i = 0; i < 2500 * times; ++i) good += survives(mutate(model), history) ? 1 : 0;
  for (int i = 0; i < 500 * times; ++i) good += survives(model, mutate(history)) ? 1 : 0;
  EXPECT_GT(good, 20 * times);
  EXPECT_LT(good, 1500 * times);
}

TEST(Mutations, OfFormulasAreParsedOrRefusedInsideTheirText) {
  Mutator mutate(11);
  int good = 0;
  const int times = mutation_factor();
  for (int i = 0; i < 3000 * times; ++i) {
    const std::string formula = mutate("dlog(C) = g + c1*(dlog(Y[-1]) - g)^2/max(1, x[2023Q4]) and not a < -b");
    std::vector<FormulaProblem> problems;
    if (parse_formula(formula, Frequency::quarterly, problems)) {
      ++good;
      EXPECT_TRUE(problems.empty()) << formula;
      continue;
    }
    ASSERT_FALSE(problems.empty()) << formula;
    for (const FormulaProblem& p : problems) {
      EXPECT_LE(p.offset, formula.size()) << formula;
      EXPECT_FALSE(p.problem.empty());
    }
  }
  EXPECT_GT(good, 100 * times);
  EXPECT_LT(good, 1500 * times);
}

}  // namespace
}  // namespace jingchu::models
