#pragma once

#include "output/results/content.hpp"

namespace jingchu::output::detail {

// The columns of the group /conditioned, once for the writer, the reader and the checks.

template <class Row>
struct ConditionedNumber {
  const char* name;
  double Row::*member;
  const char* title;
};

template <class Row>
struct ConditionedText {
  const char* name;
  std::string Row::*member;
  const char* title;
};

inline constexpr ConditionedNumber<ObservedRow> observed_numbers[] = {
    {"value", &ObservedRow::value, "value published"},
    {"error", &ObservedRow::error, "standard deviation of its measurement error, 0: exact"},
    {"prior_mean", &ObservedRow::prior_mean, "mean of what it measures before any value is taken in"},
    {"prior_sd", &ObservedRow::prior_sd, "standard deviation before any value is taken in"},
    {"mean", &ObservedRow::mean, "mean given all values"},
    {"sd", &ObservedRow::sd, "standard deviation given all values"},
};

inline constexpr ConditionedText<ObservedRow> observed_texts[] = {
    {"observation_title", &ObservedRow::title_en, "what was published"},
    {"observation_title_zh", &ObservedRow::title_zh, "what was published, in Chinese"},
    {"unit", &ObservedRow::unit, "unit of the values"},
    {"unit_zh", &ObservedRow::unit_zh, "unit in Chinese"},
    {"shock", &ObservedRow::shock, "shock that brings the value about, of exact values"},
    {"released", &ObservedRow::released, "date of publication"},
};

inline constexpr ConditionedNumber<ReleaseRow> release_numbers[] = {
    {"effective_paths", &ReleaseRow::effective_paths, "paths of equal weight that would tell as much: (sum of weights)^2 / sum of squared weights"},
    {"log_likelihood", &ReleaseRow::log_likelihood, "natural logarithm of the density of all values published up to the release"},
    {"log_likelihood_error", &ReleaseRow::log_likelihood_error, "Monte Carlo standard error of log_likelihood"},
};

inline constexpr ConditionedNumber<UpdateRow> update_numbers[] = {
    {"probability", &UpdateRow::probability, "probability given all values up to the release"},
    {"standard_error", &UpdateRow::standard_error, "Monte Carlo standard error of the probability"},
    {"change", &UpdateRow::change, "change of the probability by the release"},
    {"change_error", &UpdateRow::change_error, "Monte Carlo standard error of the change, on common draws"},
};

inline constexpr ConditionedNumber<ConditionedResults> conditioned_numbers[] = {
    {"min_effective_share", &ConditionedResults::min_effective_share, "share of paths below which effective paths are told as too few"},
    {"mean_weight", &ConditionedResults::mean_weight, "mean weight of the paths that count, relative to the largest weight there can be"},
    {"failed_weight", &ConditionedResults::failed_weight, "most that failed paths can weigh, relative to the largest weight"},
};

}  // namespace jingchu::output::detail
