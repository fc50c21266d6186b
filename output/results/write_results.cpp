#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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

/// All but single paths and the seal.
std::vector<unsigned char> make_body(const Content& content, const PathSource* paths) {
  start_hdf5();
  detail::check_content(content);
  if (!content.kept.empty() && paths == nullptr) throw Error(ExitCode::bug, "the results are to hold single paths, and nothing gives them");
  return make_file(content);
}

std::string_view view_of(const std::vector<unsigned char>& bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

/// Adds body and single paths to an empty file.
Unwritten write_unsealed(detail::NewFile& file, std::string_view body, const Content& content, const PathSource* paths) {
  file.append(body);
  if (content.kept.empty()) return {detail::seal_of(body), {}};
  std::string kept_sha256 = detail::write_paths(file, content, *paths);
  return {detail::seal_of(file), std::move(kept_sha256)};
}

}  // namespace

std::string write_results(const std::filesystem::path& path, const Content& content, bool force, const PathSource* paths) {
  check_output_place(path, force);
  const std::vector<unsigned char> body = make_body(content, paths);
  detail::NewFile file(path);
  Unwritten written = write_unsealed(file, view_of(body), content, paths);
  file.append(detail::make_seal(written.seal));
  file.finish(force);
  return std::move(written.kept_sha256);
}

Unwritten unwritten_results(const std::filesystem::path& place, const Content& content, const PathSource* paths) {
  const std::vector<unsigned char> body = make_body(content, paths);
  if (content.kept.empty()) return {detail::seal_of(view_of(body)), {}};
  detail::NewFile file(place);
  file.stay_nameless();
  return write_unsealed(file, view_of(body), content, paths);
}

}  // namespace jingchu::output
