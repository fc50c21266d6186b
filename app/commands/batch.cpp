#include <algorithm>
#include <filesystem>
#include <string>
#include <system_error>
#include <thread>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/batch/batch_plan.hpp"
#include "app/batch/batch_work.hpp"
#include "app/batch/estimate.hpp"
#include "app/batch/join_results.hpp"
#include "app/batch/manifest.hpp"
#include "app/batch/run_batch.hpp"
#include "app/cli/number.hpp"
#include "app/cli/phrase.hpp"
#include "app/commands/commands.hpp"
#include "app/console/console.hpp"
#include "app/console/interruption.hpp"
#include "app/libraries.hpp"
#include "app/study/capacity.hpp"
#include "app/study/run_log.hpp"
#include "app/study/simulation_options.hpp"
#include "app/version.hpp"
#include "output/report/number_text.hpp"
#include "output/report/text_table.hpp"
#include "output/results/results_file.hpp"

namespace jingchu::app {
namespace {

BatchOrder read_order(const Arguments& arguments) {
  constexpr std::int64_t most = 1024;
  BatchOrder order;
  order.libraries = libraries(arguments);
  auto threads = std::max<std::int64_t>(1, std::thread::hardware_concurrency());
  if (const auto text = arguments.value("threads")) threads = read_integer("--threads", *text, 1, most);
  if (const auto text = arguments.value("jobs")) order.jobs = static_cast<int>(read_integer("--jobs", *text, 1, most));
  order.control.threads = static_cast<int>(std::max<std::int64_t>(1, threads / order.jobs));
  read_save_interval(arguments, order.control);
  order.force = arguments.has("force");
  if (const auto file = arguments.value("join")) order.join = *file;
  return order;
}

void make_folder(const std::filesystem::path& folder) {
  std::error_code trouble;
  std::filesystem::create_directories(folder, trouble);
  if (trouble || !std::filesystem::is_directory(folder, trouble))
    throw Error(ExitCode::cannot_create, fmt::format("cannot make the folder {}: {}", jingchu::quoted(folder.string()), trouble ? trouble.message() : "it is a file"), "choose another place with --output");
}

std::string time_text(double seconds, Language language) {
  if (seconds < 120) return phrase(language, {"{:.1f} s", "{:.1f} 秒"}, seconds);
  if (seconds < 7200) return phrase(language, {"{:.0f} min", "{:.0f} 分钟"}, seconds / 60);
  return phrase(language, {"{:.1f} h", "{:.1f} 小时"}, seconds / 3600);
}

std::string dry_run_text(const std::vector<BatchWork>& work, const BatchOrder& order, const BatchEstimate& estimate, const Session& session) {
  const Language language = session.language;
  output::TextTable table({{std::string(in(language, {"Run", "运行"})), output::TextTable::Align::left, 9}, {std::string(in(language, {"Paths", "路径数"}))}, {std::string(in(language, {"Time, about", "约需时间"}))}});
  for (std::size_t i = 0; i < work.size(); ++i) table.row({work[i].item.name, output::count_text(work[i].paths), time_text(estimate.seconds[i], language)});
  return table.text(style_of(session)) +
         phrase(language, {"{} runs, {} at a time with {} threads each: about {}, {} of memory ({} free), {} on disk ({} free)\n", "共 {} 项，同时 {} 项，每项 {} 个线程：约需 {}，内存 {}（可用 {}），磁盘 {}（可用 {}）\n"}, work.size(),
                order.jobs, order.control.threads, time_text(estimate.total_seconds, language), human_bytes(estimate.memory), human_bytes(free_memory()), human_bytes(estimate.disk),
                human_bytes(free_disk(order.folder)));
}

int dry_run(const std::vector<BatchWork>& work, const BatchOrder& order, bool json, const Session& session) {
  const BatchEstimate estimate = estimate_batch(work, order);
  if (!json) {
    answer(dry_run_text(work, order, estimate, session));
    return 0;
  }
  nlohmann::ordered_json items = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < work.size(); ++i) items.push_back({{"name", work[i].item.name}, {"scenario", work[i].item.scenario}, {"paths", work[i].paths}, {"seconds", estimate.seconds[i]}});
  const nlohmann::ordered_json all{{"runs", work.size()}, {"jobs", order.jobs}, {"threads_each", order.control.threads}, {"seconds", estimate.total_seconds}, {"memory_bytes", estimate.memory}, {"disk_bytes", estimate.disk}, {"items", std::move(items)}};
  answer(all.dump(2) + "\n");
  return 0;
}

Text status_text(ItemStatus status) {
  switch (status) {
    case ItemStatus::waiting: return {"waiting", "未开始"};
    case ItemStatus::done: return {"done", "完成"};
    case ItemStatus::failed: return {"failed", "失败"};
    case ItemStatus::stopped: return {"stopped", "已中断"};
  }
  return {};
}

std::string summary(const std::vector<BatchWork>& work, const Manifest& manifest, const BatchOrder& order, const Session& session) {
  const Language language = session.language;
  output::TextTable table({{std::string(in(language, {"Run", "运行"})), output::TextTable::Align::left, 9},
                           {std::string(in(language, {"Status", "状态"})), output::TextTable::Align::left, 8},
                           {std::string(in(language, {"Exit code", "退出码"}))},
                           {std::string(in(language, {"Paths", "路径数"}))},
                           {std::string(in(language, {"Failed paths", "失败路径"}))}});
  std::size_t done = 0;
  for (std::size_t i = 0; i < work.size(); ++i) {
    const ItemState& state = manifest.state(i);
    const bool is_done = state.status == ItemStatus::done, waits = state.status == ItemStatus::waiting;
    done += is_done;
    table.row({work[i].item.name, {std::string(in(language, status_text(state.status))), is_done ? "" : "31"}, waits ? "-" : std::to_string(state.exit_code), output::count_text(work[i].paths),
               is_done ? output::count_text(state.failed_paths) : "-"});
  }
  return table.text(style_of(session)) + phrase(language, {"{} of {} runs are done; results in {}\n", "{} / {} 项完成；结果在 {}\n"}, done, work.size(), order.folder.string());
}

/// Before any work: whether --join can be done. A file that stands there is looked at when all runs are done.
void check_join(const std::vector<BatchWork>& work, const Manifest& manifest, const BatchOrder& order) {
  if (!order.join) return;
  const auto same = [&](const BatchWork& one) { return std::filesystem::weakly_canonical(one.file) == std::filesystem::weakly_canonical(*order.join); };
  if (const auto at = std::find_if(work.begin(), work.end(), same); at != work.end())
    throw Error(ExitCode::usage, fmt::format("--join {} is the results file of the run {}", jingchu::quoted(order.join->string()), jingchu::quoted(at->item.name)), "give it another name");
  bool all_done = true;
  for (std::size_t i = 0; i < work.size(); ++i) all_done = all_done && manifest.state(i).status == ItemStatus::done;
  output::check_output_place(*order.join, order.force || all_done);
  if (const double needed = memory_to_join(work); needed > free_memory())
    throw Error(ExitCode::io, fmt::format("not enough memory: joining {} runs needs about {}, {} free", work.size(), human_bytes(needed), human_bytes(free_memory())), "leave out --join, or make several plans");
}

/// Joins the results when all runs have them; says so.
void join(const BatchPlan& plan, const std::vector<BatchWork>& work, const Manifest& manifest, const BatchOrder& order, RunLog& log, const Session& session) {
  if (!order.join) return;
  std::size_t missing = 0;
  for (std::size_t i = 0; i < work.size(); ++i) missing += manifest.state(i).status != ItemStatus::done;
  if (missing > 0) {
    say(phrase(session.language, {"not joined: {} of {} runs are not done\n", "未合并：{} / {} 项尚未完成\n"}, missing, work.size()));
    return;
  }
  const bool written = join_results(plan, work, order);
  log.write("join", {{"file", order.join->string()}, {"file_sha256", output::check_seal(*order.join).sha256}, {"written", written}});
  talk(session, written ? phrase(session.language, {"wrote {}", "已写入 {}"}, order.join->string())
                        : phrase(session.language, {"{} already holds the results of all runs", "{} 已包含全部运行的结果"}, order.join->string()));
}

int batch(const Arguments& arguments, const Session& session) {
  // From the first moment: a signal that comes while thousands of scenarios are checked, or joined at the end, is answered like any other.
  const Interruption interruption;
  BatchOrder order = read_order(arguments);
  order.control.stop = &interruption.asked();
  const auto store = models::file_store(order.libraries);
  const BatchPlan plan = read_batch_plan(*store, arguments.operand(0));
  order.folder = arguments.value("output").value_or("results/" + plan.name);
  order.fence = fence_of(plan, arguments.has("allow-outside"));
  const std::vector<BatchWork> work = check_batch(plan, order);
  if (order.join) check_joinable(work);
  if (arguments.has("dry-run")) return dry_run(work, order, arguments.has("json"), session);

  make_folder(order.folder);
  RunLog log(order.folder / "batch");
  log.hold(fmt::format("another batch is at work in {}", jingchu::quoted(order.folder.string())));
  log.write("start", {{"batch", plan.name}, {"items", work.size()}, {"jobs", order.jobs}, {"threads_each", order.control.threads}, {"version", version()}, {"revision", git_revision()}, {"command", session.words}});
  try {
    Manifest manifest(plan.name, work, order.folder);
    check_join(work, manifest, order);
    const int code = run_batch(work, order, manifest, interruption, log, session);
    join(plan, work, manifest, order, log, session);
    log.write("end", {{"exit_code", code}});
    answer(arguments.has("json") ? manifest.text() : summary(work, manifest, order, session));
    return code;
  } catch (const Error& error) {
    log.write("error", {{"exit_code", static_cast<int>(error.code())}, {"text", error.what()}});
    throw;
  }
}

}  // namespace

