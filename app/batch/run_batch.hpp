#pragma once

#include <vector>

#include "app/batch/batch_work.hpp"
#include "app/batch/manifest.hpp"
#include "app/console/interruption.hpp"
#include "app/session.hpp"
#include "app/study/run_log.hpp"

namespace jingchu::app {

/// Carries out what the manifest does not hold as done, `jobs` runs at a time, and keeps manifest and log up to date. A
/// run that fails does not stop the others. After a signal no run is begun and those at work stop, with their work kept.
///
/// \return the exit code: 75 after a signal, else the largest of all runs.
int run_batch(const std::vector<BatchWork>& work, const BatchOrder& order, Manifest& manifest, const Interruption& interruption, RunLog& log, const Session& session);

}  // namespace jingchu::app
