#include <limits>

#include "output/results/conditioned_fields.hpp"
#include "output/results/joint_rows.hpp"
#include "output/results/layout.hpp"
#include "output/results/write_groups.hpp"

namespace jingchu::output::detail {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

void write_rows(hdf5::Group& group, const std::string& name, const std::string& axis, const JointNames& joint) {
  put_pure(group.variable(name, {"scenario", axis}, joint.rows), row_label);
}

void write_observed(hdf5::Group& group, const Content& content) {
  const JointNames joint = join(content.conditioned, &ConditionedResults::observed, &ObservedRow::measure, "observation");
  put_label(group.coordinate("observation", joint.names), {"formula of what was published", "公布内容的公式"});
  write_rows(group, "observation_row", "observation", joint);
  for (const auto& field : observed_numbers) {
    hdf5::Node dataset = group.variable(field.name, {"scenario", "observation"}, gather<double>(content.conditioned, joint, &ConditionedResults::observed, nan, field.member));
    put_own_unit(dataset, field.label);
    dataset.attribute("coordinates", std::string("scenario_title scenario_title_zh observation_title observation_title_zh unit"));
  }
  for (const auto& field : observed_texts)
    put_label(group.variable(field.name, {"scenario", "observation"}, gather<std::string>(content.conditioned, joint, &ConditionedResults::observed, std::string(), field.member)), field.label);
}

/// Probabilities by release. \param prefix  of the names of the datasets
void write_updates(hdf5::Group& group, const Content& content, const JointNames& releases, std::vector<UpdateRow> ReleaseRow::*list, const std::string& axis, const std::string& prefix) {
  std::vector<std::vector<std::string>> lists;
  for (const auto& one : content.conditioned) {
    auto& names = lists.emplace_back();
    for (const auto& row : one.releases.front().*list) names.push_back(row.name);
  }
  const JointNames joint = join_names(lists, axis);
  if (axis == "target") write_target_names(group, content, joint.names);
  else put_label(group.coordinate(axis, joint.names), tier_set_label);
  for (const auto& field : update_numbers) {
    std::vector<double> values;
    for (std::size_t c = 0; c < content.conditioned.size(); ++c)
      for (std::size_t r = 0; r < releases.names.size(); ++r)
        for (std::size_t i = 0; i < joint.names.size(); ++i) {
          const std::int32_t release = releases.row(c, r), row = joint.row(c, i);
          values.push_back(release < 0 || row < 0 ? nan : (content.conditioned[c].releases[static_cast<std::size_t>(release)].*list)[static_cast<std::size_t>(row)].*field.member);
        }
    hdf5::Node dataset = group.variable(prefix + field.name, {"scenario", "release", axis}, values);
    put_pure(dataset, field.label);
    put_coordinates(dataset, axis);
  }
}

}  // namespace

void write_conditioned(const hdf5::Node& root, const Content& content) {
  if (content.conditioned.empty()) return;
  hdf5::Group group(root, "conditioned");
  std::vector<std::size_t> positions;
  for (const auto& one : content.conditioned) positions.push_back(one.scenario);
  write_scenarios(group, content, positions);
  for (const auto& field : conditioned_numbers) {
    std::vector<double> values;
    for (const auto& one : content.conditioned) values.push_back(one.*field.member);
    hdf5::Node dataset = group.variable(field.name, {"scenario"}, values);
    put_pure(dataset, field.label);
  }
  std::vector<std::string> proposals;
  for (const auto& one : content.conditioned) proposals.push_back(one.proposal);
  put_label(group.variable("proposal", {"scenario"}, proposals), {"what paths are drawn from: model, or guided by the published values", "路径的抽取分布：model 为模型自身，guided 为由已公布数值引导"});
  write_observed(group, content);
  const JointNames releases = join(content.conditioned, &ConditionedResults::releases, &ReleaseRow::name, "release");
  put_label(group.coordinate("release", releases.names),
            {"date of a release; \"before\": before any value is taken in; \"published\": all values, without dates", "公布日期；before：计入任何数值之前；published：全部数值，无日期"});
  write_rows(group, "release_row", "release", releases);
  put_pure(group.variable("observations", {"scenario", "release"}, gather<std::int64_t>(content.conditioned, releases, &ConditionedResults::releases, std::int64_t{-1}, &ReleaseRow::observations)),
           {"values that came with the release", "该次公布的数值个数"});
  for (const auto& field : release_numbers)
    put_pure(group.variable(field.name, {"scenario", "release"}, gather<double>(content.conditioned, releases, &ConditionedResults::releases, nan, field.member)), field.label);
  write_updates(group, content, releases, &ReleaseRow::targets, "target", "");
  write_updates(group, content, releases, &ReleaseRow::joint, "tier_set", "joint_");
}

}  // namespace jingchu::output::detail
