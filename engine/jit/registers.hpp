#pragma once

#include <functional>
#include <initializer_list>
#include <vector>

#include "engine/jit/vector_code.hpp"

namespace jingchu::engine {

/// Which value is in which register while a chunk is emitted, one instruction after the other.
///
/// Where a register is needed and none is free, the value whose next use is furthest away leaves (Belady); it is put on the stack
/// only if it cannot be read again from a row or from the numbers of the code.
class Registers {
 public:
  /// How the emitter moves values; slots are places on the stack.
  struct Moves {
    std::function<void(int reg, int slot)> to_slot;
    std::function<void(int reg, int slot)> from_slot;
    std::function<void(int reg, Value value)> from_home;   ///< of a row or number, or a row that has been stored
  };

  /// \param count  registers to use, 0 .. count - 1
  Registers(const VectorCode& code, int count, Moves moves);

  /// Keeps a value in the next register for the whole loop; before any instruction. The emitter loads it.
  int pin(Value value);

  /// From now on the instruction at `place` is the one that uses values.
  void begin(int place);
  bool is_held(Value value) const { return register_of_[index(value)] >= 0; }
  bool has_home(Value value) const { return home_[index(value)] != 0; }
  /// Whether nothing after the present instruction reads the value.
  bool is_last_use(Value value) const;
  /// The register of a value, loaded if need be; it stays until the next begin().
  int hold(Value value);
  /// A register for the result of the present instruction, the first of `preferred` that is free. Call release() first: operands that
  /// nothing else needs make room.
  int take(Value value, std::initializer_list<int> preferred = {});
  /// Frees the registers of operands that are used for the last time.
  void release();

  /// The value has been stored to a row and may be read there.
  void set_home(Value value) { home_[index(value)] = 1; }
  void lose_home(Value value) { home_[index(value)] = 0; }
  bool is_used_later(Value value) const { return next_use(value) < static_cast<int>(uses_.size()); }

  int slots() const noexcept { return static_cast<int>(slot_used_.size()); }

 private:
  static std::size_t index(Value v) { return static_cast<std::size_t>(v); }
  int next_use(Value value) const;
  int free_register();
  void leave(int reg);

  const VectorCode& code_;
  Moves moves_;
  int count_, place_ = 0;
  std::vector<std::vector<int>> uses_;      // by value: places, ascending
  std::vector<int> register_of_, slot_of_;  // by value; -1 none
  std::vector<char> home_, pinned_;         // by value
  std::vector<Value> value_in_;             // by register; -1 free
  std::vector<char> locked_;                // by register
  std::vector<char> slot_used_;
};

}  // namespace jingchu::engine
