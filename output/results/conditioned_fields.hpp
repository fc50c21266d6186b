#pragma once

#include "output/results/content.hpp"
#include "output/results/label.hpp"

namespace jingchu::output::detail {

// The columns of the group /conditioned, once for the writer, the reader and the checks.

template <class Row>
struct ConditionedNumber {
  const char* name;
  double Row::*member;
  Label label;
};

template <class Row>
struct ConditionedText {
  const char* name;
  std::string Row::*member;
  Label label;
};

inline constexpr ConditionedNumber<ObservedRow> observed_numbers[] = {
    {"value", &ObservedRow::value, {"value published", "已公布数值"}},
    {"error", &ObservedRow::error, {"standard deviation of its measurement error, 0: exact", "测量误差的标准差；0 表示精确"}},
    {"df", &ObservedRow::df, {"degrees of freedom of an error by Student's t, 0: normal", "误差服从 t 分布时的自由度；0 表示正态分布"}},
    {"prior_mean", &ObservedRow::prior_mean, {"mean of what it measures before any value is taken in", "计入任何公布值之前所度量的均值"}},
    {"prior_sd", &ObservedRow::prior_sd, {"standard deviation before any value is taken in", "计入任何公布值之前的标准差"}},
    {"mean", &ObservedRow::mean, {"mean given all values", "计入全部公布值后的均值"}},
    {"sd", &ObservedRow::sd, {"standard deviation given all values", "计入全部公布值后的标准差"}},
};

inline constexpr ConditionedText<ObservedRow> observed_texts[] = {
    {"observation_title", &ObservedRow::title_en, {"what was published", "公布内容（英文）"}},
    {"observation_title_zh", &ObservedRow::title_zh, {"what was published, in Chinese", "公布内容（中文）"}},
    {"unit", &ObservedRow::unit, {"unit of the values", "数值的单位"}},
    {"unit_zh", &ObservedRow::unit_zh, {"unit in Chinese", "中文单位"}},
    {"shock", &ObservedRow::shock, {"shock that brings the value about, of exact values", "使精确值得以实现的冲击"}},
    {"released", &ObservedRow::released, {"date of publication", "公布日期"}},
};

inline constexpr ConditionedNumber<ReleaseRow> release_numbers[] = {
    {"effective_paths", &ReleaseRow::effective_paths, {"paths of equal weight that would tell as much: (sum of weights)^2 / sum of squared weights", "有效路径数：权重之和的平方除以权重平方和"}},
    {"log_likelihood", &ReleaseRow::log_likelihood, {"natural logarithm of the density of all values published up to the release", "截至该次公布的全部公布值的对数密度（自然对数）"}},
    {"log_likelihood_error", &ReleaseRow::log_likelihood_error, {"Monte Carlo standard error of log_likelihood", "log_likelihood 的蒙特卡洛标准误"}},
};

inline constexpr ConditionedNumber<UpdateRow> update_numbers[] = {
    {"probability", &UpdateRow::probability, {"probability given all values up to the release", "计入截至该次公布的全部数值后的概率"}},
    {"standard_error", &UpdateRow::standard_error, {"Monte Carlo standard error of the probability", "概率的蒙特卡洛标准误"}},
    {"change", &UpdateRow::change, {"change of the probability by the release", "该次公布引起的概率变化"}},
    {"change_error", &UpdateRow::change_error, {"Monte Carlo standard error of the change, on common draws", "概率变化的蒙特卡洛标准误（共同随机数）"}},
};

inline constexpr ConditionedNumber<ConditionedResults> conditioned_numbers[] = {
    {"min_effective_share", &ConditionedResults::min_effective_share, {"share of paths below which effective paths are told as too few", "有效路径占比低于此值时提示过少"}},
    {"mean_weight", &ConditionedResults::mean_weight, {"mean weight of the paths that count, relative to the largest weight there can be", "计入路径的平均权重（相对于可能的最大权重）"}},
    {"failed_weight", &ConditionedResults::failed_weight, {"most that failed paths can weigh, relative to the largest weight", "失败路径合计权重的上限（相对于最大权重）"}},
};

}  // namespace jingchu::output::detail
