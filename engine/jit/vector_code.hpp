#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/jit/chunks.hpp"

namespace jingchu::engine {

/// An operation on packs; a machine has each in one instruction or a few.
enum class VectorOp : std::uint8_t {
  row,             ///< a row of numbers, as it is before the chunk
  number,          ///< a number, by its bits
  add, sub, mul, div, min, max, bit_and, bit_or, bit_xor, bit_add,
  multiply_add, multiply_subtract, subtract_multiply,   ///< a*b + c, a*b - c, c - a*b, rounded once
  sqrt, floor, shift_left_52, shift_right_52,
  choose,          ///< c where a compares with b, else d
  require_at_most, ///< leaves the chunk unless a <= b
  require_normal,  ///< leaves the chunk unless a is positive, finite and not denormal
  decide,          ///< leaves the chunk now, if at all
  store,           ///< a becomes the row
};

/// How `choose` compares; false where an operand is NaN, except for not_equal and unordered.
enum class Comparison : std::uint8_t { equal = 0x00, less = 0x11, less_equal = 0x12, unordered = 0x03, not_equal = 0x04 };

/// The value of an operation: its place in VectorCode::ops.
using Value = int;

struct VectorInstruction {
  VectorOp op = VectorOp::row;
  std::array<Value, 4> source{-1, -1, -1, -1};
  Operand row = {};
  std::uint64_t bits = 0;
  Comparison comparison = Comparison::equal;
};

/// A chunk for one pack, every value computed once and named by where it is computed.
///
/// Only the short roads of exp and log are here, and no residual of an identity that is larger than all before. Packs that need more
/// leave the chunk before it has stored anything, and the interpreter does what it does with them.
struct VectorCode {
  std::vector<VectorInstruction> ops;
};

VectorCode vector_code(std::span<const Instruction> code, const Chunk& chunk);

}  // namespace jingchu::engine
