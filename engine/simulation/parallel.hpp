#pragma once

#include <functional>

namespace jingchu::engine {

/// Cores this process may use.
int available_cores() noexcept;
/// So many threads as are wanted; for 0 one on each of these cores.
inline int thread_count(int wanted) noexcept { return wanted > 0 ? wanted : available_cores(); }

/// Runs `work(worker)` for worker = 0 .. workers - 1 at the same time and waits for all. The one place that names the
/// thread library: oneTBB, or std::jthread for race detectors, which cannot see into a prebuilt TBB. The first
/// exception of a worker is thrown again here, after all have ended.
void run_workers(int workers, const std::function<void(int)>& work);

}  // namespace jingchu::engine
