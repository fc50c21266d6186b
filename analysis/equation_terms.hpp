#pragma once

#include <vector>

#include "engine/program/equation_system.hpp"
#include "engine/simulation/plan.hpp"
#include "engine/simulation/simulate.hpp"

namespace jingchu::analysis {

/// One path of a plan, with all the numbers that its equations read.
class Course {
 public:
  /// \param path  as engine::central_path gives it; both outlive the course
  Course(const engine::Plan& plan, const engine::PathRecord& path) : plan_(&plan), path_(&path) {}

  /// What a leaf of an equation stands for in a period of the horizon.
  double value(const engine::ExprNode& leaf, int period) const;
  double variable(int variable, int period) const;

 private:
  double series(int series, int period) const;
  const engine::Plan* plan_;
  const engine::PathRecord* path_;
};

/// What a leaf of an equation contributes to the difference of its value between two courses.
struct LeafTerm {
  engine::ExprNode leaf;
  double difference = 0;      ///< of the leaf itself
  double contribution = 0;    ///< to the equation's value; they sum to its whole difference
  double slope = 0;           ///< contribution over difference; where the leaf does not differ, the derivative
};

/// Shares the difference of an equation's value in a period out among the leaves that differ: Shapley values over the order in
/// which they take their other value, exact up to 10 of them; above, the mean over one order and its reverse. For an equation that
/// is linear in them, any order gives the same.
///
/// Source: Shapley (1953); for decompositions: Shorrocks (2013), "Decomposition procedures for distributional analysis",
/// Journal of Economic Inequality 11.
std::vector<LeafTerm> equation_terms(const engine::ExpressionGraph& graph, engine::ExprId value, const Course& base, const Course& other, int period);

}  // namespace jingchu::analysis
