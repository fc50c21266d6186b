#include "scenarios/validation/names.hpp"

#include "engine/core/error.hpp"
#include "models/source/text_lines.hpp"
#include "scenarios/validation/limits.hpp"

namespace jingchu::scenarios {

bool serves_as_file_name(std::string_view name) {
  if (name.empty() || static_cast<int>(name.size()) > longest_name || name.front() == '.' || name.front() == '-') return false;
  for (std::size_t i = 0; i < name.size();) {
    const models::CodePoint c = models::code_point(name, i);
    const bool plain = (c.value >= 'a' && c.value <= 'z') || (c.value >= 'A' && c.value <= 'Z') || (c.value >= '0' && c.value <= '9') ||
                       c.value == '.' || c.value == '_' || c.value == '-' || (c.value >= 0x4e00 && c.value <= 0x9fff);
    if (c.bytes == 0 || !plain) return false;
    i += static_cast<std::size_t>(c.bytes);
  }
  return true;
}

std::string name_hint(std::string_view written, const std::vector<std::string>& known, std::string_view kind) {
  constexpr std::size_t listed = 12;
  std::string hint;
  if (const auto nearest = nearest_name(written, known)) hint = "did you mean " + jingchu::quoted(*nearest) + "? ";
  hint += std::string(kind) + ": ";
  if (known.empty()) return hint + "none";
  for (std::size_t i = 0; i < known.size() && i < listed; ++i) hint += (i ? ", " : "") + known[i];
  if (known.size() > listed) hint += " and " + std::to_string(known.size() - listed) + " more";
  return hint;
}

}  // namespace jingchu::scenarios
