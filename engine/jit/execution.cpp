#include "engine/jit/execution.hpp"

#include <span>

#include "engine/program/evaluate.hpp"

namespace jingchu::engine {

void Execution::run(const Section& section, int begin, int end, const Bases& bases, int lanes) const {
  if (code_ != nullptr && code_->run(section, begin, end, bases, lanes)) return;
  evaluate(isa_, std::span(section.instructions).subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin)), bases, lanes);
}

}  // namespace jingchu::engine
