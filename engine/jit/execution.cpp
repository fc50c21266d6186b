#include "engine/jit/execution.hpp"

#include <span>

#include "engine/program/evaluate.hpp"

namespace jingchu::engine {

Finite Execution::run(const Section& section, int begin, int end, const Bases& bases, Lanes lanes) const {
  if (code_ != nullptr)
    if (const std::optional<Finite> done = code_->run(section, begin, end, bases, lanes)) return *done;
  const auto code = std::span(section.instructions).subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
  evaluate(isa_, code, lanes.first == 0 ? bases : from_lane(bases, lanes.first), lanes.end - lanes.first);
  return Finite::perhaps_not;
}

}  // namespace jingchu::engine
