#include "app/batch/join_results.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include <sys/stat.h>

#include <fmt/format.h>

#include "app/study/joint_provenance.hpp"
#include "engine/core/error.hpp"
#include "output/results/results_file.hpp"

namespace jingchu::app {

namespace {

/// What a scenario of one title is told apart by: the levers that the plan sets.
void say_what_is_set(output::ScenarioResults& results, const BatchItem& item) {
  results.name = item.name;
  if (item.overrides.set.empty()) return;
  const std::string set = fmt::format(" ({})", fmt::join(item.overrides.set, ", "));
  for (std::string* title : {&results.title_en, &results.title_zh})
    if (!title->empty()) *title += set;
}

/// The results of a run. Single paths that its file may hold stay there: they lie in chunks of one run, and nobody asked a batch for them.
output::Content results_of(const BatchWork& work) {
  output::Content content = output::read_results(work.file);
  content.kept = {};
  content.kept_sha256.clear();
  return content;
}

/// Adds what the file of run `position` of the batch holds to that of all.
void append(output::Content& all, output::Content one, const BatchItem& item, std::size_t position) {
  say_what_is_set(one.scenarios.front(), item);
  for (auto [mine, theirs] : {std::pair{&all.variables, &one.variables}, std::pair{&all.measures, &one.measures}}) {
    for (std::size_t i = 0; i < mine->size(); ++i) (*mine)[i].quantile_resolution = std::max((*mine)[i].quantile_resolution, (*theirs)[i].quantile_resolution);
  }
  for (output::ConditionedResults& conditioned : one.conditioned) {
    conditioned.scenario += all.scenarios.size();
    all.conditioned.push_back(std::move(conditioned));
  }
  all.provenance.n_failed += one.provenance.n_failed;
  one.provenance.targets_csv = renamed_targets(one.provenance.targets_csv, item.name);
  add_scenario(all.provenance, one.provenance, one.provenance.scenario_texts.front().name, position);
  std::move(one.scenarios.begin(), one.scenarios.end(), std::back_inserter(all.scenarios));
}

output::Content joined(const BatchPlan& plan, const std::vector<BatchWork>& work, const BatchOrder& order) {
  output::Content all = results_of(work.front());
  say_what_is_set(all.scenarios.front(), work.front().item);
  all.provenance.targets_csv = renamed_targets(all.provenance.targets_csv, work.front().item.name);
  all.title_en = all.title_zh = plan.name;
  for (std::size_t i = 1; i < work.size(); ++i) {
    order.stop_if_asked("while the results of all runs were read to be joined");
    append(all, results_of(work[i]), work[i].item, i);
  }
  return all;
}

bool holds_already(const std::filesystem::path& file, const output::Content& content) {
  struct stat state {};
  if (::lstat(file.c_str(), &state) != 0 || !S_ISREG(state.st_mode)) return false;
  try {
    // It may be as large as all the others together.
    return output::results_digest(output::read_results(file, output::Trust::given)) == output::results_digest(content);
  } catch (const Error&) {
    return false;
  }
}

}  // namespace

void check_joinable(const std::vector<BatchWork>& work) {
  Diagnostics problems;
  const BatchFrame& first = work.front().frame;
  for (const BatchWork& one : work) {
    const BatchFrame& frame = one.frame;
    const char* what = frame.model != first.model         ? "another model or data"
                       : frame.horizon.first != first.horizon.first || frame.horizon.last != first.horizon.last ? "another horizon"
                       : frame.seed != first.seed         ? "another seed"
                       : frame.sampling != first.sampling ? "another sampling"
                       : one.paths != work.front().paths  ? "another number of paths"
                       : frame.levels != first.levels     ? "other levels of quantiles"
                                                          : nullptr;
    if (what) problems.error(one.item.place, fmt::format("{} has {} than {}: one results file cannot hold both", jingchu::quoted(one.item.name), what, jingchu::quoted(work.front().item.name)), "leave out --join, or make two plans");
  }
  problems.throw_if_any();
}

double memory_to_join(const std::vector<BatchWork>& work) {
  double bytes = 0;
  for (const BatchWork& one : work) bytes += 2 * one.disk;
  return bytes;
}

bool join_results(const BatchPlan& plan, const std::vector<BatchWork>& work, const BatchOrder& order) {
  const output::Content all = joined(plan, work, order);
  if (!order.force && holds_already(*order.join, all)) return false;
  output::write_results(*order.join, all, order.force);
  return true;
}

}  // namespace jingchu::app
