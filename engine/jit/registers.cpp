#include "engine/jit/registers.hpp"

#include <algorithm>
#include <stdexcept>

namespace jingchu::engine {

Registers::Registers(const VectorCode& code, int count, Moves moves)
    : code_(code), moves_(std::move(moves)), count_(count), uses_(code.ops.size()), register_of_(code.ops.size(), -1), slot_of_(code.ops.size(), -1),
      home_(code.ops.size(), 0), pinned_(code.ops.size(), 0), value_in_(static_cast<std::size_t>(count), -1), locked_(static_cast<std::size_t>(count), 0) {
  for (std::size_t i = 0; i < code.ops.size(); ++i) {
    home_[i] = code.ops[i].op == VectorOp::row || code.ops[i].op == VectorOp::number;
    for (const Value s : code.ops[i].source)
      if (s >= 0 && (uses_[index(s)].empty() || uses_[index(s)].back() != static_cast<int>(i))) uses_[index(s)].push_back(static_cast<int>(i));
  }
}

int Registers::pin(Value value) {
  const int reg = free_register();
  value_in_[static_cast<std::size_t>(reg)] = value;
  register_of_[index(value)] = reg;
  pinned_[index(value)] = 1;
  return reg;
}

void Registers::begin(int place) {
  place_ = place;
  std::fill(locked_.begin(), locked_.end(), char{0});
  // Operands that are here already are not to leave for the others.
  for (const Value s : code_.ops[static_cast<std::size_t>(place)].source)
    if (s >= 0 && is_held(s)) locked_[static_cast<std::size_t>(register_of_[index(s)])] = 1;
}

int Registers::next_use(Value value) const {
  const auto& uses = uses_[index(value)];
  const auto next = std::upper_bound(uses.begin(), uses.end(), place_);
  return next == uses.end() ? static_cast<int>(uses_.size()) : *next;
}

bool Registers::is_last_use(Value value) const { return !pinned_[index(value)] && !is_used_later(value); }

void Registers::leave(int reg) {
  const Value value = value_in_[static_cast<std::size_t>(reg)];
  register_of_[index(value)] = -1;
  value_in_[static_cast<std::size_t>(reg)] = -1;
  if (has_home(value) || slot_of_[index(value)] >= 0 || !is_used_later(value)) return;
  const auto free = std::find(slot_used_.begin(), slot_used_.end(), char{0});
  const int slot = static_cast<int>(free - slot_used_.begin());
  if (free == slot_used_.end()) slot_used_.push_back(1);
  else *free = 1;
  slot_of_[index(value)] = slot;
  moves_.to_slot(reg, slot);
}

int Registers::free_register() {
  int furthest = -1, when = -1;
  for (int r = 0; r < count_; ++r) {
    const Value v = value_in_[static_cast<std::size_t>(r)];
    if (locked_[static_cast<std::size_t>(r)]) continue;
    if (v < 0) return r;
    if (pinned_[index(v)]) continue;
    // What is read again from memory costs less than what must be written first.
    const int use = 2 * next_use(v) + (has_home(v) ? 1 : 0);
    if (use > when) {
      when = use;
      furthest = r;
    }
  }
  if (furthest < 0) throw std::logic_error("Registers: one instruction needs more than there are");
  leave(furthest);
  return furthest;
}

int Registers::hold(Value value) {
  if (!is_held(value)) {
    const int reg = free_register();
    if (const int slot = slot_of_[index(value)]; slot >= 0) moves_.from_slot(reg, slot);
    else moves_.from_home(reg, value);
    value_in_[static_cast<std::size_t>(reg)] = value;
    register_of_[index(value)] = reg;
  }
  const int reg = register_of_[index(value)];
  locked_[static_cast<std::size_t>(reg)] = 1;
  return reg;
}

void Registers::release() {
  for (const Value s : code_.ops[static_cast<std::size_t>(place_)].source) {
    if (s < 0 || !is_last_use(s)) continue;
    if (is_held(s)) {
      locked_[static_cast<std::size_t>(register_of_[index(s)])] = 0;
      value_in_[static_cast<std::size_t>(register_of_[index(s)])] = -1;
      register_of_[index(s)] = -1;
    }
    if (slot_of_[index(s)] >= 0) {
      slot_used_[static_cast<std::size_t>(slot_of_[index(s)])] = 0;
      slot_of_[index(s)] = -1;
    }
  }
}

int Registers::take(Value value, std::initializer_list<int> preferred) {
  int reg = -1;
  for (const int p : preferred)
    if (reg < 0 && p >= 0 && value_in_[static_cast<std::size_t>(p)] < 0) reg = p;
  if (reg < 0) reg = free_register();
  value_in_[static_cast<std::size_t>(reg)] = value;
  register_of_[index(value)] = reg;
  locked_[static_cast<std::size_t>(reg)] = 1;
  return reg;
}

}  // namespace jingchu::engine
