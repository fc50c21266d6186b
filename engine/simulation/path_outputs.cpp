#include "engine/simulation/path_outputs.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <limits>
#include <mutex>
#include <numeric>
#include <stdexcept>

#include "engine/core/error.hpp"
#include "engine/math/vector_math.hpp"
#include "engine/program/with_outputs.hpp"
#include "engine/simulation/likelihood.hpp"
#include "engine/simulation/prepare.hpp"
#include "engine/simulation/proposal.hpp"
#include "engine/simulation/run_tiles.hpp"
#include "engine/simulation/tile_set.hpp"

namespace jingchu::engine {

namespace {

/// The output, and the published ones of all plans: one tile may serve several.
std::vector<int> outputs_needed(const std::vector<Plan>& plans, int output) {
  std::vector<int> needed = {output};
  for (const Plan& plan : plans)
    for (const ObservationRule& rule : plan.observations)
      if (std::find(needed.begin(), needed.end(), rule.output) == needed.end()) needed.push_back(rule.output);
  return needed;
}

/// A plan of the program whose outputs are the needed ones.
Plan plan_with_outputs(Plan plan, const std::vector<int>& needed) {
  for (ObservationRule& rule : plan.observations) rule.output = static_cast<int>(std::find(needed.begin(), needed.end(), rule.output) - needed.begin());
  plan.output_has_histogram.assign(needed.size(), 0);
  plan.targets.clear();
  plan.target_sets.clear();
  plan.counted_targets.clear();
  return plan;
}

/// Natural logarithms of weights after the last release; NaN where an output is. One owner thread.
class LogWeights {
 public:
  explicit LogWeights(const Plan& plan) : likelihood_(plan.observations) {}
  const double* of(const Tile& tile) {
    const auto w = static_cast<std::size_t>(tile.width()), last = static_cast<std::size_t>(likelihood_.releases() - 1) * w;
    logs_.resize(last + w);
    likelihood_.logs(tile.outputs(), w, tile.exact_logs(), tile.width(), logs_.data());
    if (const double* ratios = tile.log_ratios())
      for (std::size_t i = 0; i < w; ++i) logs_[last + i] += ratios[i];
    return &logs_[last];
  }

 private:
  Likelihood likelihood_;
  std::vector<double> logs_;
};

/// What one thread simulates with.
struct Set {
  Set(const std::vector<RunTables>& tables, const std::vector<Plan>& plans, int width) : tiles(tables, std::vector<bool>(tables.size(), false), width), logs(plans.begin(), plans.end()) {
    std::vector<int> outputs(static_cast<std::size_t>(tables.front().output_count()));
    std::iota(outputs.begin(), outputs.end(), 0);
    tiles.restrict_to(outputs);
  }
  TileSet tiles;
  std::vector<LogWeights> logs;   ///< by plan
};

/// How far the pilot paths of a plan reach, by published value.
class Reach {
 public:
  explicit Reach(const Plan& plan) : plan_(&plan), ranges_(plan.observations.size()) {}

  /// From any thread.
  void take(const Tile& tile, std::int64_t first, int count) {
    if (first >= pilot_paths) return;
    const std::lock_guard lock(access_);
    for (std::size_t r = 0; r < ranges_.size(); ++r) {
      const double* output = tile.output(plan_->observations[r].output);
      // A proposal goes wherever the values are: what the model itself says is told by the paths that are left to it.
      for (int i = 0; i < count && first + i < pilot_paths; ++i)
        if (tile.is_alive(i) && (!tile.log_ratios() || Proposal::is_of_model(first + i))) ranges_[r] = {std::min(ranges_[r].low, output[i]), std::max(ranges_[r].high, output[i])};
    }
  }
  /// Whether all of them are too far from some value.
  bool falls_short() const {
    for (std::size_t r = 0; r < ranges_.size(); ++r) {
      const ObservationRule& rule = plan_->observations[r];
      if (!rule.is_exact() && ranges_[r].low <= ranges_[r].high && is_out_of_reach(rule, ranges_[r].low, ranges_[r].high)) return true;
    }
    return false;
  }

 private:
  struct Range {
    double low = std::numeric_limits<double>::infinity(), high = -std::numeric_limits<double>::infinity();
  };
  const Plan* plan_;
  std::vector<Range> ranges_;
  std::mutex access_;
};

/// Weights of their logarithms; paths without a value have none.
void weigh(PathOutput& output) {
  double most = -std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < output.weights.size(); ++i) {
    if (std::isnan(output.weights[i])) output.values[i] = std::numeric_limits<double>::quiet_NaN();
    if (!std::isnan(output.values[i])) most = std::max(most, output.weights[i]);
  }
  for (std::size_t i = 0; i < output.weights.size(); ++i) output.weights[i] = std::isnan(output.values[i]) || !std::isfinite(most) ? 0.0 : scalar_exp(output.weights[i] - most);
}

}  // namespace

std::vector<PathOutput> path_outputs(const Program& program, const std::vector<Plan>& plans, int output, const RunControl& control) {
  if (output < 0 || static_cast<std::size_t>(output) >= program.system().outputs.size()) throw std::logic_error("path_outputs: there is no such output");
  const std::int64_t paths = plans.front().path_count, first_of_all = plans.front().first_path;
  for (const Plan& plan : plans)
    if (plan.path_count != paths || plan.first_path != first_of_all) throw std::logic_error("path_outputs: plans of different paths");
  // Of thousands of outputs one or two are asked for: the others would cost as much as the equations.
  const std::vector<int> needed = outputs_needed(plans, output);
  const Program with_few = with_outputs(program, needed);
  std::vector<Plan> own;
  for (const Plan& plan : plans) own.push_back(plan_with_outputs(plan, needed));
  std::vector<Case> cases;
  std::vector<PathOutput> found;
  for (const Plan& plan : own) {
    cases.push_back({&with_few, &plan});
    found.push_back({std::vector<double>(static_cast<std::size_t>(paths)), std::vector<double>(plan.observations.empty() ? 0 : static_cast<std::size_t>(paths))});
  }
  const std::vector<RunTables> tables = prepare(cases, control);
  std::deque<Reach> reach;
  for (const Plan& plan : own) reach.emplace_back(plan);
  const auto worker = [&] {
    return [&, set = Set(tables, own, control.tile_width)](std::int64_t first, int count) mutable {
      const auto at = static_cast<std::size_t>(first - first_of_all);
      set.tiles.begin(first, count);
      for (std::size_t c = 0; c < found.size(); ++c) {
        const Tile& tile = set.tiles.simulate(c);
        for (int i = 0; i < count; ++i) found[c].values[at + static_cast<std::size_t>(i)] = tile.is_alive(i) ? tile.output(0)[i] : std::numeric_limits<double>::quiet_NaN();
        if (found[c].weights.empty()) continue;
        std::copy_n(set.logs[c].of(tile), count, found[c].weights.begin() + static_cast<std::ptrdiff_t>(at));
        reach[c].take(tile, first, count);
      }
    };
  };
  const auto is_stopped = [&] { return control.stop != nullptr && control.stop->load(std::memory_order_relaxed); };
  if (run_tiles({first_of_all, first_of_all + paths}, control.tile_width, thread_count(control.threads), worker, is_stopped) < paths)
    throw Error(ExitCode::come_back, "stopped by a signal", "the same command begins again");
  for (std::size_t c = 0; c < found.size(); ++c) {
    PathOutput& of_case = found[c];
    weigh(of_case);
    if (reach[c].falls_short()) std::fill(of_case.weights.begin(), of_case.weights.end(), 0.0);
  }
  return found;
}

}  // namespace jingchu::engine
