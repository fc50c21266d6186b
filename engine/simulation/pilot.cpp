#include "engine/simulation/pilot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>

#include "engine/core/error.hpp"
#include "engine/simulation/explain.hpp"
#include "engine/simulation/parallel.hpp"
#include "engine/simulation/tile.hpp"

namespace jingchu::engine {

namespace {

/// Values of all series on the pilot paths: series x pilot_paths.
class PilotValues {
 public:
  PilotValues(const RunTables& tables)
      : tables_(tables),
        series_(static_cast<std::size_t>(tables.periods()) * static_cast<std::size_t>(tables.variable_count()) +
                static_cast<std::size_t>(tables.output_count())),
        values_(series_ * static_cast<std::size_t>(pilot_paths)), alive_(static_cast<std::size_t>(pilot_paths), 1) {}

  void take(const Tile& tile, std::int64_t first, int count) {
    std::size_t series = 0;
    for (int t = 0; t < tables_.periods(); ++t)
      for (int v = 0; v < tables_.variable_count(); ++v) copy(tile.values(t, v), series++, first, count);
    for (int o = 0; o < tables_.output_count(); ++o) copy(tile.output(o), series++, first, count);
    for (int i = 0; i < count; ++i) alive_[static_cast<std::size_t>(first + i)] = tile.is_alive(i);
  }

  std::vector<Grid> grids(int threads) const {
    std::vector<Grid> result(series_);
    // A grid depends on its own series alone, so they can be made in any order.
    constexpr std::size_t share = 64;
    std::atomic<std::size_t> next{0};
    run_workers(threads, [&](int) {
      std::vector<double> good;
      for (std::size_t begin = next.fetch_add(share); begin < series_; begin = next.fetch_add(share))
        for (std::size_t s = begin; s < std::min(begin + share, series_); ++s) {
          good.clear();
          for (std::size_t i = 0; i < alive_.size(); ++i)
            if (alive_[i]) good.push_back(values_[s * alive_.size() + i]);
          result[s] = make_grid(good, has_histogram(s));
        }
    });
    return result;
  }

  bool any_alive() const {
    for (const char a : alive_)
      if (a) return true;
    return false;
  }

 private:
  bool has_histogram(std::size_t series) const {
    const auto variables = static_cast<std::size_t>(tables_.variable_count());
    const std::size_t of_variables = static_cast<std::size_t>(tables_.periods()) * variables;
    return series < of_variables ? tables_.plan().variable_has_histogram[series % variables] != 0
                                 : tables_.plan().output_has_histogram[series - of_variables] != 0;
  }

  void copy(const double* from, std::size_t series, std::int64_t first, int count) {
    std::copy_n(from, count, values_.begin() + static_cast<std::ptrdiff_t>(series * alive_.size() +
                                                                           static_cast<std::size_t>(first)));
  }

  const RunTables& tables_;
  std::size_t series_;
  std::vector<double> values_;
  std::vector<char> alive_;
};

std::string equation_name(const RunTables& tables, int equation) {
  const EquationSystem& system = tables.body().system;
  const auto i = static_cast<std::size_t>(equation);
  return i < system.equations.size() ? system.equations[i].name : system.outputs[i - system.equations.size()].name;
}

[[noreturn]] void no_solution(const RunTables& tables) {
  Tile tile(tables, 8);
  tile.keep_shocks();
  tile.simulate(0, 1);
  const Failure& f = tile.failures().front();
  std::string problem = fmt::format("the model has no solution from this starting point: all of paths 0 to {} fail; "
                                    "path 0 fails in period {} of the horizon, equation '{}'",
                                    pilot_paths - 1, f.period + 1, equation_name(tables, f.equation));
  if (f.kind == FailureKind::not_finite) {
    if (const std::string detail = explain_non_finite(tables, tile, 0, f); !detail.empty())
      problem += fmt::format(": {} is not a finite number", detail);
  } else {
    for (const BlockInfo& block : tables.body().blocks) {
      if (block.tears.empty() || block.tears.front().index != f.equation) continue;
      problem += ", a block of equations solved together (";
      for (std::size_t i = 0; i < block.variables.size() && i < 8; ++i)
        problem += fmt::format("{}{} = {:.6g}", i ? ", " : "", equation_name(tables, block.variables[i].index),
                               tile.values(f.period, block.variables[i].index)[0]);
      problem += fmt::format("{}), relative residual {:.2g}", block.variables.size() > 8 ? ", ..." : "", f.residual);
    }
  }
  throw Error(ExitCode::data, problem,
              "check the equation, its parameters and the history it starts from; jingchu replay shows a path's numbers");
}

}  // namespace

std::shared_ptr<const std::vector<Grid>> pilot_grids(const RunTables& tables, int tile_width, int threads) {
  PilotValues values(tables);
  const int tiles = static_cast<int>((pilot_paths + tile_width - 1) / tile_width);
  std::atomic<int> next{0};
  run_workers(std::min(threads, tiles), [&](int) {
    Tile tile(tables, tile_width);
    for (int i = next++; i < tiles; i = next++) {
      const std::int64_t first = static_cast<std::int64_t>(i) * tile_width;
      const int count = static_cast<int>(std::min<std::int64_t>(tile_width, pilot_paths - first));
      tile.simulate(first, count);
      values.take(tile, first, count);
    }
  });
  if (!values.any_alive()) no_solution(tables);
  return std::make_shared<const std::vector<Grid>>(values.grids(threads));
}

}  // namespace jingchu::engine
