#include "app/study/existing_run.hpp"

#include <ctime>
#include <string>
#include <vector>

#include <sys/stat.h>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "app/cli/phrase.hpp"
#include "app/console/console.hpp"
#include "app/study/results_content.hpp"
#include "output/report/number_text.hpp"
#include "output/results/results_file.hpp"

namespace jingchu::app {

namespace {

std::vector<std::string> differences(const output::Content& found, const Study& study, const output::Provenance& own, const output::KeptPaths& kept) {
  const output::Provenance& old = found.provenance;
  std::vector<std::string> list;
  const auto compare = [&](bool equal, const char* what) {
    if (!equal) list.emplace_back(what);
  };
  compare(old.engine_version == own.engine_version && old.git_sha1 == own.git_sha1 && old.build == own.build, "program version");
  compare(old.model_sha256 == own.model_sha256, "model");
  compare(old.data_sha256 == own.data_sha256, "data");
  compare(old.seed == own.seed, "seed");
  compare(old.n_paths == own.n_paths, "number of paths");
  // The scenario's text holds seed and paths too: named apart only when it is the text itself.
  if (list.empty() || (old.seed == own.seed && old.n_paths == own.n_paths)) compare(old.scenario_sha256 == own.scenario_sha256, "scenario");
  if (list.empty()) {
    const auto columns = variable_columns(study);
    bool equal = columns.size() == found.variables.size();
    for (std::size_t i = 0; equal && i < columns.size(); ++i) equal = columns[i].reported == found.variables[i].reported;
    compare(equal, "variables with quantiles");
    compare(found.kept == kept, "paths kept");
  }
  return list;
}

}  // namespace

int code_of_run(const scenarios::Scenario& scenario, std::int64_t failed) {
  const bool too_many = static_cast<double>(failed) > scenario.max_failed_share * static_cast<double>(scenario.paths);
  return static_cast<int>(too_many ? ExitCode::too_many_failed : ExitCode::done);
}

std::optional<int> finished_already(const std::filesystem::path& file, const Study& study, const output::Provenance& own,
                                    const Session& session, const output::KeptPaths& kept) {
  struct stat state {};
  // Links, folders and devices are the business of check_output_place.
  if (::lstat(file.c_str(), &state) != 0 || !S_ISREG(state.st_mode)) return std::nullopt;
  output::Content found;
  try {
    found = output::read_results(file);
  } catch (const Error&) {
    return std::nullopt;  // something else of the user's, which check_output_place refuses
  }
  const auto different = differences(found, study, own, kept);
  if (different.empty()) {
    talk(session, phrase(session.language, {"{} already holds the results of this command; nothing to do (--force simulates again)", "{} 已是本命令的完整结果，未重新模拟；如需重算请用 --force"},
                              file.string()));
    return code_of_run(study.scenario, found.provenance.n_failed);
  }
  std::tm time{};
  ::localtime_r(&state.st_mtime, &time);
  throw Error(ExitCode::cannot_create,
              fmt::format("{} exists, from a run on {:%Y-%m-%d %H:%M} of {} with {} paths and seed {}; it differs in: {}", jingchu::quoted(file.string()), time,
                          jingchu::quoted(found.scenarios.empty() ? "" : found.scenarios.front().name), output::count_text(found.provenance.n_paths),
                          found.provenance.seed, fmt::join(different, ", ")),
              "use --force to overwrite it, or give another name with --output");
}

}  // namespace jingchu::app
