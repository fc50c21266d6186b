#include "engine/simulation/simulate.hpp"

#include <stdexcept>

namespace jingchu::engine {

Outcome simulate(const Program& program, const Plan& plan, const RunControl& control) {
  if (plan.first_path % work_unit != 0 || plan.path_count < 1)
    throw std::logic_error("simulate: paths do not start at a work unit, or there are none");
  const Simulation simulation({{&program, &plan}}, {}, control);
  Tally tally = simulation.empty_tally();
  simulation.advance(tally, {plan.first_path, plan.first_path + plan.path_count}, control);
  return std::move(tally.cases.front());
}

}  // namespace jingchu::engine
