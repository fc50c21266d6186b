#include "engine/program/with_outputs.hpp"

#include <utility>

namespace jingchu::engine {

Program with_outputs(const Program& program, const std::vector<int>& outputs) {
  EquationSystem system = program.system();
  system.outputs.clear();
  for (const int output : outputs) system.outputs.push_back(program.system().outputs.at(static_cast<std::size_t>(output)));
  return Program(std::move(system));
}

}  // namespace jingchu::engine
