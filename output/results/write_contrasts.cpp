#include <algorithm>
#include <limits>

#include "output/results/change_fields.hpp"
#include "output/results/joint_rows.hpp"
#include "output/results/layout.hpp"
#include "output/results/write_groups.hpp"

namespace jingchu::output::detail {

namespace {

using Tables = std::vector<DifferenceTable> ContrastResults::*;
using Changes = std::vector<ChangeRow> ContrastResults::*;

/// Coordinate `scenario` of the others, with their titles.
void write_others(hdf5::Group& group, const Content& content) {
  std::vector<std::string> names, titles, titles_zh;
  for (const auto& contrast : content.contrasts) {
    names.push_back(contrast.scenario);
    titles.push_back(contrast.title_en);
    titles_zh.push_back(contrast.title_zh);
  }
  put_label(group.coordinate("scenario", names), {"scenario that is compared with the base", "与基准比较的情景"});
  put_label(group.variable("scenario_title", {"scenario"}, titles), scenario_title_label);
  put_label(group.variable("scenario_title_zh", {"scenario"}, titles_zh), scenario_title_zh_label);
  group.attribute("base_scenario", content.scenarios.front().name);
  const bool by_path = std::all_of(content.contrasts.begin(), content.contrasts.end(), [](const ContrastResults& contrast) { return contrast.is_pathwise(); });
  group.attribute("comment", std::string(by_path ? "scenario minus base, path by path on the same draws" : "scenario minus base on the same draws, path by path where unlike_paths of /contrast_targets is not above 0"));
}

void describe(hdf5::Node& dataset, const Column& column, bool annual) {
  const auto title = [&](const std::string& text) { return text.empty() ? column.name : text; };
  const std::string en = "difference of " + title(column.title_en), zh = title(column.title_zh) + "之差";
  describe_column(dataset, column, {en, zh}, "scenario_title scenario_title_zh period");
  if (const std::string method = cell_method(column, annual); !method.empty()) dataset.attribute("cell_methods", method);
}

void write_quantiles(hdf5::Group& group, const Content& content, const std::vector<Column>& columns, Tables tables, bool annual) {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (!columns[i].reported) continue;
    std::vector<double> values;
    for (const auto& contrast : content.contrasts) {
      const auto& part = (contrast.*tables)[i].series.quantiles;
      values.insert(values.end(), part.begin(), part.end());
    }
    hdf5::Node dataset = group.variable(columns[i].name, {"scenario", "quantile", "time"}, values);
    describe(dataset, columns[i], annual);
  }
}

void write_moments(hdf5::Group& group, const Content& content, const std::vector<Column>& columns, Tables tables, bool annual) {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (!columns[i].reported) continue;
    std::vector<double> values;
    for (const auto& contrast : content.contrasts) {
      const DifferenceTable& table = (contrast.*tables)[i];
      for (std::size_t m = 0; m < difference_moment_names.size(); ++m) {
        const auto& part = moment_of(table, m);
        values.insert(values.end(), part.begin(), part.end());
      }
    }
    hdf5::Node dataset = group.variable(columns[i].name, {"scenario", "moment", "time"}, values);
    describe(dataset, columns[i], annual);
  }
}

void write_tables_of(const hdf5::Node& parent, const Content& content, bool annual) {
  const auto write = [&](hdf5::Group& group, auto write_columns) {
    write_others(group, content);
    write_time(group, annual ? content.years : content.time);
    write_columns(group, content, content.variables, annual ? &ContrastResults::annual_variables : &ContrastResults::variables, annual);
    if (annual) write_columns(group, content, content.measures, &ContrastResults::annual_measures, annual);
  };
  {
    hdf5::Group group(parent, "contrasts");
    put_pure(group.coordinate("quantile", content.levels), quantile_label);
    write(group, write_quantiles);
  }
  hdf5::Group group(parent, "contrast_moments");
  put_label(group.coordinate("moment", std::vector<std::string>(difference_moment_names.begin(), difference_moment_names.end())),
            {"moments of the difference; greater, less: shares of paths on which the scenario is above and below the base", "差异的各阶矩；greater、less：情景高于、低于基准的路径占比"});
  write(group, write_moments);
}

void write_changes(hdf5::Group& group, const Content& content, const std::string& axis, const std::string& prefix, Changes changes) {
  const JointNames joint = join(content.contrasts, changes, &ChangeRow::name, axis);
  if (axis == "target") write_target_names(group, content, joint.names);
  else put_label(group.coordinate(axis, joint.names), tier_set_label);
  put_pure(group.variable(axis + "_row", {"scenario", axis}, joint.rows), row_label);
  for (const auto& field : change_numbers) {
    hdf5::Node dataset = group.variable(prefix + field.name, {"scenario", axis}, gather<double>(content.contrasts, joint, changes, std::numeric_limits<double>::quiet_NaN(), field.member));
    put_pure(dataset, field.label);
    put_coordinates(dataset, axis);
  }
  for (const auto& field : change_counts) {
    put_pure(group.variable(prefix + field.name, {"scenario", axis}, gather<std::int64_t>(content.contrasts, joint, changes, -1, field.member)), field.label);
  }
}

void write_weights(hdf5::Group& group, const Content& content) {
  if (std::none_of(content.contrasts.begin(), content.contrasts.end(), [](const ContrastResults& contrast) { return contrast.is_weighted(); })) return;
  std::vector<std::int64_t> unlike;
  for (const auto& contrast : content.contrasts) unlike.push_back(contrast.unlike_paths);
  put_pure(group.variable(unlike_paths_name, {"scenario"}, unlike),
           {"paths whose weights differ between the scenario and the base: with any, only means and probabilities are compared; -1: paths have no weights",
            "在该情景与基准中权重不同的路径数：若有，则只比较均值与概率；-1：路径不加权"});
  for (const auto& field : effective_numbers) {
    std::vector<double> values;
    for (const auto& contrast : content.contrasts) values.push_back(contrast.*field.member);
    put_pure(group.variable(field.name, {"scenario"}, values), field.label);
  }
}

}  // namespace

void write_contrasts(const hdf5::Node& root, const Content& content) {
  if (content.contrasts.empty()) return;
  write_tables_of(root, content, false);
  hdf5::Group group(root, "contrast_targets");
  write_others(group, content);
  std::vector<std::int64_t> paths;
  for (const auto& contrast : content.contrasts) paths.push_back(contrast.n_paths);
  put_pure(group.variable("n_paths", {"scenario"}, paths), {"paths that count in the scenario and in the base", "在该情景与基准中均计入的路径数"});
  write_weights(group, content);
  write_changes(group, content, "target", "", &ContrastResults::targets);
  write_changes(group, content, "tier_set", "joint_", &ContrastResults::joint);
}

void write_annual_contrasts(const hdf5::Node& annual, const Content& content) {
  if (!content.contrasts.empty()) write_tables_of(annual, content, true);
}

}  // namespace jingchu::output::detail
