#pragma once

#include <cstddef>
#include <string_view>

#include "engine/core/error.hpp"
#include "models/source/source_store.hpp"

namespace jingchu::models {

/// A place in a text that outlives it. Small, unlike a Place, which carries its line: a file has millions of places, but
/// only those of problems are ever shown.
struct TextPlace {
  const SourceText* source = nullptr;
  std::size_t line_begin = 0;   ///< byte offset of the line in the text
  int line = 0;                 ///< from 1; 0: the text as a whole
  int column = 0;               ///< from 1, in characters
  int width = 1;                ///< characters

  /// With the line's text; of a line longer than 2,000 bytes only the beginning, if the place lies in it.
  operator Place() const;
};

/// The place of bytes [begin, end) of a text of one or more lines whose first character stands at `start`.
Place place_inside(const Place& start, std::string_view text, std::size_t begin, std::size_t end);

}  // namespace jingchu::models
