#include "app/study/kept_run.hpp"

#include <chrono>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/cli/number.hpp"
#include "app/cli/phrase.hpp"
#include "app/console/console.hpp"
#include "app/console/progress.hpp"
#include "output/report/number_text.hpp"

namespace jingchu::app {

namespace {

/// What is done already; nothing when the spool's work cannot be used, which costs time and no number.
engine::Tally tally_of(const engine::Simulation& simulation, output::Spool& spool, const Session& session) {
  if (!spool.newest().empty()) {
    try {
      engine::Tally tally = simulation.empty_tally();
      tally.restore(spool.newest());
      return tally;
    } catch (const Error& error) {
      say(phrase(session.language, {"warning: the work kept in {} cannot be used, starting again: {}\n", "警告: {} 中保存的结果无法使用，从头开始：{}\n"}, jingchu::quoted(spool.path().string()),
                 error.what()));
    }
  }
  return simulation.empty_tally();
}

}  // namespace

KeptRun::KeptRun(const engine::Simulation& simulation, engine::PathRange whole, output::Spool& spool, const engine::RunControl& control, const Interruption& interruption, RunLog& log, const Session& session)
    : simulation_(simulation), spool_(spool), control_(control), interruption_(interruption), session_(session), whole_(whole), tally_(tally_of(simulation, spool, session)), saved_(tally_.done.count()) {
  log.write("ready", {{"evaluation", simulation.has_machine_code() ? "machine code" : "interpreter"}});
  spool_.forget_newest();
  control_.stop = &interruption_.asked();
  control_.save = [this](const engine::Tally& so_far) { save(so_far); };
  if (spool_.has_torn()) {
    log.write("torn save", nlohmann::ordered_json::object());
    talk(session, phrase(session.language, {"the last save is not complete: what it held is computed again", "最后一次保存不完整：其中的结果将重新计算"}));
  }
  if (const std::int64_t done = tally_.done.count(); done > 0) {
    log.write("continued", {{"paths", done}});
    talk(session, phrase(session.language, {"continuing: {} paths are done", "继续此前的运行：已完成 {} 条路径"}, output::count_text(done)));
  }
}

void KeptRun::save(const engine::Tally& so_far) {
  const auto start = std::chrono::steady_clock::now();
  while_kept([&] { spool_.save(so_far.serialise()); });
  saved_ = so_far.done.count();
  saving_seconds_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  ++saves_;
}

void KeptRun::tell_full(const output::NoSpace& full) const {
  constexpr double small = 1e6;   // names, and the lines of the log
  const std::string kept = phrase(session_.language, {"{} of {} paths are kept in {}", "{1} 条路径中已有 {0} 条保存在 {2}"}, output::count_text(saved_), output::count_text(whole_.count()), jingchu::quoted(spool_.path().string()));
  const std::string mount = jingchu::quoted(full.mount().string());
  if (full.takes_no_file())
    throw Error(full.code(), full.problem(), phrase(session_.language, {"{0}; remove some files from {1}, which takes no more, and repeat the command: it continues", "{0}；{1} 无法再新建文件，请删除其中一些，然后重复同一命令，运行会继续"}, kept, mount));
  const std::string space = full.missing() > 0 ? human_bytes(static_cast<double>(full.missing()) + small) : std::string(in(session_.language, {"some space", "一些空间"}));
  throw Error(full.code(), full.problem(), phrase(session_.language, {"{0}; free {1} on {2} and repeat the command: it continues", "{0}；请在 {2} 上释放 {1}，然后重复同一命令，运行会继续"}, kept, space, mount));
}

void KeptRun::advance(engine::PathRange wanted) {
  Progress progress(session_);
  control_.progress = [&](std::int64_t done, std::int64_t total) { progress.show(done, total); };
  if (simulation_.advance(tally_, wanted, control_)) return;
  if (tally_.done.count() > saved_) save(tally_);
  throw Error(ExitCode::come_back,
              phrase(session_.language, {"stopped by a signal after {} of {} paths; they are kept in {}", "收到信号后停止：{} / {} 条路径已完成，保存在 {}"}, output::count_text(whole_.count() - tally_.done.missing(whole_).count()),
                          output::count_text(whole_.count()), jingchu::quoted(spool_.path().string())),
              std::string(in(session_.language, {"the same command continues from there", "重复同一命令即可继续"})));
}

}  // namespace jingchu::app
