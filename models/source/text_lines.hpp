#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace jingchu::models {

/// Number of characters (code points) in UTF-8 text.
std::size_t characters(std::string_view utf8);

/// The code point at byte `at` of UTF-8 text and its length in bytes; length 0 where the bytes are no UTF-8.
struct CodePoint {
  char32_t value = 0;
  int bytes = 0;
};
CodePoint code_point(std::string_view text, std::size_t at);

/// The ASCII character a full-width or typographic one was probably meant to be; 0 when it is none of these.
char ascii_for(char32_t c);

/// "full-width '＝' (U+FF1D)": how a message names a typographic character.
std::string describe_typographic(char32_t c, std::string_view bytes);

}  // namespace jingchu::models
