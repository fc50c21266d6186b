#include <array>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/core/error.hpp"
#include "engine/program/derivative.hpp"
#include "engine/program/operation.hpp"
#include "engine/program/order.hpp"
#include "engine/program/program.hpp"
#include "tests/engine/small_systems.hpp"

namespace jingchu::engine {
namespace {

using testing::SystemBuilder;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(ExpressionGraph, EqualSubexpressionsAreOneNode) {
  ExpressionGraph g;
  const ExprId x = g.variable(VariableId(0)), y = g.variable(VariableId(1));
  EXPECT_EQ(g.binary(Op::add, x, y), g.binary(Op::add, x, y));
  EXPECT_NE(g.binary(Op::sub, x, y), g.binary(Op::sub, y, x));
}

TEST(ExpressionGraph, ConstantsFoldToTheBitsThatEvaluationGives) {
  ExpressionGraph g;
  const ExprId e = g.unary(Op::exp, g.binary(Op::mul, g.constant(0.3), g.constant(0.7)));
  ASSERT_EQ(g.node(e).op, Op::constant);
  EXPECT_EQ(g.node(e).value(), apply(Op::exp, 0.3 * 0.7, 0, 0));
}

TEST(ExpressionGraph, NeverFoldsAwayAValueThatMayBeNaN) {
  ExpressionGraph g;
  const ExprId x = g.variable(VariableId(0));
  EXPECT_NE(g.node(g.binary(Op::mul, x, g.constant(0.0))).op, Op::constant);
  EXPECT_NE(g.node(g.binary(Op::sub, x, x)).op, Op::constant);
  EXPECT_EQ(g.binary(Op::mul, x, g.constant(1.0)), x);
}

TEST(ExpressionGraph, ComparisonsWithNaNAreNaN) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_TRUE(std::isnan(apply(Op::less, nan, 1, 0)));
  EXPECT_TRUE(std::isnan(apply(Op::select, nan, 1, 2)));
  EXPECT_TRUE(std::isnan(apply(Op::max, nan, 1, 0)));
  EXPECT_EQ(apply(Op::select, 0, nan, 2), 2);
}

TEST(ExpressionGraph, ZeroOverZeroAndModByZeroAreNotNumbers) {
  EXPECT_TRUE(std::isnan(apply(Op::div, 0, 0, 0)));
  EXPECT_TRUE(std::isnan(apply(Op::mod, 5, 0, 0)));
  EXPECT_EQ(apply(Op::pow, 0, 0, 0), 1);
  EXPECT_EQ(apply(Op::mod, -1, 4, 0), 3);
}

TEST(Differentiator, AgreesWithFiniteDifferences) {
  ExpressionGraph g;
  const VariableId id(0);
  const ExprId x = g.variable(id);
  const auto one_minus = [&](ExprId a) { return g.binary(Op::sub, g.constant(1.0), a); };
  const std::vector<ExprId> functions = {
      g.unary(Op::exp, g.binary(Op::mul, x, x)), g.unary(Op::log, g.binary(Op::add, x, g.constant(2.0))),
      g.binary(Op::pow, x, g.constant(2.5)), g.binary(Op::pow, g.constant(1.7), x), g.binary(Op::pow, x, x),
      g.unary(Op::sqrt, x), g.unary(Op::tanh, x), g.unary(Op::sin, x), g.unary(Op::cos, x), g.unary(Op::tan, x),
      g.unary(Op::normal_cdf, x), g.binary(Op::div, x, one_minus(g.binary(Op::mul, x, g.constant(0.3)))),
      g.select(g.binary(Op::less, x, g.constant(5.0)), g.binary(Op::mul, x, x), x),
      g.binary(Op::max, x, g.binary(Op::mul, x, x)), g.unary(Op::abs, g.unary(Op::neg, x))};
  const auto value_at = [&](ExprId root, double at) {
    std::unordered_map<ExprId, double> known;
    for (const ExprId n : reachable(g, root)) {
      const ExprNode& e = g.node(n);
      if (e.op == Op::variable) known[n] = at;
      else if (e.op == Op::constant) known[n] = e.value();
      else known[n] = apply(e.op, known[e.a], e.b.valid() ? known[e.b] : 0, e.c.valid() ? known[e.c] : 0);
    }
    return known[root];
  };
  for (const ExprId f : functions) {
    Differentiator d(g, [&](VariableId v) { return g.constant(v == id ? 1.0 : 0.0); });
    const ExprId slope = d(f);
    for (const double at : {0.4, 1.3}) {
      const double h = 1e-6;
      const double numeric = (value_at(f, at + h) - value_at(f, at - h)) / (2 * h);
      EXPECT_NEAR(value_at(slope, at), numeric, 1e-8 * std::max(1.0, std::abs(numeric))) << op_name(g.node(f).op);
    }
  }
}

TEST(Gradient, HasTheDerivativesThatOneVariableAtATimeGives) {
  SystemBuilder b;
  const VariableId x = b.declare("x"), y = b.declare("y"), z = b.declare("z");
  ExpressionGraph& g = b.system.graph;
  const ExprId product = b.mul(b.v(x), b.exp(b.sub(b.v(y), b.v(x, 1))));
  const ExprId f = g.select(g.binary(Op::less, b.v(z), b.c(1)), b.add(product, b.div(b.v(y), b.v(x))), g.unary(Op::floor, b.v(x)));
  const auto entries = Gradient(g)(f);
  ASSERT_THAT(entries, SizeIs(3));   // z is read by the condition alone: its derivative is 0
  const ExprId zero = b.c(0), one = b.c(1);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(entries[i].variable, (std::array{x, y, z}[i]));
    Differentiator d(g, [&, v = entries[i].variable](VariableId other) { return other == v ? one : zero; });
    EXPECT_EQ(entries[i].derivative, d(f)) << i;
  }
}

