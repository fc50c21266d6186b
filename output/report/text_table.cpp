#include "output/report/text_table.hpp"

#include <algorithm>

#include "output/report/display_width.hpp"

namespace jingchu::output {

namespace {

constexpr int gap = 2;
constexpr int narrowest_first = 28;  // columns that the first column keeps, where it needs them

std::string colored(const std::string& text, const char* color, bool on) {
  return on && *color != '\0' ? std::string("\x1b[") + color + "m" + text + "\x1b[0m" : text;
}

}  // namespace

std::string TextTable::text(const Style& style) const {
  std::vector<int> widths(columns_.size(), 0);
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    widths[i] = display_width(columns_[i].heading);
    for (const auto& row : rows_) {
      if (!row.cells.empty()) widths[i] = std::max(widths[i], display_width(row.cells[i].text));
    }
  }
  std::vector<bool> shown(columns_.size(), true);
  const auto others = [&] {
    int sum = 0;
    for (std::size_t i = 1; i < columns_.size(); ++i) sum += shown[i] ? widths[i] + gap : 0;
    return sum;
  };
  if (style.width > 0) {
    while (others() + std::min(widths[0], narrowest_first) > style.width) {
      std::size_t least = 0;
      for (std::size_t i = 1; i < columns_.size(); ++i) {
        if (shown[i] && (least == 0 || columns_[i].importance <= columns_[least].importance)) least = i;
      }
      if (least == 0 || std::count(shown.begin() + 1, shown.end(), true) <= 1) break;
      shown[least] = false;
    }
    widths[0] = std::min(widths[0], std::max(narrowest_first, style.width - others()));
  }

  std::string text;
  const auto line = [&](const auto& cell_of, const auto& color_of) {
    const std::string first(cell_of(0));
    const int indent = static_cast<int>(std::min(first.find_first_not_of(' '), first.size()));
    const auto parts = wrapped(std::string_view(first).substr(static_cast<std::size_t>(indent)), std::max(8, widths[0] - indent));
    const std::string blank(static_cast<std::size_t>(indent), ' ');
    std::string out = colored(pad_right(blank + parts.front(), widths[0]), color_of(0), style.color);
    for (std::size_t i = 1; i < columns_.size(); ++i) {
      if (!shown[i]) continue;
      out += std::string(gap, ' ');
      out += colored(columns_[i].align == Align::left ? pad_right(cell_of(i), widths[i]) : pad_left(cell_of(i), widths[i]), color_of(i), style.color);
    }
    out.erase(out.find_last_not_of(' ') + 1);
    text += out + '\n';
    for (std::size_t part = 1; part < parts.size(); ++part) text += blank + "  " + parts[part] + '\n';
  };
  line([&](std::size_t i) -> const std::string& { return columns_[i].heading; }, [](std::size_t) { return "1"; });
  const int total = widths[0] + others();
  for (int i = 0; i < total; ++i) text += "─";
  text += '\n';
  for (const auto& row : rows_) {
    if (row.cells.empty()) {
      text += colored(style.width > 0 ? shortened(row.heading, std::max(style.width, narrowest_first)) : row.heading, "1", style.color) + '\n';
    } else {
      line([&](std::size_t i) -> const std::string& { return row.cells[i].text; }, [&](std::size_t i) { return row.cells[i].color; });
    }
  }
  return text;
}

}  // namespace jingchu::output
