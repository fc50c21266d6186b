#include "output/results/schema_findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "output/results/change_fields.hpp"
#include "output/results/conditioned_fields.hpp"
#include "output/results/coordinate_findings.hpp"
#include "output/results/findings_text.hpp"
#include "output/results/layout.hpp"
#include "output/results/read_within.hpp"
#include "output/results/target_fields.hpp"

namespace jingchu::output::detail {

namespace {

struct Expected {
  std::string_view group;
  std::string_view dataset;      ///< "*": every other dataset of the group, one a variable or measure of the model
  std::string_view type;         ///< "int": i32, or i64 where a number needs it; "float": f32 or f64
  std::string_view dimensions;   ///< separated by blanks; a coordinate has itself
};

constexpr Expected expected_datasets[] = {
    {"/scenarios", "scenario", "text", "scenario"},
    {"/scenarios", "scenario_title", "text", "scenario"},
    {"/scenarios", "scenario_title_zh", "text", "scenario"},
    {"/scenarios", "asks", "text", "scenario"},
    {"/scenarios", "asks_zh", "text", "scenario"},
    {"/scenarios", "n_paths", "i64", "scenario"},
    {"/scenarios", "n_failed", "i64", "scenario"},
    {"/quantiles", "*", "f64", "scenario quantile time"},
    {"/quantile_errors", "*", "f64", "scenario quantile time"},
    {"/moments", "*", "f64", "scenario moment time"},
    {"/annual/quantiles", "*", "f64", "scenario quantile time"},
    {"/annual/quantile_errors", "*", "f64", "scenario quantile time"},
    {"/annual/moments", "*", "f64", "scenario moment time"},
    {"/paths", "path", "i32", "path"},
    {"/paths", "path_weight", "f64", "scenario path"},
    {"/paths", "*", "float", "scenario path time"},
    {"/history", "*", "f64", "time"},
    {"/contrasts", "*", "f64", "scenario quantile time"},
    {"/contrast_moments", "*", "f64", "scenario moment time"},
    {"/annual/contrasts", "*", "f64", "scenario quantile time"},
    {"/annual/contrast_moments", "*", "f64", "scenario moment time"},
    {"/contrast_targets", "target", "text", "target"},
    {"/contrast_targets", "target_title", "text", "target"},
    {"/contrast_targets", "target_title_zh", "text", "target"},
    {"/contrast_targets", "target_row", "i32", "scenario target"},
    {"/contrast_targets", "tier_set", "text", "tier_set"},
    {"/contrast_targets", "tier_set_row", "i32", "scenario tier_set"},
    {"/contrast_targets", "n_paths", "i64", "scenario"},
    {"/contrast_targets", "unlike_paths", "i64", "scenario"},
    {"/contrast_targets", "base_effective_paths", "f64", "scenario"},
    {"/contrast_targets", "other_effective_paths", "f64", "scenario"},
    {"/targets", "target", "text", "target"},
    {"/targets", "target_title", "text", "target"},
    {"/targets", "target_title_zh", "text", "target"},
    {"/targets", "quantile", "f64", "quantile"},
    {"/targets", "value_quantiles", "f64", "scenario target quantile"},
    {"/targets", "n_paths", "i64", "scenario target"},
    {"/targets", "line", "i64", "scenario target"},
    {"/targets", "is_lever", "i8", "scenario target"},
    {"/targets", "target_row", "i32", "scenario target"},
    {"/targets", "tier_set", "text", "tier_set"},
    {"/targets", "tier_set_row", "i32", "scenario tier_set"},
    {"/targets", "count", "i32", "count"},
    {"/targets", "counts", "i32", "scenario"},
    {"/targets", "targets_met", "f64", "scenario count"},
    {"/conditioned", "proposal", "text", "scenario"},
    {"/conditioned", "observation", "text", "observation"},
    {"/conditioned", "observation_row", "i32", "scenario observation"},
    {"/conditioned", "release", "text", "release"},
    {"/conditioned", "release_row", "i32", "scenario release"},
    {"/conditioned", "observations", "i64", "scenario release"},
    {"/conditioned", "target", "text", "target"},
    {"/conditioned", "target_title", "text", "target"},
    {"/conditioned", "target_title_zh", "text", "target"},
    {"/conditioned", "tier_set", "text", "tier_set"},
    {"/levers", "lever", "text", "lever"},
    {"/levers", "lever_title", "text", "lever"},
    {"/levers", "lever_title_zh", "text", "lever"},
    {"/levers", "unit", "text", "lever"},
    {"/levers", "unit_zh", "text", "lever"},
    {"/levers", "value", "f64", "scenario lever time"},
    {"/levers", "standard", "f64", "scenario lever"},
    {"/levers", "lever_row", "i32", "scenario lever"},
    {"/identities", "identity", "text", "identity"},
    {"/identities", "identity_row", "i32", "scenario identity"},
    {"/identities", "largest_residual", "f64", "scenario identity"},
    {"/failures", "n_paths", "i64", "scenario"},
    {"/failures", "failed_paths", "i64", "scenario"},
    {"/failures", "kind", "text", "kind"},
    {"/failures", "failed_by_kind", "i64", "scenario kind"},
    {"/failures", "cause", "text", "cause"},
    {"/failures", "failed_by_cause", "i64", "scenario cause"},
    {"/failures", "scenario_index", "i32", "failure"},
    {"/failures", "path_number", "int", "failure"},
    {"/failures", "time_index", "i32", "failure"},
    {"/failures", "failure_kind", "text", "failure"},
    {"/failures", "equation", "text", "failure"},
    {"/provenance", "scenario_file", "text", "scenario_file"},
    {"/provenance", "scenario_text", "text", "scenario_file"},
    {"/provenance", "scenario_media_type", "text", "scenario_file"},
    {"/provenance", "model_file", "text", "model_file"},
    {"/provenance", "model_text", "text", "model_file"},
    {"/provenance", "model_media_type", "text", "model_file"},
    {"/provenance", "data_file", "text", "data_file"},
    {"/provenance", "data_text", "text", "data_file"},
    {"/provenance", "data_media_type", "text", "data_file"},
    {"/provenance", "effective_scenario", "text", ""},
    {"/provenance", "parameters_csv", "text", ""},
    {"/provenance", "targets_csv", "text", ""},
    {"/provenance", "model_csv", "text", ""},
};

// What belongs to a dimension wherever a group has it.
constexpr Expected expected_coordinates[] = {
    {"scenario", "scenario", "text", "scenario"},
    {"scenario", "scenario_title", "text", "scenario"},
    {"scenario", "scenario_title_zh", "text", "scenario"},
    {"quantile", "quantile", "f64", "quantile"},
    {"moment", "moment", "text", "moment"},
    {"time", "time", "f64", "time"},
    {"time", "time_bnds", "f64", "time bnds"},
    {"time", "period", "text", "time"},
};

constexpr const char* root_attributes[] = {"Conventions", "title", "title_zh", "source", "comment", "filetype", "schema_version"};
constexpr const char* provenance_attributes[] = {"engine_version", "git_sha1", "build", "model_name", "model_sha256", "scenario_sha256", "data_sha256",
                                                 "rng", "seed", "n_paths", "n_failed", "solver_tolerance"};
constexpr const char* time_attributes[] = {"units", "calendar", "standard_name", "axis", "bounds", "periods_per_year", "first_period"};
constexpr const char* label_attributes[] = {"long_name", "long_name_zh"};   // of every dataset
constexpr const char* variable_attributes[] = {"units", "coordinates", "_FillValue"};

class Checks {
 public:
  explicit Checks(const hdf5::ReadFile& root) : root_(root) {}

