#pragma once

#include <string>

#include <sys/types.h>

#include "app/batch/batch_work.hpp"
#include "app/batch/manifest.hpp"
#include "app/console/interruption.hpp"
#include "app/session.hpp"
#include "output/results/posix.hpp"

namespace jingchu::app {

/// A run of a batch in a process of its own: a crash or a hunger for memory in one run leaves the others alone, and the
/// HDF5 library, which knows no threads, is used by one run only. It ends when this process ends.
class ChildRun {
 public:
  /// Throws Error(io) when no process can be made.
  ChildRun(const BatchWork& work, const BatchOrder& order, const Interruption& interruption, const Session& session);
  ChildRun(ChildRun&&) noexcept = default;
  ChildRun& operator=(ChildRun&&) noexcept = default;

  /// To be polled: readable when there is something for take().
  int descriptor() const noexcept { return pipe_.get(); }
  /// Takes what the run says; false when it has ended.
  bool take();
  /// Asks it to stop, with its work kept.
  void stop() const noexcept;
  /// After its end: how the run stands now.
  ItemState end();

 private:
  pid_t process_ = 0;
  output::detail::FileDescriptor pipe_{-1};
  std::string said_;
  std::string run_;
};

}  // namespace jingchu::app
