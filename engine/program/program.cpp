#include "engine/program/program.hpp"

#include "engine/program/body.hpp"
#include "engine/program/lowering.hpp"
#include "engine/program/order.hpp"

namespace jingchu::engine {

Program::Program(EquationSystem system) : body_(std::make_unique<Body>()) {
  body_->system = std::move(system);
  body_->blocks = order_blocks(body_->system);
  lower(*body_);
}

Program::~Program() = default;
Program::Program(Program&&) noexcept = default;
Program& Program::operator=(Program&&) noexcept = default;

const EquationSystem& Program::system() const noexcept { return body_->system; }
const std::vector<BlockInfo>& Program::blocks() const noexcept { return body_->blocks; }
int Program::longest_lag() const noexcept { return body_->longest_lag; }

}  // namespace jingchu::engine
