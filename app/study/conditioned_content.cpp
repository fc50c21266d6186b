#include "app/study/conditioned_content.hpp"

#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "app/study/results_content.hpp"
#include "engine/simulation/simulation.hpp"

namespace jingchu::app {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

output::ObservedRow observed_row(const Study& study, const engine::Outcome& outcome, std::size_t i) {
  const scenarios::Observation& observation = study.scenario.observations[i];
  const auto series = static_cast<std::size_t>(study.plan.periods) * study.model().variables.size() + static_cast<std::size_t>(study.plan.observations[i].output);
  const engine::SeriesSummary before = outcome.conditioned->prior(i), after = outcome.summary(series, {});
  output::ObservedRow row;
  row.measure = observation.measure;
  row.title_en = observation.label.en;
  row.title_zh = observation.label.zh;
  row.unit = observation.unit;
  row.unit_zh = unit_zh(study, observation.unit);
  row.shock = observation.shock;
  row.released = observation.released;
  row.value = observation.value;
  row.error = observation.error;
  row.df = observation.df;
  row.prior_mean = outcome.conditioned->has_prior() ? before.mean * observation.scale : nan;
  row.prior_sd = outcome.conditioned->has_prior() ? before.sd * observation.scale : nan;
  row.mean = after.mean * observation.scale;
  row.sd = after.sd * observation.scale;
  return row;
}

/// Names of simulated targets, in the order of the engine's.
std::vector<std::string> target_names(const Study& study) {
  std::vector<std::string> names;
  for (const auto& target : study.scenario.targets)
    if (target.is_simulated()) names.push_back(target.id);
  return names;
}

output::ReleaseRow before_any(const Study& study, const engine::Outcome& outcome) {
  output::ReleaseRow row;
  row.name = "before";
  row.effective_paths = outcome.conditioned->prior_sums().effective();
  const auto update = [&](std::string name, const engine::Probability& p) {
    return outcome.conditioned->has_prior() ? output::UpdateRow{std::move(name), p.value, p.standard_error, nan, nan} : output::UpdateRow{std::move(name), nan, nan, nan, nan};
  };
  const engine::WeightedTargets& first = outcome.conditioned->targets(0);
  const auto names = target_names(study);
  for (std::size_t t = 0; t < names.size(); ++t) row.targets.push_back(update(names[t], first.before(t)));
  for (std::size_t s = 0; s < study.plan.target_sets.size(); ++s) row.joint.push_back(update(study.plan.target_sets[s].name, first.joint_before(s)));
  return row;
}

/// The likelihood is a density: given in other units it differs by their ratio.
double log_of_units(const Study& study, int release) {
  double sum = 0;
  for (std::size_t i = 0; i < study.plan.observations.size(); ++i)
    if (study.plan.observations[i].release <= release) sum += std::log(study.scenario.observations[i].scale);
  return sum;
}

output::ReleaseRow after_release(const Study& study, const engine::Outcome& outcome, int release, const std::string& date) {
  const engine::WeightedTargets& targets = outcome.conditioned->targets(release);
  const engine::WeightSums& sums = targets.sums();
  output::ReleaseRow row;
  row.name = date.empty() ? "published" : date;
  for (const auto& rule : study.plan.observations) row.observations += rule.release == release;
  row.effective_paths = sums.effective();
  row.log_likelihood = outcome.conditioned->log_evidence(release) - log_of_units(study, release);
  row.log_likelihood_error = sums.log_mean_error();
  const bool known = outcome.conditioned->has_prior();
  const auto update = [known](std::string name, const engine::UpdatedProbability& p) {
    return output::UpdateRow{std::move(name), p.value, p.standard_error, known ? p.change : nan, known ? p.change_error : nan};
  };
  const auto names = target_names(study);
  for (std::size_t t = 0; t < names.size(); ++t) row.targets.push_back(update(names[t], targets.updated(t)));
  for (std::size_t s = 0; s < study.plan.target_sets.size(); ++s) row.joint.push_back(update(study.plan.target_sets[s].name, targets.updated_joint(s)));
  return row;
}

void check_weights(const Study& study, const engine::Outcome& outcome) {
  const engine::WeightSums& sums = outcome.conditioned->sums();
  if (sums.saturated == 0 && sums.sum > 0) return;
  const scenarios::Observation& first = study.scenario.observations.front();
  if (!outcome.conditioned->has_prior()) {
    Diagnostics problems;
    problems.error(first.place, sums.sum == 0 ? fmt::format("no draw of the named shocks brings the observed values about on any of {} paths", sums.n)
                                              : fmt::format("{} of {} paths agree with the observed values far better than any of the first {}", sums.saturated, sums.n, engine::pilot_paths),
                   "check value and unit, and that the shock moves the measure in its last period; an error in place of the shock lets more paths agree");
    problems.throw_if_any(ExitCode::data);
  }
  // The value farthest from what the model gives is the likeliest reason.
  std::size_t worst = 0;
  double distance = -1;
  for (std::size_t i = 0; i < study.scenario.observations.size(); ++i) {
    const engine::SeriesSummary before = outcome.conditioned->prior(i);
    const double away = std::abs(study.plan.observations[i].value - before.mean) / std::max(before.sd, 1e-300);
    if (away > distance) {
      distance = away;
      worst = i;
    }
  }
  const scenarios::Observation& far = study.scenario.observations[worst];
  const engine::SeriesSummary before = outcome.conditioned->prior(worst);
  Diagnostics problems;
  problems.error(sums.sum > 0 ? far.place : first.place,
                 fmt::format("no path, or hardly any, agrees with the observed values: the model gives '{}' as {:.4g} with a standard deviation of {:.3g}, observed is {:.6g} with an error of {:.3g}", far.measure,
                             before.mean * far.scale, before.sd * far.scale, far.value, far.error),
                 "check value and unit; a larger error lets more paths agree, and 'jingchu show' of a run without [observed] says what the model expects");
  problems.throw_if_any(ExitCode::data);
}

}  // namespace

output::ConditionedResults conditioned_results(const Study& study, const engine::Outcome& outcome, std::size_t scenario) {
  check_weights(study, outcome);
  output::ConditionedResults results;
  results.scenario = scenario;
  results.proposal = study.scenario.guided ? "guided" : "model";
  results.min_effective_share = study.scenario.min_effective_share;
  results.mean_weight = outcome.conditioned->sums().mean();
  results.failed_weight = outcome.conditioned->failed_weight(outcome.failed);
  for (std::size_t i = 0; i < study.scenario.observations.size(); ++i) results.observed.push_back(observed_row(study, outcome, i));
  results.releases.push_back(before_any(study, outcome));
  const auto dates = scenarios::releases(study.scenario);
  for (std::size_t r = 0; r < dates.size(); ++r) results.releases.push_back(after_release(study, outcome, static_cast<int>(r), dates[r]));
  return results;
}

}  // namespace jingchu::app
