#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "output/report/style.hpp"
#include "output/results/content.hpp"

namespace jingchu::output {

/// Stands after what is noise.
inline constexpr const char* noise_mark = " ~";
/// Whether a difference is smaller than twice its Monte Carlo error, or nothing but the solver's tolerance: noise.
inline bool is_noise(double difference, double standard_error) { return !(std::abs(difference) > 2 * standard_error); }
/// The same of a probability. Without any path that switched there is no difference.
inline bool is_noise(const ChangeRow& change) { return change.gained + change.lost == 0 || is_noise(change.change, change.standard_error); }

/// Paths that estimates rest on in the base and in the other scenario: those that count, or so many of equal weight as tell as much.
std::int64_t paths_behind_base(const ContrastResults& contrast);
std::int64_t paths_behind_other(const ContrastResults& contrast);

/// The measures and reported variables whose differences are shown by year.
struct ShownColumns {
  std::vector<bool> measures, variables;   ///< as in Content
};

/// Those of `names`, where "all" is every one; without names the measures, or the variables where there are none.
/// Throws Error(usage) for another name, with the nearest one.
ShownColumns shown_columns(const Content& content, const std::vector<std::string>& names);

/// Every contrast of a comparison: one sentence to be read aloud, changes of the targets' probabilities in the groups of
/// target_table, of the joint ones, and differences: of the measures in the first year, or in every year of those that
/// `by_year` names as shown_columns takes it.
std::string contrast_tables(const Content& content, const Style& style, const std::vector<std::string>& by_year = {});

/// The first contrast alone, without the sentence and without the targets whose probability does not
/// change beyond noise; by year the means of the measures, or of the variables where there are none.
std::string contrast_effects(const Content& content, const Style& style);

/// What a contrast amounts to, in one sentence that is true.
std::string contrast_sentence(const Content& content, const ContrastResults& contrast, const Style& style);

/// The same numbers as JSON: run, then one object a contrast.
std::string contrasts_json(const Content& content);

}  // namespace jingchu::output
