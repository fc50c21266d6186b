#pragma once

#include <concepts>
#include <type_traits>

#include "output/results/content.hpp"

namespace jingchu::output::detail {

// The members of every struct of content.hpp, in their order, once for the encoder and the decoder:
// fields(value, all) calls all(members...).

template <class V, class T>
concept Is = std::same_as<std::remove_const_t<V>, T>;

template <Is<TimeAxis> V, class All>
void fields(V& v, All all) {
  all(v.per_year, v.first, v.count);
}

template <Is<Column> V, class All>
void fields(V& v, All all) {
  all(v.name, v.title_en, v.title_zh, v.unit, v.basis, v.measure, v.annual_rule, v.comment, v.reported, v.quantile_resolution, v.unit_zh);
}

template <Is<SeriesTable> V, class All>
void fields(V& v, All all) {
  all(v.mean, v.sd, v.min, v.max, v.mean_se, v.n, v.quantiles, v.quantile_errors);
}

template <Is<TargetRow> V, class All>
void fields(V& v, All all) {
  all(v.id, v.title_en, v.title_zh, v.sense, v.unit, v.unit_zh, v.tier, v.section, v.ease, v.status, v.reason, v.reason_zh, v.measure, v.judgement, v.line,
      v.lever, v.probability, v.standard_error, v.lower_bound, v.upper_bound, v.probability_with_tolerance, v.mean, v.threshold, v.upper,
      v.tolerance, v.value_quantiles, v.n_paths);
}

template <Is<JointRow> V, class All>
void fields(V& v, All all) {
  all(v.tier_set, v.probability, v.standard_error, v.lower_bound, v.upper_bound);
}

template <Is<LeverRow> V, class All>
void fields(V& v, All all) {
  all(v.name, v.title_en, v.title_zh, v.unit, v.value, v.standard, v.unit_zh);
}

template <Is<FailureRow> V, class All>
void fields(V& v, All all) {
  all(v.path, v.kind, v.equation, v.time_index);
}

template <Is<IdentityRow> V, class All>
void fields(V& v, All all) {
  all(v.name, v.largest_residual);
}

template <Is<Text> V, class All>
void fields(V& v, All all) {
  all(v.name, v.text, v.media_type);
}

template <Is<ScenarioResults> V, class All>
void fields(V& v, All all) {
  all(v.name, v.title_en, v.title_zh, v.asks_en, v.asks_zh, v.variables, v.annual_variables, v.annual_measures, v.targets, v.joint,
      v.targets_met, v.levers, v.failures, v.failed_by_kind, v.failed_by_equation, v.n_paths, v.n_failed, v.identities);
}

template <Is<DifferenceTable> V, class All>
void fields(V& v, All all) {
  all(v.series, v.greater, v.less);
}

template <Is<ChangeRow> V, class All>
void fields(V& v, All all) {
  all(v.name, v.base, v.other, v.change, v.standard_error, v.separate_error, v.gained, v.lost);
}

template <Is<ContrastResults> V, class All>
void fields(V& v, All all) {
  all(v.scenario, v.title_en, v.title_zh, v.n_paths, v.unlike_paths, v.base_effective, v.other_effective, v.variables, v.annual_variables, v.annual_measures, v.targets, v.joint);
}

template <Is<ObservedRow> V, class All>
void fields(V& v, All all) {
  all(v.measure, v.title_en, v.title_zh, v.unit, v.unit_zh, v.shock, v.released, v.value, v.error, v.df, v.prior_mean, v.prior_sd, v.mean, v.sd);
}

template <Is<UpdateRow> V, class All>
void fields(V& v, All all) {
  all(v.name, v.probability, v.standard_error, v.change, v.change_error);
}

template <Is<ReleaseRow> V, class All>
void fields(V& v, All all) {
  all(v.name, v.observations, v.effective_paths, v.log_likelihood, v.log_likelihood_error, v.targets, v.joint);
}

template <Is<ConditionedResults> V, class All>
void fields(V& v, All all) {
  all(v.scenario, v.proposal, v.min_effective_share, v.mean_weight, v.failed_weight, v.observed, v.releases);
}

template <Is<KeptPaths> V, class All>
void fields(V& v, All all) {
  all(v.scenarios, v.variables, v.f64);
}

template <Is<Provenance> V, class All>
void fields(V& v, All all) {
  all(v.engine_version, v.git_sha1, v.build, v.model_name, v.model_sha256, v.scenario_sha256, v.data_sha256, v.rng, v.shard_builds, v.seed, v.n_paths,
      v.n_failed, v.scenario_texts, v.model_texts, v.data_texts, v.effective_scenario, v.parameters_csv, v.targets_csv, v.model_csv,
      v.solver_tolerance);
}

/// Everything but the provenance, which single paths are kept, and how scenarios are conditioned.
template <Is<Content> V, class All>
void fields(V& v, All all) {
  all(v.title_en, v.title_zh, v.levels, v.time, v.years, v.history_time, v.variables, v.measures, v.history, v.scenarios, v.contrasts);
}

}  // namespace jingchu::output::detail
