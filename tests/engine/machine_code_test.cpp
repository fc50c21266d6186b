#include <gtest/gtest.h>

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <optional>
#include <random>
#include <vector>

#include "benchmarks/synthetic.hpp"
#include "engine/core/aligned.hpp"
#include "engine/jit/chunks.hpp"
#include "engine/jit/execution.hpp"
#include "engine/program/body.hpp"
#include "engine/program/evaluate.hpp"
#include "engine/simulation/prepare.hpp"
#include "engine/simulation/tile.hpp"
#include "tests/engine/small_systems.hpp"

namespace jingchu::engine {
namespace {

constexpr int width = 40, lane_rows = 6, broadcast_rows = 5;
const std::vector<Code> all_codes{Code::copy, Code::add, Code::sub, Code::mul, Code::div, Code::neg, Code::pow, Code::multiply_add, Code::multiply_subtract,
                                  Code::subtract_multiply, Code::log_of_ratio, Code::exp_times, Code::exp, Code::log, Code::sqrt, Code::abs, Code::min,
                                  Code::max, Code::sin, Code::cos, Code::tan, Code::tanh, Code::floor, Code::mod, Code::normal_cdf, Code::less,
                                  Code::less_equal, Code::equal, Code::not_equal, Code::logical_and, Code::logical_or, Code::logical_not, Code::select};

std::vector<Isa> instruction_sets() {
  std::vector<Isa> found;
  for (const Isa isa : {Isa::avx2, Isa::avx512})
    if (isa <= best_isa()) found.push_back(isa);
  return found;
}

/// The sign and payload of a NaN are not defined.
bool same(double a, double b) { return std::memcmp(&a, &b, sizeof a) == 0 || (std::isnan(a) && std::isnan(b)); }

/// Rows of every space, with values from everyday ones to those that a function treats in a way of its own.
struct Memory {
  std::vector<AlignedDoubles> rows;
  Bases bases;

  Memory(std::mt19937& random, bool special) {
    const auto value = [&] {
      static const double odd[] = {0.0, -0.0, 1.0, -1.0, 0.5, 708.0, 708.1, -708.0, 710.0, -745.0, -750.0, 1e300, -1e300, 1e-300, 0x1p-1022, 0x1p-1023, 0x1p-1074, -0x1p-1074,
                                   0x1.fffffffffffffp1023, std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()};
      if (special && random() % 6 == 0) return odd[random() % std::size(odd)];
      const double x = std::exp(std::uniform_real_distribution<double>(-3.0, 3.0)(random));
      return random() % 4 == 0 ? -x : x;
    };
    for (std::size_t s = 0; s < static_cast<std::size_t>(Space::count); ++s) {
      const auto space = static_cast<Space>(s);
      const bool one_number = is_broadcast(space);
      // Rows of earlier periods stand before those of this one.
      AlignedDoubles& of_space = rows.emplace_back(static_cast<std::size_t>(2 * lane_rows * width));
      for (double& x : of_space) x = value();
      if (one_number)
        for (std::size_t r = 0; r < broadcast_rows; ++r) std::fill_n(of_space.begin() + static_cast<std::ptrdiff_t>(8 * r), 8, of_space[8 * r]);
      bases[space] = {of_space.data() + (space == Space::now ? lane_rows * width : 0), one_number ? 8 : width, one_number ? 0 : 1};
    }
    // As in a tile, a row of this period is also one of a fixed period.
    bases[Space::absolute] = bases[Space::now];
  }
  Memory(const Memory& other) : rows(other.rows), bases(other.bases) {
    for (std::size_t s = 0; s < rows.size(); ++s) {
      const auto space = static_cast<Space>(s);
      bases[space].base = rows[s].data() + (space == Space::now ? lane_rows * width : 0);
    }
    bases[Space::absolute] = bases[Space::now];
  }
};

class RandomCode {
 public:
  explicit RandomCode(std::mt19937& random) : random_(random) {}

  Operand read() {
    static const Space spaces[] = {Space::temp, Space::temp, Space::temp, Space::constant, Space::scalar, Space::path, Space::parameter, Space::shock, Space::now, Space::absolute,
                                   Space::setting, Space::series_now, Space::series_at, Space::history};
    const Space space = spaces[random_() % std::size(spaces)];
    const int row = static_cast<int>(random_() % (is_broadcast(space) ? broadcast_rows : lane_rows));
    return {space, space == Space::now && random_() % 2 == 0 ? row - lane_rows : row};
  }
  Operand write() {
    static const Space spaces[] = {Space::temp, Space::temp, Space::now, Space::path};
    return {spaces[random_() % std::size(spaces)], static_cast<int>(random_() % lane_rows)};
  }
  Instruction any(const std::vector<Code>& codes) {
    Instruction in{codes[random_() % codes.size()], write(), read(), read(), read()};
    switch (in.code) {
      case Code::add: case Code::sub: case Code::mul: case Code::multiply_add: case Code::subtract_multiply:
        in.then = static_cast<Then>(random_() % static_cast<unsigned>(Then::count));
        in.d = read();
        in.e = read();
        break;
      default: break;
    }
    return in;
  }

