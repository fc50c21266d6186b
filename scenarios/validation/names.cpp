#include "scenarios/validation/names.hpp"

#include "engine/core/error.hpp"

namespace jingchu::scenarios {

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
