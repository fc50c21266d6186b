#pragma once

#include <string>
#include <string_view>

#include "output/hdf5/writer.hpp"

namespace jingchu::output::detail {

/// What a dataset is called for its readers, in both languages.
struct Label {
  std::string_view en, zh;
};

/// Writes `long_name` and `long_name_zh`, which every dataset has.
inline void put_label(hdf5::Node& dataset, const Label& label) {
  dataset.attribute("long_name", std::string(label.en));
  dataset.attribute("long_name_zh", std::string(label.zh));
}
inline void put_label(hdf5::Node&& dataset, const Label& label) { put_label(dataset, label); }

/// The same of a pure number: a share, a count, a place in a list.
inline void put_pure(hdf5::Node& dataset, const Label& label) {
  dataset.attribute("units", std::string("1"));
  put_label(dataset, label);
}
inline void put_pure(hdf5::Node&& dataset, const Label& label) { put_pure(dataset, label); }

/// The same of numbers each of which has a unit of its own, named by the dataset `unit` of the group.
inline void put_own_unit(hdf5::Node& dataset, const Label& label) {
  put_label(dataset, label);
  dataset.attribute("comment", std::string("in the unit that the variable unit names"));
}

/// Text coordinates of what lies along `axis`: a scenario always, a target or none of its own.
inline void put_coordinates(hdf5::Node& dataset, std::string_view axis = "scenario") {
  dataset.attribute("coordinates", std::string(axis == "target" ? "scenario_title scenario_title_zh target_title target_title_zh" : "scenario_title scenario_title_zh"));
}

inline constexpr Label row_label = {"place in the scenario's own list, -1: it has no such row", "在该情景自身列表中的位置；-1 表示没有该行"};
inline constexpr Label scenario_label = {"scenario", "情景"};
inline constexpr Label scenario_title_label = {"title of the scenario", "情景标题（英文）"};
inline constexpr Label scenario_title_zh_label = {"title of the scenario in Chinese", "情景标题（中文）"};
inline constexpr Label quantile_label = {"quantile level", "分位数水平"};
inline constexpr Label target_label = {"figure of the report that is the target", "作为目标的报告数字"};
inline constexpr Label tier_set_label = {"tiers whose targets must hold on the same path", "须在同一路径上同时实现其目标的层级"};

}  // namespace jingchu::output::detail
