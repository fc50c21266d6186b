#include "analysis/comparison.hpp"

#include <utility>

#include <fmt/format.h>

namespace jingchu::analysis {

namespace {

void check_pair(const scenarios::Scenario& base, const scenarios::Scenario& other, Diagnostics& problems) {
  const auto differ = [&](const char* what, const char* option, std::int64_t mine, std::int64_t theirs) {
    problems.error({}, fmt::format("{} has {} {}, {} has {}: differences are taken on the same draws", jingchu::quoted(base.name), what, mine, jingchu::quoted(other.name), theirs),
                   fmt::format("give all of them the same with {}", option));
  };
  if (base.seed != other.seed) differ("seed", "--seed", base.seed, other.seed);
  if (base.paths != other.paths) differ("paths", "--paths", base.paths, other.paths);
  if (base.sampling != other.sampling)
    problems.error({}, fmt::format("{} and {} have different samplings: differences are taken on the same draws", jingchu::quoted(base.name), jingchu::quoted(other.name)),
                   "give all of them the same with --sampling, and the same replicates");
}

}  // namespace

std::vector<engine::Case> Comparison::cases() const {
  std::vector<engine::Case> list;
  for (const Study& study : studies) list.push_back({&study.compiled->program, &study.plan});
  return list;
}

std::vector<engine::ContrastPlan> Comparison::contrasts() const {
  std::vector<engine::ContrastPlan> list;
  for (const Pairing& pairing : pairings) list.push_back(pairing.plan);
  return list;
}

Comparison comparison_of(std::vector<Study> studies, PairedSeries paired) {
  Diagnostics problems;
  for (std::size_t i = 0; i < studies.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (studies[i].scenario.name == studies[j].scenario.name) problems.error({}, fmt::format("two of the scenarios are named {}", jingchu::quoted(studies[i].scenario.name)), "give one of them another name");
    }
    if (i > 0) check_pair(studies.front().scenario, studies[i].scenario, problems);
  }
  problems.throw_if_any();
  Comparison comparison;
  comparison.studies = std::move(studies);
  for (std::size_t i = 1; i < comparison.studies.size(); ++i) comparison.pairings.push_back(pair_outputs(comparison.studies, 0, i, paired));
  return comparison;
}

}  // namespace jingchu::analysis
