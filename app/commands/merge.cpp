#include <chrono>
#include <filesystem>
#include <optional>
#include <vector>

#include <nlohmann/json.hpp>

#include "app/cli/phrase.hpp"
#include "app/commands/commands.hpp"
#include "app/console/console.hpp"
#include "app/console/interruption.hpp"
#include "app/study/capacity.hpp"
#include "app/study/existing_run.hpp"
#include "app/study/finish_run.hpp"
#include "app/study/keep_paths.hpp"
#include "app/study/merge_shards.hpp"
#include "app/study/output_name.hpp"
#include "app/study/perform_run.hpp"
#include "engine/simulation/parallel.hpp"
#include "engine/simulation/simulation.hpp"
#include "output/report/report.hpp"
#include "output/results/results_file.hpp"

namespace jingchu::app {
namespace {

int merge(const Arguments& arguments, const Session& session) {
  const auto start = std::chrono::steady_clock::now();
  const Interruption interruption;
  std::vector<std::filesystem::path> files;
  for (std::size_t i = 0; i < arguments.operand_count(); ++i) files.emplace_back(arguments.operand(i));
  const bool force = arguments.has("force"), json = arguments.has("json");
  const ShardedRun shards(files, arguments.has("allow-mixed-versions"));
  if (const std::string& builds = shards.provenance().shard_builds; !builds.empty())
    say(phrase(session.language, {"warning: not all was made by this build of the program, so nobody vouches for the bytes of one run; the results file keeps who made which shards:\n{}\n",
                                  "警告: 并非全部由本程序的同一构建生成，因此不保证与单次运行逐字节相同；结果文件记录了各分片由谁生成：\n{}\n"}, builds));
  const auto given = arguments.value("output");
  const std::filesystem::path file = given ? std::filesystem::path(*given) : standard_output_file(shards.study().scenario.name);

  engine::RunControl control;
  control.threads = engine::available_cores();
  control.stop = &interruption.asked();
  KeptOrder order{file, shards.digest(), force, {}, {}, {}};
  order.check_capacity = [&] { check_capacity(shards.study(), file, control.threads, control.tile_width, shards.kept()); };
  order.done_before = [&]() -> std::optional<int> {
    if (force) return std::nullopt;
    const auto code = finished_already(file, shards.study(), shards.provenance(), session, shards.kept());
    if (code && json) answer(output::run_json(output::read_results(file), file));
    return code;
  };
  order.perform = [&](output::Spool&, RunLog& log) {
    log.write("merge", {{"scenario", shards.study().scenario.name}, {"shards", files.size()}, {"command", session.words}});
    const engine::Simulation simulation({{&shards.study().compiled->program, &shards.study().plan}}, {}, control);
    const engine::Tally tally = shards.add_up(simulation, interruption, session);
    Progress progress(session);
    const output::PathSource paths = path_source(simulation, shards.kept(), control, interruption, progress);
    return finish_run(shards.study(), tally.cases.front(), shards.provenance(), {file, force, json, start, shards.kept(), &paths}, log, session);
  };
  return perform_run(order);
}

}  // namespace

Command merge_command() {
  return {"merge",
          {"put the shards of a run together, with the same bytes as one run", "合并一次运行的各个分片，结果与单次运行逐字节相同"},
          {{{"SHARD...", "分片..."}, {"shard files (.shard) in any order: all of one run", "分片文件（.shard），次序不限：须为同一次运行的全部分片"}, false, true}},
          {{"output", 'o', {"FILE", "文件"}, {"results file (default: results/NAME.h5 with the scenario's name)", "结果文件（默认 results/情景名.h5）"}},
           {"force", '\0', {}, {"overwrite the results file", "覆盖已有的结果文件"}},
           {"allow-mixed-versions", '\0', {}, {"take shards that other builds of the program made of the same run; the results file keeps which", "接受由其他版本的程序为同一次运行生成的分片；结果文件会记录其来源"}},
           json_option()},
          {"Needs no other file: shards hold every text of their run. Says which shards are missing, damaged, given twice or of another run.",
           "无需其他文件：分片内含本次运行的全部文本。会指出缺失、损坏、重复或属于其他运行的分片。"},
          merge};
}

}  // namespace jingchu::app
