#include <fmt/format.h>

#include "engine/core/error.hpp"
#include "output/results/change_fields.hpp"
#include "output/results/layout.hpp"
#include "output/results/read_groups.hpp"
#include "output/results/read_table_rows.hpp"

namespace jingchu::output::detail {

namespace {

using Tables = std::vector<DifferenceTable> ContrastResults::*;
using Changes = std::vector<ChangeRow> ContrastResults::*;

void read_columns(const hdf5::ReadGroup& quantiles, const hdf5::ReadGroup& moments, const std::vector<Column>& columns, Tables tables, int periods, Content& content) {
  const auto count = static_cast<std::size_t>(periods);
  const auto size = static_cast<std::ptrdiff_t>(count);
  const auto level_size = static_cast<std::ptrdiff_t>(content.levels.size() * count);
  for (auto& contrast : content.contrasts) (contrast.*tables).resize(columns.size());
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (!columns[i].reported) continue;
    const auto q = quantiles.doubles(columns[i].name, {content.contrasts.size(), content.levels.size(), count});
    const auto m = moments.doubles(columns[i].name, {content.contrasts.size(), difference_moment_names.size(), count});
    auto from_q = q.begin(), from_m = m.begin();
    for (auto& contrast : content.contrasts) {
      DifferenceTable& table = (contrast.*tables)[i];
      table.series.quantiles.assign(from_q, from_q + level_size);
      from_q += level_size;
      for (std::size_t k = 0; k < difference_moment_names.size(); ++k, from_m += size) moment_of(table, k).assign(from_m, from_m + size);
    }
  }
}

void read_changes(const hdf5::ReadGroup& group, const std::string& axis, const std::string& prefix, Changes changes, Content& content) {
  const std::size_t others = content.contrasts.size();
  const auto names = names_of(group, axis);
  const std::size_t count = names.size();
  const TableRows rows(group, axis + "_row", others, count);
  const auto each = [&](auto fill) { rows.fill([&](std::size_t s) -> auto& { return content.contrasts[s].*changes; }, fill); };
  each([&](ChangeRow& row, std::size_t name, std::size_t) { row.name = names[name]; });
  for (const auto& field : change_numbers) {
    const auto values = group.doubles(prefix + field.name, {others, count});
    each([&](ChangeRow& row, std::size_t, std::size_t entry) { row.*field.member = values[entry]; });
  }
  for (const auto& field : change_counts) {
    const auto values = path_counts(group, prefix + field.name, {others, count});
    each([&](ChangeRow& row, std::size_t, std::size_t entry) { row.*field.member = values[entry]; });
  }
}

}  // namespace

void read_contrasts(const hdf5::ReadGroup& root, Content& content) {
  if (!root.has("contrast_targets")) return;
  const hdf5::ReadGroup changes(root, "contrast_targets"), annual(root, "annual");
  const std::size_t others = length(changes, "scenario");
  const auto names = changes.texts("scenario", {others}), titles = changes.texts("scenario_title", {others}), titles_zh = changes.texts("scenario_title_zh", {others});
  const auto paths = path_counts(changes, "n_paths", {others});
  for (std::size_t s = 0; s < others; ++s) {
    ContrastResults& contrast = content.contrasts.emplace_back();
    contrast.scenario = names[s];
    contrast.title_en = titles[s];
    contrast.title_zh = titles_zh[s];
    contrast.n_paths = paths[s];
  }
  if (changes.has(unlike_paths_name)) {
    const auto unlike = path_counts(changes, unlike_paths_name, {others});
    for (std::size_t s = 0; s < others; ++s) content.contrasts[s].unlike_paths = unlike[s];
    for (const auto& field : effective_numbers) {
      const auto values = changes.doubles(field.name, {others});
      for (std::size_t s = 0; s < others; ++s) content.contrasts[s].*field.member = values[s];
    }
  }
  read_columns({root, "contrasts"}, {root, "contrast_moments"}, content.variables, &ContrastResults::variables, content.time.count, content);
  read_columns({annual, "contrasts"}, {annual, "contrast_moments"}, content.variables, &ContrastResults::annual_variables, content.years.count, content);
  read_columns({annual, "contrasts"}, {annual, "contrast_moments"}, content.measures, &ContrastResults::annual_measures, content.years.count, content);
  read_changes(changes, "target", "", &ContrastResults::targets, content);
  read_changes(changes, "tier_set", "joint_", &ContrastResults::joint, content);
}

}  // namespace jingchu::output::detail