 private:
  std::mt19937& random_;
};

/// Every row of `expected` that can be seen from outside.
void expect_same_rows(const Memory& expected, const Memory& found, const std::string& where, const std::vector<int>& temps = {}) {
  for (const Space space : {Space::path, Space::now, Space::output})
    for (std::size_t i = 0; i < expected.rows[static_cast<std::size_t>(space)].size(); ++i)
      ASSERT_TRUE(same(expected.rows[static_cast<std::size_t>(space)][i], found.rows[static_cast<std::size_t>(space)][i]))
          << where << ", space " << static_cast<int>(space) << " row " << i / width << " lane " << i % width << ": "
          << expected.rows[static_cast<std::size_t>(space)][i] << " and " << found.rows[static_cast<std::size_t>(space)][i];
  for (const int t : temps)
    for (int i = 0; i < width; ++i) ASSERT_TRUE(same(expected.bases[Space::temp].base[t * width + i], found.bases[Space::temp].base[t * width + i])) << where << ", temp " << t;
}

/// Whether the rows of variables and outputs that the code writes hold finite numbers.
bool all_finite(const std::vector<Instruction>& code, const Memory& memory) {
  for (const Instruction& in : code)
    if (in.dst.space == Space::now || in.dst.space == Space::output)
      for (int i = 0; i < width; ++i)
        if (!std::isfinite(memory.bases[in.dst.space].base[in.dst.row * width + i])) return false;
  return true;
}

Program::Body straight(std::vector<Instruction> code) {
  Program::Body body;
  body.items.push_back({0, static_cast<int>(code.size()), -1});
  body.step.instructions = std::move(code);
  body.step.temps = lane_rows;
  return body;
}

class MachineCodeTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (best_isa() == Isa::plain || !MachineCode::make(straight({{Code::add, {Space::now, 0}, {Space::shock, 0}, {Space::shock, 1}, {Space::shock, 0}}}), best_isa(), width))
      GTEST_SKIP() << "this machine or build has no machine code";
  }
};

TEST_F(MachineCodeTest, EveryOperationAloneGivesTheBitsOfTheInterpreterOnEveryInstructionSet) {
  std::mt19937 random(1);
  RandomCode make(random);
  for (const Isa isa : instruction_sets())
    for (const Code code : all_codes)
      for (int then = 0; then < static_cast<int>(Then::count); ++then)
        for (int repeat = 0; repeat < 20; ++repeat) {
          Instruction in = make.any({code});
          in.dst = {Space::now, static_cast<int>(random() % lane_rows)};
          const bool can_go_on = code == Code::add || code == Code::sub || code == Code::mul || code == Code::multiply_add || code == Code::subtract_multiply;
          if (!can_go_on && then > 0) continue;
          in.then = static_cast<Then>(then);
          const Program::Body body = straight({in});
          Memory expected(random, repeat % 2 == 1), found(expected);
          evaluate(isa, body.step.instructions, expected.bases, width);
          const auto machine = MachineCode::make(body, isa, width);
          ASSERT_TRUE(machine);
          ASSERT_TRUE(machine->run(body.step, 0, 1, found.bases, {0, width}));
          expect_same_rows(expected, found, std::string(isa_name(isa)) + " operation " + std::to_string(static_cast<int>(code)) + " then " + std::to_string(then));
          if (HasFatalFailure()) return;
        }
}

TEST_F(MachineCodeTest, RandomCodeGivesTheBitsOfTheInterpreterOnEveryInstructionSet) {
  std::mt19937 random(2);
  RandomCode make(random);
  for (const Isa isa : instruction_sets())
    for (int repeat = 0; repeat < 1500; ++repeat) {
      std::vector<Instruction> code;
      // Mostly cheap operations: chunks become long and run out of registers.
      const std::vector<Code> cheap{Code::copy, Code::add, Code::sub, Code::mul, Code::multiply_add, Code::multiply_subtract, Code::subtract_multiply, Code::abs, Code::neg, Code::max};
      for (auto i = 1 + random() % 60; i > 0; --i) code.push_back(make.any(repeat % 3 == 0 ? cheap : all_codes));
      const Program::Body body = straight(std::move(code));
      Memory expected(random, repeat % 2 == 1), found(expected);
      evaluate(isa, body.step.instructions, expected.bases, width);
      const auto machine = MachineCode::make(body, isa, width);
      ASSERT_TRUE(machine);
      const std::optional<Finite> finite = machine->run(body.step, 0, static_cast<int>(body.step.instructions.size()), found.bases, {0, width});
      ASSERT_TRUE(finite);
      expect_same_rows(expected, found, std::string(isa_name(isa)) + " code " + std::to_string(repeat));
      ASSERT_TRUE(*finite == Finite::perhaps_not || all_finite(body.step.instructions, found)) << isa_name(isa) << " code " << repeat;
      if (HasFatalFailure()) return;
    }
}

