#include "engine/simulation/parallel.hpp"

#include <sched.h>

#include <exception>
#include <mutex>

#ifdef JINGCHU_THREADS_BY_STD
#include <thread>
#include <vector>
#else
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>
#include <oneapi/tbb/task_arena.h>
#endif

namespace jingchu::engine {

int available_cores() noexcept {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  return CPU_COUNT(&set) > 0 ? CPU_COUNT(&set) : 1;
}

void run_workers(int workers, const std::function<void(int)>& work) {
  if (workers <= 1) {
    work(0);
    return;
  }
  std::exception_ptr first;
  std::mutex guard;
  const auto guarded = [&](int worker) {
    try {
      work(worker);
    } catch (...) {
      const std::lock_guard lock(guard);
      if (!first) first = std::current_exception();
    }
  };
#ifdef JINGCHU_THREADS_BY_STD
  {
    std::vector<std::jthread> threads;
    for (int worker = 0; worker < workers; ++worker) threads.emplace_back([&guarded, worker] { guarded(worker); });
  }
#else
  // TBB caps its threads at the number of cores; more are allowed here (with the same results), so say so.
  const tbb::global_control allow(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(workers));
  tbb::task_arena arena(workers);
  arena.execute([&] { tbb::parallel_for(0, workers, 1, [&](int worker) { guarded(worker); }, tbb::simple_partitioner()); });
#endif
  if (first) std::rethrow_exception(first);
}

}  // namespace jingchu::engine
