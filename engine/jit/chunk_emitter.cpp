#include "engine/jit/chunk_emitter.hpp"

#include <algorithm>

namespace jingchu::engine {

namespace x86 = asmjit::x86;
namespace Inst = x86::Inst;

namespace {

// Set aside over all chunks of a function: zero, and the sum of all stored variables and outputs times zero, which is zero until one is NaN
// or infinite. AVX2 keeps masks in vector registers: two are set aside, for a comparison and for what makes a pack leave; zero stands in memory.
constexpr int narrow_count = 13, narrow_sum = 13, narrow_mask = 14, narrow_bad = 15;
constexpr int wide_count = 30, wide_zero = 30, wide_sum = 31;
/// Mask registers of AVX-512.
constexpr int bad_mask = 1, comparison_mask = 2;
/// Registers that keep numbers and broadcast rows over the loop.
constexpr int wide_pins = 12, narrow_pins = 4;
constexpr int not_less_or_equal = 0x16;   // true where an operand is NaN
constexpr int round_down = 0x9;           // and raise no exception
constexpr int slot_size = 64;
constexpr int first_slot = 64;            // what is below belongs to the function around

}  // namespace

x86::Mem NumberPool::place(std::uint64_t bits) {
  const auto [it, added] = index_.try_emplace(bits, static_cast<int>(numbers_.size()));
  if (added) numbers_.push_back(bits);
  return x86::ptr(label_, it->second * copies_ * 8);
}

void NumberPool::emit() {
  assembler_.align(asmjit::AlignMode::kData, 64);
  assembler_.bind(label_);
  for (const std::uint64_t bits : numbers_)
    for (int i = 0; i < copies_; ++i) assembler_.embedUInt64(bits);
}

ChunkEmitter::ChunkEmitter(x86::Assembler& assembler, Isa isa, const VectorCode& code, NumberPool& numbers, std::function<RowPlace(Operand)> row_place,
                           x86::Gp lane, asmjit::Label leave)
    : a_(assembler), wide_(isa == Isa::avx512), code_(code), numbers_(numbers), row_place_(std::move(row_place)), lane_(lane), leave_(leave),
      registers_(code, wide_ ? wide_count : narrow_count,
                 {[this](int reg, int k) { a_.vmovapd(slot(k), vec(reg)); }, [this](int reg, int k) { a_.vmovapd(vec(reg), slot(k)); },
                  [this](int reg, Value v) { load(reg, v); }}) {
  pin_common();
}

void begin_finite(x86::Assembler& assembler, Isa isa) {
  if (isa != Isa::avx512) return static_cast<void>(assembler.vxorpd(x86::ymm(narrow_sum), x86::ymm(narrow_sum), x86::ymm(narrow_sum)));
  assembler.vxorpd(x86::zmm(wide_sum), x86::zmm(wide_sum), x86::zmm(wide_sum));
  assembler.vxorpd(x86::zmm(wide_zero), x86::zmm(wide_zero), x86::zmm(wide_zero));
}

void end_finite(x86::Assembler& assembler, Isa isa, x86::Gp to) {
  assembler.xor_(to, to);
  if (isa == Isa::avx512) {
    assembler.vptestmq(x86::k(comparison_mask), x86::zmm(wide_sum), x86::zmm(wide_sum));
    assembler.kmovb(to, x86::k(comparison_mask));
  } else {
    assembler.vptest(x86::ymm(narrow_sum), x86::ymm(narrow_sum));
    assembler.setnz(to.r8());
  }
}

x86::Vec ChunkEmitter::vec(int reg) const {
  const auto id = static_cast<std::uint32_t>(reg);
  if (wide_) return x86::zmm(id);
  return x86::ymm(id);
}

x86::Mem ChunkEmitter::slot(int k) const { return x86::ptr(x86::rsp, first_slot + k * slot_size); }

x86::Mem ChunkEmitter::row(Operand o) const {
  const RowPlace p = row_place_(o);
  return p.is_broadcast ? x86::ptr(p.base, p.distance) : x86::ptr(p.base, lane_, 0, p.distance);
}

x86::Mem ChunkEmitter::home(Value v, bool broadcast) const {
  const VectorInstruction& op = code_.ops[static_cast<std::size_t>(v)];
  if (op.op == VectorOp::number) {
    const x86::Mem at = numbers_.place(op.bits);
    return wide_ && broadcast ? at._1to8() : at;
  }
  return row(op.op == VectorOp::row ? op.row : stored_.at(v));
}

void ChunkEmitter::load(int reg, Value v) {
  if (wide_ && code_.ops[static_cast<std::size_t>(v)].op == VectorOp::number) a_.vbroadcastsd(vec(reg), home(v, false));
  else a_.vmovapd(vec(reg), home(v, false));
}

/// Numbers and broadcast rows that are read most often.
void ChunkEmitter::pin_common() {
  std::vector<int> uses(code_.ops.size(), 0);
  for (const VectorInstruction& op : code_.ops)
    for (const Value s : op.source)
      if (s >= 0) ++uses[static_cast<std::size_t>(s)];
  std::vector<Value> candidates;
  for (std::size_t v = 0; v < code_.ops.size(); ++v) {
    const VectorInstruction& op = code_.ops[v];
    if (op.op == VectorOp::number || (op.op == VectorOp::row && row_place_(op.row).is_broadcast)) candidates.push_back(static_cast<Value>(v));
  }
  std::stable_sort(candidates.begin(), candidates.end(), [&](Value x, Value y) { return uses[static_cast<std::size_t>(x)] > uses[static_cast<std::size_t>(y)]; });
  candidates.resize(std::min(candidates.size(), static_cast<std::size_t>(wide_ ? wide_pins : narrow_pins)));
  pinned_ = candidates;
  for (const Value v : pinned_) registers_.pin(v);
}

void ChunkEmitter::before_loop() {
  for (std::size_t i = 0; i < pinned_.size(); ++i) load(static_cast<int>(i), pinned_[i]);
}

void ChunkEmitter::body() {
  for (std::size_t i = 0; i < code_.ops.size(); ++i) {
    registers_.begin(static_cast<int>(i));
    emit(static_cast<int>(i));
  }
}

bool ChunkEmitter::folds(Value v) const {
  if (registers_.is_held(v) || !registers_.has_home(v)) return false;
  return code_.ops[static_cast<std::size_t>(v)].op == VectorOp::number || registers_.is_last_use(v);
}

asmjit::Operand ChunkEmitter::operand(Value v) {
  if (folds(v)) return home(v, true);
  return vec(registers_.hold(v));
}

void ChunkEmitter::emit(int place) {
  const VectorInstruction& op = code_.ops[static_cast<std::size_t>(place)];
  const auto unary = [&](Inst::Id id, auto... more) {
    const x86::Vec from = vec(registers_.hold(op.source[0]));
    registers_.release();
    a_.emit(id, vec(registers_.take(place)), from, more...);
  };
  switch (op.op) {
    case VectorOp::row: case VectorOp::number: break;   // where they are needed
    case VectorOp::add: binary(place, Inst::kIdVaddpd, true); break;
    case VectorOp::sub: binary(place, Inst::kIdVsubpd, false); break;
    case VectorOp::mul: binary(place, Inst::kIdVmulpd, true); break;
    case VectorOp::div: binary(place, Inst::kIdVdivpd, false); break;
    case VectorOp::min: binary(place, Inst::kIdVminpd, false); break;
    case VectorOp::max: binary(place, Inst::kIdVmaxpd, false); break;
    case VectorOp::bit_and: binary(place, Inst::kIdVandpd, true); break;
    case VectorOp::bit_or: binary(place, Inst::kIdVorpd, true); break;
    case VectorOp::bit_xor: binary(place, Inst::kIdVxorpd, true); break;
    case VectorOp::bit_add: binary(place, Inst::kIdVpaddq, true); break;
    case VectorOp::multiply_add: case VectorOp::multiply_subtract: case VectorOp::subtract_multiply: fused(place); break;
    case VectorOp::sqrt: unary(Inst::kIdVsqrtpd); break;
    case VectorOp::floor: unary(wide_ ? Inst::kIdVrndscalepd : Inst::kIdVroundpd, asmjit::imm(round_down)); break;
    case VectorOp::shift_left_52: unary(Inst::kIdVpsllq, asmjit::imm(52)); break;
    case VectorOp::shift_right_52: unary(Inst::kIdVpsrlq, asmjit::imm(52)); break;
    case VectorOp::choose: choose(place); break;
    case VectorOp::require_at_most: require_at_most(place); break;
    case VectorOp::require_normal: require_normal(place); break;
    case VectorOp::decide: decide(); break;
    case VectorOp::store: store(place); break;
  }
}

void ChunkEmitter::binary(int place, Inst::Id id, bool commutes) {
  const VectorInstruction& op = code_.ops[static_cast<std::size_t>(place)];
  Value first = op.source[0], second = op.source[1];
  if (commutes && folds(first) && !folds(second)) std::swap(first, second);
  const x86::Vec left = vec(registers_.hold(first));
  const asmjit::Operand right = first == second ? asmjit::Operand(left) : operand(second);
  registers_.release();
  a_.emit(id, vec(registers_.take(place)), left, right);
}

void ChunkEmitter::fused(int place) {
  const VectorInstruction& op = code_.ops[static_cast<std::size_t>(place)];
  struct Forms { Inst::Id by_213, by_231, by_132; };
  const Forms forms = op.op == VectorOp::multiply_add        ? Forms{Inst::kIdVfmadd213pd, Inst::kIdVfmadd231pd, Inst::kIdVfmadd132pd}
                      : op.op == VectorOp::multiply_subtract ? Forms{Inst::kIdVfmsub213pd, Inst::kIdVfmsub231pd, Inst::kIdVfmsub132pd}
                                                             : Forms{Inst::kIdVfnmadd213pd, Inst::kIdVfnmadd231pd, Inst::kIdVfnmadd132pd};
  Value x = op.source[0], y = op.source[1];
  const Value z = op.source[2];
  if (folds(x) && !folds(y)) std::swap(x, y);
  if (folds(y) && x != y) {
    // One factor stays in memory.
    const int rx = registers_.hold(x), rz = registers_.hold(z);
    const asmjit::Operand factor = registers_.is_held(y) ? asmjit::Operand(vec(registers_.hold(y))) : asmjit::Operand(home(y, true));
    registers_.release();
    const int to = registers_.take(place, {rz, rx});
    if (to == rx && rx != rz) {
      a_.emit(forms.by_132, vec(to), vec(rz), factor);
      return;
    }
    if (to != rz) a_.vmovapd(vec(to), vec(rz));
    a_.emit(forms.by_231, vec(to), vec(rx), factor);
    return;
  }
  const int rx = registers_.hold(x), ry = registers_.hold(y);
  const bool fold_z = folds(z);
  const int rz = fold_z ? -1 : registers_.hold(z);
  const asmjit::Operand summand = fold_z ? asmjit::Operand(home(z, true)) : asmjit::Operand(vec(rz));
  registers_.release();
  const int to = registers_.take(place, {rz, rx, ry});
  if (to == rz && rz != rx && rz != ry) {
    a_.emit(forms.by_231, vec(to), vec(rx), vec(ry));
    return;
  }
  if (to != rx && to != ry) a_.vmovapd(vec(to), vec(rx));
  a_.emit(forms.by_213, vec(to), vec(to == ry ? rx : ry), summand);
}

void ChunkEmitter::choose(int place) {
  const VectorInstruction& op = code_.ops[static_cast<std::size_t>(place)];
  const auto predicate = asmjit::imm(static_cast<int>(op.comparison));
  const x86::Vec left = vec(registers_.hold(op.source[0])), right = vec(registers_.hold(op.source[1]));
  const x86::Vec yes = vec(registers_.hold(op.source[2])), no = vec(registers_.hold(op.source[3]));
  registers_.release();
  const x86::Vec to = vec(registers_.take(place));
  if (wide_) {
    a_.vcmppd(x86::k(comparison_mask), left, right, predicate);
    a_.k(x86::k(comparison_mask)).vblendmpd(to, no, yes);
  } else {
    a_.vcmppd(vec(narrow_mask), left, right, predicate);
    a_.vblendvpd(to, no, yes, vec(narrow_mask));
  }
}

void ChunkEmitter::put_bad() {
  if (!has_bad_) {
    has_bad_ = true;
    return;
  }
  if (wide_) a_.korb(x86::k(bad_mask), x86::k(bad_mask), x86::k(comparison_mask));
  else a_.vorpd(vec(narrow_bad), vec(narrow_bad), vec(narrow_mask));
}

void ChunkEmitter::require_at_most(int place) {
  const VectorInstruction& op = code_.ops[static_cast<std::size_t>(place)];
  const x86::Vec left = vec(registers_.hold(op.source[0]));
  const asmjit::Operand right = operand(op.source[1]);
  registers_.release();
  if (wide_) a_.emit(Inst::kIdVcmppd, x86::k(has_bad_ ? comparison_mask : bad_mask), left, right, asmjit::imm(not_less_or_equal));
  else a_.emit(Inst::kIdVcmppd, vec(has_bad_ ? narrow_mask : narrow_bad), left, right, asmjit::imm(not_less_or_equal));
  put_bad();
}

void ChunkEmitter::require_normal(int place) {
  const x86::Vec x = vec(registers_.hold(code_.ops[static_cast<std::size_t>(place)].source[0]));
  registers_.release();
  if (wide_) {
    constexpr int any_class = 0xff;   // NaN, zero, infinite, denormal or negative
    a_.vfpclasspd(x86::k(has_bad_ ? comparison_mask : bad_mask), x, asmjit::imm(any_class));
    put_bad();
    return;
  }
  // Above the least normal number by less than all of them, counted in bits: what is less becomes negative, or wraps beyond.
  const x86::Vec above = vec(has_bad_ ? narrow_mask : narrow_bad);
  a_.vpsubq(above, x, numbers_.place(0x0010000000000000u));
  put_bad();
  a_.vpcmpgtq(vec(narrow_mask), above, numbers_.place(0x7fdfffffffffffffu));
  put_bad();
}

void ChunkEmitter::decide() {
  if (wide_) a_.kortestb(x86::k(bad_mask), x86::k(bad_mask));
  else a_.vtestpd(vec(narrow_bad), vec(narrow_bad));
  a_.jnz(leave_);
}

void ChunkEmitter::store(int place) {
  const VectorInstruction& op = code_.ops[static_cast<std::size_t>(place)];
  // What the row held may still be needed. A row of a fixed period may be one of this period.
  for (std::size_t v = 0; v < static_cast<std::size_t>(place); ++v) {
    const VectorInstruction& other = code_.ops[v];
    const bool is_same_row = other.row == op.row || (other.row.space == Space::absolute && op.row.space == Space::now);
    if (other.op != VectorOp::row || !is_same_row || static_cast<Value>(v) == op.source[0] || !registers_.has_home(static_cast<Value>(v))) continue;
    if (registers_.is_used_later(static_cast<Value>(v))) registers_.hold(static_cast<Value>(v));
    registers_.lose_home(static_cast<Value>(v));
  }
  const x86::Vec value = vec(registers_.hold(op.source[0]));
  a_.vmovapd(row(op.row), value);
  if (op.row.space == Space::now || op.row.space == Space::output) {
    if (wide_) a_.vfmadd231pd(x86::zmm(wide_sum), value, x86::zmm(wide_zero));
    else a_.vfmadd231pd(x86::ymm(narrow_sum), value, numbers_.place(0));
  }
  if (code_.ops[static_cast<std::size_t>(op.source[0])].op != VectorOp::row && code_.ops[static_cast<std::size_t>(op.source[0])].op != VectorOp::number) {
    stored_[op.source[0]] = op.row;
    registers_.set_home(op.source[0]);
  }
  registers_.release();
}

}  // namespace jingchu::engine
