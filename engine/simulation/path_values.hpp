#pragma once

#include <cstdint>
#include <span>

#include "engine/simulation/path_set.hpp"
#include "engine/simulation/run_tables.hpp"
#include "engine/simulation/tile.hpp"

namespace jingchu::engine {

/// Values of single paths, simulated once more when they are asked for. One owner thread.
///
/// Draws are addressed by path and period, so a path has the same bits however often and wherever it is simulated:
/// nothing needs to be stored to look at it again.
class PathValues {
 public:
  /// \param tables  of the case; they outlive the object
  PathValues(const RunTables& tables, int tile_width) : tile_(tables, tile_width), periods_(tables.periods()) {}

  /// Fills out[i] with the values of variable variables[i], path by path, paths.count() x periods; NaN from the period
  /// on in which a path fails (of an output: the last one it reads).
  void read(PathRange paths, std::span<const int> variables, std::span<float* const> out);
  void read(PathRange paths, std::span<const int> variables, std::span<double* const> out);

 private:
  template <class Real>
  void read_all(PathRange paths, std::span<const int> variables, std::span<Real* const> out);

  Tile tile_;
  int periods_;
};

}  // namespace jingchu::engine
