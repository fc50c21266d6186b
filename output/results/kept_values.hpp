#pragma once

#include <filesystem>
#include <vector>

#include "engine/simulation/path_set.hpp"
#include "output/results/content.hpp"
#include "output/results/results_file.hpp"
#include "output/results/seal.hpp"

namespace jingchu::output {

/// Values of some paths of one scenario.
struct KeptPiece {
  std::vector<std::vector<double>> values;   ///< one a variable: path by path, paths x periods; NaN where a path has failed
  std::vector<double> weights;               ///< one a path; empty: all weigh the same
};

/// A results file, read with its single paths, which come a piece at a time: they may be larger than the memory.
class KeptReader {
 public:
  /// Throws as read_results.
  KeptReader(const std::filesystem::path& path, Trust trust);

  const Content& content() const noexcept { return content_; }
  /// Paths of each scenario that are kept.
  std::int64_t paths() const;
  /// Paths that are well read at once: a chunk of the file.
  std::int64_t paths_of_piece() const;
  /// \param scenario  position in KeptPaths::scenarios
  /// \param variables  positions in Content::variables, of kept ones
  /// Throws Error(data).
  KeptPiece read(std::size_t scenario, engine::PathRange paths, const std::vector<std::size_t>& variables) const;

 private:
  std::filesystem::path path_;
  Trust trust_;
  detail::SealedFile sealed_;
  Content content_;
};

}  // namespace jingchu::output
