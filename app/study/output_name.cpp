#include "app/study/output_name.hpp"

#include <algorithm>
#include <system_error>

#include <fmt/format.h>

#include "engine/core/error.hpp"
#include "engine/core/text_display.hpp"

namespace jingchu::app {

namespace {

constexpr std::size_t longest_name = 100;  // bytes; leaves room for endings

bool is_letter(const std::string& character) {
  if (character.size() == 1) {
    const char c = character.front();
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
  }
  // CJK unified ideographs, U+4E00 to U+9FFF.
  return character.size() == 3 && character >= "\xE4\xB8\x80" && character <= "\xE9\xBF\xBF";
}

}  // namespace

bool is_file_name(const std::string& name) {
  if (name.empty() || name.size() > longest_name || name.front() == '.' || name.front() == '-') return false;
  const auto characters = detail::glyphs(name);
  return std::all_of(characters.begin(), characters.end(), [](const auto& glyph) { return is_letter(glyph.bytes); });
}

std::filesystem::path standard_output_file(const std::string& scenario_name) {
  if (!is_file_name(scenario_name)) {
    throw Error(ExitCode::data, fmt::format("the scenario's name {} cannot become a file name", jingchu::quoted(scenario_name)),
                "use letters, digits, '.', '_', '-' or Chinese characters, at most 100 bytes; or give --output");
  }
  const std::filesystem::path folder = "results";
  std::error_code trouble;
  std::filesystem::create_directory(folder, trouble);
  if (trouble) {
    throw Error(ExitCode::cannot_create, fmt::format("cannot make the folder 'results': {}", trouble.message()), "choose another place with --output");
  }
  return folder / (scenario_name + ".h5");
}

}  // namespace jingchu::app
