#include "output/results/write_bytes.hpp"

#include "output/results/new_file.hpp"

namespace jingchu::output::detail {

void write_bytes(const std::filesystem::path& path, std::initializer_list<std::string_view> parts, bool force) {
  NewFile file(path);
  for (const std::string_view part : parts) file.append(part);
  file.finish(force);
}

}  // namespace jingchu::output::detail
