#include "output/results/coordinate_findings.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "engine/core/error.hpp"
#include "output/results/layout.hpp"
#include "output/results/read_groups.hpp"
#include "output/results/read_table_rows.hpp"

namespace jingchu::output::detail {

namespace {

enum class Scenarios { none, all, some, others };
enum class Times { none, periods, years, history };
enum class Variables { none, of_model, differences };

struct Shared {
  const char* group;
  Scenarios scenarios;
  Times times;
  Variables variables;
};

constexpr Shared shared[] = {
    {"scenarios", Scenarios::all, Times::none, Variables::none},
    {"quantiles", Scenarios::all, Times::periods, Variables::of_model},
    {"quantile_errors", Scenarios::all, Times::periods, Variables::of_model},
    {"moments", Scenarios::all, Times::periods, Variables::of_model},
    {"annual/quantiles", Scenarios::all, Times::years, Variables::of_model},
    {"annual/quantile_errors", Scenarios::all, Times::years, Variables::of_model},
    {"annual/moments", Scenarios::all, Times::years, Variables::of_model},
    {"contrasts", Scenarios::others, Times::periods, Variables::differences},
    {"contrast_moments", Scenarios::others, Times::periods, Variables::differences},
    {"annual/contrasts", Scenarios::others, Times::years, Variables::differences},
    {"annual/contrast_moments", Scenarios::others, Times::years, Variables::differences},
    {"contrast_targets", Scenarios::others, Times::none, Variables::none},
    {"targets", Scenarios::all, Times::none, Variables::none},
    {"conditioned", Scenarios::some, Times::none, Variables::none},
    {"paths", Scenarios::some, Times::periods, Variables::of_model},
    {"levers", Scenarios::all, Times::periods, Variables::none},
    {"identities", Scenarios::all, Times::none, Variables::none},
    {"history", Scenarios::none, Times::history, Variables::of_model},
    {"failures", Scenarios::all, Times::none, Variables::none},
};

constexpr const char* same_of_variables[] = {"units", "long_name", "long_name_zh", "basis", "measure", "comment"};
constexpr const char* same_of_differences[] = {"units", "basis", "measure", "comment"};

std::string list_text(const std::vector<std::string>& names) {
  constexpr std::size_t shown = 4;
  std::string text;
  for (std::size_t i = 0; i < std::min(shown, names.size()); ++i) text += (i > 0 ? ", " : "") + jingchu::quoted(names[i]);
  return names.size() > shown ? text + fmt::format(" and {} more", names.size() - shown) : text;
}

class Checks {
 public:
  explicit Checks(const hdf5::ReadFile& root) : root_(root) {}

  std::vector<Finding> run() {
    for (const Shared& one : shared) {
      const std::string_view name = one.group;
      if (name.starts_with("annual/")) {
        const hdf5::ReadGroup annual(root_, "annual");
        if (annual.has(std::string(name.substr(7)))) group(hdf5::ReadGroup(annual, std::string(name.substr(7))), one);
      } else if (root_.has(one.group)) {
        group(hdf5::ReadGroup(root_, one.group), one);
      }
    }
    return std::move(findings_);
  }

 private:
  void add(const hdf5::ReadGroup& group, const std::string& dataset, std::string problem) { findings_.push_back({"schema", hdf5::object_name(group.name(), dataset), std::move(problem)}); }

  void group(const hdf5::ReadGroup& found, const Shared& of) {
    if (of.scenarios != Scenarios::none) scenarios(found, of.scenarios);
    if (found.has("target")) targets(found);
    if (found.has("count")) counts(found);
    if (found.has("failed_paths")) failures(found);
    if (of.times != Times::none) times(found, of.times);
    if (found.has("quantile")) levels(found);
    if (found.has("moment")) moments(found, of.variables);
    for (const std::string& name : of.variables == Variables::none ? std::vector<std::string>() : found.datasets())
      labels(found, name, of.variables);
  }

  /// The first list is what the others have to be: of all scenarios, and of those that are compared with the base.
  void scenarios(const hdf5::ReadGroup& found, Scenarios which) {
    const std::vector<std::string> names = names_of(found, "scenario");
    const auto title_of = [&](const char* dataset) { return found.texts(dataset, {names.size()}); };
    const std::vector<std::string> titles = title_of("scenario_title"), titles_zh = title_of("scenario_title_zh");
    auto& list = which == Scenarios::others ? others_ : scenarios_;
    if (list.empty()) list = names;
    const bool fits = which == Scenarios::some ? std::all_of(names.begin(), names.end(), [&](const auto& name) { return std::find(list.begin(), list.end(), name) != list.end(); }) : names == list;
    if (!fits) add(found, "scenario", fmt::format("has {}, other groups {}", list_text(names), list_text(list)));
    for (std::size_t i = 0; i < names.size(); ++i) {
      same(found, "scenario_title", titles_, names[i], titles[i]);
      same(found, "scenario_title_zh", titles_zh_, names[i], titles_zh[i]);
    }
  }

