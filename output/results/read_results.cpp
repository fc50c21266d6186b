#include <fmt/format.h>

#include <array>

#include "engine/core/error.hpp"
#include "output/hdf5/library.hpp"
#include "output/results/content_codec.hpp"
#include "output/results/layout.hpp"
#include "output/results/read_groups.hpp"
#include "output/results/read_within.hpp"
#include "output/results/results_file.hpp"

namespace jingchu::output {

namespace {

void check_version(const hdf5::ReadFile& file, const std::array<int, 2>& sealed) {
  const std::string type = file.text_attribute("", "filetype");
  if (type != detail::file_type) throw Error(ExitCode::io, fmt::format("its filetype is {}, expected '{}'", jingchu::quoted(type), detail::file_type));
  const auto version = file.integer_list_attribute("", "schema_version");
  if (version.size() != 2 || version[0] != sealed[0] || version[1] != sealed[1]) {
    throw Error(ExitCode::io, fmt::format("its schema version is not that of its seal, {}.{}", sealed[0], sealed[1]));
  }
  if (version[0] != detail::schema_version[0]) {
    throw Error(ExitCode::io, fmt::format("its schema version is {}, this program reads {}.x", version[0], detail::schema_version[0]));
  }
}

Content read_content(const hdf5::ReadFile& file) {
  Content content;
  content.title_en = file.text_attribute("", "title");
  content.title_zh = file.text_attribute("", "title_zh");
  detail::read_scenario_list(file, content);
  detail::read_tables(file, content);
  detail::read_annual(file, content);
  detail::read_history(file, content);
  detail::read_contrasts(file, content);
  detail::read_kept(file, content);
  detail::read_targets(file, content);
  detail::read_conditioned(file, content);
  detail::read_levers(file, content);
  detail::read_identities(file, content);
  detail::read_failures(file, content);
  detail::read_provenance(file, content);
  return content;
}

}  // namespace

namespace detail {

std::string answer_of_file(const SealedFile& sealed, const ChildLimits& limits, const std::function<std::string(const hdf5::ReadFile&)>& work) {
  start_hdf5();
  return answer_of_child(
      [&] {
        try {
          const hdf5::ReadFile file(sealed.name_of_descriptor(), static_cast<std::size_t>(sealed.seal().bytes));
          forbid_opening_files();
          file.check_storage();
          check_version(file, sealed.version());
          return work(file);
        } catch (const Error& error) {
          // To HDF5 a file that is not as it should be is an error of reading; to us it is one of the contents.
          throw Error(ExitCode::data, error.diagnostics().front().problem);
        }
      },
      limits);
}

Content content_of(const SealedFile& sealed, const ChildLimits& limits) {
  return decode_content(answer_of_file(sealed, limits, [](const hdf5::ReadFile& file) { return encode_content(read_content(file)); }));
}

Content read_sealed(const SealedFile& sealed, const std::filesystem::path& path, Trust trust, const ChildLimits& limits) {
  if (trust == Trust::check) sealed.check_digest();
  return of_results_file(path, [&] { return content_of(sealed, limits); });
}

Content read_within(const std::filesystem::path& path, Trust trust, const ChildLimits& limits) { return read_sealed(SealedFile(path), path, trust, limits); }

}  // namespace detail

Content read_results(const std::filesystem::path& path, Trust trust) { return detail::read_within(path, trust, detail::limits_of(trust)); }

}  // namespace jingchu::output
