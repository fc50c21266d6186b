#include "app/study/run_identity.hpp"

#include "app/study/joint_provenance.hpp"
#include "app/study/keep_paths.hpp"
#include "output/results/results_file.hpp"

namespace jingchu::app {

std::vector<std::string> variables_with_quantiles(const Study& study) {
  std::vector<std::string> names;
  for (std::size_t v = 0; v < study.model().variables.size(); ++v)
    if (study.plan.variable_has_histogram[v] != 0) names.push_back(study.model().variables[v].name);
  return names;
}

std::string run_digest(const Study& study, const output::Provenance& from, const output::KeptPaths& kept) {
  // Digests have a fixed length and numbers end in a space, so no two runs give one text.
  std::string text = from.engine_version + ' ' + from.git_sha1 + ' ' + output::sha256_hex(from.build) + ' ' + from.model_sha256 + ' ' + from.scenario_sha256 + ' ' +
                     from.data_sha256 + ' ' + std::to_string(from.seed) + ' ' + std::to_string(from.n_paths);
  for (const auto& name : variables_with_quantiles(study)) text += ' ' + name;
  if (!kept.empty()) {
    text += kept.f64 ? " keeps f64" : " keeps f32";
    for (const auto& name : kept_names(kept, study)) text += ' ' + name;
  }
  return output::sha256_hex(text);
}

std::string comparison_digest(const analysis::Comparison& comparison, const output::Provenance& from, const output::KeptPaths& kept) {
  std::string text = run_digest(comparison.studies.front(), from, kept) + " compared " + texts_digest(from.model_texts) + ' ' + texts_digest(from.data_texts);
  for (const Study& study : comparison.studies)
    for (const std::string* part : {&study.scenario.name, &study.scenario.title.en, &study.scenario.title.zh, &study.scenario.effective_toml}) text += ' ' + output::sha256_hex(*part);
  for (const std::size_t scenario : kept.scenarios) text += ' ' + std::to_string(scenario);
  return output::sha256_hex(text);
}

}  // namespace jingchu::app
