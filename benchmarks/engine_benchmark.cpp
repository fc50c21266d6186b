// How fast is a path, and against what? Prints one table, or the parts of it that are named:
//
//     engine_benchmark [sixteen] [laws] [report] [scaling] [blocks] [large] [sobol] [sobol-many] [accuracy] [endurance]
//
// Every figure is the best of interleaved repetitions of CPU time of one thread, except those that name threads, which are
// wall clock. `sobol`, `sobol-many` (1,500 repeats in place of 30), `accuracy` and `endurance` (10^8 paths) take from seconds to minutes and run only when they are named.

#include <map>
#include <string>

#include "benchmarks/measure.hpp"
#include "engine/math/isa.hpp"
#include "engine/simulation/parallel.hpp"

int main(int count, char** words) {
  using namespace jingchu;
  const std::map<std::string, void (*)()> parts{{"sixteen", benchmarks::sixteen}, {"laws", benchmarks::laws}, {"report", benchmarks::report}, {"scaling", benchmarks::scaling},
                                                {"blocks", benchmarks::blocks}, {"large", benchmarks::large}, {"sobol", benchmarks::sobol}, {"sobol-many", benchmarks::sobol_many},
                                                {"accuracy", benchmarks::accuracy}, {"endurance", benchmarks::endurance}};
  fmt::print("instruction set {}, {} cores\n", engine::isa_name(engine::best_isa()), engine::available_cores());
  if (count < 2)
    for (const char* name : {"sixteen", "laws", "report", "scaling", "blocks", "large"}) parts.at(name)();
  for (int i = 1; i < count; ++i) {
    const auto part = parts.find(words[i]);
    if (part == parts.end()) {
      fmt::print(stderr, "no part '{}'\n", words[i]);
      return 64;
    }
    part->second();
  }
  return 0;
}
