#pragma once

#include <filesystem>
#include <string>

#include "output/report/style.hpp"
#include "output/results/content.hpp"

namespace jingchu::output {

// What a results file tells people (plain text) and programs (JSON). UTF-8; numbers never depend on the locale.

/// Every target with threshold, probability and its standard error, mean, 5-95 % band and tier, in groups (stretch,
/// slack, levers, not simulated); joint probabilities; how many targets are met at once. Worst-case bounds where paths
/// failed; why they did tells failure_summary.
std::string target_table(const Content& content, const Style& style);

/// Measures and reported variables by year: median and 5-95 % band.
std::string year_summary(const Content& content, const Style& style);

/// How many paths failed and the three most frequent reasons; empty when none failed.
std::string failure_summary(const Content& content, const Style& style);

/// Scenario, paths, seed, program version: the line above a report.
std::string run_line(const Content& content, const Style& style);

// JSON texts, indented, ending with a line end. Keys are stable: some may be added, none changes its meaning. What is
// not a number (a target that is not simulated) is null.

/// What `run --json` prints: file, digest, run, targets, failures.
std::string run_json(const Content& content, const std::filesystem::path& file);
/// All of them in one: run, targets, years, failures.
std::string report_json(const Content& content);

}  // namespace jingchu::output
