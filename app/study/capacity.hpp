#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "analysis/comparison.hpp"
#include "app/study/study.hpp"
#include "output/results/content.hpp"

namespace jingchu::app {

/// Bytes of memory that this process may still take: what the machine has available, or less under a limit
/// (`ulimit -v`). Infinite where the system does not say.
double free_memory();
/// Bytes free for this user on the disk of `folder`; infinite where the system does not say.
double free_disk(const std::filesystem::path& folder);

/// What a run takes at most, whatever its number of paths: statistics and tiles of every thread.
double memory_needed(const Study& study, int threads, int tile_width);
/// What its results take on the disk at most. Single paths come on top, and what is saved of the work until they are written.
double results_disk(const Study& study);
/// More bytes than the statistics of any share of its paths take in a file.
std::int64_t largest_tally(const Study& study);

/// The same of a comparison, whose scenarios are counted side by side, with every contrast.
double memory_needed(const analysis::Comparison& comparison, int threads, int tile_width);
double results_disk(const analysis::Comparison& comparison);
/// Throws Error(io) when memory will not do for the scenarios of a comparison.
void check_memory(const analysis::Comparison& comparison, int threads, int tile_width);

/// Throws Error(io) when memory, Error(cannot_create) when disk space will not do; says what is needed and what is free.
/// On the disk that is the results, the saved work beside them, and the paths that are kept.
/// \param kept  single paths that the results will hold
void check_capacity(const Study& study, const std::filesystem::path& output, int threads, int tile_width, const output::KeptPaths& kept = {});
void check_capacity(const analysis::Comparison& comparison, const std::filesystem::path& output, int threads, int tile_width, const output::KeptPaths& kept);
/// The same for results that are written to be compared and thrown away, of which nothing is saved on the way.
void check_scratch(const analysis::Comparison& comparison, const std::filesystem::path& folder, int threads, int tile_width, const output::KeptPaths& kept);

}  // namespace jingchu::app
