#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>

#include "engine/simulation/path_set.hpp"

namespace jingchu::output {

/// Gives the values of single paths. One owner thread.
class PathReader {
 public:
  virtual ~PathReader() = default;
  /// Fills out[i] with the values of the i-th of KeptPaths::variables, path by path, paths.count() x periods; NaN from
  /// the period on in which a path fails.
  /// \param scenario  position in Content::scenarios
  /// \param weights  nullptr, or filled with the weight of each path relative to the largest; 0 for one that fails
  virtual void read(std::size_t scenario, engine::PathRange paths, std::span<float* const> out, double* weights) = 0;
  virtual void read(std::size_t scenario, engine::PathRange paths, std::span<double* const> out, double* weights) = 0;
};

/// Where the values of single paths come from while a results file is written.
struct PathSource {
  std::function<std::unique_ptr<PathReader>()> reader;   ///< called once by each thread
  int threads = 1;
  const std::atomic<bool>* stop = nullptr;               ///< when it becomes true, writing ends with Error(come_back)
  const char* after_stop = "the same command continues";   ///< what to do then
  std::function<void(std::int64_t done, std::int64_t total)> progress;   ///< in paths, over all scenarios
};

}  // namespace jingchu::output
