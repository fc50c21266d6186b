#include <fmt/format.h>

#include <algorithm>

#include "engine/core/error.hpp"
#include "output/results/conditioned_fields.hpp"
#include "output/results/read_groups.hpp"
#include "output/results/read_table_rows.hpp"

namespace jingchu::output::detail {

namespace {

void read_observed(const hdf5::ReadGroup& group, Content& content) {
  const std::size_t scenarios = content.conditioned.size();
  const auto names = names_of(group, "observation");
  const TableRows rows(group, "observation_row", scenarios, names.size());
  const auto fill = [&](auto get) { rows.fill([&](std::size_t s) -> auto& { return content.conditioned[s].observed; }, get); };
  fill([&](ObservedRow& row, std::size_t name, std::size_t) { row.measure = names[name]; });
  for (const auto& field : observed_numbers) {
    const auto values = group.doubles(field.name, {scenarios, names.size()});
    fill([&](ObservedRow& row, std::size_t, std::size_t entry) { row.*field.member = values[entry]; });
  }
  for (const auto& field : observed_texts) {
    const auto texts = group.texts(field.name, {scenarios, names.size()});
    fill([&](ObservedRow& row, std::size_t, std::size_t entry) { row.*field.member = texts[entry]; });
  }
}

/// Probabilities by release. \param wanted  the names of a scenario's rows, in order
template <class Wanted>
void read_updates(const hdf5::ReadGroup& group, Content& content, const TableRows& releases, std::size_t release_count, std::vector<UpdateRow> ReleaseRow::*list, const std::string& axis,
                  const std::string& prefix, Wanted wanted) {
  const std::size_t scenarios = content.conditioned.size();
  const auto names = names_of(group, axis);
  std::vector<std::vector<std::string>> own;
  for (const auto& one : content.conditioned) own.push_back(wanted(content.scenarios[one.scenario]));
  for (const auto& field : update_numbers) {
    const auto values = group.doubles(prefix + field.name, {scenarios, release_count, names.size()});
    releases.fill([&](std::size_t s) -> auto& { return content.conditioned[s].releases; },
                  [&](ReleaseRow& release, std::size_t, std::size_t entry) {
                    const auto& rows = own[entry / release_count];
                    (release.*list).resize(rows.size());
                    for (std::size_t i = 0; i < rows.size(); ++i) {
                      const auto at = std::find(names.begin(), names.end(), rows[i]);
                      if (at == names.end()) throw Error(ExitCode::io, fmt::format("'/conditioned/{}' lacks {}", axis, jingchu::quoted(rows[i])));
                      UpdateRow& row = (release.*list)[i];
                      row.name = rows[i];
                      row.*field.member = values[entry * names.size() + static_cast<std::size_t>(at - names.begin())];
                    }
                  });
  }
}

}  // namespace

void read_conditioned(const hdf5::ReadGroup& root, Content& content) {
  if (!root.has("conditioned")) return;
  const hdf5::ReadGroup group(root, "conditioned");
  for (const auto& name : names_of(group, "scenario")) {
    const auto found = std::find_if(content.scenarios.begin(), content.scenarios.end(), [&](const ScenarioResults& s) { return s.name == name; });
    const auto position = static_cast<std::size_t>(found - content.scenarios.begin());
    if (found == content.scenarios.end() || (!content.conditioned.empty() && position <= content.conditioned.back().scenario))
      throw Error(ExitCode::io, fmt::format("'/conditioned' has the scenario {}, which the other groups lack or have elsewhere", jingchu::quoted(name)));
    content.conditioned.emplace_back().scenario = position;
  }
  const std::size_t scenarios = content.conditioned.size();
  for (const auto& field : conditioned_numbers) {
    const auto values = group.doubles(field.name, {scenarios});
    for (std::size_t s = 0; s < scenarios; ++s) content.conditioned[s].*field.member = values[s];
  }
  const auto proposals = group.texts("proposal", {scenarios});
  for (std::size_t s = 0; s < scenarios; ++s) content.conditioned[s].proposal = proposals[s];
  read_observed(group, content);
  const auto names = names_of(group, "release");
  const TableRows releases(group, "release_row", scenarios, names.size());
  const auto fill = [&](auto get) { releases.fill([&](std::size_t s) -> auto& { return content.conditioned[s].releases; }, get); };
  const auto counts = path_counts(group, "observations", {scenarios, names.size()});
  fill([&](ReleaseRow& row, std::size_t name, std::size_t entry) {
    row.name = names[name];
    row.observations = counts[entry];
  });
  for (const auto& field : release_numbers) {
    const auto values = group.doubles(field.name, {scenarios, names.size()});
    fill([&](ReleaseRow& row, std::size_t, std::size_t entry) { row.*field.member = values[entry]; });
  }
  read_updates(group, content, releases, names.size(), &ReleaseRow::targets, "target", "", [](const ScenarioResults& scenario) {
    std::vector<std::string> list;
    for (const auto& target : scenario.targets)
      if (target.status != "not simulated") list.push_back(target.id);
    return list;
  });
  read_updates(group, content, releases, names.size(), &ReleaseRow::joint, "tier_set", "joint_", [](const ScenarioResults& scenario) {
    std::vector<std::string> list;
    for (const auto& row : scenario.joint) list.push_back(row.tier_set);
    return list;
  });
  for (const auto& one : content.conditioned)
    if (one.releases.size() < 2 || one.observed.empty()) throw Error(ExitCode::io, "'/conditioned' has a scenario without a published value");
}

}  // namespace jingchu::output::detail
