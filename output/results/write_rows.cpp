#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>

#include "engine/core/error.hpp"
#include "output/results/joint_rows.hpp"
#include "output/results/layout.hpp"
#include "output/results/target_fields.hpp"
#include "output/results/write_groups.hpp"

namespace jingchu::output::detail {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

void write_rows(hdf5::Group& group, const std::string& name, const std::vector<std::string>& dimensions, const JointNames& joint) {
  put_pure(group.variable(name, dimensions, joint.rows), row_label);
}

/// A text that belongs to the name and not to the scenario: the scenarios that have the name must agree.
template <class Row>
std::vector<std::string> common_text(const Content& content, const JointNames& joint, std::vector<Row> ScenarioResults::*list, std::string Row::*text) {
  std::vector<std::string> texts(joint.names.size());
  for (std::size_t i = 0; i < joint.names.size(); ++i) {
    bool known = false;
    for (std::size_t s = 0; s < content.scenarios.size(); ++s) {
      if (joint.row(s, i) < 0) continue;
      const std::string& own = (content.scenarios[s].*list)[static_cast<std::size_t>(joint.row(s, i))].*text;
      if (known && own != texts[i]) {
        throw Error(ExitCode::data, fmt::format("scenarios of one run call {} {} and {}", jingchu::quoted(joint.names[i]), jingchu::quoted(texts[i]), jingchu::quoted(own)),
                    "give it the same label in all of them");
      }
      texts[i] = own;
      known = true;
    }
  }
  return texts;
}

void write_target_numbers(hdf5::Group& group, const Content& content, const JointNames& joint) {
  for (const auto& field : target_numbers) {
    const auto values = gather<double>(content.scenarios, joint, &ScenarioResults::targets, nan, field.member);
    hdf5::Node dataset = group.variable(field.name, {"scenario", "target"}, values);
    const std::string name = field.name;
    const bool share = name.find("prob") == 0 || name.find("bound") != std::string::npos || name == "standard_error";
    share ? put_pure(dataset, field.label) : put_own_unit(dataset, field.label);
    put_coordinates(dataset, "target");
  }
  hdf5::Node dataset = group.variable("value_quantiles", {"scenario", "target", "quantile"}, gather_lists(content.scenarios, joint, &ScenarioResults::targets, content.levels.size(), &TargetRow::value_quantiles));
  put_own_unit(dataset, {"quantiles of what the target measures", "目标所度量数值的分位数"});
  put_coordinates(dataset, "target");
}

void write_joint(hdf5::Group& group, const Content& content) {
  const JointNames joint = join(content.scenarios, &ScenarioResults::joint, &JointRow::tier_set, "set of tiers");
  put_label(group.coordinate("tier_set", joint.names), tier_set_label);
  write_rows(group, "tier_set_row", {"scenario", "tier_set"}, joint);
  for (const auto& field : joint_numbers) {
    const auto values = gather<double>(content.scenarios, joint, &ScenarioResults::joint, nan, field.member);
    hdf5::Node dataset = group.variable(field.name, {"scenario", "tier_set"}, values);
    put_pure(dataset, field.label);
    put_coordinates(dataset);
  }
}

void write_targets_met(hdf5::Group& group, const Content& content) {
  std::size_t longest = 0;
  std::vector<std::int32_t> lengths;
  for (const auto& scenario : content.scenarios) {
    longest = std::max(longest, scenario.targets_met.size());
    lengths.push_back(static_cast<std::int32_t>(scenario.targets_met.size()));
  }
  std::vector<std::int32_t> counts;
  for (std::size_t k = 0; k < longest; ++k) counts.push_back(static_cast<std::int32_t>(k));
  std::vector<double> shares;
  for (const auto& scenario : content.scenarios) {
    std::vector<double> own = scenario.targets_met;
    own.resize(longest, nan);
    shares.insert(shares.end(), own.begin(), own.end());
  }
  put_pure(group.coordinate("count", counts), {"number of targets met", "实现的目标个数"});
  hdf5::Node met = group.variable("targets_met", {"scenario", "count"}, shares);
  put_pure(met, {"share of paths that meet exactly so many targets", "恰好实现这么多目标的路径占比"});
  put_coordinates(met);
  put_pure(group.variable("counts", {"scenario"}, lengths), {"entries of targets_met that belong to the scenario", "targets_met 中属于该情景的项数"});
}

}  // namespace

void write_target_names(hdf5::Group& group, const Content& content, const std::vector<std::string>& names) {
  const JointNames all = join(content.scenarios, &ScenarioResults::targets, &TargetRow::id, "target");
  const auto titles = [&](std::string TargetRow::*text) {
    const std::vector<std::string> of_all = common_text(content, all, &ScenarioResults::targets, text);
    std::map<std::string, std::string> by_name;
    for (std::size_t i = 0; i < all.names.size(); ++i) by_name.emplace(all.names[i], of_all[i]);
    std::vector<std::string> found;
    for (const auto& name : names) found.push_back(by_name[name]);
    return found;
  };
  put_label(group.coordinate("target", names), target_label);
  put_label(group.variable("target_title", {"target"}, titles(&TargetRow::title_en)), {"title of the target", "目标名称（英文）"});
  put_label(group.variable("target_title_zh", {"target"}, titles(&TargetRow::title_zh)), {"title of the target in Chinese", "目标名称（中文）"});
}

