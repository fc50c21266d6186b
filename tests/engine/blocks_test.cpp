#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "benchmarks/synthetic.hpp"
#include "engine/simulation/pilot.hpp"
#include "engine/simulation/simulate.hpp"
#include "tests/engine/small_systems.hpp"

namespace jingchu::engine {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using testing::plan_for;
using testing::SystemBuilder;

TEST(Blocks, RandomOnesOfFourToSixHundredEquationsAreSolvedOnAllPathsButOneInTenThousand) {
  for (const int n : {4, 20, 60, 200, 600})
    for (const std::uint64_t seed : {1, 2}) {
      const Program program(benchmarks::random_block(n, seed));
      ASSERT_EQ(program.blocks().size(), 1u) << "all equations are one block";
      ASSERT_EQ(program.blocks().front().variables.size(), static_cast<std::size_t>(n));
      Plan plan = benchmarks::synthetic_plan(program, 2, 0.03);
      plan.path_count = 10'000;
      RunControl control;
      control.tile_width = 64;
      EXPECT_EQ(plan.tolerance, 1e-10);
      EXPECT_LE(simulate(program, plan, control).failed, 1) << n << " equations, seed " << seed;
    }
}

TEST(Blocks, OneWithoutASolutionNamesItsEquationsAndVariablesWithTheirValues) {
  SystemBuilder b;
  const VariableId price = b.declare("price"), wage = b.declare("wage");
  b.define(price, b.add(b.v(wage), b.c(1)));
  b.define(wage, b.add(b.v(price), b.c(2)));
  const Program program(std::move(b.system));
  const Plan plan = plan_for(program, 2, 1.0, 100);
  try {
    simulate(program, plan, {});
    ADD_FAILURE() << "simulated";
  } catch (const NoSolution& error) {
    EXPECT_THAT(error.detail(), AllOf(HasSubstr("a block of 2 equations solved together ("), HasSubstr("price = "), HasSubstr("wage = "), HasSubstr(", equation gives "), HasSubstr("relative residual")));
  }
  EXPECT_THAT(replay(program, plan, 0).failure_detail, AllOf(HasSubstr("price = "), HasSubstr("wage = "), HasSubstr(", equation gives ")));
}

}  // namespace
}  // namespace jingchu::engine
