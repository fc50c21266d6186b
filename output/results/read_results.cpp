#include <fmt/format.h>

#include <cmath>
#include <map>

#include "engine/core/error.hpp"
#include "output/hdf5/library.hpp"
#include "output/results/layout.hpp"
#include "output/results/read_groups.hpp"
#include "output/results/results_file.hpp"
#include "output/results/seal.hpp"

namespace jingchu::output {

namespace {

void check_version(const hdf5::ReadFile& file) {
  const std::string type = file.text_attribute("", "filetype");
  if (type != detail::file_type) throw Error(ExitCode::io, fmt::format("its filetype is {}, expected '{}'", jingchu::quoted(type), detail::file_type));
  const auto version = file.integer_list_attribute("", "schema_version");
  if (version.size() != 2 || version[0] != detail::schema_version[0]) {
    throw Error(ExitCode::io, fmt::format("its schema version is {}, this program reads {}.x", version.empty() ? 0 : version[0], detail::schema_version[0]));
  }
}

Content read_content(std::string_view body) {
  const hdf5::ReadFile file({reinterpret_cast<const unsigned char*>(body.data()), body.size()});
  check_version(file);
  Content content;
  content.title_en = file.text_attribute("", "title");
  content.title_zh = file.text_attribute("", "title_zh");
  detail::read_scenario_list(file, content);
  detail::read_tables(file, content);
  detail::read_annual(file, content);
  detail::read_history(file, content);
  detail::read_targets(file, content);
  detail::read_levers(file, content);
  detail::read_identities(file, content);
  detail::read_failures(file, content);
  detail::read_provenance(file, content);
  return content;
}

}  // namespace

Content read_results(const std::filesystem::path& path) {
  start_hdf5();
  const std::string bytes = detail::read_whole_file(path);
  const Seal seal = detail::check_seal_of(bytes, path);
  try {
    // What was checked is what is read: the bytes stay in memory, the file is not opened again.
    return read_content(std::string_view(bytes).substr(0, static_cast<std::size_t>(seal.bytes)));
  } catch (const Error& error) {
    const std::string problem = error.diagnostics().empty() ? std::string(error.what()) : error.diagnostics().front().problem;
    throw Error(ExitCode::data, {Diagnostic{Diagnostic::Severity::error, Place{path.string(), 0, 0, 1, {}},
                                            "this is not a complete results file of this program: " + problem, {}, {}, {}}});
  }
}

}  // namespace jingchu::output
