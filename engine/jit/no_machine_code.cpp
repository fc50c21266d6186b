// A build without asmjit.

#include "engine/jit/machine_code.hpp"

namespace jingchu::engine {

std::shared_ptr<const MachineCode> MachineCode::make(const Program::Body&, Isa, int) { return nullptr; }

}  // namespace jingchu::engine