  std::vector<Finding> run() {
    attributes(root_, "", root_attributes);
    for (std::size_t i = 0; i < std::size(expected_datasets);) {
      const std::string_view name = expected_datasets[i].group;
      std::size_t end = i;
      while (end < std::size(expected_datasets) && expected_datasets[end].group == name) ++end;
      group(name, std::span(expected_datasets).subspan(i, end - i));
      i = end;
    }
    return std::move(findings_);
  }

 private:
  void add(std::string place, std::string problem) { findings_.push_back({"schema", std::move(place), std::move(problem)}); }

  void group(std::string_view name, std::span<const Expected> datasets) {
    const bool annual = name.starts_with("/annual/");
    const std::string own(name.substr(annual ? 8 : 1));
    if ((name == "/targets" || name == "/paths" || name == "/conditioned") && !root_.has(own)) return;  // a run without targets, published values, or kept paths
    if (name.find("/contrast") != std::string_view::npos && !root_.has("contrast_targets")) return;  // no comparison
    if (annual && !root_.has("annual")) return add(std::string(name), "the group is missing");
    const auto find = [&](const hdf5::ReadGroup& parent) {
      if (!parent.has(own)) return add(std::string(name), "the group is missing");
      const hdf5::ReadGroup found(parent, own);
      if (name == "/provenance") attributes(found, "", provenance_attributes);
      group(found, name, datasets);
    };
    annual ? find(hdf5::ReadGroup(root_, "annual")) : find(root_);
  }

