#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "engine/core/error.hpp"
#include "output/results/layout.hpp"
#include "output/results/target_fields.hpp"
#include "output/results/write_groups.hpp"

namespace jingchu::output::detail {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// One value for each scenario and name, `absent` where the scenario lacks it.
template <class Value, class Get>
std::vector<Value> gather(const Content& content, const JointNames& joint, Value absent, Get get) {
  std::vector<Value> values;
  values.reserve(joint.rows.size());
  for (std::size_t s = 0; s < content.scenarios.size(); ++s) {
    for (std::size_t i = 0; i < joint.names.size(); ++i) {
      const std::int32_t row = joint.row(s, i);
      values.push_back(row < 0 ? absent : Value(get(content.scenarios[s], static_cast<std::size_t>(row))));
    }
  }
  return values;
}

/// The names of `list` in every scenario.
template <class Row>
JointNames join(const Content& content, std::vector<Row> ScenarioResults::*list, std::string Row::*name, std::string_view what) {
  std::vector<std::vector<std::string>> lists;
  for (const auto& scenario : content.scenarios) {
    auto& names = lists.emplace_back();
    for (const auto& row : scenario.*list) names.push_back(row.*name);
  }
  return join_names(lists, what);
}

void write_rows(hdf5::Group& group, const std::string& name, const std::vector<std::string>& dimensions, const JointNames& joint) {
  group.variable(name, dimensions, joint.rows).attribute("long_name", std::string("place in the scenario's own list, -1: it has no such row"));
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
    const auto values = gather<double>(content, joint, nan, [&](const ScenarioResults& s, std::size_t i) { return s.targets[i].*field.member; });
    hdf5::Node dataset = group.variable(field.name, {"scenario", "target"}, values);
    dataset.attribute("long_name", std::string(field.title));
    const std::string name = field.name;
    const bool share = name.find("prob") == 0 || name.find("bound") != std::string::npos || name == "standard_error";
    if (share) {
      dataset.attribute("units", std::string("1"));
    } else {
      dataset.attribute("comment", std::string("in the unit that the variable unit names"));
    }
    dataset.attribute("coordinates", std::string("scenario_title scenario_title_zh target_title target_title_zh"));
  }
  std::vector<double> quantiles;
  for (std::size_t s = 0; s < content.scenarios.size(); ++s) {
    for (std::size_t i = 0; i < joint.names.size(); ++i) {
      const std::int32_t row = joint.row(s, i);
      std::vector<double> values;
      if (row >= 0) values = content.scenarios[s].targets[static_cast<std::size_t>(row)].value_quantiles;
      values.resize(content.levels.size(), nan);
      quantiles.insert(quantiles.end(), values.begin(), values.end());
    }
  }
  hdf5::Node dataset = group.variable("value_quantiles", {"scenario", "target", "quantile"}, quantiles);
  dataset.attribute("long_name", std::string("quantiles of what the target measures"));
  dataset.attribute("comment", std::string("in the unit that the variable unit names"));
}

void write_joint(hdf5::Group& group, const Content& content) {
  const JointNames joint = join(content, &ScenarioResults::joint, &JointRow::tier_set, "set of tiers");
  group.coordinate("tier_set", joint.names).attribute("long_name", std::string("tiers whose targets must hold on the same path"));
  write_rows(group, "tier_set_row", {"scenario", "tier_set"}, joint);
  for (const auto& field : joint_numbers) {
    const auto values = gather<double>(content, joint, nan, [&](const ScenarioResults& s, std::size_t i) { return s.joint[i].*field.member; });
    hdf5::Node dataset = group.variable(field.name, {"scenario", "tier_set"}, values);
    dataset.attribute("long_name", std::string(field.title));
    dataset.attribute("units", std::string("1"));
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
  group.coordinate("count", counts).attribute("long_name", std::string("number of targets met"));
  hdf5::Node met = group.variable("targets_met", {"scenario", "count"}, shares);
  met.attribute("long_name", std::string("share of paths that meet exactly so many targets"));
  met.attribute("units", std::string("1"));
  group.variable("counts", {"scenario"}, lengths).attribute("long_name", std::string("entries of targets_met that belong to the scenario"));
}

}  // namespace

