#pragma once

#include <span>

#include "engine/math/isa.hpp"
#include "engine/program/code.hpp"

namespace jingchu::engine {

/// Runs straight-line code over `width` lanes. Lanes never influence each other, and each operation is the same
/// correctly defined function on every instruction set, so results do not depend on width or isa.
void evaluate(Isa isa, std::span<const Instruction> code, const Bases& bases, int width) noexcept;

/// One operation on plain numbers, by the same code: constant folding and explanations of failures use it.
double evaluate_one(Code code, double a, double b = 0, double c = 0) noexcept;

}  // namespace jingchu::engine
