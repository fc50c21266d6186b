#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/core/error.hpp"
#include "output/results/layout.hpp"
#include "output/results/read_groups.hpp"
#include "output/results/read_table_rows.hpp"
#include "output/results/target_fields.hpp"

namespace jingchu::output::detail {

namespace {

void read_target_rows(const hdf5::ReadGroup& group, Content& content) {
  const std::size_t scenarios = content.scenarios.size();
  const auto names = names_of(group, "target");
  const std::size_t n = names.size();
  const TableRows rows(group, "target_row", scenarios, n);
  const auto titles = group.texts("target_title", {n}), titles_zh = group.texts("target_title_zh", {n});
  const auto paths = path_counts(group, "n_paths", {scenarios, n}), lines = group.integers("line", {scenarios, n}), levers = group.integers("is_lever", {scenarios, n});
  const std::size_t levels = content.levels.size();
  const auto quantiles = group.doubles("value_quantiles", {scenarios, n, levels});
  rows.fill([&](std::size_t s) -> auto& { return content.scenarios[s].targets; }, [&](TargetRow& row, std::size_t name, std::size_t entry) {
    row.id = names[name];
    row.title_en = titles[name];
    row.title_zh = titles_zh[name];
    row.n_paths = paths[entry];
    row.line = lines[entry];
    row.lever = levers[entry] != 0;
    const auto from = quantiles.begin() + static_cast<std::ptrdiff_t>(entry * levels);
    const auto to = from + static_cast<std::ptrdiff_t>(levels);
    if (!std::all_of(from, to, [](double q) { return std::isnan(q); })) row.value_quantiles.assign(from, to);
  });
  for (const auto& field : target_numbers) {
    const auto values = group.doubles(field.name, {scenarios, n});
    rows.fill([&](std::size_t s) -> auto& { return content.scenarios[s].targets; }, [&](TargetRow& row, std::size_t, std::size_t entry) { row.*field.member = values[entry]; });
  }
  for (const auto& field : target_texts) {
    const auto texts = group.texts(field.name, {scenarios, n});
    rows.fill([&](std::size_t s) -> auto& { return content.scenarios[s].targets; }, [&](TargetRow& row, std::size_t, std::size_t entry) { row.*field.member = texts[entry]; });
  }
}

void read_joint(const hdf5::ReadGroup& group, Content& content) {
  const auto names = names_of(group, "tier_set");
  const TableRows rows(group, "tier_set_row", content.scenarios.size(), names.size());
  rows.fill([&](std::size_t s) -> auto& { return content.scenarios[s].joint; }, [&](JointRow& row, std::size_t name, std::size_t) { row.tier_set = names[name]; });
  for (const auto& field : joint_numbers) {
    const auto values = group.doubles(field.name, {content.scenarios.size(), names.size()});
    rows.fill([&](std::size_t s) -> auto& { return content.scenarios[s].joint; }, [&](JointRow& row, std::size_t, std::size_t entry) { row.*field.member = values[entry]; });
  }
}

void read_targets_met(const hdf5::ReadGroup& group, Content& content) {
  const std::size_t longest = length(group, "count");
  const auto lengths = group.integers("counts", {content.scenarios.size()});
  const auto shares = group.doubles("targets_met", {content.scenarios.size(), longest});
  for (std::size_t s = 0; s < content.scenarios.size(); ++s) {
    if (lengths[s] < 0 || lengths[s] > static_cast<std::int64_t>(longest)) refuse("'targets/counts' is wrong");
    const auto from = shares.begin() + static_cast<std::ptrdiff_t>(s * longest);
    content.scenarios[s].targets_met.assign(from, from + lengths[s]);
  }
}

void read_counts(const hdf5::ReadGroup& group, const std::string& axis, const std::string& name,
                 std::map<std::string, std::int64_t> ScenarioResults::*member, Content& content) {
  const auto names = names_of(group, axis);
  const auto counts = path_counts(group, name, {content.scenarios.size(), names.size()});
  for (std::size_t s = 0; s < content.scenarios.size(); ++s) {
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (counts[s * names.size() + i] >= 0) (content.scenarios[s].*member)[names[i]] = counts[s * names.size() + i];
    }
  }
}

}  // namespace

void read_scenario_list(const hdf5::ReadGroup& root, Content& content) {
  const hdf5::ReadGroup group(root, "scenarios");
  const auto names = names_of(group, "scenario");
  const auto titles = group.texts("scenario_title", {names.size()}), titles_zh = group.texts("scenario_title_zh", {names.size()});
  const auto asks = group.texts("asks", {names.size()}), asks_zh = group.texts("asks_zh", {names.size()});
  const auto paths = path_counts(group, "n_paths", {names.size()}), failed = path_counts(group, "n_failed", {names.size()});
  for (std::size_t s = 0; s < names.size(); ++s) {
    ScenarioResults& scenario = content.scenarios.emplace_back();
    scenario.name = names[s];
    scenario.title_en = titles[s];
    scenario.title_zh = titles_zh[s];
    scenario.asks_en = asks[s];
    scenario.asks_zh = asks_zh[s];
    scenario.n_paths = paths[s];
    scenario.n_failed = failed[s];
  }
}

