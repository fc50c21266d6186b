#pragma once

#include <ctime>
#include <string_view>

#include <fmt/format.h>

#include "engine/simulation/plan.hpp"
#include "models/compile.hpp"
#include "scenarios/scenario.hpp"

namespace jingchu::benchmarks {

/// CPU time of this thread so far.
inline double cpu_seconds() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

template <class F>
double cpu_of(F f) {
  const double start = cpu_seconds();
  f();
  return cpu_seconds() - start;
}

/// The best of repetitions: keeps the smaller one.
inline void keep_best(double& best, double now) {
  if (now < best) best = now;
}

/// A row of the table.
inline void row(std::string_view what, double value, std::string_view unit) { fmt::print("{:<72} {:>11.4g} {}\n", what, value, unit); }
inline void head(std::string_view what) { fmt::print("\n{}\n", what); }

/// The Hubei report, compiled and bound.
struct Report {
  scenarios::Scenario scenario;
  models::CompiledModel compiled;
  engine::Plan plan;
};
Report load_report();

// Parts of the table, each in a file of its own name.
void sixteen();
void laws();
void report();
void scaling();
void blocks();
void large();
void sobol();
void sobol_many();
void accuracy();
void endurance();

}  // namespace jingchu::benchmarks
