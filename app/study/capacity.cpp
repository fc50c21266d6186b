#include "app/study/capacity.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>

#include <sys/resource.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <fmt/format.h>

#include "app/cli/number.hpp"
#include "app/study/keep_paths.hpp"
#include "engine/simulation/simulate.hpp"
#include "engine/statistics/bins.hpp"

namespace jingchu::app {

namespace {

constexpr double unlimited = std::numeric_limits<double>::infinity();
constexpr double moments_bytes = 128;          // of one series: sums of 128 bits, extremes, counts
constexpr double weighted_bin_bytes = 9;       // a bin of weights, and its share of those of their squares
constexpr double waiting_bytes = 2048;         // numbers of bins that wait to be counted; of joined bins none do
constexpr double program_bytes = 24e6;         // code, libraries, a stack for each thread comes on top
constexpr double stack_bytes = 9e6;            // 8 MB by default, and its bookkeeping

/// The number after `key` in a file of lines "key   number ...", as /proc has them.
double number_after(const char* file, std::string_view key) {
  std::ifstream in(file);
  std::string line;
  while (std::getline(in, line)) {
    if (!line.starts_with(key)) continue;
    const std::size_t digits = line.find_first_of("0123456789", key.size());
    double value = 0;
    if (digits != std::string::npos && std::from_chars(line.data() + digits, line.data() + line.size(), value).ec == std::errc{}) return value;
  }
  return unlimited;
}

double count(const std::vector<char>& flags) { return static_cast<double>(std::count_if(flags.begin(), flags.end(), [](char flag) { return flag != 0; })); }

struct Sizes {
  double series, histograms;
  double joined = 0;   // of the histograms: with joined bins
};

Sizes sizes_of(const Study& study) {
  const double periods = study.plan.periods;
  return {static_cast<double>(study.model().variables.size()) * periods + static_cast<double>(study.compiled->outputs.size()),
          count(study.plan.variable_has_histogram) * periods + count(study.plan.output_has_histogram)};
}

bool is_weighted(const Study& study) { return !study.plan.observations.empty(); }

/// Of one accumulator.
double statistics_bytes(const Sizes& sizes, const Study& study, bool weighted) {
  engine::Grid grid;
  grid.histogram = true;
  const double bins = static_cast<double>(engine::bin_count(grid) + 1) * (weighted ? weighted_bin_bytes : 4);
  // Replicates of Sobol sampling have moments of their own, and bins eight times as wide.
  const double replicates = study.plan.sampling.kind == engine::Sampling::Kind::sobol ? study.plan.sampling.replicates : 0;
  const double fine = sizes.histograms - sizes.joined, joined_bins = bins / (1 << engine::joined_bin_bits);
  return sizes.series * moments_bytes * ((weighted ? 3 : 1) + replicates) + fine * (bins + (weighted ? 0 : waiting_bytes)) + sizes.joined * joined_bins + sizes.histograms * bins * replicates / 8;
}

/// Of one tally of a run.
double statistics_bytes(const Study& study) { return statistics_bytes(sizes_of(study), study, is_weighted(study)); }

double tile_bytes(const Study& study, int tile_width) {
  const double rows = static_cast<double>(study.model().variables.size() + study.plan.shocks.size()) * (study.plan.periods + study.plan.history_periods) +
                      static_cast<double>(study.compiled->outputs.size() + study.plan.parameters.size());
  return 2 * rows * tile_width * 8;
}

double pilot_bytes(const Sizes& sizes) { return sizes.series * static_cast<double>(engine::pilot_paths) * 8; }

/// Of one tally of a comparison.
double statistics_bytes(const analysis::Comparison& comparison) {
  double bytes = 0;
  for (const Study& study : comparison.studies) bytes += statistics_bytes(study);
  for (const analysis::Pairing& pairing : comparison.pairings) {
    const double series = static_cast<double>(pairing.plan.series.size());
    const auto weighs = [&](int number) { return is_weighted(comparison.studies[static_cast<std::size_t>(number)]); };
    const bool weighted = weighs(pairing.plan.base) || weighs(pairing.plan.other);
    const auto joined = weighted ? 0 : std::count_if(pairing.plan.series.begin(), pairing.plan.series.end(), [](const auto& one) { return one.in_joined_bins; });
    bytes += statistics_bytes({series, series, static_cast<double>(joined)}, comparison.studies.front(), weighted);
  }
  return bytes;
}

/// Unfinished work that is written: most counts take a byte of four, and many bins have none.
double save_bytes(double statistics) { return statistics / 4; }

/// The saves of a run on the disk: the newest whole one stays while the next is written.
double saves_disk(double statistics) { return 2 * save_bytes(statistics); }

}  // namespace

double free_memory() {
  double bytes = 1024 * number_after("/proc/meminfo", "MemAvailable:");
  rlimit limit{};
  if (::getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY) {
    const double used = 1024 * number_after("/proc/self/status", "VmSize:");
    bytes = std::min(bytes, std::max(0.0, static_cast<double>(limit.rlim_cur) - used));
  }
  return bytes;
}

double free_disk(const std::filesystem::path& folder) {
  struct statvfs space {};
  // A folder that is not there yet will be where its nearest parent is.
  std::filesystem::path there = std::filesystem::absolute(folder);
  while (::statvfs(there.c_str(), &space) != 0) {
    if (errno != ENOENT || there == there.parent_path()) return unlimited;
    there = there.parent_path();
  }
  return static_cast<double>(space.f_bavail) * static_cast<double>(space.f_frsize);
}

double memory_needed(const Study& study, int threads, int tile_width) {
  const double statistics = statistics_bytes(study);
  return program_bytes + pilot_bytes(sizes_of(study)) + statistics + threads * (statistics + tile_bytes(study, tile_width) + stack_bytes);
}

double memory_needed(const analysis::Comparison& comparison, int threads, int tile_width) {
  const double statistics = statistics_bytes(comparison);
  double pilots = 0, tiles = tile_bytes(comparison.studies.front(), tile_width);
  for (std::size_t i = 0; i < comparison.studies.size(); ++i) {
    const Study& study = comparison.studies[i];
    pilots += pilot_bytes(sizes_of(study));
    // Those of the base's model take turns in one tile.
    if (i == 1 || (i > 1 && !comparison.shares_model(i))) tiles += tile_bytes(study, tile_width);
  }
  return program_bytes + pilots + statistics + threads * (statistics + tiles + stack_bytes);
}

std::int64_t largest_tally(const Study& study) {
  constexpr double bytes_a_count = 10.0 / 4;   // of LEB128, for a count that takes four bytes in memory
  constexpr double rest = 1 << 24;             // path numbers, targets, reasons of failures
  return static_cast<std::int64_t>(bytes_a_count * statistics_bytes(study) + rest);
}

namespace {

void check_memory(double bytes, std::size_t scenarios, int threads) {
  if (bytes <= free_memory()) return;
  const std::string need = scenarios == 1 ? "needs" : fmt::format("{} scenarios need", scenarios);
  throw Error(ExitCode::io, fmt::format("not enough memory: {} about {} for {} threads, {} free", need, human_bytes(bytes), threads, human_bytes(free_memory())),
              fmt::format("use {}{}, or a higher limit (ulimit -v)", threads > 1 ? "fewer --threads" : "a machine with more memory", scenarios == 1 ? "" : ", fewer scenarios"));
}

void check_disk(double bytes, const std::filesystem::path& folder, const char* advice) {
  if (bytes <= free_disk(folder)) return;
  throw Error(ExitCode::cannot_create, fmt::format("not enough space in {}: needs about {}, {} free", jingchu::quoted(folder.string()), human_bytes(bytes), human_bytes(free_disk(folder))), advice);
}

/// Results, the saves beside them until they are written, and single paths of `base`.
void check_disk(double results, double statistics, const output::KeptPaths& kept, const Study& base, const std::filesystem::path& output) {
  check_disk(results + saves_disk(statistics) + kept_disk(kept, base), output.has_parent_path() ? output.parent_path() : ".",
             kept.empty() ? "free some, or choose another place with --output" : "free some, choose another place with --output, or keep fewer paths or variables");
}

}  // namespace

void check_memory(const analysis::Comparison& comparison, int threads, int tile_width) {
  check_memory(memory_needed(comparison, threads, tile_width), comparison.studies.size(), threads);
}

double results_disk(const Study& study) {
  const Sizes sizes = sizes_of(study);
  const double levels = static_cast<double>(study.scenario.quantile_levels.size());
  constexpr double header = 600;   // of a dataset, with its attributes
  return 8 * (6 * sizes.series + 2 * levels * sizes.histograms) + 8 * header * static_cast<double>(study.model().variables.size()) + 1e6;
}

double results_disk(const analysis::Comparison& comparison) {
  const double levels = static_cast<double>(comparison.studies.front().scenario.quantile_levels.size());
  double bytes = 0;
  for (const Study& study : comparison.studies) bytes += results_disk(study);
  // Of differences seven numbers and quantiles, without errors of these.
  for (const analysis::Pairing& pairing : comparison.pairings) bytes += 8 * (8 + levels) * static_cast<double>(pairing.plan.series.size());
  return bytes;
}

void check_capacity(const Study& study, const std::filesystem::path& output, int threads, int tile_width, const output::KeptPaths& kept) {
  const double statistics = statistics_bytes(study);
  // What is saved grows in memory by doubling.
  check_memory(memory_needed(study, threads, tile_width) + 2 * save_bytes(statistics) + threads * kept_memory(kept, study), 1, threads);
  check_disk(results_disk(study), statistics, kept, study, output);
}

void check_capacity(const analysis::Comparison& comparison, const std::filesystem::path& output, int threads, int tile_width, const output::KeptPaths& kept) {
  const Study& base = comparison.studies.front();
  const double statistics = statistics_bytes(comparison);
  check_memory(memory_needed(comparison, threads, tile_width) + 2 * save_bytes(statistics) + threads * kept_memory(kept, base), comparison.studies.size(), threads);
  check_disk(results_disk(comparison), statistics, kept, base, output);
}

void check_scratch(const analysis::Comparison& comparison, const std::filesystem::path& folder, int threads, int tile_width, const output::KeptPaths& kept) {
  const Study& base = comparison.studies.front();
  check_memory(memory_needed(comparison, threads, tile_width) + threads * kept_memory(kept, base), comparison.studies.size(), threads);
  check_disk(results_disk(comparison) + kept_disk(kept, base), folder, "free some, or name another folder for temporary files by TMPDIR");
}

}  // namespace jingchu::app
