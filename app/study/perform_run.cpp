#include "app/study/perform_run.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <fstream>
#include <string>

#include <unistd.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/console/console.hpp"
#include "app/version.hpp"
#include "output/results/results_file.hpp"
#include "output/spool/spool.hpp"

namespace jingchu::app {

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

std::string host_name() {
  char name[256] = {};
  return ::gethostname(name, sizeof name - 1) == 0 ? name : "unknown";
}

/// Who began the last run in a log: "process 123 on host, since 2024-01-30T08:00:00Z"; empty when it does not say.
std::string last_starter(const std::filesystem::path& file) {
  constexpr std::streamoff enough = 65536;
  std::ifstream in(file.string() + ".log", std::ios::binary | std::ios::ate);
  if (!in) return {};
  in.seekg(std::max<std::streamoff>(0, in.tellg() - enough));
  std::string found;
  for (std::string line; std::getline(in, line);) {
    const auto entry = nlohmann::json::parse(line, nullptr, false);
    if (!entry.is_object() || entry.value("event", nlohmann::json()) != "start") continue;
    if (entry.contains("process") && entry.value("host", nlohmann::json()).is_string() && entry.value("time", nlohmann::json()).is_string())
      found = fmt::format("process {} on {}, since {}", entry["process"].dump(), entry["host"].get<std::string>(), entry["time"].get<std::string>());
  }
  return found;
}

/// The spool of a run; when another one is at work there, the error says who.
output::Spool take_hold(const KeptOrder& order) {
  try {
    return output::Spool(order.file, order.work, order.force);
  } catch (const Error& error) {
    const std::string who = error.code() == ExitCode::come_back ? last_starter(order.file) : "";
    if (who.empty()) throw;
    const Diagnostic& told = error.diagnostics().front();
    throw Error(error.code(), fmt::format("{}: {}", told.problem, who), told.hint);
  }
}

}  // namespace

void log_start(RunLog& log, const Study& study, const engine::RunControl& control, const scenarios::Overrides& overrides, const std::optional<ShardShare>& shard, const Session& session,
               const std::vector<std::string>& others) {
  nlohmann::ordered_json fields{{"scenario", study.scenario.name}, {"paths", study.scenario.paths}, {"seed", study.scenario.seed},
                                {"version", version()}, {"revision", git_revision()}, {"build", build_description()},
                                {"host", host_name()}, {"process", ::getpid()}, {"threads", control.threads},
                                {"isa", engine::isa_name(control.isa)}, {"tile_width", control.tile_width},
                                {"command", session.words}};
  // The command line wins over the file: say where it did.
  if (overrides.paths) fields["overrides"]["paths"] = *overrides.paths;
  if (overrides.seed) fields["overrides"]["seed"] = *overrides.seed;
  if (overrides.model) fields["overrides"]["model"] = *overrides.model;
  if (!overrides.set.empty()) fields["overrides"]["set"] = overrides.set;
  if (shard) fields["shard"] = shard->text();
  if (!others.empty()) fields["compared"] = others;
  log.write("start", fields);
}

void log_simulated(RunLog& log, const KeptRun& run, double seconds) {
  std::int64_t slow_solves = 0;
  for (const engine::Outcome& outcome : run.tally().cases) slow_solves += outcome.slow_solves;
  log.write("simulated", {{"seconds", seconds}, {"paths_per_second", static_cast<double>(run.tally().cases.front().paths) / seconds}, {"slow_solves", slow_solves},
                          {"saves", run.saves()}, {"saving_seconds", run.saving_seconds()}});
}

int perform_run(const KeptOrder& order) {
  const auto start = Clock::now();
  if (const auto code = order.done_before()) {
    output::remove_spool_of(order.file, order.work);
    return *code;
  }
  output::check_output_place(order.file, order.force);
  order.check_capacity();
  output::Spool spool = take_hold(order);
  // Another run may have finished between the look at its results and the hold on its spool.
  if (const auto code = order.done_before()) {
    spool.remove();
    return *code;
  }
  RunLog log(order.file);
  try {
    const int code = order.perform(spool, log);
    spool.remove();
    if (!log.trouble().empty()) say(fmt::format("warning: the log {}.log is not complete: {}\n", order.file.string(), log.trouble()));
    return code;
  } catch (const Error& error) {
    log.write("error", {{"exit_code", static_cast<int>(error.code())}, {"seconds", seconds_since(start)}, {"text", error.what()}});
    // What is wrong with the input stays wrong: nothing is to be continued.
    if (error.code() == ExitCode::usage || error.code() == ExitCode::data) spool.remove();
    throw;
  }
}

}  // namespace jingchu::app