  void group(const hdf5::ReadGroup& found, std::string_view name, std::span<const Expected> datasets) {
    std::set<std::string> known = {"bnds"};
    std::set<std::string_view> dimensions;
    for (const auto& dataset : datasets) {
      for (std::string_view rest = dataset.dimensions; !rest.empty();) {
        const auto end = std::min(rest.find(' '), rest.size());
        dimensions.insert(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
      }
      // Only where a scenario is conditioned do its paths have weights.
      if ((dataset.dataset == "path_weight" || dataset.dataset == "unlike_paths" || dataset.dataset.ends_with("_effective_paths")) && !root_.has("conditioned")) continue;
      if (dataset.dataset != "*") known.insert(check(found, dataset));
    }
    for (const auto& coordinate : expected_coordinates) {
      if (dimensions.count(coordinate.group) > 0) known.insert(check(found, coordinate));
    }
    if (dimensions.count("time") > 0 && found.has("time")) attributes(found, "time", time_attributes);
    if (name == "/targets") target_fields(found, known);
    if (name == "/contrast_targets") change_fields(found);
    if (name == "/conditioned") conditioned_fields(found);
    const auto any = std::find_if(datasets.begin(), datasets.end(), [](const Expected& e) { return e.dataset == "*"; });
    if (any == datasets.end()) return;
    for (const auto& other : found.datasets()) {
      if (known.count(other) > 0) continue;
      check(found, {name, other, any->type, any->dimensions});
      attributes(found, other, variable_attributes);
    }
  }

  void target_fields(const hdf5::ReadGroup& found, std::set<std::string>& known) {
    for (const auto& field : target_numbers) known.insert(check(found, {"/targets", field.name, "f64", "scenario target"}));
    for (const auto& field : target_texts) known.insert(check(found, {"/targets", field.name, "text", "scenario target"}));
    for (const auto& field : joint_numbers) known.insert(check(found, {"/targets", field.name, "f64", "scenario tier_set"}));
  }

  void change_fields(const hdf5::ReadGroup& found) {
    for (const auto& [axis, prefix] : {std::pair<std::string, std::string>{"target", ""}, {"tier_set", "joint_"}}) {
      const std::string dimensions = "scenario " + axis;
      for (const auto& field : change_numbers) check(found, {"/contrast_targets", prefix + field.name, "f64", dimensions});
      for (const auto& field : change_counts) check(found, {"/contrast_targets", prefix + field.name, "i64", dimensions});
    }
  }

  void conditioned_fields(const hdf5::ReadGroup& found) {
    const auto check_all = [&](const auto& fields, const char* type, const std::string& dimensions, const std::string& prefix = {}) {
      for (const auto& field : fields) check(found, {"/conditioned", prefix + field.name, type, dimensions});
    };
    check_all(conditioned_numbers, "f64", "scenario");
    check_all(observed_numbers, "f64", "scenario observation");
    check_all(observed_texts, "text", "scenario observation");
    check_all(release_numbers, "f64", "scenario release");
    check_all(update_numbers, "f64", "scenario release target");
    check_all(update_numbers, "f64", "scenario release tier_set", "joint_");
  }

  std::string check(const hdf5::ReadGroup& found, const Expected& expected) {
    const std::string name(expected.dataset), place = hdf5::object_name(found.name(), name);
    if (!found.has(name)) {
      add(place, "the dataset is missing");
      return name;
    }
    const std::string type = found.type(name);
    const bool fits = type == expected.type || (expected.type == "int" && (type == "i32" || type == "i64")) || (expected.type == "float" && (type == "f32" || type == "f64"));
    if (!fits) add(place, fmt::format("its type is {}, expected {}", type, expected.type));
    std::string dimensions;
    for (const auto& dimension : found.dimensions(name)) dimensions += (dimensions.empty() ? "" : " ") + dimension;
    if (dimensions != expected.dimensions) add(place, fmt::format("its dimensions are ({}), expected ({})", dimensions, expected.dimensions));
    attributes(found, name, label_attributes);
    return name;
  }

  void attributes(const hdf5::ReadGroup& found, const std::string& dataset, std::span<const char* const> names) {
    for (const char* name : names) {
      if (!found.has_attribute(dataset, name)) add(dataset.empty() ? found.name() : hdf5::object_name(found.name(), dataset), fmt::format("the attribute {} is missing", name));
    }
  }

  const hdf5::ReadFile& root_;
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> schema_findings(const SealedFile& sealed, const ChildLimits& limits) {
  return findings_of(answer_of_file(sealed, limits, [](const hdf5::ReadFile& file) {
    std::vector<Finding> findings = Checks(file).run();
    return text_of(findings.empty() ? coordinate_findings(file) : findings);
  }));
}

}  // namespace jingchu::output::detail
