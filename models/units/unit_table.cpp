#include "models/units/unit_table.hpp"

#include <array>

#include <fmt/format.h>

#include "models/source/csv.hpp"
#include "models/units/standard_units_text.hpp"

namespace jingchu::models {

std::optional<double> UnitTable::factor(const std::string& from, const std::string& to) const {
  const auto a = units.find(from);
  const auto b = units.find(to);
  if (a == units.end() || b == units.end() || a->second.si_unit != b->second.si_unit) return std::nullopt;
  return a->second.si_per_unit / b->second.si_per_unit;
}

namespace {
constexpr double largest_unit = 1e30;   // in base units
}

void add_units(const SourceText& text, UnitTable& table, Diagnostics& problems) {
  const CsvTable csv = read_csv(text, problems);
  if (csv.header.empty()) return;
  std::array<std::size_t, 5> column{};
  constexpr std::array<const char*, 5> names = {"unit", "unit_zh", "unit_en", "si_per_unit", "si_unit"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto found = csv.column(names[i]);
    if (!found) {
      problems.error(csv.header.front().place, fmt::format("the unit table has no column '{}'", names[i]),
                     "its columns are unit, unit_zh, unit_en, si_per_unit, si_unit");
      return;
    }
    column[i] = *found;
  }
  for (const auto& row : csv.rows) {
    const auto size = csv_number(row[column[3]], problems, largest_unit);
    if (!size) continue;
    const CsvCell& name = row[column[0]];
    if (name.text.empty() || row[column[4]].text.empty() || !(*size > 0)) {
      problems.error(name.place, fmt::format("unit {} needs a name, a size above 0 and a base unit", jingchu::quoted(name.text)));
      continue;
    }
    UnitTable::Entry entry{*size, row[column[4]].text, {row[column[1]].text, row[column[2]].text}};
    const auto [have, fresh] = table.units.emplace(name.text, entry);
    if (fresh) continue;
    if (have->second.si_per_unit != entry.si_per_unit || have->second.si_unit != entry.si_unit) {
      problems.error(name.place, fmt::format("unit '{}' is {} {} here, but {} {} everywhere else", name.text, entry.si_per_unit, entry.si_unit,
                                             have->second.si_per_unit, have->second.si_unit),
                     "give it another name");
    }
    have->second.label = std::move(entry.label);
  }
}

const UnitTable& standard_units() {
  static const UnitTable table = [] {
    UnitTable units;
    Diagnostics problems;
    add_units({"units.csv", standard_units_text()}, units, problems);
    problems.throw_if_any(ExitCode::bug);
    return units;
  }();
  return table;
}

}  // namespace jingchu::models
