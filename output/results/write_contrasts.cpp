#include <algorithm>
#include <limits>

#include "output/results/change_fields.hpp"
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
  group.coordinate("scenario", names).attribute("long_name", std::string("scenario that is compared with the base"));
  group.variable("scenario_title", {"scenario"}, titles).attribute("long_name", std::string("title of the scenario"));
  group.variable("scenario_title_zh", {"scenario"}, titles_zh).attribute("long_name", std::string("title of the scenario in Chinese"));
  group.attribute("base_scenario", content.scenarios.front().name);
  group.attribute("comment", std::string("scenario minus base, path by path on the same draws"));
}

void describe(hdf5::Node& dataset, const Column& column) {
  dataset.attribute("units", cf_units(column.unit));
  dataset.attribute("long_name", "difference of " + (column.title_en.empty() ? column.name : column.title_en));
  dataset.attribute("coordinates", std::string("scenario_title scenario_title_zh period"));
}

void write_quantiles(hdf5::Group& group, const Content& content, const std::vector<Column>& columns, Tables tables) {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (!columns[i].reported) continue;
    std::vector<double> values;
    for (const auto& contrast : content.contrasts) {
      const auto& part = (contrast.*tables)[i].series.quantiles;
      values.insert(values.end(), part.begin(), part.end());
    }
    hdf5::Node dataset = group.variable(columns[i].name, {"scenario", "quantile", "time"}, values);
    describe(dataset, columns[i]);
  }
}

void write_moments(hdf5::Group& group, const Content& content, const std::vector<Column>& columns, Tables tables) {
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
    describe(dataset, columns[i]);
  }
}

void write_tables_of(const hdf5::Node& parent, const Content& content, bool annual) {
  const auto write = [&](hdf5::Group& group, auto write_columns) {
    write_others(group, content);
    write_time(group, annual ? content.years : content.time);
    write_columns(group, content, content.variables, annual ? &ContrastResults::annual_variables : &ContrastResults::variables);
    if (annual) write_columns(group, content, content.measures, &ContrastResults::annual_measures);
  };
  {
    hdf5::Group group(parent, "contrasts");
    group.coordinate("quantile", content.levels).attribute("units", std::string("1"));
    write(group, write_quantiles);
  }
  hdf5::Group group(parent, "contrast_moments");
  group.coordinate("moment", std::vector<std::string>(difference_moment_names.begin(), difference_moment_names.end()))
      .attribute("long_name", std::string("moments of the difference; greater, less: shares of paths on which the scenario is above and below the base"));
  write(group, write_moments);
}

void write_changes(hdf5::Group& group, const Content& content, const std::string& axis, const std::string& prefix, Changes changes) {
  std::vector<std::vector<std::string>> lists;
  for (const auto& contrast : content.contrasts) {
    auto& names = lists.emplace_back();
    for (const auto& row : contrast.*changes) names.push_back(row.name);
  }
  const JointNames joint = join_names(lists, axis);
  group.coordinate(axis, joint.names).attribute("long_name", std::string("what the probability is of"));
  group.variable(axis + "_row", {"scenario", axis}, joint.rows).attribute("long_name", std::string("place in the scenario's own list, -1: it has no such row"));
  const auto gather = [&](auto absent, auto member) {
    std::vector<decltype(absent)> values;
    for (std::size_t s = 0; s < content.contrasts.size(); ++s) {
      for (std::size_t i = 0; i < joint.names.size(); ++i) {
        const std::int32_t row = joint.row(s, i);
        values.push_back(row < 0 ? absent : (content.contrasts[s].*changes)[static_cast<std::size_t>(row)].*member);
      }
    }
    return values;
  };
  for (const auto& field : change_numbers) {
    hdf5::Node dataset = group.variable(prefix + field.name, {"scenario", axis}, gather(std::numeric_limits<double>::quiet_NaN(), field.member));
    dataset.attribute("long_name", std::string(field.title));
    dataset.attribute("units", std::string("1"));
  }
  for (const auto& field : change_counts) {
    group.variable(prefix + field.name, {"scenario", axis}, gather(std::int64_t{-1}, field.member)).attribute("long_name", std::string(field.title));
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
  group.variable("n_paths", {"scenario"}, paths).attribute("long_name", std::string("paths that count in the scenario and in the base"));
  write_changes(group, content, "target", "", &ContrastResults::targets);
  write_changes(group, content, "tier_set", "joint_", &ContrastResults::joint);
}

void write_annual_contrasts(const hdf5::Node& annual, const Content& content) {
  if (!content.contrasts.empty()) write_tables_of(annual, content, true);
}

}  // namespace jingchu::output::detail