void read_targets(const hdf5::ReadGroup& root, Content& content) {
  if (!root.has("targets")) return;
  const hdf5::ReadGroup group(root, "targets");
  read_target_rows(group, content);
  read_joint(group, content);
  read_targets_met(group, content);
}

void read_levers(const hdf5::ReadGroup& root, Content& content) {
  const hdf5::ReadGroup group(root, "levers");
  const auto names = names_of(group, "lever");
  const std::size_t n = names.size(), scenarios = content.scenarios.size(), periods = static_cast<std::size_t>(content.time.count);
  const auto titles = group.texts("lever_title", {n}), titles_zh = group.texts("lever_title_zh", {n});
  const auto units = group.texts("unit", {n}), units_zh = group.texts("unit_zh", {n});
  const auto values = group.doubles("value", {scenarios, n, periods}), standard = group.doubles("standard", {scenarios, n});
  const TableRows rows(group, "lever_row", scenarios, n);
  rows.fill([&](std::size_t s) -> auto& { return content.scenarios[s].levers; }, [&](LeverRow& row, std::size_t name, std::size_t entry) {
    row.name = names[name];
    row.title_en = titles[name];
    row.title_zh = titles_zh[name];
    row.unit = units[name];
    row.unit_zh = units_zh[name];
    row.standard = standard[entry];
    const auto from = values.begin() + static_cast<std::ptrdiff_t>(entry * periods);
    row.value.assign(from, from + static_cast<std::ptrdiff_t>(periods));
  });
}

void read_identities(const hdf5::ReadGroup& root, Content& content) {
  const hdf5::ReadGroup group(root, "identities");
  const auto names = names_of(group, "identity");
  const auto residuals = group.doubles("largest_residual", {content.scenarios.size(), names.size()});
  const TableRows rows(group, "identity_row", content.scenarios.size(), names.size());
  rows.fill([&](std::size_t s) -> auto& { return content.scenarios[s].identities; }, [&](IdentityRow& row, std::size_t name, std::size_t entry) {
    row.name = names[name];
    row.largest_residual = residuals[entry];
  });
}

void read_failures(const hdf5::ReadGroup& root, Content& content) {
  const hdf5::ReadGroup group(root, "failures");
  read_counts(group, "kind", "failed_by_kind", &ScenarioResults::failed_by_kind, content);
  read_counts(group, "cause", "failed_by_cause", &ScenarioResults::failed_by_equation, content);
  const std::size_t n = length(group, "scenario_index");
  const auto scenario = group.integers("scenario_index", {n}), path = group.integers("path_number", {n}), time = group.integers("time_index", {n});
  const auto kind = group.texts("failure_kind", {n}), equation = group.texts("equation", {n});
  for (std::size_t i = 0; i < n; ++i) {
    if (scenario[i] < 0 || scenario[i] >= static_cast<std::int64_t>(content.scenarios.size())) refuse("'failures/scenario_index' is wrong");
    content.scenarios[static_cast<std::size_t>(scenario[i])].failures.push_back(FailureRow{path[i], kind[i], equation[i], static_cast<int>(time[i])});
  }
}

void read_provenance(const hdf5::ReadGroup& root, Content& content) {
  const hdf5::ReadGroup group(root, "provenance");
  Provenance& to = content.provenance;
  const std::pair<const char*, std::string*> texts[] = {
      {"engine_version", &to.engine_version}, {"git_sha1", &to.git_sha1}, {"build", &to.build}, {"model_name", &to.model_name},
      {"model_sha256", &to.model_sha256}, {"scenario_sha256", &to.scenario_sha256}, {"data_sha256", &to.data_sha256}, {"rng", &to.rng}};
  for (const auto& [name, text] : texts) *text = group.text_attribute("", name);
  to.shard_builds = group.optional_text_attribute("", "shard_builds");
  to.seed = group.integer_attribute("", "seed");
  to.n_paths = path_count(group.integer_attribute("", "n_paths"), "/provenance/n_paths");
  to.n_failed = path_count(group.integer_attribute("", "n_failed"), "/provenance/n_failed");
  to.solver_tolerance = group.double_attribute("", "solver_tolerance");
  const auto read_texts = [&](const std::string& what) {
    const auto names = names_of(group, what + "_file");
    const auto contents = group.texts(what + "_text", {names.size()}), types = group.texts(what + "_media_type", {names.size()});
    std::vector<Text> list;
    for (std::size_t i = 0; i < names.size(); ++i) list.push_back(Text{names[i], contents[i], types[i]});
    return list;
  };
  to.scenario_texts = read_texts("scenario");
  to.model_texts = read_texts("model");
  to.data_texts = read_texts("data");
  to.effective_scenario = group.texts("effective_scenario", {}).front();
  to.parameters_csv = group.texts("parameters_csv", {}).front();
  to.targets_csv = group.texts("targets_csv", {}).front();
  to.model_csv = group.texts("model_csv", {}).front();
}

}  // namespace jingchu::output::detail
