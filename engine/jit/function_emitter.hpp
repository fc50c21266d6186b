#pragma once

#include <asmjit/x86.h>

#include <array>
#include <deque>
#include <span>
#include <vector>

#include "engine/jit/chunk_emitter.hpp"
#include "engine/jit/chunks.hpp"

namespace jingchu::engine {

/// A chunk as the interpreter is asked for it.
struct InterpretedChunk {
  std::span<const Instruction> code;
  std::vector<Operand> written;   ///< rows
  Isa isa = Isa::plain;
};

/// Emits one function for each stretch: std::uint32_t(const Bases*, std::int64_t first, std::int64_t end), where the lanes of a row
/// begin and end, in bytes. The function returns 0 only if all variables and outputs that it has written are finite.
///
/// Each chunk is a loop over the packs. A pack that leaves its chunk goes to the interpreter and comes back behind it.
class FunctionEmitter {
 public:
  /// \param chunks  grows by what the functions refer to; outlives them
  FunctionEmitter(asmjit::x86::Assembler& assembler, Isa isa, int width, NumberPool& numbers, std::deque<InterpretedChunk>& chunks);

  asmjit::Label function(std::span<const Instruction> code, const Stretch& stretch);

 private:
  /// A chunk's loop: where packs leave it, and where they come back.
  struct Loop {
    asmjit::Label leave, again, next;
    const InterpretedChunk* chunk = nullptr;
  };
  void begin_function(std::span<const Instruction> code, const Stretch& stretch);
  void end_function();
  void load_bases();   ///< from the Bases that the lane register points to
  void chunk(std::span<const Instruction> code, const Chunk& chunk);
  void call_interpreter(const InterpretedChunk& chunk, const void* function);
  InterpretedChunk& interpreted(std::span<const Instruction> code, const Chunk& chunk);
  RowPlace place(Operand o) const;

  asmjit::x86::Assembler& a_;
  Isa isa_;
  int width_;
  NumberPool& numbers_;
  std::deque<InterpretedChunk>& chunks_;
  std::array<int, static_cast<std::size_t>(Space::count)> base_;   ///< by space: its place among the registers; -1 none
  std::vector<Loop> left_;                                         ///< loops of this function that packs may leave
};

}  // namespace jingchu::engine
