#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/cli/number.hpp"
#include "app/cli/phrase.hpp"
#include "app/commands/commands.hpp"
#include "app/console/console.hpp"
#include "app/console/interruption.hpp"
#include "app/libraries.hpp"
#include "app/study/capacity.hpp"
#include "app/study/existing_run.hpp"
#include "app/study/failures.hpp"
#include "app/study/finish_run.hpp"
#include "app/study/forecast.hpp"
#include "app/study/keep_paths.hpp"
#include "app/study/kept_run.hpp"
#include "app/study/output_name.hpp"
#include "app/study/perform_run.hpp"
#include "app/study/precision.hpp"
#include "app/study/results_content.hpp"
#include "app/study/run_log.hpp"
#include "app/study/shard_share.hpp"
#include "app/study/shards.hpp"
#include "app/study/simulation_options.hpp"
#include "engine/simulation/simulation.hpp"
#include "output/report/number_text.hpp"
#include "output/report/report.hpp"
#include "output/results/results_file.hpp"
#include "output/shards/shard_file.hpp"
#include "output/spool/spool.hpp"

namespace jingchu::app {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

struct RunOptions {
  scenarios::Overrides overrides;
  std::vector<std::string> quantiles;
  engine::RunControl control;
  std::optional<ShardShare> shard;
  std::vector<PrecisionGoal> until;     ///< empty: the scenario's number of paths
  KeepRequest keep;
  bool force = false;
  bool json = false;
};

/// --until and --max-paths. The largest number of paths stands where --paths would.
void read_goals(const Arguments& arguments, RunOptions& options) {
  constexpr std::int64_t standard_most = 10'000'000;
  for (const std::string& text : arguments.values("until")) options.until.push_back(read_precision_goal(text));
  const auto most = arguments.value("max-paths");
  if (options.until.empty()) {
    if (most) throw Error(ExitCode::usage, "--max-paths goes with --until", "--paths sets the number of paths");
    return;
  }
  if (options.overrides.paths) throw Error(ExitCode::usage, "--paths fixes the number of paths that --until is to find", "give --max-paths, the largest number");
  if (options.shard) throw Error(ExitCode::usage, "--until needs all paths, --shard has a part of them", "run with --until first, then shards with the --paths it found");
  options.overrides.most_paths = most ? read_integer("--max-paths", *most, 1, most_paths) : standard_most;
}

RunOptions read_options(const Arguments& arguments, const Session& session) {
  RunOptions options;
  options.overrides = read_overrides(arguments);
  options.overrides.model = arguments.value("model");
  options.overrides.set = arguments.values("set");
  if (const auto text = arguments.value("quantiles")) options.quantiles = read_names(*text);
  options.control = read_control(arguments, session);
  read_save_interval(arguments, options.control);
  if (const auto text = arguments.value("shard")) options.shard = read_shard_share(*text);
  read_goals(arguments, options);
  options.keep = read_keep(arguments);
  options.force = arguments.has("force");
  options.json = arguments.has("json");
  return options;
}

/// The file a run writes: its results, or a shard of them.
std::filesystem::path output_file(const Arguments& arguments, const RunOptions& options, const Study& study) {
  const auto given = arguments.value("output");
  if (!given) return options.shard ? standard_shard_file(study.scenario.name, *options.shard) : standard_output_file(study.scenario.name);
  const std::filesystem::path file = *given;
  if (file.extension() == ".toml" || file.extension() == ".csv")
    throw Error(ExitCode::usage, fmt::format("{} has the name of an input file, expected a name for results", jingchu::quoted(file.string())), "results files end in .h5");
  return file;
}

/// A command, read and made ready.
struct Job {
  const Arguments& arguments;
  const Session& session;
  Clock::time_point start = Clock::now();
  RunOptions options = read_options(arguments, session);
  std::unique_ptr<models::SourceStore> store = models::file_store(libraries(arguments));
  Study study = prepare(*store, arguments.operand(0), options.overrides, options.quantiles);
  output::KeptPaths kept = kept_paths(options.keep, study, {study.scenario.name});
  output::Provenance from = provenance(study, *store);
  std::filesystem::path file = output_file(arguments, options, study);
  engine::PathRange paths = options.shard ? options.shard->paths(study.scenario.paths) : engine::PathRange{0, study.scenario.paths};

  /// Digest of the work that its spool holds.
  std::string work() const {
    std::string digest = work_digest(study, from, kept, options.shard);
    for (const PrecisionGoal& goal : options.until) digest = output::sha256_hex(digest + " until " + goal.text);
    return digest;
  }