void write_targets(const hdf5::Node& root, const Content& content) {
  const bool any = std::any_of(content.scenarios.begin(), content.scenarios.end(), [](const ScenarioResults& s) {
    return !s.targets.empty() || !s.joint.empty() || !s.targets_met.empty();
  });
  if (!any) return;
  hdf5::Group group(root, "targets");
  write_scenarios(group, content);
  const JointNames joint = join(content.scenarios, &ScenarioResults::targets, &TargetRow::id, "target");
  write_target_names(group, content, joint.names);
  put_pure(group.coordinate("quantile", content.levels), quantile_label);
  write_rows(group, "target_row", {"scenario", "target"}, joint);
  write_target_numbers(group, content, joint);
  put_pure(group.variable("n_paths", {"scenario", "target"}, gather<std::int64_t>(content.scenarios, joint, &ScenarioResults::targets, -1, &TargetRow::n_paths)),
           {"paths that the probability is a share of", "概率所依据的路径数"});
  put_pure(group.variable("line", {"scenario", "target"}, gather<std::int64_t>(content.scenarios, joint, &ScenarioResults::targets, -1, &TargetRow::line)),
           {"line of the report", "报告行号"});
  hdf5::Node lever = group.variable("is_lever", {"scenario", "target"}, gather<std::int8_t>(content.scenarios, joint, &ScenarioResults::targets, 0, &TargetRow::lever));
  const std::int8_t flags[] = {0, 1};
  put_pure(lever, {"the run itself sets what is scored", "由运行自身设定的数值"});
  lever.attribute("flag_values", flags);
  lever.attribute("flag_meanings", std::string("no yes"));
  for (const auto& field : target_texts) {
    const auto texts = gather<std::string>(content.scenarios, joint, &ScenarioResults::targets, std::string(), field.member);
    put_label(group.variable(field.name, {"scenario", "target"}, texts), field.label);
  }
  write_joint(group, content);
  write_targets_met(group, content);
}

void write_levers(const hdf5::Node& root, const Content& content) {
  hdf5::Group group(root, "levers");
  write_scenarios(group, content);
  const JointNames joint = join(content.scenarios, &ScenarioResults::levers, &LeverRow::name, "lever");
  put_label(group.coordinate("lever", joint.names), {"instrument that the scenario sets", "情景所设定的政策杠杆"});
  put_label(group.variable("lever_title", {"lever"}, common_text(content, joint, &ScenarioResults::levers, &LeverRow::title_en)), {"title of the lever", "政策杠杆名称（英文）"});
  put_label(group.variable("lever_title_zh", {"lever"}, common_text(content, joint, &ScenarioResults::levers, &LeverRow::title_zh)), {"title of the lever in Chinese", "政策杠杆名称（中文）"});
  put_label(group.variable("unit", {"lever"}, common_text(content, joint, &ScenarioResults::levers, &LeverRow::unit)), {"unit of the values", "数值的单位"});
  put_label(group.variable("unit_zh", {"lever"}, common_text(content, joint, &ScenarioResults::levers, &LeverRow::unit_zh)), {"unit in Chinese", "中文单位"});
  write_time(group, content.time);
  write_rows(group, "lever_row", {"scenario", "lever"}, joint);
  const auto values = gather_lists(content.scenarios, joint, &ScenarioResults::levers, static_cast<std::size_t>(content.time.count), &LeverRow::value);
  hdf5::Node value = group.variable("value", {"scenario", "lever", "time"}, values);
  put_own_unit(value, {"value of the lever", "政策杠杆的取值"});
  value.attribute("coordinates", std::string("scenario_title scenario_title_zh lever_title lever_title_zh unit period"));
  hdf5::Node standard = group.variable("standard", {"scenario", "lever"}, gather<double>(content.scenarios, joint, &ScenarioResults::levers, nan, &LeverRow::standard));
  put_own_unit(standard, {"the model's own value, where no scenario sets another", "模型自身的取值（情景未另设时）"});
}

void write_identities(const hdf5::Node& root, const Content& content) {
  hdf5::Group group(root, "identities");
  write_scenarios(group, content);
  const JointNames joint = join(content.scenarios, &ScenarioResults::identities, &IdentityRow::name, "identity");
  put_label(group.coordinate("identity", joint.names), {"relation that holds on every path", "在每条路径上成立的关系"});
  write_rows(group, "identity_row", {"scenario", "identity"}, joint);
  hdf5::Node dataset = group.variable("largest_residual", {"scenario", "identity"}, gather<double>(content.scenarios, joint, &ScenarioResults::identities, nan, &IdentityRow::largest_residual));
  put_pure(dataset, {"largest difference between both sides, over paths and periods", "等式两边之差的最大值（遍历路径与时期）"});
  put_coordinates(dataset);
}

}  // namespace jingchu::output::detail
