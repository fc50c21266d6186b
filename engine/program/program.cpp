#include "engine/program/program.hpp"

#include "engine/program/body.hpp"
#include "engine/program/lowering.hpp"
#include "engine/program/order.hpp"

namespace jingchu::engine {

Program::Program(EquationSystem system) {
  auto body = std::make_shared<Body>();
  body->system = std::move(system);
  body->blocks = order_blocks(body->system);
  lower(*body);
  body_ = std::move(body);
}

const EquationSystem& Program::system() const noexcept { return body_->system; }
const std::vector<BlockInfo>& Program::blocks() const noexcept { return body_->blocks; }
int Program::longest_lag() const noexcept { return body_->longest_lag; }

int Program::last_period(std::size_t output) const { return body_->output_periods.at(output); }

}  // namespace jingchu::engine
