#include <algorithm>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "analysis/comparison.hpp"
#include "app/cli/phrase.hpp"
#include "app/commands/commands.hpp"
#include "app/console/console.hpp"
#include "app/console/interruption.hpp"
#include "app/libraries.hpp"
#include "app/study/capacity.hpp"
#include "app/study/compared.hpp"
#include "app/study/comparison_content.hpp"
#include "app/study/failures.hpp"
#include "app/study/existing_run.hpp"
#include "app/study/keep_paths.hpp"
#include "app/study/results_content.hpp"
#include "app/study/simulate_cases.hpp"
#include "app/study/simulation_options.hpp"
#include "app/study/stored_comparison.hpp"
#include "output/report/contrast.hpp"
#include "output/report/number_text.hpp"
#include "output/report/report.hpp"
#include "output/results/results_file.hpp"

namespace jingchu::app {
namespace {

/// The worst exit code of the scenarios, whose failures are told.
int tell_failures(const analysis::Comparison& comparison, const engine::Tally& tally, const Session& session) {
  int code = 0;
  for (std::size_t i = 0; i < comparison.studies.size(); ++i) {
    if (tally.cases[i].failed == 0) continue;
    const Study& study = comparison.studies[i];
    code = std::max(code, code_of_run(study.scenario, tally.cases[i].failed));
    say(phrase(session.language, {"{}: {} of {} paths failed\n", "{}：{} / {} 条路径失败\n"}, study.scenario.name, output::count_text(tally.cases[i].failed), output::count_text(tally.cases[i].paths)) +
        failure_advice(study, tally.cases[i], study.scenario.name, session.language));
  }
  return code;
}

/// One file holds scenarios of one model and one horizon.
void check_output(const analysis::Comparison& comparison, const std::filesystem::path& file, bool force) {
  for (std::size_t i = 1; i < comparison.studies.size(); ++i) {
    if (comparison.shares_model(i)) continue;
    throw Error(ExitCode::data, fmt::format("{} has another model or horizon than {}: one results file cannot hold both", jingchu::quoted(comparison.studies[i].scenario.name),
                                            jingchu::quoted(comparison.studies.front().scenario.name)), "compare them without --output, or run them apart");
  }
  output::check_output_place(file, force);
}

output::KeptPaths read_kept(const analysis::Comparison& comparison, const Arguments& arguments) {
  const KeepRequest request = read_keep(arguments);
  if (!request.variables.empty() && !arguments.has("output")) throw Error(ExitCode::usage, "--keep-paths needs a results file to keep them in: --output FILE is missing");
  std::vector<std::string> names;
  for (const Study& study : comparison.studies) names.push_back(study.scenario.name);
  return kept_paths(request, comparison.studies.front(), names);
}

int compare(const Arguments& arguments, const Session& session) {
  const engine::RunControl control = read_control(arguments, session);
  const AskedScenarios all = compared_scenarios(arguments);
  const analysis::Comparison comparison = compared_studies(all, arguments);
  const Study& base = comparison.studies.front();
  const std::vector<std::string> by_year = arguments.values("variable");
  output::shown_columns(empty_content(base, {}), by_year);
  const auto file = arguments.value("output");
  const output::KeptPaths kept = read_kept(comparison, arguments);
  if (file) {
    check_output(comparison, *file, arguments.has("force"));
    check_capacity(base, *file, control.threads, control.tile_width, kept);
  }
  check_memory(comparison, control.threads, control.tile_width);
  talk(session, phrase(session.language, {"{} scenarios, {} paths each, {} to {}, seed {}, {} threads", "{} 个情景，各 {} 条路径，{} 至 {}，种子 {}，{} 个线程"}, comparison.studies.size(),
                       output::count_text(base.scenario.paths), base.scenario.horizon.first.to_string(), base.scenario.horizon.last.to_string(), base.scenario.seed, control.threads));
  const Interruption interruption;
  const engine::Simulation simulation(comparison.cases(), comparison.contrasts(), control);
  const engine::Tally tally = simulate_cases(simulation, base.scenario.paths, control, interruption, session);
  output::Content content = comparison_content(comparison, tally, comparison_provenance(comparison, all.asked));
  content.kept = kept;
  if (file) {
    Progress progress(session);
    const output::PathSource paths = path_source(simulation, content.kept, control, interruption, progress);
    content.kept_sha256 = output::write_results(*file, content, arguments.has("force"), &paths);
  }
  answer(arguments.has("json") ? output::contrasts_json(content) : output::contrast_tables(content, style_of(session), by_year));
  if (file) talk(session, phrase(session.language, {"wrote {}", "已写入 {}"}, *file));
  return tell_failures(comparison, tally, session);
}

}  // namespace

Command compare_command() {
  return {"compare",
          {"say what differs between scenarios: simulated on common draws, path by path", "比较情景：用同一组随机数逐路径模拟，给出差异"},
          {{{"BASE", "基准"}, {"a scenario (.toml), the name of a shipped one, or a results file (.h5) whose scenario is simulated again", "情景文件（.toml）、随附情景的名称，或结果文件（.h5，重新模拟其中的情景）"}},
           {{"OTHER", "对照"}, {"what is compared with it, in the same forms", "与基准比较的情景，形式相同"}, true, true}},
          {{"output", 'o', {"FILE", "文件"}, {"write a results file too: all scenarios, and the differences under /contrasts", "另写出结果文件：包含各情景的结果以及 /contrasts 下的差异"}},
           {"force", '\0', {}, {"overwrite the results file", "覆盖已有结果文件"}},
           {"set", '\0', {"LEVER=VALUE", "杠杆=值"},
            {"compare with the base too where this is set: voucher[2024]=114; several make one scenario", "另与基准情景改动杠杆后的情形比较：voucher[2024]=114；多次使用合为一个情景"}, true},
           {"variable", '\0', {"NAME", "名称"},
            {"show this measure or reported variable in every year; may be repeated; all: every one", "逐年显示该指标或报告变量；可多次使用；all 表示全部"}, true},
           keep_paths_option(), keep_type_option(), keep_scenarios_option(),
           paths_option(), seed_option(), sampling_option(), threads_option(), trust_option(), json_option(), library_option(), isa_option(), tile_width_option()},
          {"Prints for each other scenario one sentence, how the probability of every target changes, and the differences of the measures in the first year, with --variable of any in all years. "
           "The error is that of the paired difference; what is smaller than twice its error is marked as noise.",
           "对每个对照情景给出一句结论、各目标实现概率的变化，以及首年各指标的差异；加 --variable 则逐年显示所选指标或变量。误差为配对差的标准误；小于两倍标准误的差异标为噪声。"},
          compare};
}

}  // namespace jingchu::app
