#include "app/study/csv.hpp"

#include <fmt/format.h>

namespace jingchu::app {

std::string csv_line(std::initializer_list<std::string_view> fields) { return csv_line(std::span<const std::string_view>(fields.begin(), fields.size())); }

std::string csv_line(std::span<const std::string_view> fields) {
  std::string line;
  bool first = true;
  for (const std::string_view field : fields) {
    if (!first) line += ',';
    first = false;
    if (field.find_first_of(",\"\r\n") == std::string_view::npos) {
      line += field;
      continue;
    }
    line += '"';
    for (const char c : field) line.append(c == '"' ? 2 : 1, c);
    line += '"';
  }
  return line + '\n';
}

std::string csv_number(double value) { return fmt::format("{}", value); }

}  // namespace jingchu::app
