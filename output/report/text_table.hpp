#pragma once

#include <string>
#include <vector>

#include "output/report/style.hpp"

namespace jingchu::output {

/// A table in plain text: columns aligned by display width, headings that divide the rows.
class TextTable {
 public:
  enum class Align { left, right };
  struct Column {
    std::string heading;
    Align align = Align::right;
    int importance = 1;   ///< the smallest is left out first where the width does not do; the first column never
  };
  struct Cell {
    Cell(std::string cell_text, const char* ansi = "") : text(std::move(cell_text)), color(ansi) {}
    std::string text;
    const char* color;    ///< ANSI colour number such as "32", or ""
  };

  explicit TextTable(std::vector<Column> columns) : columns_(std::move(columns)) {}
  /// As many cells as columns.
  void row(std::vector<Cell> cells) { rows_.push_back({std::move(cells), {}}); }
  /// A line of its own that names the rows below it.
  void heading(std::string text) { rows_.push_back({{}, std::move(text)}); }
  bool empty() const noexcept { return rows_.empty(); }

  /// The first column takes what the others leave of the width, and goes on in a second line where that is too little.
  std::string text(const Style& style) const;

 private:
  struct Row {
    std::vector<Cell> cells;
    std::string heading;
  };
  std::vector<Column> columns_;
  std::vector<Row> rows_;
};

}  // namespace jingchu::output
