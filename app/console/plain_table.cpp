#include "app/console/plain_table.hpp"

#include <algorithm>

#include "output/report/display_width.hpp"

namespace jingchu::app {

std::string PlainTable::text(int indent) const {
  constexpr int widest = 60;  // one long cell does not push all others off the screen
  std::vector<int> widths;
  for (const auto& row : rows_) {
    if (widths.size() < row.size()) widths.resize(row.size(), 0);
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], std::min(widest, output::display_width(row[i])));
  }
  std::string text;
  for (const auto& row : rows_) {
    std::string line(static_cast<std::size_t>(indent), ' ');
    for (std::size_t i = 0; i < row.size(); ++i) line += i + 1 < row.size() ? output::pad_right(row[i], widths[i]) + "  " : row[i];
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + '\n';
  }
  return text;
}

}  // namespace jingchu::app
