#pragma once

#include <cstdint>

#include "engine/core/aligned.hpp"
#include "engine/simulation/run_tables.hpp"

namespace jingchu::engine {

/// What the paths of a tile draw, made once for all cases that draw the same or nearly the same.
class TileDraws {
 public:
  /// \param of  the case whose draws they are; it outlives the object
  TileDraws(const RunTables& of, int width);

  /// Draws parameters, and the shocks of the first `periods` periods.
  void draw(std::int64_t first_path, int periods);

  const RunTables& of() const noexcept { return of_; }
  std::int64_t first_path() const noexcept { return first_path_; }
  /// parameter_count x width
  const double* parameters() const noexcept { return parameters_.data(); }
  /// 2 x shock_count x width: the shocks of periods 2 * pair and 2 * pair + 1. Not to be written to.
  double* shocks(int pair) const noexcept { return shocks_.data() + static_cast<std::size_t>(pair) * pair_size_; }
  std::size_t pair_size() const noexcept { return pair_size_; }

 private:
  const RunTables& of_;
  int width_;
  std::size_t pair_size_;
  std::int64_t first_path_ = -1;
  AlignedDoubles parameters_;
  mutable AlignedDoubles shocks_;   ///< kernels take rows that they only read by the same pointers as rows they write
};

}  // namespace jingchu::engine
