#include "engine/core/text_display.hpp"

#include <algorithm>
#include <array>

namespace jingchu::detail {

namespace {

struct Decoded {
  char32_t code = 0;
  std::size_t length = 1;
  bool valid = false;
};

Decoded decode(std::string_view text) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1, true};
  const std::size_t length = lead >= 0xf0 && lead <= 0xf4 ? 4 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xc2 && lead < 0xe0 ? 2 : 0;
  if (length == 0 || text.size() < length) return {};
  char32_t code = lead & (0xffu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return {};
    code = (code << 6) | (byte(i) & 0x3fu);
  }
  constexpr std::array<char32_t, 5> smallest = {0, 0, 0x80, 0x800, 0x10000};
  if (code < smallest[length] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return {};
  return {code, length, true};
}

struct CodeRange {
  char32_t first, last;
};

template <std::size_t n>
bool in_ranges(char32_t code, const std::array<CodeRange, n>& ranges) noexcept {
  return std::any_of(ranges.begin(), ranges.end(), [code](CodeRange r) { return code >= r.first && code <= r.last; });
}

// Wide and full-width blocks of Unicode Standard Annex 11, joined where only unassigned codes lie between.
constexpr std::array<CodeRange, 13> wide = {{{0x1100, 0x115f},   {0x2e80, 0x303e},   {0x3041, 0xa4cf},   {0xa960, 0xa97c},
                                             {0xac00, 0xd7a3},   {0xf900, 0xfaff},   {0xfe10, 0xfe19},   {0xfe30, 0xfe6f},
                                             {0xff01, 0xff60},   {0xffe0, 0xffe6},   {0x1f300, 0x1f64f}, {0x1f900, 0x1f9ff},
                                             {0x20000, 0x3fffd}}};
constexpr std::array<CodeRange, 5> no_width = {{{0x0300, 0x036f}, {0x1ab0, 0x1aff}, {0x20d0, 0x20ff}, {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f}}};
// Invisible or direction-changing characters: shown as they are, they would let a file rewrite the message.
constexpr std::array<CodeRange, 5> unsafe = {{{0x7f, 0x9f}, {0x200b, 0x200f}, {0x2028, 0x202e}, {0x2060, 0x206f}, {0xfeff, 0xfeff}}};

}  // namespace

std::size_t character_length(std::string_view text) noexcept { return decode(text).length; }

std::vector<Glyph> glyphs(std::string_view text) {
  std::vector<Glyph> result;
  result.reserve(text.size());
  while (!text.empty()) {
    const Decoded c = decode(text);
    if (c.valid && c.code == '\t') {
      result.push_back({" ", 1});
    } else if (!c.valid || c.code < 0x20 || in_ranges(c.code, unsafe)) {
      result.push_back({"?", 1});
    } else {
      const int columns = in_ranges(c.code, wide) ? 2 : in_ranges(c.code, no_width) ? 0 : 1;
      result.push_back({std::string(text.substr(0, c.length)), columns});
    }
    text.remove_prefix(c.length);
  }
  return result;
}

}  // namespace jingchu::detail
