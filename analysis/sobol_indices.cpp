#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "analysis/sensitivity.hpp"

namespace jingchu::analysis {

namespace {

constexpr std::size_t path_groups = 50;

/// Sums over the paths of a group of path numbers, of values less the mean of the base.
struct Sums {
  double n = 0, a = 0, aa = 0, b = 0, bb = 0, b_moved = 0, moved = 0, moved_moved = 0;

  void add(double x, double y, double z) {
    n += 1;
    a += x;
    aa += x * x;
    b += y;
    bb += y * y;
    b_moved += y * (z - x);
    moved += z - x;
    moved_moved += (z - x) * (z - x);
  }
  void add(const Sums& o, double sign) {
    n += sign * o.n;
    a += sign * o.a;
    aa += sign * o.aa;
    b += sign * o.b;
    bb += sign * o.bb;
    b_moved += sign * o.b_moved;
    moved += sign * o.moved;
    moved_moved += sign * o.moved_moved;
  }
  double mean() const { return (a + b) / (2 * n); }
  double variance() const { return (aa + bb) / (2 * n) - mean() * mean(); }
  double first() const { return (b_moved - mean() * moved) / n / variance(); }
  double total() const { return moved_moved / (2 * n) / variance(); }
};

using Parts = std::array<Sums, path_groups>;

/// Of the paths that have a solution in all three runs.
Parts parts_of(const Estimate& base, const std::vector<double>& other, const std::vector<double>& moved) {
  Parts parts;
  for (std::size_t i = 0; i < moved.size(); ++i) {
    const double x = base.influence[i] - base.value, y = other[i] - base.value, z = moved[i] - base.value;
    if (!std::isnan(x) && !std::isnan(y) && !std::isnan(z)) parts[i * path_groups / moved.size()].add(x, y, z);
  }
  return parts;
}

Sums sum_of(const Parts& parts) {
  Sums all;
  for (const Sums& part : parts) all.add(part, 1);
  return all;
}

template <class Of>
Index with_error(const Sums& all, const Parts& parts, Of of) {
  std::array<double, path_groups> without;
  double mean = 0;
  for (std::size_t g = 0; g < path_groups; ++g) {
    Sums rest = all;
    rest.add(parts[g], -1);
    without[g] = of(rest);
    mean += without[g] / path_groups;
  }
  double sum = 0;
  for (const double value : without) sum += (value - mean) * (value - mean);
  return {of(all), std::sqrt(sum * (path_groups - 1) / path_groups)};
}

}  // namespace

std::int64_t SobolIndices::most_left_out() const {
  std::int64_t most = 0;
  for (const SobolRow& row : rows) most = std::max(most, row.left_out);
  return most;
}

SobolIndices sobol_indices(const Study& study, const Quantity& quantity, const engine::RunControl& control) {
  if (quantity.kind == Quantity::Kind::quantile)
    throw Error(ExitCode::usage, "a quantile has no Sobol indices: they share out the variance over paths", "leave out --quantile, or ask about a probability with --target");
  if (study.plan.path_count < fewest_sobol_paths)
    throw Error(ExitCode::usage, fmt::format("{} paths are too few for the intervals of Sobol indices", study.plan.path_count), fmt::format("--paths {} and more will do", fewest_sobol_paths));
  refuse_observed(study, "given them what is uncertain is no longer independent, and Sobol indices have no meaning", "leave out [observed] here; without --sobol and --morris the answer takes it into account");
  check_paths(study, 6);
  const std::vector<FactorGroup> groups = factor_groups(study.plan);
  if (groups.empty()) throw Error(ExitCode::usage, "the model has no uncertain parameter and no shock: nothing varies");
  const FactorGroup everything = factors_of(study.plan);
  const auto plan_of = [&](std::size_t i) { return i == 0 ? study.plan : redrawn(study.plan, i == 1 ? everything : groups[i - 2]); };
  Estimate base;
  std::vector<double> other;
  SobolIndices answer;
  for_each_estimate(study, groups.size() + 2, plan_of, quantity, control, [&](std::size_t k, Estimate found) {
    if (std::isnan(found.value) && k == 0) throw_no_estimate(study, 0, control);
    if (std::isnan(found.value)) throw no_solution_somewhere();
    answer.failed = std::max(answer.failed, count_failed(found.influence));
    if (k == 0) {
      base = std::move(found);
      return;
    }
    const std::vector<double> moved = std::move(found.influence);
    if (k == 1) {
      other = moved;
      answer.mean = base.value;
      answer.variance = sum_of(parts_of(base, other, base.influence)).variance();
      return;
    }
    const Parts parts = parts_of(base, other, moved);
    const Sums all = sum_of(parts);
    if (all.n < 2 * path_groups)
      throw Error(ExitCode::data, fmt::format("{} of {} paths have a solution in all three runs that an index compares: too few for its interval", all.n, moved.size()), "'jingchu run' says where the others fail; or take more --paths");
    if (!(all.variance() > 1e-18 * base.value * base.value))
      throw Error(ExitCode::usage, quantity.kind == Quantity::Kind::probability ? "the target is met on all paths or on none: there is no variance to share out" : "what is asked about is the same on every path: there is no variance to share out", "ask about another measure or target, or a later year");
    answer.rows.push_back({groups[k - 2], with_error(all, parts, [](const Sums& s) { return s.first(); }), with_error(all, parts, [](const Sums& s) { return s.total(); }), static_cast<std::int64_t>(moved.size()) - std::llround(all.n)});
  });
  std::stable_sort(answer.rows.begin(), answer.rows.end(), [](const SobolRow& a, const SobolRow& b) { return a.total.value > b.total.value; });
  return answer;
}

}  // namespace jingchu::analysis