  /// Makes it the job of so many paths. The texts are not read again: they may have changed while it ran.
  void settle_on(std::int64_t count) {
    options.overrides.paths = count;
    options.overrides.most_paths.reset();
    study = prepare(*store, arguments.operand(0), options.overrides, options.quantiles);
    from = provenance(study, *store);
  }
};

/// Whether `file` holds what a run with --until ends with; then the job has its number of paths.
bool settled_before(Job& job) {
  output::Content found;
  try {
    found = output::read_results(job.file);
    const auto counts = checkpoints(job.study.scenario.paths, job.study.scenario.sampling);
    const std::int64_t count = found.provenance.n_paths;
    if (std::find(counts.begin(), counts.end(), count) == counts.end()) return false;
    if (count != counts.back() && !precise_enough(job.options.until, found)) return false;
    job.settle_on(count);
    return true;
  } catch (const Error&) {
    return false;  // something else of the user's, which check_output_place refuses
  }
}

/// The exit code of a run that was finished before; nothing when it is not.
std::optional<int> done_before(Job& job) {
  if (job.options.force) return std::nullopt;
  if (job.options.shard) return shard_finished_already(job.file, job.study, *job.options.shard, job.from, job.kept, job.session);
  if (!job.options.until.empty() && !settled_before(job)) return std::nullopt;
  const auto code = finished_already(job.file, job.study, job.from, job.session, job.kept);
  if (code && job.options.json) answer(output::run_json(output::read_results(job.file), job.file));
  return code;
}

/// Simulates up to the first checkpoint that meets all goals, and settles the job on it.
void simulate_until(Job& job, KeptRun& run, Forecast& forecast, RunLog& log) {
  const std::int64_t most = job.study.scenario.paths;
  const std::vector<std::int64_t> counts = checkpoints(most, job.study.scenario.sampling);
  bool told = false;
  // A name that is not there is told before any work.
  precise_enough(job.options.until, results_content(job.study, run.tally().cases.front(), job.from));
  for (const std::int64_t count : counts) {
    // Work that goes beyond a checkpoint shows that its goals were not met.
    const std::int64_t before = run.tally().done.count();
    if (count < before) continue;
    const auto start = Clock::now();
    run.advance({0, count});
    if (count > before) forecast.timed(count - before, seconds_since(start));
    const output::Content so_far = results_content(job.study, run.tally().cases.front(), job.from);
    nlohmann::ordered_json errors;
    for (const PrecisionGoal& goal : job.options.until) errors[goal.text] = standard_error(goal, so_far);
    log.write("checkpoint", {{"paths", count}, {"standard_errors", errors}});
    const bool enough = precise_enough(job.options.until, so_far);
    if (!enough) {
      // By the errors of the first checkpoint, which random draws bring down with the root of their number.
      if (!told && count > before) {
        const std::int64_t expected = expected_paths(job.options.until, so_far, count, counts);
        forecast.say_rest(expected - count, phrase(job.session.language, {"about {} paths expected: ", "预计约需 {} 条路径："}, output::count_text(expected)));
        told = true;
      }
      if (count < most) continue;
      say(phrase(job.session.language, {"warning: {} paths, the most allowed, do not meet the goals of --until\n", "警告: 已达最大路径数 {}，仍未满足 --until 的目标\n"}, output::count_text(most)));
    }
    job.settle_on(count);
    job.paths = {0, count};
    if (enough) talk(job.session, phrase(job.session.language, {"{} paths are enough", "{} 条路径已足够"}, output::count_text(count)));
    return;
  }
}

int simulate(Job& job, output::Spool& spool, RunLog& log, const Interruption& interruption) {
  const auto first_path = Clock::now();
  const engine::Simulation simulation = simulation_of(job.study, job.options.control, job.session.language);
  KeptRun run(simulation, job.paths, spool, job.options.control, interruption, log, job.session);
  Forecast forecast(job.study, job.kept, job.options.control.threads, log, job.session);
  if (job.options.until.empty()) {
    forecast.begin(run, job.paths);
    run.advance(job.paths);
  } else {
    simulate_until(job, run, forecast, log);
  }
  const engine::Outcome& outcome = run.tally().cases.front();
  log_simulated(log, run, seconds_since(first_path));
  Finish finish{job.file, job.options.force, job.options.json, job.start, job.kept, nullptr};
  if (job.options.shard)
    return run.while_kept([&] { return finish_shard(shard_of(job.study, *job.options.shard, job.paths, run.tally(), job.from, job.kept), outcome.failed, finish, log, job.session); });
  Progress progress(job.session);
  const output::PathSource paths = path_source(simulation, job.kept, job.options.control, interruption, progress);
  if (!job.kept.empty()) {
    // Whatever happens while they are written, the simulation is not done again.
    run.save();
    // With --until it is known only now how many they are.
    check_capacity(job.study, job.file, job.options.control.threads, job.options.control.tile_width, job.kept);
    finish.paths = &paths;
  }
  return run.while_kept([&] { return finish_run(job.study, outcome, job.from, finish, log, job.session); });
}

int run(const Arguments& arguments, const Session& session) {
  // From the first moment, or a signal that comes while the scenario is read would look like a failure to a scheduler, until the results
  // are in place: one that comes while they are written finds the work done.
  const Interruption interruption;
  Job job{arguments, session};
  job.options.control.stop = &interruption.asked();
  KeptOrder order{job.file, job.work(), job.options.force, {}, [&] { return done_before(job); }, {}};
  order.check_capacity = [&] {
    check_capacity(job.study, job.file, job.options.control.threads, job.options.control.tile_width, job.options.until.empty() && !job.options.shard ? job.kept : output::KeptPaths());
  };
  order.perform = [&](output::Spool& spool, RunLog& log) {
    log_start(log, job.study, job.options.control, job.options.overrides, job.options.shard, session);
    const scenarios::Scenario& scenario = job.study.scenario;
    const std::string up_to = job.options.until.empty() ? "" : phrase(session.language, {"up to ", "至多 "});
    talk(session, phrase(session.language, {"{}: {}{} over {} to {}, seed {}, {} threads", "{}：{}{}，{} 至 {}，种子 {}，{} 个线程"}, scenario.name, up_to,
                         phrase(session.language, {"{} {}", "{} 条路径"}, output::count_text(job.paths.count()), job.paths.count() == 1 ? "path" : "paths"),
                         scenario.horizon.first.to_string(), scenario.horizon.last.to_string(), scenario.seed, job.options.control.threads));
    if (const std::string sampling = sampling_text(job.study, scenario.paths, session); !sampling.empty()) talk(session, sampling);
    return simulate(job, spool, log, interruption);
  };
  return perform_run(order);
}

}  // namespace

