#pragma once

#include <functional>

namespace jingchu::engine {

/// Cores this process may use.
int available_cores() noexcept;

/// Runs `work(worker)` for worker = 0 .. workers - 1 at the same time and waits for all. The one place that names the
/// thread library: oneTBB, or std::jthread for race detectors, which cannot see into a prebuilt TBB. The first
/// exception of a worker is thrown again here, after all have ended.
void run_workers(int workers, const std::function<void(int)>& work);

}  // namespace jingchu::engine
