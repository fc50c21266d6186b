#include "scenarios/validation/sampling.hpp"

#include <bit>

#include <fmt/format.h>

#include "scenarios/validation/limits.hpp"

namespace jingchu::scenarios {

namespace {

int replicates_of(const WrittenScenario& written) { return written.replicates ? static_cast<int>(written.replicates->value) : engine::standard_replicates; }

bool is_sobol(const WrittenScenario& written) { return written.sampling && written.sampling->value == "sobol"; }

}  // namespace

void limit_paths(std::int64_t most, WrittenScenario& written) {
  const std::int64_t fitting = is_sobol(written) ? engine::filling_paths(most, replicates_of(written)) : most;
  written.paths = Written<std::int64_t>{fitting < most ? fitting : most, {"--max-paths", 0, 0, 1, {}}};
}

engine::Sampling resolve_sampling(const WrittenScenario& written, Diagnostics& problems) {
  if (written.sampling && written.sampling->value != "random" && written.sampling->value != "sobol") {
    problems.error(written.sampling->place, fmt::format("sampling is {}; expected 'random' or 'sobol'", jingchu::quoted(written.sampling->value)));
    return {};
  }
  // Replicates of a scenario that is drawn at random this time do no harm: --sampling may say so.
  if (!is_sobol(written)) return {};
  const int replicates = replicates_of(written);
  if (!std::has_single_bit(static_cast<unsigned>(replicates))) {
    problems.error(written.replicates->place, fmt::format("{} replicates are no power of two", replicates),
                   fmt::format("expected 4, 8, 16, 32 or 64; without the key there are {}", engine::standard_replicates));
    return {};
  }
  if (written.paths && !engine::fills_replicates(written.paths->value, replicates)) {
    const std::int64_t below = engine::filling_paths(written.paths->value, replicates), above = 2 * below;
    const std::string near = below > written.paths->value || above > largest_path_count ? fmt::format("{}", below) : fmt::format("{} or {}", below, above);
    problems.error(written.paths->place,
                   fmt::format("{} paths do not give each of the {} replicates of Sobol sampling a power of two of points, {} at the least", written.paths->value, replicates, engine::points_in_a_row),
                   fmt::format("the nearest number is {}", near));
  }
  return {engine::Sampling::Kind::sobol, replicates};
}

}  // namespace jingchu::scenarios