TEST_F(MachineCodeTest, VariablesAreSaidToBeFiniteOnlyWhereAllAre) {
  std::mt19937 random(5);
  const Program::Body body = straight({{Code::mul, {Space::now, 0}, {Space::shock, 0}, {Space::shock, 1}, {Space::shock, 0}},
                                       {Code::add, {Space::now, 1}, {Space::shock, 2}, {Space::shock, 3}, {Space::shock, 2}}});
  for (const Isa isa : instruction_sets())
    for (const double odd : {1.0, std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()})
      for (const int row : {1, 2})
        for (int lane = 0; lane < width; ++lane) {
          Memory memory(random, false);
          for (const int shock : {0, 1, 2, 3}) std::fill_n(memory.bases[Space::shock].base + shock * width, width, 0.5);
          memory.bases[Space::shock].base[row * width + lane] = odd;
          const std::optional<Finite> said = MachineCode::make(body, isa, width)->run(body.step, 0, 2, memory.bases, {0, width});
          ASSERT_TRUE(said);
          EXPECT_EQ(*said, odd == 1.0 ? Finite::surely : Finite::perhaps_not) << isa_name(isa) << " row " << row << " lane " << lane;
        }
}

TEST_F(MachineCodeTest, PartOfTheLanesIsRunLikeInTheInterpreter) {
  std::mt19937 random(3);
  RandomCode make(random);
  for (const Isa isa : instruction_sets())
    for (int repeat = 0; repeat < 200; ++repeat) {
      const Program::Body body = straight({make.any(all_codes), make.any(all_codes), make.any(all_codes)});
      Memory expected(random, true), found(expected);
      evaluate(isa, body.step.instructions, from_lane(expected.bases, 16), 8);
      ASSERT_TRUE(MachineCode::make(body, isa, width)->run(body.step, 0, 3, found.bases, {16, 24}));
      expect_same_rows(expected, found, std::string(isa_name(isa)) + " code " + std::to_string(repeat));
      if (HasFatalFailure()) return;
    }
}

TEST_F(MachineCodeTest, WhatABlockLeavesForTheSolverAndForLaterCodeIsThere) {
  std::mt19937 random(4);
  RandomCode make(random);
  for (const Isa isa : instruction_sets())
    for (int repeat = 0; repeat < 300; ++repeat) {
      Program::Body body;
      for (int i = 0; i < 40; ++i) body.step.instructions.push_back(make.any(all_codes));
      body.step.temps = lane_rows;
      BlockCode block;
      block.begin = 10;
      block.residual_end = 20;
      block.end = 30;
      block.residuals = {{Space::temp, static_cast<int>(random() % lane_rows)}};
      block.jacobian = {{0, 0, {Space::temp, static_cast<int>(random() % lane_rows)}}};
      body.items = {{0, 10, -1}, {10, 30, 0}, {30, 40, -1}};
      body.block_codes = {block};
      Memory expected(random, repeat % 2 == 1), found(expected);
      const auto machine = MachineCode::make(body, isa, width);
      const int residuals[] = {10, 20}, derivatives[] = {20, 30}, before[] = {0, 10}, after[] = {30, 40};
      const auto residual = block.residuals.front().row, slope = block.jacobian.front().value.row;
      bool has_derivatives = false;
      for (const int* stretch : {before, residuals, derivatives, residuals, residuals, derivatives, derivatives, residuals, after}) {
        has_derivatives = has_derivatives || stretch == derivatives;
        Execution(body, isa, width, nullptr).step(stretch[0], stretch[1], expected.bases, {0, width});
        ASSERT_TRUE(machine->run(body.step, stretch[0], stretch[1], found.bases, {0, width}));
        std::vector<int> read;
        if (stretch == residuals) read.push_back(residual);
        if (stretch == derivatives) read = {residual, slope};
        expect_same_rows(expected, found, std::string(isa_name(isa)) + " code " + std::to_string(repeat), read);
        if (HasFatalFailure()) return;
      }
    }
}

