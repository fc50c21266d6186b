#include <algorithm>
#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

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
#include "app/study/kept_run.hpp"
#include "app/study/perform_run.hpp"
#include "app/study/results_content.hpp"
#include "app/study/run_identity.hpp"
#include "app/study/run_log.hpp"
#include "app/study/simulate_cases.hpp"
#include "app/study/simulation_options.hpp"
#include "app/study/stored_comparison.hpp"
#include "output/report/conditioned.hpp"
#include "output/report/contrast.hpp"
#include "output/report/number_text.hpp"
#include "output/report/report.hpp"
#include "output/results/results_file.hpp"
#include "output/spool/spool.hpp"

namespace jingchu::app {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// One file holds scenarios of one model and one horizon.
void check_one_file(const analysis::Comparison& comparison) {
  for (std::size_t i = 1; i < comparison.studies.size(); ++i) {
    if (comparison.shares_model(i)) continue;
    throw Error(ExitCode::data, fmt::format("{} has another model or horizon than {}: one results file cannot hold both", jingchu::quoted(comparison.studies[i].scenario.name),
                                            jingchu::quoted(comparison.studies.front().scenario.name)), "compare them without --output, or run them apart");
  }
}

std::vector<std::string> names_of(const analysis::Comparison& comparison) {
  std::vector<std::string> names;
  for (const Study& study : comparison.studies) names.push_back(study.scenario.name);
  return names;
}

engine::RunControl control_of(const Arguments& arguments, const Interruption& interruption, const Session& session) {
  if (arguments.has("save-interval") && !arguments.has("output")) throw Error(ExitCode::usage, "--save-interval needs a results file to keep unfinished work beside: --output FILE is missing");
  engine::RunControl control = read_control(arguments, session);
  read_save_interval(arguments, control);
  control.stop = &interruption.asked();
  return control;
}

/// A command, read and made ready.
struct Job {
  const Arguments& arguments;
  const Session& session;
  const Interruption& interruption;
  Clock::time_point start = Clock::now();
  engine::RunControl control = control_of(arguments, interruption, session);
  AskedScenarios all = compared_scenarios(arguments);
  analysis::Comparison comparison = compared_studies(all, arguments);
  std::vector<std::string> by_year = arguments.values("variable");

  const Study& base() const { return comparison.studies.front(); }
  engine::PathRange paths() const { return {0, base().scenario.paths}; }
};

/// What `replay` reads to show paths of one of the scenarios, and its name there; nothing where the command line changes it and no file keeps it.
std::pair<std::string, std::string> replayed(const Job& job, std::size_t number) {
  if (const auto file = job.arguments.value("output")) return {*file, number == 0 ? "" : job.comparison.studies[number].scenario.name};
  const analysis::Asked& asked = job.all.asked[number];
  const bool as_written = job.all.results[number].empty() && asked.overrides.set.empty() && !job.arguments.has("seed") && !job.arguments.has("sampling");
  return {as_written ? asked.reference : "", ""};
}

/// The worst exit code of the scenarios, whose failures are told.
int tell_failures(const Job& job, const engine::Tally& tally) {
  const analysis::Comparison& comparison = job.comparison;
  const Session& session = job.session;
  int code = 0;
  for (std::size_t i = 0; i < comparison.studies.size(); ++i) {
    if (tally.cases[i].failed == 0) continue;
    const Study& study = comparison.studies[i];
    const auto [results, scenario] = replayed(job, i);
    code = std::max(code, code_of_run(study.scenario, tally.cases[i].failed));
    say(phrase(session.language, {"{}: {} of {} paths failed\n", "{}：{} / {} 条路径失败\n"}, study.scenario.name, output::count_text(tally.cases[i].failed), output::count_text(tally.cases[i].paths)) +
        failure_advice(study, tally.cases[i], results, session.language, scenario));
  }
  return code;
}

void say_start(const Job& job) {
  const scenarios::Scenario& base = job.base().scenario;
  talk(job.session, phrase(job.session.language, {"{} scenarios, {} paths each, {} to {}, seed {}, {} threads", "{} 个情景，各 {} 条路径，{} 至 {}，种子 {}，{} 个线程"}, job.comparison.studies.size(),
                           output::count_text(base.paths), base.horizon.first.to_string(), base.horizon.last.to_string(), base.seed, job.control.threads));
}

void show(const Job& job, const output::Content& content) {
  for (const output::ScenarioResults& scenario : content.scenarios)
    for (const std::string& warning : output::conditioned_warnings(content, scenario, style_of(job.session)))
      say(phrase(job.session.language, {"warning: {}: {}\n", "警告: {}：{}\n"}, scenario.name, warning));
  answer(job.arguments.has("json") ? output::contrasts_json(content) : output::contrast_tables(content, style_of(job.session), job.by_year));
}

/// There is no name to keep unfinished work under.
int compare_alone(const Job& job) {
  check_memory(job.comparison, job.control.threads, job.control.tile_width);
  say_start(job);
  const engine::Simulation simulation = simulation_of(job.comparison, job.control, job.session.language);
  const engine::Tally tally = simulate_cases(simulation, job.paths().count(), job.control, job.interruption, job.session,
                                             {"; --output FILE keeps unfinished work beside FILE, and it would go on", "；加上 --output FILE，未完成的结果保存在 FILE 旁，重复同一命令即可继续"});
  show(job, comparison_content(job.comparison, tally, provenance(job.base(), *job.all.asked.front().store)));
  return tell_failures(job, tally);
}

/// The exit code of the comparison when `file` holds its results already, which are shown; nothing when it does not.
std::optional<int> done_before(const Job& job, const std::filesystem::path& file, const output::Provenance& from, const output::KeptPaths& kept) {
  if (job.arguments.has("force")) return std::nullopt;
  const auto found = finished_results(file, {job.base(), names_of(job.comparison), from, kept}, job.session);
  if (!found) return std::nullopt;
  show(job, *found);
  int code = 0;
  for (std::size_t i = 0; i < job.comparison.studies.size(); ++i) code = std::max(code, code_of_run(job.comparison.studies[i].scenario, found->scenarios[i].n_failed));
  return code;
}

int compare_into(const Job& job, const std::filesystem::path& file) {
  check_one_file(job.comparison);
  const output::KeptPaths kept = kept_paths(read_keep(job.arguments), job.base(), names_of(job.comparison));
  const output::Provenance from = comparison_provenance(job.comparison, job.all.asked);
  const bool force = job.arguments.has("force");
  KeptOrder order{file, comparison_digest(job.comparison, from, kept), force, {}, [&] { return done_before(job, file, from, kept); }, {}};
  order.check_capacity = [&] { check_capacity(job.comparison, file, job.control.threads, job.control.tile_width, kept); };
  order.perform = [&](output::Spool& spool, RunLog& log) {
    const std::vector<std::string> names = names_of(job.comparison);
    log_start(log, job.base(), job.control, job.all.asked.front().overrides, {}, job.session, {names.begin() + 1, names.end()});
    say_start(job);
    const auto first_path = Clock::now();
    const engine::Simulation simulation = simulation_of(job.comparison, job.control, job.session.language);
    KeptRun run(simulation, job.paths(), spool, job.control, job.interruption, log, job.session);
    run.advance(job.paths());
    log_simulated(log, run, seconds_since(first_path));
    output::Content content = comparison_content(job.comparison, run.tally(), from);
    content.kept = kept;
    // Whatever happens while single paths are written, the simulation is not done again.
    if (!kept.empty()) run.save();
    Progress progress(job.session);
    const output::PathSource paths = path_source(simulation, content.kept, job.control, job.interruption, progress);
    content.kept_sha256 = run.while_kept([&] { return output::write_results(file, content, force, &paths); });
    show(job, content);
    talk(job.session, phrase(job.session.language, {"wrote {}", "已写入 {}"}, file.string()));
    const int code = tell_failures(job, run.tally());
    log.write("end", {{"exit_code", code}, {"seconds", seconds_since(job.start)}, {"failed_paths", content.provenance.n_failed}});
    return code;
  };
  return perform_run(order);
}

int compare(const Arguments& arguments, const Session& session) {
  // From the first moment, as in `run`: a signal that comes while scenarios are read is answered like any other.
  const Interruption interruption;
  if (!read_keep(arguments).variables.empty() && !arguments.has("output")) throw Error(ExitCode::usage, "--keep-paths needs a results file to keep them in: --output FILE is missing");
  const Job job{arguments, session, interruption};
  output::shown_columns(empty_content(job.base(), {}), job.by_year);
  const auto file = arguments.value("output");
  return file ? compare_into(job, *file) : compare_alone(job);
}

}  // namespace

