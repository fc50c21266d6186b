#pragma once

#include <charconv>
#include <cmath>
#include <fstream>
#include <limits>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace jingchu::tests {

/// A CSV file of the test data: cells without quotes, one header row.
struct Table {
  std::vector<std::string> header;
  std::vector<std::map<std::string, std::string>> rows;
};

inline std::vector<std::string> split(const std::string& line, char separator) {
  std::vector<std::string> parts(1);
  for (const char c : line) {
    if (c == separator) parts.emplace_back();
    else parts.back() += c;
  }
  return parts;
}

inline Table read_table(const std::string& name) {
  std::ifstream file(std::string(JINGCHU_SOURCE_DIR) + "/tests/hubei/data/" + name);
  if (!file) throw std::runtime_error("cannot read " + name);
  Table table;
  std::string line;
  std::getline(file, line);
  table.header = split(line, ',');
  while (std::getline(file, line)) {
    const std::vector<std::string> cells = split(line, ',');
    if (cells.size() != table.header.size()) throw std::runtime_error(name + ": row of another length: " + line);
    auto& row = table.rows.emplace_back();
    for (std::size_t i = 0; i < cells.size(); ++i) row[table.header[i]] = cells[i];
  }
  return table;
}

/// NaN for an empty cell.
inline double number(const std::string& text) {
  if (text.empty()) return std::numeric_limits<double>::quiet_NaN();
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) throw std::runtime_error("not a number: " + text);
  return value;
}

}  // namespace jingchu::tests
