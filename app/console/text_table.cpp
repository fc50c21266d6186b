#include "app/console/text_table.hpp"

#include <algorithm>

#include "engine/core/text_display.hpp"

namespace jingchu::app {

namespace {

int columns_of(std::string_view text) {
  int columns = 0;
  for (const auto& glyph : detail::glyphs(text)) columns += glyph.columns;
  return columns;
}

}  // namespace

std::string padded(std::string_view text, int columns) {
  std::string result(text);
  result.append(static_cast<std::size_t>(std::max(0, columns - columns_of(text))), ' ');
  return result;
}

std::string TextTable::text(int indent) const {
  constexpr int widest = 60;  // one long cell does not push all others off the screen
  std::vector<int> widths;
  for (const auto& row : rows_) {
    if (widths.size() < row.size()) widths.resize(row.size(), 0);
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], std::min(widest, columns_of(row[i])));
  }
  std::string text;
  for (const auto& row : rows_) {
    std::string line(static_cast<std::size_t>(indent), ' ');
    for (std::size_t i = 0; i < row.size(); ++i) line += i + 1 < row.size() ? padded(row[i], widths[i]) + "  " : row[i];
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + '\n';
  }
  return text;
}

}  // namespace jingchu::app
