#include "app/study/existing_run.hpp"

#include <ctime>
#include <string>
#include <vector>

#include <sys/stat.h>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "app/cli/phrase.hpp"
#include "app/console/console.hpp"
#include "app/study/joint_provenance.hpp"
#include "app/study/program_build.hpp"
#include "app/study/results_content.hpp"
#include "output/report/number_text.hpp"
#include "output/results/results_file.hpp"

namespace jingchu::app {

namespace {

std::vector<std::string> names_in(const output::Content& results) {
  std::vector<std::string> names;
  for (const auto& scenario : results.scenarios) names.push_back(scenario.name);
  return names;
}

std::vector<std::string> differences(const output::Content& found, const OwnResults& wanted) {
  const output::Provenance& old = found.provenance;
  const output::Provenance& own = wanted.from;
  std::vector<std::string> list;
  const auto compare = [&](bool equal, const char* what) {
    if (!equal) list.emplace_back(what);
  };
  compare(same_build(old, own), "program version");
  compare(old.model_sha256 == own.model_sha256 && texts_digest(old.model_texts) == texts_digest(own.model_texts), "model");
  compare(old.data_sha256 == own.data_sha256 && texts_digest(old.data_texts) == texts_digest(own.data_texts), "data");
  compare(old.seed == own.seed, "seed");
  compare(old.n_paths == own.n_paths, "number of paths");
  // The scenario's text holds seed and paths too: named apart only when it is the text itself.
  if (list.empty() || (old.seed == own.seed && old.n_paths == own.n_paths))
    compare(old.scenario_sha256 == own.scenario_sha256 && effective_of_others(old) == effective_of_others(own), "scenario");
  if (list.empty()) {
    const auto columns = variable_columns(wanted.base);
    bool equal = columns.size() == found.variables.size();
    for (std::size_t i = 0; equal && i < columns.size(); ++i) equal = columns[i].reported == found.variables[i].reported;
    compare(equal, "variables with quantiles");
    compare(found.kept == wanted.kept, "paths kept");
    compare(names_in(found) == wanted.scenarios, "scenarios");
    compare(found.contrasts.size() + 1 == wanted.scenarios.size(), "what is compared");
  }
  return list;
}

}  // namespace

int code_of_run(const scenarios::Scenario& scenario, std::int64_t failed) {
  const bool too_many = static_cast<double>(failed) > scenario.max_failed_share * static_cast<double>(scenario.paths);
  return static_cast<int>(too_many ? ExitCode::too_many_failed : ExitCode::done);
}

std::optional<output::Content> finished_results(const std::filesystem::path& file, const OwnResults& own, const Session& session) {
  struct stat state {};
  // Links, folders and devices are the business of check_output_place.
  if (::lstat(file.c_str(), &state) != 0 || !S_ISREG(state.st_mode)) return std::nullopt;
  output::Content found;
  try {
    found = output::read_results(file);
  } catch (const Error&) {
    return std::nullopt;  // something else of the user's, which check_output_place refuses
  }
  const auto different = differences(found, own);
  if (different.empty()) {
    talk(session, phrase(session.language, {"{} already holds the results of this command; nothing to do (--force simulates again)", "{} 已是本命令的完整结果，未重新模拟；如需重算请用 --force"},
                              file.string()));
    return found;
  }
  std::tm time{};
  ::localtime_r(&state.st_mtime, &time);
  throw Error(ExitCode::cannot_create,
              fmt::format("{} exists, from a run on {:%Y-%m-%d %H:%M} of {} with {} paths and seed {}; it differs in: {}", jingchu::quoted(file.string()), time,
                          jingchu::quoted(fmt::format("{}", fmt::join(names_in(found), ", "))), output::count_text(found.provenance.n_paths),
                          found.provenance.seed, fmt::join(different, ", ")),
              "use --force to overwrite it, or give another name with --output");
}

std::optional<int> finished_already(const std::filesystem::path& file, const Study& study, const output::Provenance& own,
                                    const Session& session, const output::KeptPaths& kept) {
  const auto found = finished_results(file, {study, {study.scenario.name}, own, kept}, session);
  if (!found) return std::nullopt;
  return code_of_run(study.scenario, found->provenance.n_failed);
}

}  // namespace jingchu::app
