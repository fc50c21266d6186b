#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/simulation/likelihood.hpp"
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
  /// \param references  of the weights of paths, see TileWeights; none where nothing was published
  PathValues(const RunTables& tables, const std::vector<double>& references, int tile_width);

  /// Fills out[i] with the values of variable variables[i], path by path, paths.count() x periods; NaN from the period
  /// on in which a path fails (of an output: the last one it reads).
  /// \param weights  nullptr, or filled with the weight of each path relative to the largest; 0 for one that fails
  void read(PathRange paths, std::span<const int> variables, std::span<float* const> out, double* weights);
  void read(PathRange paths, std::span<const int> variables, std::span<double* const> out, double* weights);

 private:
  template <class Real>
  void read_all(PathRange paths, std::span<const int> variables, std::span<Real* const> out, double* weights);

  void put_weights(int count, double* weights);

  Tile tile_;
  int periods_;
  TileWeights weights_;
};

}  // namespace jingchu::engine