  void same(const hdf5::ReadGroup& found, const std::string& dataset, std::map<std::string, std::string>& known, const std::string& name, const std::string& text) {
    const auto [at, is_new] = known.emplace(name, text);
    if (!is_new && at->second != text) add(found, dataset, fmt::format("calls {} {}, other groups {}", jingchu::quoted(name), jingchu::quoted(text), jingchu::quoted(at->second)));
  }

  /// The days follow from the attributes, which have to be those of every table of periods, or of years.
  void times(const hdf5::ReadGroup& found, Times which) {
    const TimeAxis axis = read_axis(found);
    const TimeAxis& known = axes_.emplace(which, axis).first->second;
    if (axis.per_year != known.per_year || axis.first != known.first || axis.count != known.count)
      return add(found, "time", fmt::format("has {} periods from {} on, other groups {} from {} on", axis.count, period_name(axis.per_year, axis.first), known.count, period_name(known.per_year, known.first)));
    const auto count = static_cast<std::size_t>(axis.count);
    const auto days = found.doubles("time", {count}), bounds = found.doubles("time_bnds", {count, 2});
    const auto periods = found.texts("period", {count});
    for (std::size_t t = 0; t < count; ++t) {
      const int ordinal = axis.first + static_cast<int>(t);
      const double begin = first_day(axis.per_year, ordinal), end = first_day(axis.per_year, ordinal + 1);
      const std::string name = period_name(axis.per_year, ordinal);
      if (days[t] != begin) return add(found, "time", fmt::format("{} begins on day {}, expected {}", name, days[t], begin));
      if (bounds[2 * t] != begin || bounds[2 * t + 1] != end) return add(found, "time_bnds", fmt::format("{} lies between day {} and {}, expected {} and {}", name, bounds[2 * t], bounds[2 * t + 1], begin, end));
      if (periods[t] != name) return add(found, "period", fmt::format("is {}, its day is that of {}", jingchu::quoted(periods[t]), name));
    }
  }

  void targets(const hdf5::ReadGroup& found) {
    const std::vector<std::string> names = names_of(found, "target");
    const auto titles = found.texts("target_title", {names.size()}), titles_zh = found.texts("target_title_zh", {names.size()});
    for (std::size_t i = 0; i < names.size(); ++i) {
      same(found, "target_title", target_titles_, names[i], titles[i]);
      same(found, "target_title_zh", target_titles_zh_, names[i], titles_zh[i]);
    }
  }

  void counts(const hdf5::ReadGroup& found) {
    const auto numbers = found.integers("count", {length(found, "count")});
    for (std::size_t i = 0; i < numbers.size(); ++i)
      if (numbers[i] != static_cast<std::int64_t>(i)) return add(found, "count", fmt::format("{} stands where {} should", numbers[i], i));
  }

  void failures(const hdf5::ReadGroup& found) {
    const hdf5::ReadGroup list(root_, "scenarios");
    for (const auto& [name, same_as] : {std::pair{"n_paths", "n_paths"}, {"failed_paths", "n_failed"}})
      if (found.integers(name, {scenarios_.size()}) != list.integers(same_as, {scenarios_.size()})) add(found, name, fmt::format("is not what /scenarios/{} says", same_as));
  }

  void levels(const hdf5::ReadGroup& found) {
    const auto values = found.doubles("quantile", {length(found, "quantile")});
    if (levels_.empty()) levels_ = values;
    if (values != levels_) add(found, "quantile", "the levels are not those of the other groups");
  }

  void moments(const hdf5::ReadGroup& found, Variables of) {
    const auto expected = [&]() -> std::span<const std::string_view> {
      if (of == Variables::differences) return difference_moment_names;
      return moment_names;
    }();
    const std::vector<std::string> names = names_of(found, "moment");
    if (!std::equal(names.begin(), names.end(), expected.begin(), expected.end())) add(found, "moment", fmt::format("has {}, expected {}", list_text(names), fmt::join(expected, ", ")));
  }

  /// What all tables that a variable or measure stands in say of it.
  void labels(const hdf5::ReadGroup& found, const std::string& name, Variables of) {
    const std::vector<std::string> dimensions = found.dimensions(name);
    if (dimensions.empty() || dimensions.back() != "time" || !found.has_attribute(name, "coordinates")) return;   // a coordinate, or of the group itself
    const bool differs = of == Variables::differences;
    const std::span<const char* const> attributes = differs ? std::span<const char* const>(same_of_differences) : same_of_variables;
    for (const char* attribute : attributes) {
      const std::string text = found.optional_text_attribute(name, attribute);
      const std::string& known = labels_.emplace(std::pair(name, attribute), text).first->second;
      if (text != known) add(found, name, fmt::format("{} is {}, in other groups {}", attribute, jingchu::quoted(text), jingchu::quoted(known)));
    }
  }

  const hdf5::ReadFile& root_;
  std::vector<std::string> scenarios_, others_;
  std::map<std::string, std::string> titles_, titles_zh_, target_titles_, target_titles_zh_;
  std::map<Times, TimeAxis> axes_;
  std::vector<double> levels_;
  std::map<std::pair<std::string, std::string>, std::string> labels_;   ///< by variable and attribute
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> coordinate_findings(const hdf5::ReadFile& file) { return Checks(file).run(); }

}  // namespace jingchu::output::detail
