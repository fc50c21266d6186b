#include "engine/program/evaluate.hpp"

namespace jingchu::engine {

namespace plain { void evaluate_kernel(std::span<const Instruction>, const Bases&, int) noexcept; }
namespace avx2 { void evaluate_kernel(std::span<const Instruction>, const Bases&, int) noexcept; }
namespace avx512 { void evaluate_kernel(std::span<const Instruction>, const Bases&, int) noexcept; }

void evaluate(Isa isa, std::span<const Instruction> code, const Bases& bases, int width) noexcept {
  JINGCHU_DISPATCH(isa, evaluate_kernel)(code, bases, width);
}

double evaluate_one(Code code, double a, double b, double c) noexcept {
  alignas(64) double rows[4][8];
  for (int i = 0; i < 8; ++i) {
    rows[0][i] = a;
    rows[1][i] = b;
    rows[2][i] = c;
    rows[3][i] = 0;
  }
  Bases bases;
  bases[Space::temp] = {&rows[0][0], 8, 1};
  const Instruction one{code, {Space::temp, 3}, {Space::temp, 0}, {Space::temp, 1}, {Space::temp, 2}};
  evaluate(Isa::plain, std::span(&one, 1), bases, 8);
  return rows[3][0];
}

}  // namespace jingchu::engine
