#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/program/equation_system.hpp"

namespace jingchu::engine {

/// A set of equations that are solved together; a single explicit equation is a block of size 1 with no tear.
struct BlockInfo {
  std::vector<VariableId> variables;   ///< the tears, then the others in order of evaluation
  std::vector<VariableId> tears;       ///< the variables the solver iterates on; empty: evaluated once
};

/// What a compiled model is made of.
///
/// Const and shared by its copies, runs and threads; independent of the numbers of settings, series, history and laws.
class Program {
 public:
  /// Finds order, blocks, tears and derivatives, and lowers the equations to register code.
  explicit Program(EquationSystem system);

  const EquationSystem& system() const noexcept;
  /// Blocks in order of evaluation.
  const std::vector<BlockInfo>& blocks() const noexcept;
  /// Longest lag of any variable or series (0 when the model has none), fixed periods apart.
  int longest_lag() const noexcept;

  /// The last period of the horizon that an output reads, from 0; 0 for one that reads none.
  int last_period(std::size_t output) const;

  struct Body;
  const Body& body() const noexcept { return *body_; }

 private:
  std::shared_ptr<const Body> body_;
};

}  // namespace jingchu::engine
