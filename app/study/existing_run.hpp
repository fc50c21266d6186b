#pragma once

#include <filesystem>
#include <optional>

#include "app/session.hpp"
#include "app/study/study.hpp"
#include "output/results/content.hpp"

namespace jingchu::app {

/// Whether `file` already holds the finished results of exactly this run: then the exit code that run had, said on
/// standard error; nothing when there is no results file. Throws Error(cannot_create) for results of another run, and
/// says when they were written and in what they differ.
/// \param kept  single paths that the run keeps
std::optional<int> finished_already(const std::filesystem::path& file, const Study& study, const output::Provenance& own,
                                    const Session& session, const output::KeptPaths& kept = {});

/// The exit code of a run with so many failed paths: 0, or 3 above the share that the scenario allows.
int code_of_run(const scenarios::Scenario& scenario, std::int64_t failed);

}  // namespace jingchu::app
