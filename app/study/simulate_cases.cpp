#include "app/study/simulate_cases.hpp"

#include <string>

#include "app/cli/phrase.hpp"
#include "app/console/progress.hpp"
#include "engine/core/error.hpp"
#include "output/report/number_text.hpp"

namespace jingchu::app {

engine::Tally simulate_cases(const engine::Simulation& simulation, std::int64_t paths, engine::RunControl control, const Interruption& interruption, const Session& session, const Text& advice) {
  Progress progress(session);
  control.stop = &interruption.asked();
  control.progress = [&](std::int64_t done, std::int64_t total) { progress.show(done, total); };
  engine::Tally tally = simulation.empty_tally();
  if (!simulation.advance(tally, {0, paths}, control)) {
    throw Error(ExitCode::come_back,
                phrase(session.language, {"stopped by a signal after {} of {} paths, of which nothing is kept", "收到信号后停止：已完成 {} / {} 条路径，均未保存"}, output::count_text(tally.done.count()), output::count_text(paths)),
                std::string(in(session.language, {"the same command begins again", "重复同一命令将从头开始"})) + std::string(in(session.language, advice)));
  }
  return tally;
}

}  // namespace jingchu::app
