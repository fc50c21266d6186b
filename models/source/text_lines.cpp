#include "models/source/text_lines.hpp"

#include <fmt/format.h>

namespace jingchu::models {

std::size_t characters(std::string_view utf8) {
  std::size_t n = 0;
  for (const char c : utf8)
    if ((static_cast<unsigned char>(c) & 0xc0) != 0x80) ++n;
  return n;
}

CodePoint code_point(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  if (at >= text.size()) return {};
  const unsigned char b0 = byte(0);
  if (b0 < 0x80) return {b0, 1};
  const int length = b0 >= 0xf0 ? 4 : b0 >= 0xe0 ? 3 : b0 >= 0xc2 ? 2 : 0;
  if (length == 0 || b0 > 0xf4 || at + static_cast<std::size_t>(length) > text.size()) return {};
  char32_t value = b0 & (0x7fu >> length);
  for (int i = 1; i < length; ++i) {
    if ((byte(static_cast<std::size_t>(i)) & 0xc0) != 0x80) return {};
    value = (value << 6) | (byte(static_cast<std::size_t>(i)) & 0x3f);
  }
  const bool overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
  if (overlong || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) return {};
  return {value, length};
}

char ascii_for(char32_t c) {
  if (c >= 0xff01 && c <= 0xff5e) return static_cast<char>(c - 0xff01 + '!');   // the full-width block
  switch (c) {
    case 0x3000: case 0x00a0: return ' ';
    case 0x201c: case 0x201d: case 0x300c: case 0x300d: return '"';
    case 0x2018: case 0x2019: return '\'';
    case 0x3001: return ',';
    case 0x3002: return '.';
    case 0x3010: return '[';
    case 0x3011: return ']';
    case 0x00d7: return '*';
    case 0x00f7: return '/';
    case 0x2212: case 0x2013: case 0x2014: return '-';
    default: return 0;
  }
}

std::string describe_typographic(char32_t c, std::string_view bytes) {
  const bool full_width = (c >= 0xff01 && c <= 0xff5e) || c == 0x3000;
  const bool quote = c >= 0x2018 && c <= 0x201d;
  return fmt::format("{} '{}' (U+{:04X})", full_width ? "full-width" : quote ? "curly quote" : "typographic character",
                     bytes, static_cast<unsigned>(c));
}

}  // namespace jingchu::models
