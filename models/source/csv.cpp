#include "models/source/csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

#include "models/source/text_lines.hpp"

namespace jingchu::models {

namespace {

constexpr std::size_t most_cells = 2000000;
constexpr std::size_t most_uneven_rows = 1000;   // told one by one; more of them say nothing new

class Reader {
 public:
  Reader(const SourceText& source, Diagnostics& problems) : source_(source), text_(source.text), problems_(problems) {}

  std::vector<std::vector<CsvCell>> rows() {
    std::vector<std::vector<CsvCell>> rows;
    while (at_ < text_.size() && cells_ <= most_cells) {
      if (text_[at_] == '\n') {   // an empty line
        next();
        continue;
      }
      rows.push_back(row());
    }
    if (cells_ > most_cells) {
      problems_.error(here(), fmt::format("more than {} cells", most_cells), "split the table into several files");
      rows.clear();
    }
    return rows;
  }

 private:
  /// One byte on, with the place counted along: going back over a long line for each of its cells would take for ever.
  void next() {
    const auto byte = static_cast<unsigned char>(text_[at_++]);
    if (byte == '\n') {
      ++line_;
      column_ = 1;
      line_begin_ = at_;
    } else if (at_ == text_.size() || (static_cast<unsigned char>(text_[at_]) & 0xc0) != 0x80) {
      ++column_;
    }
  }
  bool at_end_of_cell() const { return at_ >= text_.size() || text_[at_] == ',' || text_[at_] == '\n'; }
  TextPlace here() const { return {&source_, line_begin_, line_, column_, 1}; }

  std::vector<CsvCell> row() {
    std::vector<CsvCell> cells;
    for (;;) {
      cells.push_back(cell());
      const bool more = at_ < text_.size() && text_[at_] == ',' && ++cells_ <= most_cells;
      if (at_ < text_.size()) next();
      if (!more) {
        ++cells_;
        return cells;
      }
    }
  }

  CsvCell cell() {
    while (!at_end_of_cell() && (text_[at_] == ' ' || text_[at_] == '\t')) next();
    CsvCell c;
    c.place = here();
    if (!at_end_of_cell() && text_[at_] == '"') {
      quoted_cell(c);
    } else {
      while (!at_end_of_cell()) {
        c.text += text_[at_];
        next();
      }
      c.text.resize(c.text.find_last_not_of(" \t") + 1);
    }
    c.place.width = std::max(1, static_cast<int>(characters(c.text)));
    return c;
  }

  void quoted_cell(CsvCell& c) {
    next();
    for (;; next()) {
      if (at_ >= text_.size()) {
        problems_.error(c.place, "a quoted cell that is never closed", "add the closing \"");
        return;
      }
      if (text_[at_] == '"') {
        next();
        if (at_ >= text_.size() || text_[at_] != '"') break;
      }
      c.text += text_[at_];
    }
    bool told = false;
    for (; !at_end_of_cell(); next()) {
      if (text_[at_] != ' ' && text_[at_] != '\t' && !told) {
        problems_.error(here(), "text after the closing quote of a cell", "double quotes inside a quoted cell");
        told = true;
      }
    }
  }

  const SourceText& source_;
  std::string_view text_;
  Diagnostics& problems_;
  std::size_t at_ = 0, line_begin_ = 0, cells_ = 0;
  int line_ = 1, column_ = 1;
};

}  // namespace

std::optional<std::size_t> CsvTable::column(std::string_view name) const {
  for (std::size_t i = 0; i < header.size(); ++i)
    if (header[i].text == name) return i;
  return std::nullopt;
}

CsvTable read_csv(const SourceText& source, Diagnostics& problems) {
  CsvTable table;
  table.file = source.name;
  auto rows = Reader(source, problems).rows();
  if (rows.empty()) {
    if (!problems.has_errors()) problems.error({source.name, 0, 0, 1, {}}, "nothing in this file", "a CSV file starts with a line of column names");
    return table;
  }
  table.header = std::move(rows.front());
  std::map<std::string_view, const CsvCell*> seen;
  for (const CsvCell& cell : table.header) {
    if (cell.text.empty()) continue;
    if (const auto [it, added] = seen.emplace(cell.text, &cell); !added)
      problems.add({Diagnostic::Severity::error, cell.place, fmt::format("column {} is given twice", jingchu::quoted(cell.text)),
                    "keep one of the two", it->second->place, "first given here"});
  }
  std::size_t uneven = 0;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    if (rows[i].size() != table.header.size()) {
      if (++uneven <= most_uneven_rows) problems.error(rows[i].front().place,
                     fmt::format("a row of {} cells; the header has {}", rows[i].size(), table.header.size()),
                     rows[i].size() > table.header.size() ? "decimal commas and thousands commas split a number; write 1234.5" : "");
      continue;
    }
    table.rows.push_back(std::move(rows[i]));
  }
  return table;
}

std::optional<double> csv_number(const CsvCell& cell, Diagnostics& problems, double largest) {
  double value = 0;
  const char* begin = cell.text.data();
  const char* end = begin + cell.text.size();
  if (cell.text.size() > 1 && *begin == '+' && begin[1] != '-') ++begin;   // from_chars takes no plus sign
  const auto result = std::from_chars(begin, end, value);
  if (result.ec == std::errc() && result.ptr == end && std::isfinite(value)) {
    if (std::abs(value) <= largest) return value;
    problems.error(cell.place, fmt::format("{} is out of range", cell.text), fmt::format("allowed: {} to {}", -largest, largest));
    return std::nullopt;
  }
  const bool comma = cell.text.find(',') != std::string::npos;
  problems.error(cell.place, fmt::format("found {}, expected a number", jingchu::quoted(cell.text)),
                 comma ? "write 1234.5: a decimal point, and no separators between thousands" : "write 1234.5, or leave the cell empty where the value is not known");
  return std::nullopt;
}

}  // namespace jingchu::models
