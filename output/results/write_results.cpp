#include <algorithm>
#include <array>

#include "output/hdf5/library.hpp"
#include "output/hdf5/writer.hpp"
#include "output/results/layout.hpp"
#include "output/results/results_file.hpp"
#include "output/results/seal.hpp"
#include "output/results/write_bytes.hpp"
#include "output/results/write_groups.hpp"

namespace jingchu::output {

namespace {

void write_root(hdf5::Node& root, const Content& content) {
  root.attribute("Conventions", std::string("CF-1.8"));
  root.attribute("title", content.title_en);
  root.attribute("title_zh", content.title_zh);
  root.attribute("source", "jingchu " + content.provenance.engine_version);
  root.attribute("comment", std::string("groups: scenarios, quantiles, quantile_errors, moments, annual (quantiles, quantile_errors, moments), "
                                        "targets, levers, identities, history, failures, provenance") +
                            (content.contrasts.empty() ? "" : "; contrasts, contrast_moments, contrast_targets (scenario minus base)"));
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
  detail::write_levers(file.root(), content);
  detail::write_identities(file.root(), content);
  detail::write_history(file.root(), content);
  detail::write_failures(file.root(), content);
  detail::write_provenance(file.root(), content);
  return file.finish();
}

}  // namespace

void write_results(const std::filesystem::path& path, const Content& content, bool force) {
  start_hdf5();
  check_output_place(path, force);
  detail::check_content(content);
  const auto bytes = make_file(content);
  const std::string_view body(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  detail::write_bytes(path, {body, detail::make_seal(body)}, force);
}

}  // namespace jingchu::output