/// All that tiles of this width come to, one after the other.
std::vector<double> values_of(const RunTables& tables, int tile_width, int tiles) {
  Tile tile(tables, tile_width);
  std::vector<double> all;
  std::vector<double> residuals(tables.body().system.identities.size(), 0.0);
  for (int i = 0; i < tiles; ++i) {
    tile.simulate(std::int64_t{i} * tile_width, tile_width);
    for (int s = 0; s < tables.periods() * tables.variable_count() + tables.output_count(); ++s)
      for (int lane = 0; lane < tile_width; ++lane) all.push_back(tile.is_alive(lane) ? tile.series(s)[lane] : 0.0);
    tile.raise_residuals(residuals);
  }
  all.insert(all.end(), residuals.begin(), residuals.end());
  return all;
}

TEST_F(MachineCodeTest, TilesOfLargeModelsGiveTheBitsOfTheInterpreter) {
  for (EquationSystem system : {benchmarks::chain_of_fours(32), benchmarks::random_block(20, 5), benchmarks::large_model(200)}) {
    const Program program(std::move(system));
    // Shocks so large that some paths fail, and blocks take the careful road.
    for (const double sd : {0.03, 0.6}) {
      const Plan plan = benchmarks::synthetic_plan(program, 6, sd);
      for (const Isa isa : instruction_sets())
        for (const int tile_width : {24, 192}) {
          RunTables tables = prepare(program, plan, isa);
          const std::vector<double> expected = values_of(tables, tile_width, 2);
          tables.make_machine_code(tile_width);
          ASSERT_NE(tables.machine_code(), nullptr);
          const std::vector<double> found = values_of(tables, tile_width, 2);
          ASSERT_EQ(expected.size(), found.size());
          for (std::size_t i = 0; i < expected.size(); ++i) ASSERT_TRUE(same(expected[i], found[i])) << isa_name(isa) << " width " << tile_width << " number " << i;
        }
    }
  }
}

TEST_F(MachineCodeTest, CasesOfOneProgramShareItUnlessItIsLeftOut) {
  const Program one(benchmarks::chain_of_fours(16)), other(benchmarks::chain_of_fours(20));
  const Plan plan = benchmarks::synthetic_plan(one, 4, 0.02), of_other = benchmarks::synthetic_plan(other, 4, 0.02);
  RunControl control;
  const std::vector<RunTables> tables = prepare({{&one, &plan}, {&other, &of_other}, {&one, &plan}}, control);
  EXPECT_NE(tables[0].machine_code(), nullptr);
  EXPECT_EQ(tables[0].machine_code(), tables[2].machine_code());
  EXPECT_NE(tables[0].machine_code(), tables[1].machine_code());
  control.machine_code = false;
  for (const RunTables& interpreted : prepare({{&one, &plan}}, control)) EXPECT_EQ(interpreted.machine_code(), nullptr);
}

TEST_F(MachineCodeTest, SystemThatLetsNoProgramWriteCodeLeavesAllToTheInterpreter) {
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    constexpr int set_deny_write_execute = 65, refuse_gain = 1;   // PR_SET_MDWE
    if (::prctl(set_deny_write_execute, refuse_gain, 0, 0, 0) != 0) ::_exit(2);
    const Program program(benchmarks::chain_of_fours(16));
    const Plan plan = benchmarks::synthetic_plan(program, 4, 0.02);
    RunTables tables = prepare(program, plan, best_isa());
    tables.make_machine_code(64);
    ::_exit(tables.machine_code() == nullptr && !values_of(tables, 64, 1).empty() ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status));
  if (WEXITSTATUS(status) == 2) GTEST_SKIP() << "this system cannot forbid it";
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST(MachineCode, IsMadeOfRowsOfEverySpaceButNotOfPowersAndAngles) {
  for (int space = 0; space < static_cast<int>(Space::count); ++space) {
    const Operand row{static_cast<Space>(space), 1};
    EXPECT_TRUE(can_emit({Code::multiply_add, {Space::now, 0}, row, row, row})) << space;
  }
  for (const Code code : all_codes) {
    const bool by_kernel = code == Code::pow || code == Code::sin || code == Code::cos || code == Code::tan || code == Code::tanh || code == Code::normal_cdf;
    EXPECT_EQ(can_emit({code, {Space::temp, 0}, {Space::now, 0}, {Space::now, 1}, {Space::now, 2}}), !by_kernel) << static_cast<int>(code);
  }
}

TEST(MachineCode, PlainInstructionSetHasNone) {
  EXPECT_EQ(MachineCode::make(straight({{Code::add, {Space::now, 0}, {Space::shock, 0}, {Space::shock, 1}, {Space::shock, 0}}}), Isa::plain, width), nullptr);
}

}  // namespace
}  // namespace jingchu::engine
