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

using Function = void (*)(const Bases*, std::int64_t);

class Made : public MachineCode {
 public:
  Made(const Program::Body& body, Isa isa, int width) : MachineCode(width), body_(body) {
    Strict strict;
    asmjit::CodeHolder holder;
    holder.init(asmjit::Environment::host());
    holder.setErrorHandler(&strict);
    asmjit::x86::Assembler assembler(&holder);
    NumberPool numbers(assembler, isa == Isa::avx512 ? 1 : 4);
    FunctionEmitter emitter(assembler, isa, width, numbers, chunks_);
    for (const Section* section : {&body.path, &body.step, &body.outputs}) {
      const std::vector<Stretch> stretches = section == &body.step ? stretches_of_step(body) : stretches_of(*section);
      for (const Stretch& s : stretches)
        if (s.end > s.begin) entries_.push_back({section, s.begin, s.end, emitter.function(section->instructions, s), nullptr});
    }
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      std::vector<int>& by_begin = section_of(entries_[i].section);
      by_begin.resize(entries_[i].section->instructions.size(), -1);
      by_begin[static_cast<std::size_t>(entries_[i].begin)] = static_cast<int>(i);
    }
    numbers.emit();
    holder.flatten();
    holder.resolveUnresolvedLinks();
    std::byte* const pages = memory_.reserve(holder.codeSize());
    if (pages == nullptr) return;
    holder.relocateToBase(reinterpret_cast<std::uintptr_t>(pages));
    holder.copyFlattenedData(pages, holder.codeSize());
    if (!memory_.seal()) return;
    for (Entry& e : entries_) e.function = reinterpret_cast<Function>(reinterpret_cast<std::uintptr_t>(pages) + holder.labelOffsetFromBase(e.label));
    is_ready_ = true;
  }

  bool is_ready() const noexcept { return is_ready_; }

  bool run(const Section& section, int begin, int end, const Bases& bases, int lanes) const noexcept override {
    if (begin == end) return true;
    const std::vector<int>& by_begin = section_of(&section);
    const int entry = static_cast<std::size_t>(begin) < by_begin.size() ? by_begin[static_cast<std::size_t>(begin)] : -1;
    if (entry < 0 || entries_[static_cast<std::size_t>(entry)].end != end) return false;
    entries_[static_cast<std::size_t>(entry)].function(&bases, std::int64_t{8} * lanes);
    return true;
  }

 private:
  struct Entry {
    const Section* section;
    int begin, end;
    asmjit::Label label;
    Function function;
  };
  std::size_t number_of(const Section* section) const { return section == &body_.path ? 0 : section == &body_.step ? 1 : 2; }
  std::vector<int>& section_of(const Section* section) { return by_begin_[number_of(section)]; }
  const std::vector<int>& section_of(const Section* section) const { return by_begin_[number_of(section)]; }

  const Program::Body& body_;
  std::array<std::vector<int>, 3> by_begin_;   ///< by section: the entry that begins at an instruction; -1 none
  std::deque<InterpretedChunk> chunks_;
  std::vector<Entry> entries_;
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
