#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace jingchu::detail {

/// One character of a text as a terminal shows it.
struct Glyph {
  std::string bytes;  ///< UTF-8, safe to print: a tab is a blank; control and direction marks and broken bytes are '?'
  int columns = 1;    ///< 0 for combining marks, 2 for Chinese characters and other wide ones
};

/// The characters of `text`, one a code point. Never fails: a broken byte is a character of its own.
std::vector<Glyph> glyphs(std::string_view text);

/// Bytes of the UTF-8 character at the start of `text` (not empty); 1 for a broken one.
std::size_t character_length(std::string_view text) noexcept;

}  // namespace jingchu::detail
