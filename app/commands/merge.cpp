#include <chrono>
#include <filesystem>
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
#include "app/study/run_identity.hpp"
#include "engine/simulation/parallel.hpp"
#include "engine/simulation/simulation.hpp"
#include "output/report/report.hpp"
#include "output/results/results_file.hpp"
#include "output/spool/spool.hpp"

namespace jingchu::app {
namespace {

int merge(const Arguments& arguments, const Session& session) {
  const auto start = std::chrono::steady_clock::now();
  std::vector<std::filesystem::path> files;
  for (std::size_t i = 0; i < arguments.operand_count(); ++i) files.emplace_back(arguments.operand(i));
  const bool force = arguments.has("force"), json = arguments.has("json");
  const Interruption interruption;
  const MergedRun merged = merge_shards(files, 0);
  const auto given = arguments.value("output");
  const std::filesystem::path file = given ? std::filesystem::path(*given) : standard_output_file(merged.study.scenario.name);
  if (!force)
    if (const auto code = finished_already(file, merged.study, merged.provenance, session, merged.kept)) {
      if (json) answer(output::run_json(output::read_results(file), file));
      return *code;
    }
  output::check_output_place(file, force);
  output::Spool spool(file, run_digest(merged.study, merged.provenance, merged.kept), force);
  RunLog log(file);
  log.write("merge", {{"scenario", merged.study.scenario.name}, {"shards", files.size()}, {"command", session.words}});
  Finish finish{file, force, json, start, merged.kept, nullptr};
  engine::RunControl control;
  control.threads = engine::available_cores();
  check_capacity(merged.study, file, control.threads, control.tile_width, merged.kept);
  const engine::Simulation simulation({{&merged.study.compiled->program, &merged.study.plan}}, {}, control);
  Progress progress(session);
  const output::PathSource paths = path_source(simulation, finish.kept, control, interruption, progress);
  finish.paths = &paths;
  const int code = finish_run(merged.study, merged.tally.cases.front(), merged.provenance, finish, log, session);
  spool.remove();
  return code;
}

}  // namespace

Command merge_command() {
  return {"merge",
          {"put the shards of a run together, with the same bytes as one run", "合并一次运行的各个分片，结果与单次运行逐字节相同"},
          {{{"SHARD...", "分片..."}, {"shard files (.shard) in any order: all of one run", "分片文件（.shard），次序不限：须为同一次运行的全部分片"}, false, true}},
          {{"output", 'o', {"FILE", "文件"}, {"results file (default: results/NAME.h5 with the scenario's name)", "结果文件（默认 results/情景名.h5）"}},
           {"force", '\0', {}, {"overwrite the results file", "覆盖已有的结果文件"}},
           json_option()},
          {"Needs no other file: shards hold every text of their run. Says which shards are missing, damaged, given twice or of another run.",
           "无需其他文件：分片内含本次运行的全部文本。会指出缺失、损坏、重复或属于其他运行的分片。"},
          merge};
}

}  // namespace jingchu::app
