#pragma once

#include <asmjit/x86.h>

#include <map>
#include <vector>

#include "engine/jit/registers.hpp"
#include "engine/jit/vector_code.hpp"
#include "engine/math/isa.hpp"

namespace jingchu::engine {

/// Numbers that machine code reads, put behind it.
class NumberPool {
 public:
  /// \param copies  how often a number stands there, one after the other
  NumberPool(asmjit::x86::Assembler& assembler, int copies) : assembler_(assembler), label_(assembler.newLabel()), copies_(copies) {}
  asmjit::x86::Mem place(std::uint64_t bits);
  void emit();

 private:
  asmjit::x86::Assembler& assembler_;
  asmjit::Label label_;
  int copies_;
  std::map<std::uint64_t, int> index_;
  std::vector<std::uint64_t> numbers_;
};

/// Where a row is: a register with the base of its space, and a distance.
struct RowPlace {
  asmjit::x86::Gp base;
  std::int32_t distance = 0;
  bool is_broadcast = false;
};

/// The chunks of a function note whether the variables and outputs they store are finite: nothing stored so far.
void begin_finite(asmjit::x86::Assembler& assembler, Isa isa);
/// 0 in `to` if all were finite.
void end_finite(asmjit::x86::Assembler& assembler, Isa isa, asmjit::x86::Gp to);

/// Emits the body of a chunk's loop for one pack.
class ChunkEmitter {
 public:
  /// \param row_place  where a row's first lane is
  /// \param lane       register with the lane, in bytes
  /// \param leave      where packs go that the chunk is not made for
  ChunkEmitter(asmjit::x86::Assembler& assembler, Isa isa, const VectorCode& code, NumberPool& numbers, std::function<RowPlace(Operand)> row_place,
               asmjit::x86::Gp lane, asmjit::Label leave);

  /// Loads what every pack needs.
  void before_loop();
  void body();
  /// Places of the stack that the body uses, of 64 bytes.
  int slots() const noexcept { return registers_.slots(); }

 private:
  asmjit::x86::Vec vec(int reg) const;
  asmjit::x86::Mem row(Operand o) const;
  asmjit::x86::Mem slot(int k) const;
  asmjit::x86::Mem home(Value v, bool broadcast) const;
  void load(int reg, Value v);
  /// An operand that may be read from memory: loaded only if it is needed again.
  asmjit::Operand operand(Value v);
  bool folds(Value v) const;
  void pin_common();

  void emit(int place);
  void binary(int place, asmjit::x86::Inst::Id id, bool commutes);
  void fused(int place);
  void choose(int place);
  void require_at_most(int place);
  void require_normal(int place);
  void decide();
  void store(int place);
  void put_bad();   ///< adds the comparison at hand to what makes a pack leave

  asmjit::x86::Assembler& a_;
  bool wide_;   ///< AVX-512
  const VectorCode& code_;
  NumberPool& numbers_;
  std::function<RowPlace(Operand)> row_place_;
  asmjit::x86::Gp lane_;
  asmjit::Label leave_;
  Registers registers_;
  std::vector<Value> pinned_;
  std::map<Value, Operand> stored_;   // rows that hold values computed here
  bool has_bad_ = false;
};

}  // namespace jingchu::engine
