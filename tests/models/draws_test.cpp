// What a path draws does not depend on what else the model holds.
#include <map>
#include <string>
#include <vector>

#include "tests/models/solve.hpp"

namespace jingchu::models {
namespace {

using namespace testing;

constexpr std::int64_t path = 41;

const std::string p = "[parameters.p]\nlaw = { normal = [1, 0.1] }\n";
const std::string e = "[shocks.e]\nlaw = { normal = [0, 0.1] }\n", f = "[shocks.f]\nlaw = { student_t = { df = 5, sd = 0.2 } }\n", g = "[shocks.g]\nlaw = { uniform = [-1, 1] }\n";
const std::string x = "[variables.x]\nequation = \"x = p + e\"\n", y = "[variables.y]\nequation = \"y = 0.5*x + f\"\n", z = "[variables.z]\nequation = \"z = y + g\"\n";

/// The draws of one path by the name of what is drawn: of a shock one a quarter.
std::map<std::string, std::vector<double>> draws_of(const std::string& text) {
  const Model model = load(head + text);
  const CompiledModel compiled = compile(model, {period("2024Q1"), period("2026Q4")}, {}, {});
  const engine::Plan plan = bind(model, compiled, {});
  const engine::PathRecord record = engine::replay(compiled.program, plan, path);
  std::map<std::string, std::vector<double>> draws;
  for (std::size_t i = 0; i < plan.parameters.size(); ++i) draws[plan.parameters[i].name] = {record.parameters[i]};
  const auto periods = static_cast<std::ptrdiff_t>(plan.periods);
  for (std::size_t i = 0; i < plan.shocks.size(); ++i) {
    const auto first = record.shocks.begin() + static_cast<std::ptrdiff_t>(i) * periods;
    draws[plan.shocks[i].name] = {first, first + periods};
  }
  return draws;
}

TEST(DrawsOfModels, OtherShocksAndEquationsOrTheirOrderChangeNoDraw) {
  auto all = draws_of(p + e + f + g + x + y + z);
  ASSERT_EQ(all.size(), 4u);
  EXPECT_EQ(draws_of(g + f + e + p + z + y + x), all) << "written in another order";
  const std::string more = "[parameters.a]\nlaw = { normal = [0, 1] }\n[shocks.b]\nlaw = { normal = [0, 1] }\n[variables.w]\nequation = \"w = a + b + z\"\n";
  auto added = draws_of(more + p + e + f + g + x + y + z);
  EXPECT_EQ(added.erase("a") + added.erase("b"), 2u);
  EXPECT_EQ(added, all) << "a parameter, a shock and an equation more";
  EXPECT_EQ(draws_of(p + e + f + g + x + y + z + "[variables.w]\nequation = \"w = z + x\"\n"), all) << "an equation more";
  all.erase("g");
  EXPECT_EQ(draws_of(p + e + f + x + y), all) << "a shock and its equation less";
}

TEST(DrawsOfModels, ACorrelationLeavesShocksOutsideItsGroupAsTheyAre) {
  const auto alone = draws_of(p + e + f + g + x + y + z);
  const auto correlated = draws_of(p + e + f + g + x + y + z + "[[correlations]]\npair = [\"e\", \"f\"]\nvalue = 0.5\n");
  EXPECT_EQ(correlated.at("p"), alone.at("p"));
  EXPECT_EQ(correlated.at("g"), alone.at("g"));
  EXPECT_NE(correlated.at("f"), alone.at("f"));
}

}  // namespace
}  // namespace jingchu::models