Command compare_command() {
  return {"compare",
          {"say what differs between scenarios: simulated on common draws, path by path", "比较情景：用同一组随机数逐路径模拟，给出差异"},
          {{{"BASE", "基准"}, scenario_forms()},
           {{"OTHER", "对照"}, {"what is compared with it, in the same forms", "与基准比较的情景，形式相同"}, true, true}},
          {{"output", 'o', {"FILE", "文件"}, {"write a results file too: all scenarios, and the differences under /contrasts", "另写出结果文件：包含各情景的结果以及 /contrasts 下的差异"}},
           {"force", '\0', {}, {"overwrite the results file", "覆盖已有结果文件"}},
           {"set", '\0', {"LEVER=VALUE", "杠杆=值"},
            {"compare with the base too where this is set: voucher[2024]=114; several make one scenario", "另与基准情景改动杠杆后的情形比较：voucher[2024]=114；多次使用合为一个情景"}, true},
           {"variable", '\0', {"NAME", "名称"},
            {"show this measure or reported variable in every year; may be repeated; all: every one", "逐年显示该指标或报告变量；可多次使用；all 表示全部"}, true},
           keep_paths_option(), keep_type_option(), keep_scenarios_option(),
           paths_option(), seed_option(), sampling_option(), threads_option(), trust_option(), json_option(), library_option(), isa_option(), tile_width_option(), save_interval_option()},
          {"Prints for each other scenario one sentence, how the probability of every target changes, and the differences of the measures in the first year, with --variable of any in all years. "
           "The error is that of the paired difference; what is smaller than twice its error is marked as noise.\n"
           "With --output what is done is kept in FILE.partial, and FILE.log tells of it: after a signal (exit code 75), a kill or a full disk the same command continues, with the same result. "
           "Without it, nothing is kept.",
           "对每个对照情景给出一句结论、各目标实现概率的变化，以及首年各指标的差异；加 --variable 则逐年显示所选指标或变量。误差为配对差的标准误；小于两倍标准误的差异标为噪声。\n"
           "使用 --output 时，已完成的部分保存在 FILE.partial，过程记录在 FILE.log：收到信号（退出码 75）、被终止或磁盘写满之后，重复同一命令即可继续，结果相同。不用 --output 则不保存未完成的结果。"},
          compare};
}

}  // namespace jingchu::app
