#include <algorithm>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "app/batch/batch_plan.hpp"
#include "app/batch/batch_work.hpp"
#include "app/batch/job_script.hpp"
#include "app/cli/number.hpp"
#include "app/commands/commands.hpp"
#include "app/console/console.hpp"
#include "app/libraries.hpp"
#include "app/study/output_name.hpp"
#include "app/study/shard_share.hpp"
#include "app/study/study.hpp"
#include "scenarios/validation/names.hpp"

namespace jingchu::app {
namespace {

/// The words of `jingchu run` that stand for these overrides.
void append_overrides(std::vector<std::string>& words, const scenarios::Overrides& overrides) {
  const auto add = [&](const char* option, const std::string& value) {
    words.emplace_back(option);
    words.push_back(value);
  };
  if (overrides.model) add("--model", *overrides.model);
  if (overrides.paths) add("--paths", std::to_string(*overrides.paths));
  if (overrides.seed) add("--seed", std::to_string(*overrides.seed));
  if (overrides.sampling) add("--sampling", *overrides.sampling);
  for (const std::string& set : overrides.set) add("--set", set);
}

scenarios::Overrides read_overrides(const Arguments& arguments) {
  scenarios::Overrides overrides;
  if (const auto text = arguments.value("paths")) overrides.paths = read_integer("--paths", *text, 1, 1'000'000'000);
  if (const auto text = arguments.value("seed")) overrides.seed = read_integer("--seed", *text, 0, std::numeric_limits<std::int64_t>::max());
  overrides.sampling = arguments.value("sampling");
  overrides.model = arguments.value("model");
  overrides.set = arguments.values("set");
  return overrides;
}

/// Throws Error(usage) when a run has too few paths for so many shards.
void check_shards(int shards, std::int64_t paths) { static_cast<void>(ShardShare{1, shards}.paths(paths)); }

std::vector<std::string> library_words(const Arguments& arguments) {
  std::vector<std::string> words;
  for (const std::string& folder : arguments.values("library")) {
    words.emplace_back("--library");
    words.push_back(folder);
  }
  return words;
}

void take_scenario(const Arguments& arguments, JobOrder& order) {
  const std::string& scenario = arguments.operand(0);
  const scenarios::Overrides overrides = read_overrides(arguments);
  if (arguments.has("allow-outside")) throw Error(ExitCode::usage, "--allow-outside is for a plan", "leave it out: a scenario may name any file");
  const auto store = models::file_store(libraries(arguments));
  const Study study = prepare(*store, scenario, overrides);
  check_shards(order.shards, study.scenario.paths);
  order.name = study.scenario.name;
  if (!scenarios::serves_as_file_name(order.name) && !arguments.has("output")) throw Error(ExitCode::data, fmt::format("the scenario's name {} cannot become a file name", jingchu::quoted(order.name)), "give --output");
  JobOrder::Run run;
  run.output = arguments.value("output").value_or("results/" + order.name + ".h5");
  run.words = {scenario};
  append_overrides(run.words, overrides);
  for (const std::string& word : library_words(arguments)) run.words.push_back(word);
  order.runs.push_back(std::move(run));
}

void take_plan(const Arguments& arguments, models::SourceStore& store, JobOrder& order) {
  for (const char* option : {"paths", "seed", "model", "set"})
    if (arguments.has(option)) throw Error(ExitCode::usage, fmt::format("--{} is for a scenario; a plan says it itself", option), "write it in the plan");
  const BatchPlan plan = read_batch_plan(store, arguments.operand(0));
  BatchOrder batch;
  batch.libraries = libraries(arguments);
  batch.folder = arguments.value("output").value_or("results/" + plan.name);
  batch.fence = fence_of(plan, arguments.has("allow-outside"));
  order.name = plan.name;
  for (const BatchWork& work : check_batch(plan, batch)) {
    check_shards(order.shards, work.paths);
    JobOrder::Run run{work.file.string(), {work.item.scenario}};
    append_overrides(run.words, work.item.overrides);
    for (const std::string& word : library_words(arguments)) run.words.push_back(word);
    order.runs.push_back(std::move(run));
  }
  // Its results are those of these runs: it finds them done, does what is missing, and writes the manifest.
  order.last = {"batch", arguments.operand(0), "-o", batch.folder.string(), "--threads", std::to_string(order.threads)};
  if (arguments.has("allow-outside")) order.last.emplace_back("--allow-outside");
  for (const std::string& word : library_words(arguments)) order.last.push_back(word);
}

int submit(const Arguments& arguments, const Session&) {
  constexpr std::int64_t most_shards = 100'000, most_threads = 1024;
  const auto form = arguments.value("print");
  if (!form) throw Error(ExitCode::usage, "--print is missing", "--print slurm or --print shell");
  if (*form != "slurm" && *form != "shell") throw Error(ExitCode::usage, fmt::format("--print {} is not known; expected slurm or shell", jingchu::quoted(*form)));
  JobOrder order;
  if (const auto text = arguments.value("shards")) order.shards = static_cast<int>(read_integer("--shards", *text, 1, most_shards));
  if (const auto text = arguments.value("threads")) order.threads = static_cast<int>(read_integer("--threads", *text, 1, most_threads));
  const auto store = models::file_store(libraries(arguments));
  if (is_batch_plan(store->read(arguments.operand(0), "", models::SourceStore::Kind::scenario, {}))) take_plan(arguments, *store, order);
  else take_scenario(arguments, order);
  answer(*form == "slurm" ? slurm_script(order) : shell_script(order));
  return 0;
}

}  // namespace

Command submit_command() {
  return {"submit",
          {"print a script that hands a run or a batch to a scheduler", "生成把运行或批量计划交给作业调度系统的脚本"},
          {{{"PLAN|SCENARIO", "计划|情景"}, {"a plan of a batch or a scenario: a file (.toml) or a shipped name", "批量计划或情景：文件（.toml）或随附的名称"}}},
          {{"print", '\0', {"slurm|shell", "slurm|shell"}, {"for Slurm, an array job and one that puts its parts together; or the same as a loop of the shell", "用于 Slurm：一个作业数组及合并作业；或以 shell 循环完成同样的工作"}},
           {"shards", '\0', {"N", "数目"}, {"parts of every run (default: 1)", "每次运行的分片数（默认 1）"}},
           {"threads", '\0', {"T", "数目"}, {"threads of every part (default: 1)", "每个分片的线程数（默认 1）"}},
           {"output", 'o', {"PATH", "路径"}, {"results file of the scenario (default: results/NAME.h5), or folder of the plan (default: results/NAME)", "情景的结果文件（默认 results/情景名.h5），或计划的结果目录（默认 results/计划名）"}},
           {"paths", '\0', {"N", "数目"}, {"as for run", "同 run"}},
           {"seed", '\0', {"S", "种子"}, {"as for run", "同 run"}},
           {"sampling", '\0', {"sobol|random", "sobol|random"}, {"as for run", "同 run"}},
           {"set", '\0', {"LEVER=VALUE", "杠杆=值"}, {"as for run", "同 run"}, true},
           {"model", '\0', {"MODEL", "模型"}, {"as for run", "同 run"}},
           allow_outside_option(), library_option()},
          {"Nothing is started. The scenario or the whole plan is checked first, so that no job dies of a typing error.", "不启动任何作业。情景或整个计划会先行检查，以免作业因笔误而失败。"},
          submit};
}

}  // namespace jingchu::app
