#include "engine/core/known_name.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/core/error.hpp"

namespace jingchu {

std::string nearest_hint(std::string_view written, std::span<const std::string> known, std::string_view otherwise) {
  const auto nearest = nearest_name(written, known);
  return nearest ? fmt::format("did you mean {}?", quoted(*nearest)) : std::string(otherwise);
}

std::size_t known_position(std::string_view name, std::span<const std::string> known, std::string_view problem, std::string_view otherwise) {
  const auto found = std::find(known.begin(), known.end(), name);
  if (found == known.end()) throw Error(ExitCode::usage, fmt::format("{} {}", problem, quoted(name)), nearest_hint(name, known, otherwise));
  return static_cast<std::size_t>(found - known.begin());
}

}  // namespace jingchu
