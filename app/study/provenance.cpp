#include <algorithm>

#include <fmt/format.h>

#include "app/study/csv.hpp"
#include "app/study/joint_provenance.hpp"
#include "app/study/law_text.hpp"
#include "app/study/program_build.hpp"
#include "app/study/results_content.hpp"
#include "app/study/sources.hpp"
#include "output/results/results_file.hpp"

namespace jingchu::app {

namespace {

bool is_csv(const std::string& name) { return name.ends_with(".csv"); }

std::string parameters_csv(const Study& study) {
  const auto fixed_value = [&](const models::Parameter& parameter) {
    const auto& settings = study.compiled->settings;
    const auto at = std::find(settings.begin(), settings.end(), parameter.name);
    return at == settings.end() ? parameter.value : study.plan.settings[static_cast<std::size_t>(at - settings.begin())];
  };
  std::string text = "name,value,law,lower,upper,origin\n";
  for (const auto& parameter : study.model().parameters) {
    if (parameter.law) {
      const auto [lower, upper] = law_bounds(*parameter.law);
      text += csv_line({parameter.name, csv_number(parameter.value), law_text(*parameter.law), csv_number(lower), csv_number(upper), parameter.origin});
    } else {
      text += csv_line({parameter.name, csv_number(fixed_value(parameter)), "fixed", "", "", parameter.origin});
    }
  }
  return text;
}

}  // namespace

output::Provenance provenance(const Study& study, const models::SourceStore& store) {
  output::Provenance from;
  for (const models::SourceText* source : store.used()) {
    const bool csv = is_csv(source->name);
    auto& list = csv ? from.data_texts : source->name == study.model().file ? from.model_texts : from.scenario_texts;
    list.push_back({source->name, source->text, csv ? "text/csv" : "application/toml"});
  }
  name_this_build(from);
  from.model_name = study.model().name;
  from.model_sha256 = texts_digest(from.model_texts);
  // The effective scenario, not its files: two runs that differ by --set are different runs.
  from.scenario_sha256 = output::sha256_hex(study.scenario.effective_toml);
  from.data_sha256 = texts_digest(from.data_texts);
  from.effective_scenario = study.scenario.effective_toml;
  from.parameters_csv = parameters_csv(study);
  from.targets_csv = targets_csv(study);
  from.model_csv = model_csv(study);
  from.seed = study.scenario.seed;
  from.n_paths = study.scenario.paths;
  from.solver_tolerance = study.plan.tolerance;
  return from;
}

}  // namespace jingchu::app
