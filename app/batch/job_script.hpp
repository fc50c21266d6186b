#pragma once

#include <string>
#include <vector>

namespace jingchu::app {

/// Runs to hand to a scheduler.
struct JobOrder {
  /// One run, in one part or several.
  struct Run {
    std::string output;                 ///< its results file, "results/NAME.h5"
    std::vector<std::string> words;     ///< of `jingchu run`, without output, shard and threads
  };
  std::string name;
  std::vector<Run> runs;
  int shards = 1;                       ///< parts of each run
  int threads = 1;                      ///< of each task
  std::vector<std::string> last;        ///< words of a command for when all results are there; may be empty
};

/// A script that submits all parts to Slurm as one array job, and a job after it that puts them together.
std::string slurm_script(const JobOrder& order);
/// A script that does the same here, one part after the other.
std::string shell_script(const JobOrder& order);

}  // namespace jingchu::app
