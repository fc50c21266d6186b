#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/session.hpp"
#include "app/study/study.hpp"
#include "output/results/content.hpp"

namespace jingchu::app {

/// What the results file of a command has to hold to be the finished one.
struct OwnResults {
  const Study& base;                       ///< the first of its scenarios, whose model the others share
  std::vector<std::string> scenarios;      ///< their names; those after the first are compared with it
  const output::Provenance& from;
  const output::KeptPaths& kept;           ///< single paths that it keeps
};

/// The finished results that `file` already holds of exactly this command, which is said on standard error; nothing when there
/// is no results file. Throws Error(cannot_create) for results of another one, and says when they were written and in what they differ.
std::optional<output::Content> finished_results(const std::filesystem::path& file, const OwnResults& own, const Session& session);

/// The same of a run: its exit code.
std::optional<int> finished_already(const std::filesystem::path& file, const Study& study, const output::Provenance& own,
                                    const Session& session, const output::KeptPaths& kept = {});

/// The exit code of a run with so many failed paths: 0, or 3 above the share that the scenario allows.
int code_of_run(const scenarios::Scenario& scenario, std::int64_t failed);

}  // namespace jingchu::app
