// Models of hundreds of equations, and shocks that share the rows of one file.
#include <cmath>

#include <fmt/format.h>

#include "tests/models/solve.hpp"

namespace jingchu::models {
namespace {

using namespace testing;

TEST(LargeModel, OfThreeHundredEquationsWithABlockOfOneHundredIsSolved) {
  // a0..a99 in a ring: one block. b0..b99 a chain behind it, in the file before it. c0..c99 remember.
  std::string text = head + "history = [\"history.csv\"]\n";
  std::string data = "variable,2023Q4\n";
  for (int i = 99; i >= 0; --i) text += fmt::format("[variables.b{0}]\nequation = \"b{0} = {1} + a{0}\"\n", i, i == 0 ? "0" : fmt::format("b{}", i - 1));
  for (int i = 0; i < 100; ++i) {
    text += fmt::format("[variables.a{0}]\nequation = \"a{0} = 0.5*a{1} + 0.3*exp(-a{2}) + {0}/100\"\n", i, (i + 1) % 100, (i + 7) % 100);
    text += fmt::format("[variables.c{0}]\nequation = \"c{0} = c{0}[-1] + b{0}\"\n", i);
    data += fmt::format("c{},1\n", i);
  }
  const Solved s(text, {{"history.csv", data}}, "2024Q1", "2024Q3");
  ASSERT_FALSE(s.record().failed) << s.record().failure_detail;
  std::size_t largest = 0;
  for (const auto& block : s.compiled().program.blocks()) largest = std::max(largest, block.variables.size());
  EXPECT_EQ(largest, 100);
  double sum = 0;
  for (int i = 0; i < 100; ++i) {
    const auto a = [&](int k) { return s[fmt::format("a{}", k % 100)][2]; };
    EXPECT_NEAR(a(i), 0.5 * a(i + 1) + 0.3 * std::exp(-a(i + 7)) + i / 100.0, 1e-9) << i;
    sum += a(i);
    EXPECT_NEAR(s[fmt::format("b{}", i)][2], sum, 1e-9);
    EXPECT_NEAR(s[fmt::format("c{}", i)][2], 1 + 3 * sum, 1e-8);
  }
}

TEST(EmpiricalLaws, OfOneFileAreDrawnFromTheSameRow) {
  const std::string law = "law = { empirical = { file = \"residuals.csv\", column = ";
  Model model = load(head + "[shocks.e]\n" + law + "\"first\" } }\n[shocks.f]\n" + law + "\"second\" } }\n[variables.y]\nequation = \"y = 100*e + f\"\n",
                     {{"residuals.csv", "first,second\n1,2\n3,4\n5,6\n"}});
  const CompiledModel compiled = compile(model, {period("2024Q1"), period("2033Q4")}, {}, {});
  const engine::Plan plan = bind(model, compiled, {});
  int seen[3] = {0, 0, 0};
  for (int path = 0; path < 5; ++path)
    for (const double y : engine::replay(compiled.program, plan, path).values) {
      ASSERT_TRUE(y == 102 || y == 304 || y == 506) << y;
      ++seen[y == 102 ? 0 : y == 304 ? 1 : 2];
    }
  // 200 draws: each row is expected 67 times, with a standard deviation of 6.7.
  for (const int n : seen) EXPECT_NEAR(n, 200.0 / 3, 4 * 6.7);
}

}  // namespace
}  // namespace jingchu::models