Command batch_command() {
  return {"batch",
          {"carry out a plan of many runs; repeated, it goes on with what is left", "执行包含多次运行的批量计划；重复同一命令即可继续"},
          {{{"PLAN", "计划"}, {"a plan (.toml), or the name of a shipped one, such as hubei-2024/batches/what-ifs", "计划文件（.toml）或随附计划的名称，例如 hubei-2024/batches/what-ifs"}}},
          {{"output", 'o', {"DIR", "目录"}, {"folder for the results (default: results/NAME with the plan's name)", "结果目录（默认 results/计划名）"}},
           {"jobs", '\0', {"N", "数目"}, {"runs at the same time, which share the threads: 1 to 1,024 (default: 1)", "同时进行的运行数，线程由它们分用：1 至 1,024（默认 1）"}},
           {"threads", '\0', {"T", "数目"}, {"threads of all runs together: 1 to 1,024 (default: all cores)", "全部运行合计的线程数：1 至 1,024（默认使用全部核心）"}},
           {"join", '\0', {"FILE", "文件"}, {"when all runs are done, write them into one results file too, along its dimension scenario", "全部完成后，另将各项写入同一个结果文件（沿 scenario 维）"}},
           {"dry-run", '\0', {}, {"check the plan, measure a little, and say what it will take", "检查计划并作短暂测量，给出所需时间、内存和磁盘"}},
           {"force", '\0', {}, {"simulate every run again and overwrite results", "全部重新模拟并覆盖已有结果"}},
           allow_outside_option(), json_option(), library_option(), save_interval_option()},
          {"Everything that is wrong in the plan and its scenarios is told before the first run. A run that fails does not stop the others; the same command skips what is done and tries the rest again. The folder "
           "gets NAME.h5 for every run, manifest.json and batch.log. The exit code is the largest of the runs; 75 after a signal.",
           "计划及其情景中的全部问题在首次运行之前一并指出。某项失败不影响其余各项；重复同一命令时跳过已完成的部分，只重试其余。目录中写入各项的 NAME.h5、manifest.json 和 batch.log。退出码为各项中最大者；收到信号时为 75。"},
          batch};
}

}  // namespace jingchu::app