Command run_command() {
  return {"run",
          {"simulate a scenario and say how likely each target is", "模拟一个情景，给出每个目标实现的概率"},
          {{{"SCENARIO", "情景"}, {"a scenario file (.toml) or the name of a shipped one, such as hubei-2024/report", "情景文件（.toml）或随附情景的名称，例如 hubei-2024/report"}}},
          {{"output", 'o', {"FILE", "文件"}, {"results file (default: results/NAME.h5 with the scenario's name)", "结果文件（默认 results/情景名.h5）"}},
           paths_option(),
           {"until", '\0', {"GOAL", "精度目标"},
            {"find the number of paths: the first of fixed checkpoints at which a Monte Carlo error is small enough, such as \"se(P(gdp_growth_target_2024)) < 0.001\", "
             "\"se(mean(gdp_growth[2024])) < 0.01\", \"se(quantile(Y[2024Q4], 0.05)) < 10\"; may be repeated, then all hold",
             "自动确定路径数：在固定检查点中取首个使蒙特卡洛误差足够小者，例如 \"se(P(gdp_growth_target_2024)) < 0.001\"、\"se(mean(gdp_growth[2024])) < 0.01\"、"
             "\"se(quantile(Y[2024Q4], 0.05)) < 10\"；可重复使用，须全部满足"}, true},
           {"max-paths", '\0', {"N", "数目"}, {"with --until: the largest number of paths (default: 10,000,000)", "与 --until 同用：最大路径数（默认 10,000,000）"}},
           seed_option(), sampling_option(), set_option(),
           {"model", '\0', {"MODEL", "模型"}, {"another model than the scenario's: a file (.toml) or a shipped name", "代替情景所用的模型：模型文件（.toml）或随附模型的名称"}},
           {"quantiles", '\0', {"all|NAME,...", "all|名称,..."}, {"variables that have quantiles besides the reported ones", "除报告变量外还要给出分位数的变量"}},
           keep_paths_option(), keep_type_option(),
           threads_option(),
           {"shard", '\0', {"i/n", "i/n"},
            {"simulate part i of n and write a shard (default: results/NAME.i-of-n.shard); jingchu merge puts them together, with the same bytes as one run",
             "只模拟 n 份中的第 i 份并写出分片（默认 results/情景名.i-of-n.shard）；用 jingchu merge 合并，结果与单次运行逐字节相同"}},
           {"force", '\0', {}, {"overwrite the results file, and simulate even when it is the result of this command", "覆盖已有结果文件；即使它已是本命令的结果也重新模拟"}},
           json_option(), library_option(),
           isa_option(), tile_width_option(),
           save_interval_option()},
          {"Prints the table of targets, writes the results file and beside it NAME.h5.log. Exit code 3: done and written, but more paths failed than the scenario allows.\n"
           "What is done is kept in FILE.partial: after a signal (exit code 75), a kill or a full disk the same command continues, with the same result.",
           "打印目标表，写出结果文件以及同名的 .h5.log 日志。退出码 3：已完成并写出，但失败路径超过情景允许的比例。\n"
           "已完成的部分保存在 FILE.partial：收到信号（退出码 75）、被终止或磁盘写满之后，重复同一命令即可继续，结果相同。"},
          run};
}

}  // namespace jingchu::app
