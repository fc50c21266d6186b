#include "app/study/simulate_cases.hpp"

#include <fmt/format.h>

#include "app/console/progress.hpp"
#include "engine/core/error.hpp"
#include "output/report/number_text.hpp"

namespace jingchu::app {

engine::Tally simulate_cases(const engine::Simulation& simulation, std::int64_t paths, engine::RunControl control, const Interruption& interruption, const Session& session) {
  Progress progress(session);
  control.stop = &interruption.asked();
  control.progress = [&](std::int64_t done, std::int64_t total) { progress.show(done, total); };
  engine::Tally tally = simulation.empty_tally();
  if (!simulation.advance(tally, {0, paths}, control)) {
    throw Error(ExitCode::come_back, fmt::format("stopped by a signal after {} of {} paths", output::count_text(tally.done.count()), output::count_text(paths)), "the same command begins again");
  }
  return tally;
}

}  // namespace jingchu::app
