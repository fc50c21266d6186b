#include <cmath>
#include <nlohmann/json.hpp>

#include "output/report/conditioned.hpp"
#include "output/report/contrast.hpp"
#include "output/report/failure_reasons.hpp"
#include "output/report/levels.hpp"
#include "output/report/report.hpp"
#include "output/report/target_groups.hpp"
#include "output/results/results_file.hpp"

namespace jingchu::output {

namespace {

using Json = nlohmann::ordered_json;

/// JSON has no NaN and no infinity.
Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

/// Invalid UTF-8 becomes the replacement character instead of an exception.
std::string text_of(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"; }

Json title(const std::string& english, const std::string& chinese) { return Json{{"en", english}, {"zh", chinese}}; }

/// Quantiles by level: [{"level": 0.05, "value": ...}].
Json quantile_list(const std::vector<double>& levels, const std::vector<double>& values) {
  Json list = Json::array();
  for (std::size_t i = 0; i < std::min(levels.size(), values.size()); ++i) list.push_back({{"level", levels[i]}, {"value", number(values[i])}});
  return list;
}

Json target_json(const Content& content, const TargetRow& target, const std::string& group) {
  Json json{{"id", target.id}, {"title", title(target.title_en, target.title_zh)}, {"group", group}, {"status", target.status}, {"sense", target.sense},
            {"threshold", number(target.threshold)}, {"upper", number(target.upper)}, {"tolerance", number(target.tolerance)}, {"unit", target.unit},
            {"tier", target.tier}, {"ease", target.ease}, {"section", target.section}, {"line", target.line}};
  if (group == "not_simulated") {
    json["reason"] = target.reason;
    json["reason_zh"] = target.reason_zh;
    json["probability"] = nullptr;
    return json;
  }
  json["measure"] = target.measure;
  json["probability"] = number(target.probability);
  json["standard_error"] = number(target.standard_error);
  json["lower_bound"] = number(target.lower_bound);
  json["upper_bound"] = number(target.upper_bound);
  json["probability_with_tolerance"] = number(target.probability_with_tolerance);
  json["mean"] = number(target.mean);
  json["quantiles"] = quantile_list(content.levels, target.value_quantiles);
  json["paths"] = target.n_paths;
  if (!target.judgement.empty()) json["judgement"] = target.judgement;
  return json;
}

Json targets(const Content& content) {
  Json list = Json::array();
  for (const auto& scenario : content.scenarios) {
    Json rows = Json::array(), joint = Json::array(), met = Json::array();
    for (const auto& group : target_groups(scenario)) {
      for (const TargetRow* target : group.targets) rows.push_back(target_json(content, *target, group.id));
    }
    for (const auto& row : scenario.joint) {
      joint.push_back({{"tiers", row.tier_set}, {"probability", number(row.probability)}, {"standard_error", number(row.standard_error)},
                       {"lower_bound", number(row.lower_bound)}, {"upper_bound", number(row.upper_bound)}});
    }
    for (std::size_t k = 0; k < scenario.targets_met.size(); ++k) met.push_back({{"count", k}, {"share", number(scenario.targets_met[k])}});
    list.push_back({{"scenario", scenario.name}, {"title", title(scenario.title_en, scenario.title_zh)}, {"targets", rows}, {"joint", joint}, {"targets_met", met}});
  }
  return list;
}

Json column_json(const Content& content, const Column& column, const SeriesTable& table) {
  const auto years = static_cast<std::size_t>(content.years.count);
  Json rows = Json::array();
  for (std::size_t year = 0; year < years; ++year) {
    std::vector<double> quantiles;
    if (!table.quantiles.empty()) {
      for (std::size_t level = 0; level < content.levels.size(); ++level) quantiles.push_back(table.quantiles[level * years + year]);
    }
    rows.push_back({{"year", content.years.first + static_cast<int>(year)}, {"mean", number(table.mean[year])}, {"sd", number(table.sd[year])},
                    {"mean_se", number(table.mean_se[year])}, {"quantiles", quantile_list(content.levels, quantiles)}});
  }
  return {{"name", column.name}, {"title", title(column.title_en, column.title_zh)}, {"unit", column.unit}, {"years", rows}};
}

Json years(const Content& content) {
  Json list = Json::array();
  for (const auto& scenario : content.scenarios) {
    Json measures = Json::array(), variables = Json::array();
    for (std::size_t i = 0; i < content.measures.size(); ++i) measures.push_back(column_json(content, content.measures[i], scenario.annual_measures[i]));
    for (std::size_t i = 0; i < content.variables.size(); ++i) {
      if (content.variables[i].reported) variables.push_back(column_json(content, content.variables[i], scenario.annual_variables[i]));
    }
    list.push_back({{"scenario", scenario.name}, {"measures", measures}, {"variables", variables}});
  }
  return list;
}

Json failures(const Content& content) {
  Json list = Json::array();
  for (const auto& scenario : content.scenarios) {
    Json reasons = Json::array();
    for (const auto& [reason, paths] : failure_reasons(scenario)) reasons.push_back({{"equation_and_period", reason}, {"paths", paths}});
    list.push_back({{"scenario", scenario.name}, {"paths", scenario.n_paths}, {"failed", scenario.n_failed}, {"by_kind", scenario.failed_by_kind}, {"reasons", reasons}});
  }
  return list;
}

Json differences_json(const Content& content, const Column& column, const DifferenceTable& table) {
  Json json = column_json(content, column, table.series);
  for (std::size_t year = 0; year < table.greater.size(); ++year) {
    json["years"][year]["greater"] = number(table.greater[year]);
    json["years"][year]["less"] = number(table.less[year]);
    json["years"][year]["noise"] = is_noise(table.series.mean[year], table.series.mean_se[year]);
  }
  return json;
}

/// Null where paths weigh otherwise in the two scenarios.
Json path_count(std::int64_t paths) { return paths < 0 ? Json(nullptr) : Json(paths); }

Json change_json(const char* key, const ChangeRow& row) {
  return {{key, row.name}, {"base", number(row.base)}, {"other", number(row.other)}, {"change", number(row.change)}, {"standard_error", number(row.standard_error)},
          {"separate_error", number(row.separate_error)}, {"gained", path_count(row.gained)}, {"lost", path_count(row.lost)}, {"noise", is_noise(row)}};
}

/// Years of all columns, so far as the two scenarios have them in common.
Json contrasts(const Content& content) {
  Json list = Json::array();
  for (const auto& contrast : content.contrasts) {
    Json targets = Json::array(), joint = Json::array(), measures = Json::array(), variables = Json::array();
    for (const auto& row : contrast.targets) targets.push_back(change_json("id", row));
    for (const auto& row : contrast.joint) joint.push_back(change_json("tiers", row));
    for (std::size_t i = 0; i < content.measures.size(); ++i) measures.push_back(differences_json(content, content.measures[i], contrast.annual_measures[i]));
    for (std::size_t i = 0; i < content.variables.size(); ++i) {
      if (content.variables[i].reported) variables.push_back(differences_json(content, content.variables[i], contrast.annual_variables[i]));
    }
    list.push_back({{"base", content.scenarios.front().name}, {"scenario", contrast.scenario}, {"title", title(contrast.title_en, contrast.title_zh)}, {"paths", contrast.n_paths},
                    {"sentence", title(contrast_sentence(content, contrast, {false, false, 0}), contrast_sentence(content, contrast, {true, false, 0}))},
                    {"targets", targets}, {"joint", joint}, {"measures", measures}, {"variables", variables}});
    if (contrast.is_weighted())
      list.back()["weights"] = {{"unlike_paths", contrast.unlike_paths}, {"by_path", contrast.is_pathwise()}, {"base_effective_paths", number(contrast.base_effective)}, {"other_effective_paths", number(contrast.other_effective)}};
  }
  return list;
}

Json update_json(const char* key, const UpdateRow& row) {
  return {{key, row.name}, {"probability", number(row.probability)}, {"standard_error", number(row.standard_error)}, {"change", number(row.change)}, {"change_error", number(row.change_error)}};
}

Json conditioned(const Content& content) {
  Json list = Json::array();
  for (const auto& one : content.conditioned) {
    const ScenarioResults& scenario = content.scenarios[one.scenario];
    Json observed = Json::array(), releases = Json::array();
    for (const auto& row : one.observed)
      observed.push_back({{"measure", row.measure}, {"title", title(row.title_en, row.title_zh)}, {"unit", row.unit}, {"released", row.released}, {"value", number(row.value)}, {"error", number(row.error)}, {"df", number(row.df)},
                          {"shock", row.shock}, {"prior_mean", number(row.prior_mean)}, {"prior_sd", number(row.prior_sd)}, {"mean", number(row.mean)}, {"sd", number(row.sd)}});
    for (const auto& release : one.releases) {
      Json targets = Json::array(), joint = Json::array();
      for (const auto& row : release.targets) targets.push_back(update_json("id", row));
      for (const auto& row : release.joint) joint.push_back(update_json("tiers", row));
      releases.push_back({{"release", release.name}, {"observations", release.observations}, {"effective_paths", number(release.effective_paths)}, {"log_likelihood", number(release.log_likelihood)},
                          {"log_likelihood_error", number(release.log_likelihood_error)}, {"targets", targets}, {"joint", joint}});
    }
    list.push_back({{"scenario", scenario.name}, {"proposal", one.proposal}, {"min_effective_share", one.min_effective_share},
                    {"sentence", title(conditioned_sentence(content, scenario, {false, false, 0}), conditioned_sentence(content, scenario, {true, false, 0}))}, {"observed", observed}, {"releases", releases}});
  }
  return list;
}

Json run(const Content& content) {
  const Provenance& from = content.provenance;
  Json scenarios = Json::array();
  for (const auto& scenario : content.scenarios) scenarios.push_back(scenario.name);
  Json run{{"scenarios", scenarios}, {"model", from.model_name}, {"paths", from.n_paths}, {"failed", from.n_failed}, {"seed", from.seed},
           {"engine_version", from.engine_version}, {"git_sha1", from.git_sha1}, {"results_digest", results_digest(content)}};
  if (!from.shard_builds.empty()) run["shard_builds"] = from.shard_builds;
  return run;
}

}  // namespace

std::string run_json(const Content& content, const std::filesystem::path& file) {
  Json all{{"file", file.string()}, {"run", run(content)}, {"results", targets(content)}, {"failures", failures(content)}};
  if (!content.conditioned.empty()) all["conditioned"] = conditioned(content);
  return text_of(all);
}

std::string contrasts_json(const Content& content) { return text_of({{"run", run(content)}, {"contrasts", contrasts(content)}}); }

std::string report_json(const Content& content) {
  Json all{{"run", run(content)}, {"results", targets(content)}, {"years", years(content)}, {"failures", failures(content)}};
  if (!content.contrasts.empty()) all["contrasts"] = contrasts(content);
  if (!content.conditioned.empty()) all["conditioned"] = conditioned(content);
  return text_of(all);
}

}  // namespace jingchu::output
