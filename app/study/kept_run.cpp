#include "app/study/kept_run.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/cli/phrase.hpp"
#include "app/console/console.hpp"
#include "app/console/progress.hpp"
#include "output/report/number_text.hpp"

namespace jingchu::app {

namespace {

/// What is done already; nothing when the spool's work cannot be used, which costs time and no number.
engine::Tally tally_of(const engine::Simulation& simulation, output::Spool& spool) {
  if (!spool.newest().empty()) {
    try {
      engine::Tally tally = simulation.empty_tally();
      tally.restore(spool.newest());
      return tally;
    } catch (const Error& error) {
      say(fmt::format("warning: the work kept in {} cannot be used, starting again: {}\n", jingchu::quoted(spool.path().string()), error.what()));
    }
  }
  return simulation.empty_tally();
}

}  // namespace

engine::Tally simulate_kept(const engine::Simulation& simulation, engine::PathRange wanted, output::Spool& spool, engine::RunControl control,
                            const Interruption& interruption, RunLog& log, const Session& session) {
  engine::Tally tally = tally_of(simulation, spool);
  spool.forget_newest();
  if (const std::int64_t done = wanted.count() - tally.done.missing(wanted).count(); done > 0) {
    log.write("continued", {{"paths", done}});
    talk(session, phrase(session.language, {"continuing: {} of {} paths are done", "继续此前的运行：已完成 {} / {} 条路径"}, output::count_text(done), output::count_text(wanted.count())));
  }
  Progress progress(session);
  control.stop = &interruption.asked();
  control.progress = [&](std::int64_t done, std::int64_t total) { progress.show(done, total); };
  control.save = [&](const engine::Tally& so_far) { spool.save(so_far.serialise()); };
  if (!simulation.advance(tally, wanted, control)) {
    spool.save(tally.serialise());
    throw Error(ExitCode::come_back,
                fmt::format("stopped by a signal after {} of {} paths; they are kept in {}", output::count_text(wanted.count() - tally.done.missing(wanted).count()),
                            output::count_text(wanted.count()), jingchu::quoted(spool.path().string())),
                "the same command continues from there");
  }
  return tally;
}

}  // namespace jingchu::app
