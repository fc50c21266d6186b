#include "output/report/display_width.hpp"

#include <algorithm>

#include "engine/core/text_display.hpp"

namespace jingchu::output {

namespace {

std::string blanks(int count) { return std::string(static_cast<std::size_t>(std::max(0, count)), ' '); }

/// Pieces that a line may not break inside: a word with its blank (or up to its hyphens), or one wide character.
std::vector<std::pair<std::string, int>> pieces_of(std::string_view text, bool at_hyphens) {
  std::vector<std::pair<std::string, int>> pieces;
  bool open = false;
  for (const auto& glyph : jingchu::detail::glyphs(text)) {
    if (!open || glyph.columns == 2) pieces.emplace_back();
    pieces.back().first += glyph.bytes;
    pieces.back().second += glyph.columns;
    open = glyph.columns != 2 && glyph.bytes != " " && !(at_hyphens && glyph.bytes == "-");
  }
  return pieces;
}

/// The same, where a word wider than a line is cut at its hyphens.
std::vector<std::pair<std::string, int>> pieces_for(std::string_view text, int columns) {
  std::vector<std::pair<std::string, int>> pieces;
  for (auto& piece : pieces_of(text, false)) {
    if (piece.second <= columns) {
      pieces.push_back(std::move(piece));
    } else {
      for (auto& part : pieces_of(piece.first, true)) pieces.push_back(std::move(part));
    }
  }
  return pieces;
}

/// Marks that must not begin a line in Chinese text.
bool closes(std::string_view piece) {
  for (const std::string_view mark : {"，", "。", "；", "：", "、", "）", "！", "？", "》", "”"}) {
    if (piece == mark) return true;
  }
  return false;
}

}  // namespace

int display_width(std::string_view text) {
  int columns = 0;
  for (const auto& glyph : jingchu::detail::glyphs(text)) columns += glyph.columns;
  return columns;
}

std::string pad_right(std::string_view text, int columns) { return std::string(text) + blanks(columns - display_width(text)); }
std::string pad_left(std::string_view text, int columns) { return blanks(columns - display_width(text)) + std::string(text); }

std::string shortened(std::string_view text, int columns) {
  if (display_width(text) <= columns) return std::string(text);
  std::string result;
  int used = 1;  // of the ellipsis
  for (const auto& glyph : jingchu::detail::glyphs(text)) {
    if (used + glyph.columns > columns) break;
    result += glyph.bytes;
    used += glyph.columns;
  }
  while (!result.empty() && result.back() == ' ') result.pop_back();
  return result + "…";
}

std::vector<std::string> wrapped(std::string_view text, int columns) {
  std::vector<std::string> lines(1);
  int used = 0;
  for (const auto& [piece, width] : pieces_for(text, columns)) {
    const int needed = width - (piece.back() == ' ' ? 1 : 0);
    if (used > 0 && used + needed > columns && !closes(piece)) {
      lines.emplace_back();
      used = 0;
    }
    lines.back() += piece;
    used += width;
  }
  for (auto& line : lines) line.erase(line.find_last_not_of(' ') + 1);
  return lines;
}

}  // namespace jingchu::output