void write_targets(const hdf5::Node& root, const Content& content) {
  const bool any = std::any_of(content.scenarios.begin(), content.scenarios.end(), [](const ScenarioResults& s) {
    return !s.targets.empty() || !s.joint.empty() || !s.targets_met.empty();
  });
  if (!any) return;
  hdf5::Group group(root, "targets");
  write_scenarios(group, content);
  const JointNames joint = join(content, &ScenarioResults::targets, &TargetRow::id, "target");
  group.coordinate("target", joint.names).attribute("long_name", std::string("figure of the report that is the target"));
  group.variable("target_title", {"target"}, common_text(content, joint, &ScenarioResults::targets, &TargetRow::title_en));
  group.variable("target_title_zh", {"target"}, common_text(content, joint, &ScenarioResults::targets, &TargetRow::title_zh));
  group.coordinate("quantile", content.levels).attribute("units", std::string("1"));
  write_rows(group, "target_row", {"scenario", "target"}, joint);
  write_target_numbers(group, content, joint);
  group.variable("n_paths", {"scenario", "target"}, gather<std::int64_t>(content, joint, -1, [](const ScenarioResults& s, std::size_t i) { return s.targets[i].n_paths; }))
      .attribute("long_name", std::string("paths that the probability is a share of"));
  group.variable("line", {"scenario", "target"}, gather<std::int64_t>(content, joint, -1, [](const ScenarioResults& s, std::size_t i) { return s.targets[i].line; }))
      .attribute("long_name", std::string("line of the report"));
  hdf5::Node lever = group.variable("is_lever", {"scenario", "target"}, gather<std::int8_t>(content, joint, 0, [](const ScenarioResults& s, std::size_t i) {
    return static_cast<std::int8_t>(s.targets[i].lever);
  }));
  const std::int8_t flags[] = {0, 1};
  lever.attribute("long_name", std::string("the run itself sets what is scored"));
  lever.attribute("flag_values", flags);
  lever.attribute("flag_meanings", std::string("no yes"));
  for (const auto& field : target_texts) {
    const auto texts = gather<std::string>(content, joint, std::string(), [&](const ScenarioResults& s, std::size_t i) { return s.targets[i].*field.member; });
    group.variable(field.name, {"scenario", "target"}, texts).attribute("long_name", std::string(field.title));
  }
  write_joint(group, content);
  write_targets_met(group, content);
}

void write_levers(const hdf5::Node& root, const Content& content) {
  hdf5::Group group(root, "levers");
  write_scenarios(group, content);
  const JointNames joint = join(content, &ScenarioResults::levers, &LeverRow::name, "lever");
  group.coordinate("lever", joint.names).attribute("long_name", std::string("instrument that the scenario sets"));
  group.variable("lever_title", {"lever"}, common_text(content, joint, &ScenarioResults::levers, &LeverRow::title_en));
  group.variable("lever_title_zh", {"lever"}, common_text(content, joint, &ScenarioResults::levers, &LeverRow::title_zh));
  group.variable("unit", {"lever"}, common_text(content, joint, &ScenarioResults::levers, &LeverRow::unit)).attribute("long_name", std::string("unit of the values"));
  group.variable("unit_zh", {"lever"}, common_text(content, joint, &ScenarioResults::levers, &LeverRow::unit_zh)).attribute("long_name", std::string("unit in Chinese"));
  write_time(group, content.time);
  write_rows(group, "lever_row", {"scenario", "lever"}, joint);
  std::vector<double> values;
  for (std::size_t s = 0; s < content.scenarios.size(); ++s) {
    for (std::size_t i = 0; i < joint.names.size(); ++i) {
      const std::int32_t row = joint.row(s, i);
      std::vector<double> own;
      if (row >= 0) own = content.scenarios[s].levers[static_cast<std::size_t>(row)].value;
      own.resize(static_cast<std::size_t>(content.time.count), nan);
      values.insert(values.end(), own.begin(), own.end());
    }
  }
  hdf5::Node value = group.variable("value", {"scenario", "lever", "time"}, values);
  value.attribute("long_name", std::string("value of the lever"));
  value.attribute("comment", std::string("in the unit that the variable unit names"));
  value.attribute("coordinates", std::string("scenario_title scenario_title_zh lever_title lever_title_zh unit period"));
  hdf5::Node standard = group.variable("standard", {"scenario", "lever"}, gather<double>(content, joint, nan, [](const ScenarioResults& s, std::size_t i) { return s.levers[i].standard; }));
  standard.attribute("long_name", std::string("the model's own value, where no scenario sets another"));
}

void write_identities(const hdf5::Node& root, const Content& content) {
  hdf5::Group group(root, "identities");
  write_scenarios(group, content);
  const JointNames joint = join(content, &ScenarioResults::identities, &IdentityRow::name, "identity");
  group.coordinate("identity", joint.names).attribute("long_name", std::string("relation that holds on every path"));
  write_rows(group, "identity_row", {"scenario", "identity"}, joint);
  hdf5::Node dataset = group.variable("largest_residual", {"scenario", "identity"}, gather<double>(content, joint, nan, [](const ScenarioResults& s, std::size_t i) {
    return s.identities[i].largest_residual;
  }));
  dataset.attribute("long_name", std::string("largest difference between both sides, over paths and periods"));
}

}  // namespace jingchu::output::detail
