#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace jingchu {

/// What helps after a name that is not known: "did you mean 'x'?" with the nearest one, or `otherwise` where none is near.
std::string nearest_hint(std::string_view written, std::span<const std::string> known, std::string_view otherwise = {});

/// Position of `name` in `known`. Throws Error(usage), `problem` with the name in quotes behind it and the hint of nearest_hint.
std::size_t known_position(std::string_view name, std::span<const std::string> known, std::string_view problem, std::string_view otherwise = {});

}  // namespace jingchu
