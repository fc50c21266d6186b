#pragma once

#include <compare>
#include <string>
#include <vector>

#include "analysis/study.hpp"

namespace jingchu::analysis {

/// Something that an equation reads, or that differs between two scenarios.
struct Source {
  enum class Kind { variable, lever, tune, parameter, series, history };
  Kind kind = Kind::variable;
  std::string name;          ///< of the variable, lever, tuned variable, fixed parameter or exogenous series; history: of the variable
  int lag = 0;               ///< of a variable: periods back
  std::string equation = {}; ///< of what is traced: the variable whose equation it enters
  friend auto operator<=>(const Source&, const Source&) = default;
};

/// What a source contributes to the difference of a variable, one number a period of the horizon.
struct CourseContribution {
  Source source;
  std::vector<double> values;
};

/// Why a variable differs between two scenarios on the central path, period by period.
struct Decomposition {
  int variable = 0;
  std::vector<double> base, other;              ///< the variable, one a period
  std::vector<CourseContribution> direct;       ///< by what its own equation reads; they sum to other - base
  std::vector<CourseContribution> traced;       ///< by what the scenarios differ in and the equation it enters; they sum to it too
  /// What the solver's tolerance leaves of other - base beside those that are traced.
  std::vector<double> remainder;
};

/// Takes the difference of a variable apart, along the central paths of two scenarios that share a compiled model.
///
/// In every period the difference of each equation is shared out among what it reads (equation_terms). With slopes
/// D = contribution / difference the equations are linear in the differences, and exactly so:
///   dy = D0 dy + D1 dy[-1] + ... + inputs,
/// so that for every input alone (I - D0) dy = D1 dy[-1] + ... + input gives what it brought about through the simultaneous
/// system and over time, and these sum to the whole. A variable that either scenario holds owes its difference to that.
///
/// Throws Error(usage) for a variable the model does not have, with the nearest, and where the scenarios differ in nothing;
/// Error(data) when a central path has no solution.
Decomposition decompose(const Study& base, const Study& other, const std::string& variable);

}  // namespace jingchu::analysis
