#pragma once

#include <cstdint>

#include "app/console/interruption.hpp"
#include "app/session.hpp"
#include "app/study/run_log.hpp"
#include "engine/simulation/simulation.hpp"
#include "output/results/no_space.hpp"
#include "output/spool/spool.hpp"

namespace jingchu::app {

/// A simulation whose work is kept: it goes on from what the spool holds, and saves to it from time to time and at a
/// signal.
class KeptRun {
 public:
  /// All of them outlive it. `whole` are the paths of the run, at most: messages count what is kept against them.
  KeptRun(const engine::Simulation& simulation, engine::PathRange whole, output::Spool& spool, const engine::RunControl& control, const Interruption& interruption, RunLog& log, const Session& session);

  /// Simulates those of the paths that are not done yet, with progress. Throws Error(come_back) after a signal, when
  /// the same command continues.
  void advance(engine::PathRange wanted);
  /// Saves what is done: before something that takes long or may fail.
  void save() { save(tally_); }
  /// Calls `write`, which puts results on the disk: where that is full, the error says how much work is kept, and what to do.
  template <class Write>
  auto while_kept(Write&& write) {
    try {
      return write();
    } catch (const output::NoSpace& full) {
      tell_full(full);
    }
  }
  const engine::Tally& tally() const noexcept { return tally_; }
  /// How often work was saved, and the seconds that it took.
  int saves() const noexcept { return saves_; }
  double saving_seconds() const noexcept { return saving_seconds_; }

 private:
  void save(const engine::Tally& so_far);
  [[noreturn]] void tell_full(const output::NoSpace& full) const;

  const engine::Simulation& simulation_;
  output::Spool& spool_;
  engine::RunControl control_;
  const Interruption& interruption_;
  const Session& session_;
  engine::PathRange whole_;
  engine::Tally tally_;
  std::int64_t saved_;        ///< of them on the disk
  int saves_ = 0;
  double saving_seconds_ = 0;
};

}  // namespace jingchu::app
