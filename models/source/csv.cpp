#include "models/source/csv.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "models/source/text_lines.hpp"
#include "models/source/toml_document.hpp"

namespace jingchu::models {

namespace {

class Reader {
 public:
  Reader(const SourceText& source, Diagnostics& problems) : source_(source), text_(source.text), problems_(problems) {}

  std::vector<std::vector<CsvCell>> rows() {
    std::vector<std::vector<CsvCell>> rows;
    while (at_ < text_.size()) {
      if (text_[at_] == '\n') {   // an empty line
        next_line();
        continue;
      }
      rows.push_back(row());
    }
    return rows;
  }

 private:
  void next_line() {
    ++at_;
    ++line_;
    line_begin_ = at_;
  }

  Place here(std::size_t begin) const {
    const std::size_t end = std::min(text_.find('\n', line_begin_), text_.size());
    return {source_.name, line_, static_cast<int>(characters(text_.substr(line_begin_, begin - line_begin_))) + 1, 1,
            std::string(text_.substr(line_begin_, end - line_begin_))};
  }

  std::vector<CsvCell> row() {
    std::vector<CsvCell> cells;
    for (;;) {
      cells.push_back(cell());
      if (at_ < text_.size() && text_[at_] == ',') {
        ++at_;
        continue;
      }
      if (at_ < text_.size()) next_line();
      return cells;
    }
  }

  CsvCell cell() {
    CsvCell c;
    c.place = here(at_);
    if (at_ < text_.size() && text_[at_] == '"') {
      ++at_;
      for (;;) {
        if (at_ >= text_.size()) {
          problems_.error(c.place, "a quoted cell that is never closed", "add the closing \"");
          return c;
        }
        if (text_[at_] == '"') {
          if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
            c.text += '"';
            at_ += 2;
            continue;
          }
          ++at_;
          break;
        }
        c.text += text_[at_];
        if (text_[at_] == '\n') next_line();
        else ++at_;
      }
      while (at_ < text_.size() && text_[at_] != ',' && text_[at_] != '\n') {
        if (text_[at_] != ' ') problems_.error(here(at_), "text after the closing quote of a cell", "double quotes inside a quoted cell");
        ++at_;
      }
    } else {
      while (at_ < text_.size() && text_[at_] != ',' && text_[at_] != '\n') c.text += text_[at_++];
      const std::size_t first = c.text.find_first_not_of(" \t"), last = c.text.find_last_not_of(" \t");
      c.text = first == std::string::npos ? std::string() : c.text.substr(first, last - first + 1);
    }
    c.place.width = std::max(1, static_cast<int>(characters(c.text)));
    return c;
  }

  const SourceText& source_;
  std::string_view text_;
  Diagnostics& problems_;
  std::size_t at_ = 0, line_begin_ = 0;
  int line_ = 1;
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
    problems.error({source.name, 0, 0, 1, {}}, "nothing in this file", "a CSV file starts with a line of column names");
    return table;
  }
  table.header = std::move(rows.front());
  for (std::size_t i = 1; i < rows.size(); ++i) {
    if (rows[i].size() != table.header.size()) {
      problems.error(rows[i].front().place,
                     fmt::format("a row of {} cells; the header has {}", rows[i].size(), table.header.size()),
                     rows[i].size() > table.header.size() ? "decimal commas and thousands commas split a number; write 1234.5" : "");
      continue;
    }
    table.rows.push_back(std::move(rows[i]));
  }
  return table;
}

std::optional<double> csv_number(const CsvCell& cell, Diagnostics& problems) {
  double value = 0;
  const char* end = cell.text.data() + cell.text.size();
  const auto result = std::from_chars(cell.text.data(), end, value);
  if (result.ec == std::errc() && result.ptr == end && std::isfinite(value)) return value;
  const bool comma = cell.text.find(',') != std::string::npos;
  problems.error(cell.place, fmt::format("found {}, expected a number", jingchu::quoted(cell.text)),
                 comma ? "write 1234.5: a decimal point, and no separators between thousands" : "");
  return std::nullopt;
}

}  // namespace jingchu::models
