#include "engine/jit/machine_code.hpp"

#include <array>
#include <deque>
#include <stdexcept>
#include <vector>

#include "engine/jit/executable_memory.hpp"
#include "engine/jit/function_emitter.hpp"

namespace jingchu::engine {

namespace {

/// What asmjit complains of ends the making.
class Strict : public asmjit::ErrorHandler {
 public:
  void handleError(asmjit::Error, const char* message, asmjit::BaseEmitter*) override { throw std::runtime_error(message); }
};

using Function = std::uint32_t (*)(const Bases*, std::int64_t, std::int64_t);   // FunctionEmitter says what

class Made : public MachineCode {
 public:
  Made(const Program::Body& body, Isa isa, int width) : MachineCode(width), body_(body) {
    Strict strict;
    asmjit::CodeHolder holder;
    holder.init(asmjit::Environment::host());
    holder.setErrorHandler(&strict);
    asmjit::x86::Assembler assembler(&holder);
    NumberPool numbers(assembler, isa == Isa::avx512 ? 1 : 4);
    struct Emitted {
      const Section* section;
      int begin, end;
      asmjit::Label label;
    };
    std::vector<Emitted> emitted;
    FunctionEmitter emitter(assembler, isa, width, numbers, chunks_);
    for (const Section* section : {&body.path, &body.step, &body.outputs}) {
      const std::vector<Stretch> stretches = section == &body.step ? stretches_of_step(body) : stretches_of(*section);
      for (const Stretch& s : stretches)
        if (s.end > s.begin) emitted.push_back({section, s.begin, s.end, emitter.function(section->instructions, s)});
    }
    numbers.emit();
    holder.flatten();
    holder.resolveUnresolvedLinks();
    std::byte* const pages = memory_.reserve(holder.codeSize());
    if (pages == nullptr) return;
    holder.relocateToBase(reinterpret_cast<std::uintptr_t>(pages));
    holder.copyFlattenedData(pages, holder.codeSize());
    if (!memory_.seal()) return;
    for (const Emitted& m : emitted) {
      std::vector<Entry>& entries = section_of(m.section);
      entries.resize(m.section->instructions.size());
      entries[static_cast<std::size_t>(m.begin)] = {reinterpret_cast<Function>(reinterpret_cast<std::uintptr_t>(pages) + holder.labelOffsetFromBase(m.label)), m.end};
    }
    is_ready_ = true;
  }

  bool is_ready() const noexcept { return is_ready_; }

  std::optional<Finite> run(const Section& section, int begin, int end, const Bases& bases, Lanes lanes) const noexcept override {
    if (begin == end) return Finite::surely;
    const std::vector<Entry>& entries = section_of(&section);
    if (static_cast<std::size_t>(begin) >= entries.size()) return std::nullopt;
    const Entry& entry = entries[static_cast<std::size_t>(begin)];
    if (entry.end != end) return std::nullopt;
    return entry.function(&bases, std::int64_t{8} * lanes.first, std::int64_t{8} * lanes.end) == 0 ? Finite::surely : Finite::perhaps_not;
  }

 private:
  struct Entry {
    Function function = nullptr;
    int end = -1;
  };
  std::size_t number_of(const Section* section) const { return section == &body_.path ? 0 : section == &body_.step ? 1 : 2; }
  std::vector<Entry>& section_of(const Section* section) { return by_begin_[number_of(section)]; }
  const std::vector<Entry>& section_of(const Section* section) const { return by_begin_[number_of(section)]; }

  const Program::Body& body_;
  std::array<std::vector<Entry>, 3> by_begin_;   ///< by section: what begins at an instruction; end -1 where nothing does
  std::deque<InterpretedChunk> chunks_;
  ExecutableMemory memory_;
  bool is_ready_ = false;
};

}  // namespace

std::shared_ptr<const MachineCode> MachineCode::make(const Program::Body& body, Isa isa, int width) {
  if (isa == Isa::plain) return nullptr;
  try {
    auto made = std::make_shared<Made>(body, isa, width);
    return made->is_ready() ? made : nullptr;
  } catch (const std::exception&) {
    // The interpreter does without.
    return nullptr;
  }
}

}  // namespace jingchu::engine