TEST(OrderBlocks, EquationsComeAfterWhatTheyUseInAnyWrittenOrder) {
  SystemBuilder b;
  const VariableId z = b.declare("z"), y = b.declare("y"), x = b.declare("x");
  b.define(z, b.add(b.v(y), b.v(x)));
  b.define(y, b.mul(b.c(2), b.v(x)));
  b.define(x, b.v(x, 1));
  const auto blocks = order_blocks(b.system);
  ASSERT_THAT(blocks, SizeIs(3));
  EXPECT_THAT(blocks[0].variables, ElementsAre(x));
  EXPECT_THAT(blocks[1].variables, ElementsAre(y));
  EXPECT_THAT(blocks[2].variables, ElementsAre(z));
  EXPECT_THAT(blocks[2].tears, IsEmpty());
}

TEST(OrderBlocks, ALoopIsOneBlockCutAtOneVariable) {
  const auto blocks = order_blocks(testing::loop_of_four());
  ASSERT_THAT(blocks, SizeIs(1));
  EXPECT_THAT(blocks[0].variables, SizeIs(4));
  EXPECT_THAT(blocks[0].tears, SizeIs(1));
}

TEST(OrderBlocks, AnEquationThatUsesItsOwnVariableIsSolvedFor) {
  SystemBuilder b;
  const VariableId x = b.declare("x");
  b.define(x, b.mul(b.c(0.5), b.exp(b.v(x))));
  const auto blocks = order_blocks(b.system);
  EXPECT_THAT(blocks[0].tears, ElementsAre(x));
}

TEST(Program, TellsHowFarBackItReads) {
  SystemBuilder b;
  const VariableId x = b.declare("x"), y = b.declare("y");
  b.define(x, b.add(b.v(x, 5), b.v(y, 1)));
  b.define(y, b.system.graph.variable_at(x, -7));
  const Program p(std::move(b.system));
  EXPECT_EQ(p.longest_lag(), 5);
}

TEST(Program, TakesAChainOfManyThousandTermsWithoutDeepRecursion) {
  SystemBuilder b;
  const VariableId x = b.declare("x");
  ExprId sum = b.v(x, 1);
  for (int i = 0; i < 60000; ++i) sum = b.add(sum, b.mul(b.v(x, 1), b.c(1e-9 * i)));
  b.define(x, sum);
  const Program p(std::move(b.system));
  EXPECT_EQ(p.longest_lag(), 1);
}

}  // namespace
}  // namespace jingchu::engine
