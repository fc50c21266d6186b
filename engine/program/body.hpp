#pragma once

#include <utility>
#include <vector>

#include "engine/program/code.hpp"
#include "engine/program/program.hpp"

namespace jingchu::engine {

/// How the derivatives of a block are held.
enum class JacobianKind {
  torn,     ///< of the residuals with respect to the tears, through the explicit variables: tears x tears
  sparse,   ///< of each equation with respect to each variable of the block it uses
};

/// Largest number of tears whose Jacobian is carried through the block symbolically and solved lane by lane in closed
/// form; larger blocks share one factorisation.
inline constexpr int max_torn_tears = 3;

/// One derivative of a block: d(row)/d(column), numbered as BlockInfo::variables.
struct JacobianEntry {
  int row = 0;
  int column = 0;
  Operand value;
};

/// Register code of a simultaneous block inside the step section.
///
/// [begin, residual_end) evaluates the explicit variables and the residuals at the tears' present values;
/// [residual_end, end) the derivatives, at the values the first part left.
struct BlockCode {
  int info = 0;                        ///< index into Program::blocks()
  int begin = 0, residual_end = 0, end = 0;
  std::vector<Operand> residuals;      ///< one a tear: right side minus variable, or the implicit expression
  std::vector<char> is_implicit;       ///< one a tear
  bool any_implicit = false;
  JacobianKind kind = JacobianKind::torn;
  std::vector<JacobianEntry> jacobian; ///< torn: tears x tears, row-major, all present; sparse: by row
};

/// A stretch of the step section: straight-line code, or a block (an index into blocks).
struct StepItem {
  int begin = 0, end = 0;
  int block = -1;
};

struct Program::Body {
  EquationSystem system;
  std::vector<BlockInfo> blocks;
  std::vector<int> evaluation_order;   ///< variables in the order in which a period gives them values

  // Sections, each run where its inputs are first known.
  Section run;       ///< once a run, 8 lanes: what depends on settings and history
  Section period;    ///< once a period of a run, 8 lanes: what depends on exogenous series as well
  Section path;      ///< once a tile: what depends on drawn parameters
  Section step;      ///< every period of a tile
  Section outputs;   ///< once a tile, after the last period
  std::vector<StepItem> items;         ///< the step section in order
  std::vector<BlockCode> block_codes;

  std::vector<double> literals;        ///< first rows of Space::constant
  int constant_rows = 0;
  int scalar_rows = 0;
  int path_rows = 0;                   ///< residual rows first
  int identity_rows = 0;
  bool reads_horizon_periods = false;  ///< an equation or identity names a fixed period of the horizon

  int longest_lag = 0;
  std::vector<int> output_periods;     ///< by output: last period of the horizon that it reads, from 0
};

}  // namespace jingchu::engine
