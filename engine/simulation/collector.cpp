#include "engine/simulation/collector.hpp"

#include <algorithm>

namespace jingchu::engine {

namespace {

/// Keeps the `limit` lowest path numbers, in order.
void keep_lowest(std::vector<Failure>& failures, std::size_t limit) {
  std::sort(failures.begin(), failures.end(), [](const Failure& a, const Failure& b) { return a.path < b.path; });
  if (failures.size() > limit) failures.resize(limit);
}

}  // namespace

Collector::Collector(const RunTables& tables, std::shared_ptr<const std::vector<Grid>> grids)
    : tables_(tables), statistics_(std::move(grids)),
      targets_(tables.plan().targets, tables.plan().target_sets, tables.plan().counted_targets),
      residuals_(tables.body().system.identities.size(), 0.0) {}

void Collector::add(const Tile& tile, int count) {
  const double* alive = tile.alive();
  const int variables = tables_.variable_count(), periods = tables_.periods();
  std::size_t series = 0;
  for (int t = 0; t < periods; ++t)
    for (int v = 0; v < variables; ++v) statistics_.add(tables_.isa(), series++, tile.values(t, v), alive, tile.width());
  for (int o = 0; o < tables_.output_count(); ++o)
    statistics_.add(tables_.isa(), series++, tile.output(o), alive, tile.width());
  targets_.add(tile.outputs(), static_cast<std::size_t>(tile.width()), alive, tile.width());
  tile.raise_residuals(residuals_);
  paths_ += count;
  for (const Failure& f : tile.failures()) {
    ++failed_;
    ++failure_counts_[{f.kind, f.period, f.equation}];
    failures_.push_back(f);
  }
  const auto limit = static_cast<std::size_t>(tables_.plan().kept_failures);
  if (failures_.size() > 2 * limit + 1000) keep_lowest(failures_, limit);
}

void Collector::merge(const Collector& other) {
  statistics_.merge(other.statistics_);
  targets_.merge(other.targets_);
  paths_ += other.paths_;
  failed_ += other.failed_;
  careful_ += other.careful_;
  failures_.insert(failures_.end(), other.failures_.begin(), other.failures_.end());
  for (const auto& [key, paths] : other.failure_counts_) failure_counts_[key] += paths;
  for (std::size_t i = 0; i < residuals_.size(); ++i) residuals_[i] = std::max(residuals_[i], other.residuals_[i]);
}

void Collector::finish(Outcome& outcome) && {
  keep_lowest(failures_, static_cast<std::size_t>(tables_.plan().kept_failures));
  outcome.statistics = std::make_unique<Accumulator>(std::move(statistics_));
  outcome.targets = std::move(targets_);
  outcome.paths = paths_;
  outcome.failed = failed_;
  outcome.failures = std::move(failures_);
  for (const auto& [key, paths] : failure_counts_)
    outcome.failure_counts.push_back({std::get<0>(key), std::get<1>(key), std::get<2>(key), paths});
  outcome.identity_residuals = std::move(residuals_);
  outcome.slow_solves = careful_;
}

}  // namespace jingchu::engine
