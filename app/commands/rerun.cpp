#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <string>
#include <system_error>
#include <thread>
#include <tuple>

#include <unistd.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/cli/number.hpp"
#include "app/cli/phrase.hpp"
#include "app/commands/commands.hpp"
#include "app/console/console.hpp"
#include "app/console/interruption.hpp"
#include "app/console/progress.hpp"
#include "app/study/capacity.hpp"
#include "app/study/comparison_content.hpp"
#include "app/study/keep_paths.hpp"
#include "app/study/program_build.hpp"
#include "app/study/simulate_cases.hpp"
#include "app/study/stored_comparison.hpp"
#include "engine/simulation/simulation.hpp"
#include "output/report/number_text.hpp"
#include "output/results/differences.hpp"
#include "output/results/posix.hpp"
#include "output/results/results_file.hpp"

namespace jingchu::app {
namespace {

constexpr std::int64_t most_threads = 1024;

/// Where single paths are written that are only compared.
std::filesystem::path scratch_folder() {
  std::error_code trouble;
  const std::filesystem::path folder = std::filesystem::temp_directory_path(trouble);
  if (trouble || ::access(folder.c_str(), W_OK | X_OK) != 0)
    throw Error(ExitCode::io, fmt::format("cannot make a file for the new results in the folder for temporary files: {}", trouble ? trouble.message() : output::detail::system_reason(errno)), "TMPDIR names another place");
  return folder;
}

std::vector<std::string> names_of(const analysis::Comparison& comparison) {
  std::vector<std::string> names;
  for (const Study& study : comparison.studies) names.push_back(study.scenario.name);
  return names;
}

/// What a run from the file alone came to.
struct Comparison {
  std::string stored_digest, digest;
  std::vector<output::Difference> differences;   ///< the file first
  bool same_build = false;
  bool same_bytes = false;                       ///< only looked at with the same build
  bool equal() const { return differences.empty() && (same_bytes || !same_build); }
};

Comparison run_again(const std::string& file, output::Trust trust, int threads, const Interruption& interruption, const Session& session) {
  const output::Content stored = output::read_results(file, trust);
  const StoredComparison again = stored_comparison(stored);
  const Study& base = again.comparison.studies.front();
  talk(session, phrase(session.language, {"{}: {} paths again, from the file alone", "{}：仅凭文件内容重算 {} 条路径"}, fmt::join(names_of(again.comparison), ", "), output::count_text(base.scenario.paths)));
  output::Provenance from = stored.provenance;
  name_this_build(from);
  from.n_failed = 0;
  from.effective_scenario = base.scenario.effective_toml;
  engine::RunControl control;
  control.threads = threads;
  control.stop = &interruption.asked();
  check_memory(again.comparison, control.threads, control.tile_width);
  const engine::Simulation simulation(again.comparison.cases(), again.comparison.contrasts(), control);
  output::Content now = comparison_content(again.comparison, simulate_cases(simulation, base.scenario.paths, control, interruption, session), from);
  // The title of a batch is that of its plan, of which the file has no more.
  if (stored.contrasts.empty() && stored.scenarios.size() > 1) std::tie(now.title_en, now.title_zh) = std::tie(stored.title_en, stored.title_zh);
  now.kept = stored.kept;
  now.kept_sha256 = stored.kept_sha256;   // taken as equal until the values are written

  Comparison comparison;
  comparison.differences = output::differences(stored, now);
  comparison.same_build = same_build(from, stored.provenance);
  if (comparison.differences.empty() && (comparison.same_build || !now.kept.empty())) {
    output::Unwritten unwritten;
    if (now.kept.empty()) {
      unwritten = output::unwritten_results({}, now);
    } else {
      const std::filesystem::path folder = scratch_folder();
      check_scratch(again.comparison, folder, control.threads, control.tile_width, now.kept);
      Progress progress(session);
      output::PathSource paths = path_source(simulation, now.kept, control, interruption, progress);
      paths.after_stop = "nothing is kept: the same command begins again";
      unwritten = output::unwritten_results(folder / "jingchu-rerun.h5", now, &paths);   // no file ever has that name
    }
    now.kept_sha256 = unwritten.kept_sha256;
    comparison.differences = output::differences(stored, now);
    if (comparison.same_build) {
      // Two files of one length and SHA-256 are equal.
      const output::Seal seal = output::check_seal(file);
      comparison.same_bytes = seal.bytes == unwritten.seal.bytes && seal.sha256 == unwritten.seal.sha256;
    }
  }
  comparison.stored_digest = output::results_digest(stored);
  comparison.digest = output::results_digest(now);
  return comparison;
}

std::string as_json(const Comparison& comparison, const std::string& file) {
  nlohmann::ordered_json differences = nlohmann::ordered_json::array();
  for (const auto& d : comparison.differences) differences.push_back({{"dataset", d.dataset}, {"place", d.place}, {"stored", d.first}, {"now", d.second}});
  const nlohmann::ordered_json bytes = comparison.same_build && comparison.differences.empty() ? nlohmann::ordered_json(comparison.same_bytes) : nlohmann::ordered_json(nullptr);
  const nlohmann::ordered_json all{{"file", file}, {"equal", comparison.equal()}, {"stored_digest", comparison.stored_digest}, {"digest", comparison.digest},
                                   {"same_build", comparison.same_build}, {"same_bytes", bytes}, {"differences", std::move(differences)}};
  return all.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

std::string as_text(const Comparison& comparison, const std::string& file, Language language) {
  if (comparison.equal()) {
    return comparison.same_build ? phrase(language, {"{}: equal, byte for byte; results digest {}\n", "{}：逐字节相同；结果摘要 {}\n"}, file, comparison.digest)
                                 : phrase(language, {"{}: equal results from another build of the program; results digest {}\n", "{}：由另一版本程序写成，结果相同；结果摘要 {}\n"}, file, comparison.digest);
  }
  if (comparison.differences.empty()) return phrase(language, {"{}: the results are equal, the bytes of the file differ\n", "{}：结果相同，但文件字节不同\n"}, file);
  const auto& first = comparison.differences.front();
  return phrase(language, {"{}: the results differ\n  first in {}{}: {} in the file, {} now\n  datasets that differ: {}\n", "{}：结果不同\n  首处：{}{}：文件中为 {}，现为 {}\n  不同的数据集：{} 个\n"}, file,
                first.dataset, first.place.empty() ? "" : ", " + first.place, first.first, first.second, comparison.differences.size());
}

int rerun(const Arguments& arguments, const Session& session) {
  const Interruption interruption;   // from the first moment, as in `run`
  int threads = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  if (const auto text = arguments.value("threads")) threads = static_cast<int>(read_integer("--threads", *text, 1, most_threads));
  const std::string& file = arguments.operand(0);
  const Comparison comparison = run_again(file, trust_of(arguments), threads, interruption, session);
  answer(arguments.has("json") ? as_json(comparison, file) : as_text(comparison, file, session.language));
  return static_cast<int>(comparison.equal() ? ExitCode::done : ExitCode::data);
}

}  // namespace

Command rerun_command() {
  return {"rerun",
          {"repeat the run of a results file from the file alone, and compare", "仅凭结果文件重复其运行，并比较结果"},
          {{{"RESULTS", "结果"}, {"a results file (.h5)", "结果文件（.h5）"}}},
          {{"threads", '\0', {"T", "数目"}, {"threads: 1 to 1,024 (default: all cores); results do not depend on it", "线程数：1 至 1,024（默认使用全部核心）；结果与线程数无关"}},
           trust_option(), json_option()},
          {"Needs no other file: scenario, model, data and figures are inside. Exit code 0: the results are equal, and with the same build of the program every byte of the file too. "
           "65: they differ; the first difference is named.",
           "无需其他文件：情景、模型、数据和报告数字均在结果文件之内。退出码 0：结果相同；若程序版本相同，则文件逐字节相同。65：结果不同，并指出首处差异。"},
          rerun};
}

}  // namespace jingchu::app
