#include <gtest/gtest.h>

#include <cstring>
#include <vector>

#include "engine/core/aligned.hpp"
#include "engine/math/isa.hpp"
#include "engine/program/emitter.hpp"
#include "engine/program/evaluate.hpp"
#include "engine/program/fuse.hpp"

namespace jingchu::engine {
namespace {

constexpr int width = 24;
constexpr Operand result{Space::now, 0}, broadcast{Space::constant, 0};
Operand lane(int row) { return {Space::shock, row}; }
Operand temp(int row) { return {Space::temp, row}; }

/// `code` with its operands in order; those it lacks repeat the first.
Instruction instruction(Code code, Operand dst, const std::vector<Operand>& operands) {
  const auto at = [&](std::size_t i) { return i < operands.size() ? operands[i] : operands.front(); };
  return {code, dst, at(0), at(1), at(2)};
}

int operand_total(Code code) { return code == Code::exp ? 1 : code == Code::multiply_add || code == Code::subtract_multiply ? 3 : 2; }

bool same(double a, double b) { return std::memcmp(&a, &b, sizeof a) == 0; }

TEST(Fuse, JoinedInstructionsGiveTheBitsOfTheTwoOnEveryInstructionSet) {
  AlignedDoubles shocks(5 * width), constants(8, 0.7), temps(4 * width), now(width);
  for (std::size_t i = 0; i < shocks.size(); ++i) shocks[i] = 0.1 + static_cast<double>((i * 7919) % 1009) / 1000;
  int joined = 0;
  for (const Code first : {Code::add, Code::sub, Code::mul, Code::multiply_add, Code::subtract_multiply})
    for (const Code second : {Code::add, Code::sub, Code::mul, Code::div, Code::multiply_add, Code::subtract_multiply, Code::exp, Code::exp_times})
      for (int place = 0; place < operand_total(second); ++place)
        for (const bool with_broadcast : {false, true}) {
          std::vector<Operand> of_first, of_second;
          for (int k = 0; k < operand_total(first); ++k) of_first.push_back(lane(k));
          for (int k = 0; k < operand_total(second); ++k) of_second.push_back(k == place ? temp(0) : with_broadcast ? broadcast : lane(3 + k % 2));
          const auto value = [&](Operand o, int i) { return o == broadcast ? constants[0] : shocks[static_cast<std::size_t>(o.row * width + i)]; };
          std::vector<Instruction> code{instruction(first, temp(0), of_first), instruction(second, result, of_second)};
          fuse(code, 1, {}, {});
          const bool can_join = place == 0 || (second != Code::div && second != Code::exp_times);
          ASSERT_EQ(code.size(), can_join ? 1u : 2u) << static_cast<int>(first) << ' ' << static_cast<int>(second) << ' ' << place;
          joined += can_join;
          allocate_temps(code, 1, {});
          for (Isa isa = Isa::plain; isa <= best_isa(); isa = static_cast<Isa>(static_cast<int>(isa) + 1)) {
            Bases bases;
            bases[Space::temp] = {temps.data(), width, 1};
            bases[Space::shock] = {shocks.data(), width, 1};
            bases[Space::constant] = {constants.data(), 8, 0};
            bases[Space::now] = {now.data(), width, 1};
            evaluate(isa, code, bases, width);
            for (int i = 0; i < width; ++i) {
              const auto of = [&](const std::vector<Operand>& list, std::size_t k, double r) { return k >= list.size() ? 0.0 : list[k] == temp(0) ? r : value(list[k], i); };
              const double r = evaluate_one(first, of(of_first, 0, 0), of(of_first, 1, 0), of(of_first, 2, 0));
              ASSERT_TRUE(same(now[static_cast<std::size_t>(i)], evaluate_one(second, of(of_second, 0, r), of(of_second, 1, r), of(of_second, 2, r))))
                  << isa_name(isa) << ' ' << static_cast<int>(first) << ' ' << static_cast<int>(second) << ' ' << place << " lane " << i;
            }
          }
        }
  EXPECT_EQ(joined, 5 * 15 * 2) << "every kernel was tried";
}

TEST(Fuse, LeavesWhatIsReadTwiceOrByTheSolverOrOverABorder) {
  const auto two = [] { return std::vector<Instruction>{instruction(Code::add, temp(0), {lane(0), lane(1)}), instruction(Code::mul, result, {temp(0), lane(2)})}; };
  std::vector<Instruction> read_twice = two();
  read_twice.push_back(instruction(Code::add, {Space::now, 1}, {temp(0), lane(2)}));
  fuse(read_twice, 1, {}, {});
  EXPECT_EQ(read_twice.size(), 3u);
  std::vector<Instruction> squared{two().front(), instruction(Code::mul, result, {temp(0), temp(0)})};
  fuse(squared, 1, {}, {});
  EXPECT_EQ(squared.size(), 2u);
  std::vector<Instruction> kept = two();
  fuse(kept, 1, {}, std::vector<int>{0});
  EXPECT_EQ(kept.size(), 2u);
  std::vector<Instruction> split = two();
  EXPECT_EQ(fuse(split, 1, std::vector<int>{1}, {}), (std::vector<int>{0, 1, 2}));
  EXPECT_EQ(split.size(), 2u);
  std::vector<Instruction> whole = two();
  EXPECT_EQ(fuse(whole, 1, std::vector<int>{0, 2}, {}), (std::vector<int>{0, 0, 1}));
  EXPECT_EQ(whole.size(), 1u);
}

}  // namespace
}  // namespace jingchu::engine
