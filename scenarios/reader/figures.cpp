#include "scenarios/figures.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

#include <fmt/format.h>

#include "models/source/csv.hpp"
#include "models/units/unit_table.hpp"
#include "scenarios/validation/names.hpp"

namespace jingchu::scenarios {
namespace {

const std::vector<std::string> required_columns = {"id", "kind", "name_zh", "name_en", "value", "unit"};
const std::vector<std::string> optional_columns = {"block", "bound", "value_kind", "period", "geography", "section", "line", "simulate"};
const std::vector<std::string> kinds = {"baseline_2023", "instrument_2023", "target_2024", "programme_2024", "rank", "other"};
const std::vector<std::string> bounds = {"eq", "ge", "le", "approx"};
const std::vector<std::string> answers = {"yes", "no"};

bool one_of(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// Columns by name; reports missing, unknown and repeated ones.
std::map<std::string, std::size_t> find_columns(const models::CsvTable& csv, Diagnostics& problems) {
  std::map<std::string, std::size_t> columns;
  if (!csv.column("id") && !csv.column("value")) {   // some other table: its own columns would only add noise
    problems.error(csv.header.front().place, fmt::format("{} is no table of figures: it has neither a column 'id' nor 'value'", csv.file),
                   name_hint("", required_columns, "a table of figures has the columns"));
    return columns;
  }
  std::vector<std::string> known = required_columns;
  known.insert(known.end(), optional_columns.begin(), optional_columns.end());
  for (std::size_t i = 0; i < csv.header.size(); ++i) {
    const models::CsvCell& cell = csv.header[i];
    if (!one_of(known, cell.text)) {
      problems.error(cell.place, fmt::format("unknown column {}", jingchu::quoted(cell.text)), name_hint(cell.text, known, "columns"));
    } else if (!columns.emplace(cell.text, i).second) {
      problems.error(cell.place, fmt::format("column '{}' is given twice", cell.text));
    }
  }
  for (const std::string& name : required_columns) {
    if (!columns.count(name)) problems.error(csv.header.front().place, fmt::format("the table of figures has no column '{}'", name));
  }
  return columns;
}

class RowReader {
 public:
  RowReader(const std::map<std::string, std::size_t>& columns, const UnitTable& units, Diagnostics& problems)
      : columns_(columns), units_(units), problems_(problems) {}

  std::optional<Figure> read(const std::vector<models::CsvCell>& row) const {
    Figure f;
    const models::CsvCell& id = row[columns_.at("id")];
    f.place = id.place;
    f.id = id.text;
    if (f.id.empty()) {
      problems_.error(id.place, "a figure without id", "the id is what scenarios name it by");
      return std::nullopt;
    }
    f.kind = word(row, "kind", kinds);
    f.label = {text(row, "name_zh"), text(row, "name_en")};
    f.block = text(row, "block");
    f.bound = word(row, "bound", bounds);
    f.unit = text(row, "unit");
    f.period = text(row, "period");
    f.geography = text(row, "geography");
    f.section = text(row, "section");
    f.simulate = word(row, "simulate", answers) == "yes";
    if (const auto number = models::csv_number(row[columns_.at("value")], problems_)) f.value = *number;
    if (!units_.units.count(f.unit)) {
      std::vector<std::string> known;
      for (const auto& [name, entry] : units_.units) known.push_back(name);
      problems_.error(row[columns_.at("unit")].place, fmt::format("unknown unit {}", jingchu::quoted(f.unit)),
                      name_hint(f.unit, known, "units") + "; more can stand in a units.csv beside the figures");
    }
    if (const auto at = columns_.find("line"); at != columns_.end()) {
      const models::CsvCell& cell = row[at->second];
      const char* end = cell.text.data() + cell.text.size();
      const auto [stop, error] = std::from_chars(cell.text.data(), end, f.line);
      if (error != std::errc{} || stop != end || f.line < 0) {
        problems_.error(cell.place, fmt::format("found {}, expected a line number", jingchu::quoted(cell.text)));
      }
    }
    return f;
  }

 private:
  std::string text(const std::vector<models::CsvCell>& row, const char* name) const {
    const auto at = columns_.find(name);
    return at == columns_.end() ? std::string() : row[at->second].text;
  }
  std::string word(const std::vector<models::CsvCell>& row, const char* name, const std::vector<std::string>& words) const {
    const auto at = columns_.find(name);
    if (at == columns_.end()) return {};
    const models::CsvCell& cell = row[at->second];
    if (!one_of(words, cell.text)) {
      problems_.error(cell.place, fmt::format("unknown {} {}", name, jingchu::quoted(cell.text)), name_hint(cell.text, words, "known are"));
    }
    return cell.text;
  }

  const std::map<std::string, std::size_t>& columns_;
  const UnitTable& units_;
  Diagnostics& problems_;
};

/// The standard units, and those of a units.csv beside the figures when there is one.
UnitTable read_units(models::SourceStore& store, const std::string& figures_file, const Place& place, Diagnostics& problems) {
  UnitTable units = models::standard_units();
  try {
    models::add_units(store.read("units.csv", figures_file, models::SourceStore::Kind::table, place), units, problems);
  } catch (const Error& error) {
    if (error.code() != ExitCode::no_input) throw;
  }
  return units;
}

}  // namespace

const Figure* FigureTable::find(std::string_view id) const {
  const auto found = std::find_if(figures.begin(), figures.end(), [&](const Figure& figure) { return figure.id == id; });
  return found == figures.end() ? nullptr : &*found;
}

FigureTable read_figures(models::SourceStore& store, std::string_view reference, std::string_view from, const Place& place) {
  Diagnostics problems;
  const models::SourceText& text = store.read(reference, from, models::SourceStore::Kind::table, place);
  FigureTable table;
  table.file = text.name;
  table.units = read_units(store, text.name, place, problems);
  const models::CsvTable csv = models::read_csv(text, problems);
  problems.throw_if_any();
  const auto columns = find_columns(csv, problems);
  problems.throw_if_any();
  const RowReader reader(columns, table.units, problems);
  std::map<std::string, Place> first;
  for (const auto& row : csv.rows) {
    auto figure = reader.read(row);
    if (!figure) continue;
    if (const auto [at, fresh] = first.emplace(figure->id, figure->place); !fresh) {
      Diagnostic d;
      d.place = figure->place;
      d.problem = fmt::format("figure '{}' is given twice", figure->id);
      d.hint = "remove one of them";
      d.other = at->second;
      d.other_remark = "first given here";
      problems.add(std::move(d));
      continue;
    }
    table.figures.push_back(std::move(*figure));
  }
  problems.throw_if_any();
  return table;
}

}  // namespace jingchu::scenarios
