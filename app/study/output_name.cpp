#include "app/study/output_name.hpp"

#include <system_error>

#include <fmt/format.h>

#include "engine/core/error.hpp"

namespace jingchu::app {

std::filesystem::path standard_output_file(const std::string& scenario_name) {
  const std::filesystem::path folder = "results";
  std::error_code trouble;
  std::filesystem::create_directory(folder, trouble);
  if (trouble) {
    throw Error(ExitCode::cannot_create, fmt::format("cannot make the folder 'results': {}", trouble.message()), "choose another place with --output");
  }
  return folder / (scenario_name + ".h5");
}

}  // namespace jingchu::app
