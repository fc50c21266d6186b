// How fast does a run count its values: moments alone, with a histogram, and with a histogram of discrete values?
//
// Tiles of many series are added in turn, as a run does, so that histograms compete for the caches.

#include <benchmark/benchmark.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/core/aligned.hpp"
#include "engine/statistics/accumulator.hpp"
#include "engine/statistics/target_counts.hpp"

namespace {

using namespace jingchu::engine;

enum Kind { moments_only = 0, linear_bins_too = 1, exact_bins_too = 2 };

/// Sums of twelve uniforms less six: near enough to normal numbers, and the same everywhere.
AlignedDoubles near_normal(std::size_t count) {
  AlignedDoubles values(count);
  std::uint64_t state = 1;
  for (double& x : values) {
    x = -6;
    for (int i = 0; i < 12; ++i) {
      state = state * 6364136223846793005u + 1442695040888963407u;
      x += static_cast<double>(state >> 11) * 0x1p-53;
    }
  }
  return values;
}

void add_values(benchmark::State& state) {
  const auto isa = static_cast<Isa>(state.range(0));
  const auto kind = static_cast<Kind>(state.range(1));
  const auto series = static_cast<std::size_t>(state.range(2));
  const int width = static_cast<int>(state.range(3));
  const bool masked = state.range(4) != 0;
  if (isa > best_isa()) {
    state.SkipWithError("this machine lacks the instruction set");
    return;
  }
  auto pilot = near_normal(1024);
  auto values = near_normal(static_cast<std::size_t>(width) * 64);
  if (kind == exact_bins_too) {
    for (auto* list : {&pilot, &values})
      for (double& x : *list) x = x > 1 ? 2 : x > -0.5 ? 1 : 0;
  }
  const AlignedDoubles alive(static_cast<std::size_t>(width), 1.0);
  const Grid grid = make_grid(pilot, kind != moments_only);
  Accumulator accumulator(std::make_shared<const std::vector<Grid>>(series, grid));
  std::size_t row = 0;
  for (auto _ : state)
    for (std::size_t s = 0; s < series; ++s) {
      accumulator.add(isa, s, values.data() + row * static_cast<std::size_t>(width), masked ? alive.data() : nullptr, width);
      row = (row + 1) % 64;
    }
  state.counters["values"] = benchmark::Counter(static_cast<double>(series) * width, benchmark::Counter::kIsIterationInvariantRate);
  state.counters["s_per_value"] = benchmark::Counter(static_cast<double>(series) * width, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}
BENCHMARK(add_values)
    ->ArgNames({"isa", "kind", "series", "width", "masked"})
    ->ArgsProduct({{0, 1, 2}, {moments_only, linear_bins_too, exact_bins_too}, {16, 1300}, {128}, {0, 1}});

void make_grids(benchmark::State& state) {
  const auto pilot = near_normal(1024);
  const bool histogram = state.range(0) != 0;
  for (auto _ : state) benchmark::DoNotOptimize(make_grid(pilot, histogram));
}
BENCHMARK(make_grids)->ArgName("histogram")->Arg(0)->Arg(1);

void summarise(benchmark::State& state) {
  const auto values = near_normal(1024);
  Accumulator accumulator(std::make_shared<const std::vector<Grid>>(1, make_grid(values, true)));
  accumulator.add(best_isa(), 0, values.data(), nullptr, 1024);
  const double levels[] = {0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99};
  for (auto _ : state) benchmark::DoNotOptimize(accumulator.summary(0, levels));
}
BENCHMARK(summarise);

void count_targets(benchmark::State& state) {
  constexpr int targets = 42, width = 128;
  const auto outputs = near_normal(targets * width);
  std::vector<TargetRule> rules;
  std::vector<int> all;
  for (int t = 0; t < targets; ++t) {
    rules.push_back({t, Sense::at_least, -1.0, 0, 0.1});
    all.push_back(t);
  }
  TargetCounts counts(rules, {{"all", all}}, all);
  for (auto _ : state) counts.add(outputs.data(), width, nullptr, width);
  state.counters["paths"] = benchmark::Counter(width, benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(count_targets);

}  // namespace
