#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <limits>

#include "engine/core/aligned.hpp"
#include "engine/core/error.hpp"
#include "engine/simulation/path_outputs.hpp"
#include "engine/simulation/prepare.hpp"
#include "engine/simulation/tile_set.hpp"
#include "engine/statistics/difference.hpp"
#include "tests/engine/small_systems.hpp"

namespace jingchu::engine::testing {
namespace {

constexpr int periods = 5, width = 64;

EquationSystem loop_with_outputs() {
  EquationSystem system = loop_of_four();
  system.outputs.push_back({"early", system.graph.variable_at(VariableId(0), 1)});
  system.outputs.push_back({"late", system.graph.variable_at(VariableId(3), periods - 1)});
  return system;
}

/// Plans that draw the same, one law otherwise, a correlated pair otherwise, and everything otherwise.
std::vector<Plan> related_plans(const Program& program) {
  Plan plan = plan_for(program, periods, 0.02, 2 * width);
  plan.shock_correlations = {{0, 1, 0.5}};
  std::vector<Plan> plans(5, plan);
  plans[2].shocks[1].law = StudentTLaw{5, 0, 0.02};
  plans[3].shocks[0].stream = 1;
  plans[4].seed = 7;
  return plans;
}

TEST(TileSet, CasesHaveTheBitsTheyHaveAlone) {
  const Program program(loop_with_outputs());
  const std::vector<Plan> plans = related_plans(program);
  std::vector<RunTables> tables;
  for (const Plan& plan : plans) tables.push_back(prepare(program, plan, best_isa()));
  TileSet set(tables, {true, false, false, false, false}, width);
  set.begin(width, width);
  EXPECT_NE(&set[0], &set[1]) << "the values of the first are needed to the end";
  EXPECT_EQ(&set[1], &set[4]);
  for (std::size_t c = 0; c < plans.size(); ++c) {
    Tile alone(tables[c], width);
    alone.simulate(width, width);
    const Tile& together = set.simulate(c);
    for (int s = 0; s < periods * 4 + 2; ++s)
      for (int lane = 0; lane < width; ++lane) ASSERT_EQ(together.series(s)[lane], alone.series(s)[lane]) << "case " << c << " series " << s << " lane " << lane;
  }
}

TEST(DrawSource, DifferenceHoldsWhatIsDrawnOtherwiseWithItsCorrelatedGroup) {
  const Program program(loop_with_outputs());
  const std::vector<Plan> plans = related_plans(program);
  std::vector<RunTables> tables;
  for (const Plan& plan : plans) tables.push_back(prepare(program, plan, best_isa()));
  EXPECT_FALSE(tables[1].draws().difference_from(tables[0].draws())->has_shocks());
  EXPECT_TRUE(tables[2].draws().difference_from(tables[0].draws())->has_shocks());
  EXPECT_FALSE(tables[4].draws().difference_from(tables[0].draws()).has_value()) << "another seed has no draw in common";
}

TEST(PathOutputs, OfAnEarlyPeriodAreThoseOfTheWholeHorizonByMachineCodeOrWithout) {
  const Program program(loop_with_outputs());
  const std::vector<Plan> plans = related_plans(program);
  RunControl interpreted;
  interpreted.machine_code = false;
  const auto early = path_outputs(program, plans, 0, {}), by_interpreter = path_outputs(program, plans, 0, interpreted);
  for (std::size_t c = 0; c < plans.size(); ++c) ASSERT_EQ(early[c].values, by_interpreter[c].values);
  for (std::size_t c = 0; c < plans.size(); ++c) {
    const RunTables tables = prepare(program, plans[c], best_isa());
    Tile whole(tables, width);
    whole.simulate(0, width);
    for (int lane = 0; lane < width; ++lane) ASSERT_EQ(early[c].values[static_cast<std::size_t>(lane)], whole.output(0)[lane]) << "case " << c << " lane " << lane;
  }
}

TEST(PathOutputs, AStopEndsThemWithTheCodeToComeBackLater) {
  const Program program(loop_with_outputs());
  const std::vector<Plan> plans = related_plans(program);
  const std::atomic<bool> stop = true;
  RunControl control;
  control.stop = &stop;
  try {
    path_outputs(program, plans, 0, control);
    ADD_FAILURE() << "simulated";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::come_back);
  }
}

TEST(TileDifference, IsThatOfSinglePathsOnEveryInstructionSet) {
  constexpr int n = 16;
  const double nan = std::numeric_limits<double>::quiet_NaN();
  AlignedDoubles base(n), other(n), alive(n, 1.0), difference(n);
  for (int i = 0; i < n; ++i) {
    base[static_cast<std::size_t>(i)] = i - 7.5;
    other[static_cast<std::size_t>(i)] = i % 4 == 0 ? base[static_cast<std::size_t>(i)] * (1 + 1e-12) : base[static_cast<std::size_t>(i)] + (i % 3 == 0 ? -0.25 : 0.5);
  }
  other[5] = nan;
  alive[5] = 0;
  for (const Isa isa : {Isa::plain, Isa::avx2, Isa::avx512}) {
    if (isa > best_isa()) continue;
    const TileDifference found = tile_difference(isa, base.data(), other.data(), alive.data(), n, 1e-9, difference.data());
    // Of sixteen, four are equal but for noise (0, 4, 8, 12), 3, 6, 9, 15 fall, and 5 does not count.
    EXPECT_EQ(found.greater, 7) << isa_name(isa);
    EXPECT_EQ(found.less, 4) << isa_name(isa);
    for (const std::size_t i : {0u, 4u, 8u, 12u}) EXPECT_EQ(difference[i], 0.0);
    EXPECT_EQ(difference[3], -0.25);
    EXPECT_EQ(difference[7], 0.5);
  }
}

}  // namespace
}  // namespace jingchu::engine::testing
