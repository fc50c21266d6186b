#include "engine/jit/function_emitter.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <stdexcept>

#include "engine/program/evaluate.hpp"

namespace jingchu::engine {

namespace x86 = asmjit::x86;

namespace {

// rdx: end of the lanes in bytes, rax: lane in bytes; the rest hold bases of spaces. A section reads or writes no more spaces than there
// are registers: the step has no outputs, outputs have no shocks.
const x86::Gp end_register = x86::rdx, lane_register = x86::rax;
const std::array<x86::Gp, 12> base_registers{x86::rcx, x86::rsi, x86::rdi, x86::r8, x86::r9, x86::r10, x86::r11, x86::rbx, x86::r12, x86::r13, x86::r14, x86::r15};
const std::array<x86::Gp, 5> saved_registers{x86::rbx, x86::r12, x86::r13, x86::r14, x86::r15};

// The frame: Bases, begin of the lanes, end and lane while the interpreter is called, whether something may not be finite; then the slots of
// ChunkEmitter.
constexpr int bases_slot = 0, begin_slot = 8, saved_end = 16, saved_lane = 24, not_finite = 32;
constexpr int most_slots = 62, frame_size = 64 * (most_slots + 1);
constexpr std::int64_t broadcast_pitch = 8;
constexpr int group = 8;   // lanes that the interpreter takes at least

int lanes_of(Isa isa) { return isa == Isa::avx512 ? 8 : 4; }

/// The lanes of one pack, which machine code is not made for. Where a pack is less than what the interpreter takes, the lanes beside it
/// are put back.
void interpret_pack(const InterpretedChunk* chunk, const Bases* bases, std::int64_t lane_bytes, std::int64_t) noexcept {
  const std::int64_t lane = lane_bytes / 8, first = lane / group * group;
  const int lanes = lanes_of(chunk->isa);
  const std::int64_t beside = lane == first ? first + lanes : first;
  const Bases part = from_lane(*bases, first);
  const std::size_t others = static_cast<std::size_t>(group - lanes);
  std::vector<double> kept(others * chunk->written.size());
  const auto row = [&](std::size_t i) {
    const Bases::Entry& entry = (*bases)[chunk->written[i].space];
    return entry.base + chunk->written[i].row * entry.pitch + beside;
  };
  for (std::size_t i = 0; i < chunk->written.size(); ++i) std::copy_n(row(i), others, kept.begin() + static_cast<std::ptrdiff_t>(i * others));
  evaluate(chunk->isa, chunk->code, part, group);
  for (std::size_t i = 0; i < chunk->written.size(); ++i) std::copy_n(kept.begin() + static_cast<std::ptrdiff_t>(i * others), others, row(i));
}

/// All lanes, of operations that machine code is not made for.
void interpret_all(const InterpretedChunk* chunk, const Bases* bases, std::int64_t first, std::int64_t end) noexcept {
  evaluate(chunk->isa, chunk->code, from_lane(*bases, first / 8), static_cast<int>((end - first) / 8));
}

template <class F>
void each_row(const Instruction& in, F f) {
  for (const Operand& o : {in.dst, in.a, in.b, in.c}) f(o);
  if (in.then == Then::nothing) return;
  f(in.d);
  f(in.e);
}

}  // namespace

FunctionEmitter::FunctionEmitter(x86::Assembler& assembler, Isa isa, int width, NumberPool& numbers, std::deque<InterpretedChunk>& chunks)
    : a_(assembler), isa_(isa), width_(width), numbers_(numbers), chunks_(chunks) {}

RowPlace FunctionEmitter::place(Operand o) const {
  const bool one_number = is_broadcast(o.space);
  const std::int64_t distance = std::int64_t{8} * o.row * (one_number ? broadcast_pitch : width_);
  if (distance != static_cast<std::int32_t>(distance)) throw std::length_error("a row is too far away");
  return {base_registers[static_cast<std::size_t>(base_[static_cast<std::size_t>(o.space)])], static_cast<std::int32_t>(distance), one_number};
}

void FunctionEmitter::load_bases() {
  for (std::size_t s = 0; s < base_.size(); ++s)
    if (base_[s] >= 0)
      a_.mov(base_registers[static_cast<std::size_t>(base_[s])],
             x86::qword_ptr(lane_register, static_cast<int>(offsetof(Bases, entry) + s * sizeof(Bases::Entry) + offsetof(Bases::Entry, base))));
}

void FunctionEmitter::begin_function(std::span<const Instruction> code, const Stretch& stretch) {
  base_.fill(-1);
  int used = 0;
  for (const Chunk& chunk : stretch.chunks) {
    if (!chunk.emitted) continue;
    for (int i = chunk.begin; i < chunk.end; ++i)
      each_row(code[static_cast<std::size_t>(i)], [&](const Operand& o) {
        int& base = base_[static_cast<std::size_t>(o.space)];
        if (base < 0 && used == static_cast<int>(base_registers.size())) throw std::length_error("code needs more spaces than there are registers");
        if (base < 0) base = used++;
      });
  }
  a_.endbr64();
  a_.push(x86::rbp);
  a_.mov(x86::rbp, x86::rsp);
  for (const x86::Gp& r : saved_registers) a_.push(r);
  a_.sub(x86::rsp, frame_size);
  a_.and_(x86::rsp, -64);
  a_.mov(x86::qword_ptr(x86::rsp, bases_slot), x86::rdi);
  a_.mov(x86::qword_ptr(x86::rsp, begin_slot), x86::rsi);
  a_.mov(x86::dword_ptr(x86::rsp, not_finite), 0);
  begin_finite(a_, isa_);
  a_.mov(lane_register, x86::rdi);
  load_bases();
}

void FunctionEmitter::end_function() {
  end_finite(a_, isa_, x86::eax);
  a_.or_(x86::eax, x86::dword_ptr(x86::rsp, not_finite));
  a_.vzeroupper();
  a_.lea(x86::rsp, x86::ptr(x86::rbp, -8 * static_cast<int>(saved_registers.size())));
  for (auto r = saved_registers.rbegin(); r != saved_registers.rend(); ++r) a_.pop(*r);
  a_.pop(x86::rbp);
  a_.ret();
  for (const Loop& loop : left_) {
    a_.bind(loop.leave);
    call_interpreter(*loop.chunk, reinterpret_cast<const void*>(&interpret_pack));
    a_.add(lane_register, 8 * lanes_of(isa_));
    a_.cmp(lane_register, end_register);
    a_.jb(loop.again);
    a_.jmp(loop.next);
  }
  left_.clear();
}

void FunctionEmitter::call_interpreter(const InterpretedChunk& chunk, const void* function) {
  a_.mov(x86::qword_ptr(x86::rsp, saved_end), end_register);
  a_.mov(x86::qword_ptr(x86::rsp, saved_lane), lane_register);
  a_.mov(x86::rcx, end_register);
  a_.mov(x86::rdx, lane_register);
  a_.mov(x86::rsi, x86::qword_ptr(x86::rsp, bases_slot));
  const auto writes_variables = [](const Operand& o) { return o.space == Space::now || o.space == Space::output; };
  if (std::any_of(chunk.written.begin(), chunk.written.end(), writes_variables)) {
    a_.mov(x86::dword_ptr(x86::rsp, not_finite), 1);
  } else {
    end_finite(a_, isa_, x86::eax);
    a_.or_(x86::dword_ptr(x86::rsp, not_finite), x86::eax);
  }
  a_.vzeroupper();
  a_.mov(x86::rdi, asmjit::imm(reinterpret_cast<std::uintptr_t>(&chunk)));
  a_.mov(x86::rax, asmjit::imm(reinterpret_cast<std::uintptr_t>(function)));
  a_.call(x86::rax);
  begin_finite(a_, isa_);
  a_.mov(lane_register, x86::qword_ptr(x86::rsp, bases_slot));
  load_bases();
  a_.mov(end_register, x86::qword_ptr(x86::rsp, saved_end));
  a_.mov(lane_register, x86::qword_ptr(x86::rsp, saved_lane));
}

InterpretedChunk& FunctionEmitter::interpreted(std::span<const Instruction> code, const Chunk& chunk) {
  InterpretedChunk& kept = chunks_.emplace_back();
  kept.code = code.subspan(static_cast<std::size_t>(chunk.begin), static_cast<std::size_t>(chunk.end - chunk.begin));
  kept.isa = isa_;
  for (const Instruction& in : kept.code)
    if (std::find(kept.written.begin(), kept.written.end(), in.dst) == kept.written.end()) kept.written.push_back(in.dst);
  return kept;
}

void FunctionEmitter::chunk(std::span<const Instruction> code, const Chunk& chunk) {
  InterpretedChunk& by_interpreter = interpreted(code, chunk);
  if (!chunk.emitted) {
    a_.mov(lane_register, x86::qword_ptr(x86::rsp, begin_slot));
    call_interpreter(by_interpreter, reinterpret_cast<const void*>(&interpret_all));
    return;
  }
  const VectorCode vectors = vector_code(code, chunk);
  const Loop loop{a_.newLabel(), a_.newLabel(), a_.newLabel(), &by_interpreter};
  const asmjit::Label top = a_.newLabel();
  ChunkEmitter emitter(a_, isa_, vectors, numbers_, [this](Operand o) { return place(o); }, lane_register, loop.leave);
  a_.mov(lane_register, x86::qword_ptr(x86::rsp, begin_slot));
  a_.bind(loop.again);
  emitter.before_loop();
  a_.align(asmjit::AlignMode::kCode, 32);
  a_.bind(top);
  emitter.body();
  if (emitter.slots() > most_slots) throw std::length_error("a chunk needs too much of the stack");
  a_.add(lane_register, 8 * lanes_of(isa_));
  a_.cmp(lane_register, end_register);
  a_.jb(top);
  a_.bind(loop.next);
  left_.push_back(loop);
}

asmjit::Label FunctionEmitter::function(std::span<const Instruction> code, const Stretch& stretch) {
  const asmjit::Label entry = a_.newLabel();
  a_.align(asmjit::AlignMode::kCode, 64);
  a_.bind(entry);
  begin_function(code, stretch);
  for (const Chunk& c : stretch.chunks) chunk(code, c);
  end_function();
  return entry;
}

}  // namespace jingchu::engine
