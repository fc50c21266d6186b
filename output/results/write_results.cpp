#include <algorithm>
#include <array>

#include "engine/core/error.hpp"
#include "output/hdf5/library.hpp"
#include "output/hdf5/writer.hpp"
#include "output/results/layout.hpp"
#include "output/results/results_file.hpp"
#include "output/results/seal.hpp"
#include "output/results/new_file.hpp"
#include "output/results/write_groups.hpp"
#include "output/results/write_paths.hpp"

namespace jingchu::output {

namespace {

void write_root(hdf5::Node& root, const Content& content) {
  root.attribute("Conventions", std::string("CF-1.8"));
  root.attribute("title", content.title_en);
  root.attribute("title_zh", content.title_zh);
  root.attribute("source", "jingchu " + content.provenance.engine_version);
  root.attribute("comment", std::string("groups: scenarios, quantiles, quantile_errors, moments, annual (quantiles, quantile_errors, moments), "
                                        "targets, levers, identities, history, failures, provenance") +
                            (content.contrasts.empty() ? "" : "; contrasts, contrast_moments, contrast_targets (scenario minus base)") +
                            (content.conditioned.empty() ? "" : "; conditioned (published values that weight the paths)") +
                            (content.kept.empty() ? "" : "; paths (every value of every path)"));
  root.attribute("filetype", std::string(detail::file_type));
  root.attribute("schema_version", detail::schema_version);
}

std::vector<unsigned char> make_file(const Content& content) {
  hdf5::MemoryFile file;
  write_root(file.root(), content);
  detail::write_scenario_list(file.root(), content);
  detail::write_tables(file.root(), content);
  detail::write_annual(file.root(), content);
  detail::write_contrasts(file.root(), content);
  detail::write_targets(file.root(), content);
  detail::write_conditioned(file.root(), content);
  detail::write_levers(file.root(), content);
  detail::write_identities(file.root(), content);
  detail::write_history(file.root(), content);
  detail::write_failures(file.root(), content);
  detail::write_provenance(file.root(), content);
  return file.finish();
}

}  // namespace

std::string write_results(const std::filesystem::path& path, const Content& content, bool force, const PathSource* paths) {
  start_hdf5();
  check_output_place(path, force);
  detail::check_content(content);
  const auto bytes = make_file(content);
  const std::string_view body(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (!content.kept.empty() && paths == nullptr) throw Error(ExitCode::bug, "the results are to hold single paths, and nothing gives them");
  detail::NewFile file(path);
  file.append(body);
  std::string kept_sha256;
  if (content.kept.empty()) {
    file.append(detail::make_seal(body));
  } else {
    kept_sha256 = detail::write_paths(file, content, *paths);
    file.append(detail::make_seal_of(file));
  }
  file.finish(force);
  return kept_sha256;
}

}  // namespace jingchu::output
