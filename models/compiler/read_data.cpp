#include <fmt/format.h>

#include <map>
#include <set>

#include "models/compiler/model_reader.hpp"

namespace jingchu::models {

namespace {

constexpr std::size_t most_problems = 1000;   // of one file; a table that is no table of periods has one a cell

/// Periods of the header cells after the first; reports what is no period, twice, out of order or missing.
std::vector<std::optional<Period>> read_header(const CsvTable& table, Frequency frequency, Diagnostics& problems) {
  std::vector<std::optional<Period>> periods;
  std::optional<Period> last;
  const std::size_t before = problems.list().size();
  const CsvCell& corner = table.header.front();
  if (corner.text != "variable")
    problems.error(corner.place, corner.text.empty() ? "the first column has no name, expected 'variable'"
                                                     : fmt::format("found the column {}, expected 'variable'", jingchu::quoted(corner.text)),
                   fmt::format("the header reads variable,{},...", example_period(frequency)));
  for (std::size_t i = 1; i < table.header.size(); ++i) {
    const CsvCell& cell = table.header[i];
    if (problems.list().size() - before >= most_problems) return periods;
    const auto p = Period::parse(cell.text, frequency);
    if (!p) problems.error(cell.place, fmt::format("found {}, expected a period", jingchu::quoted(cell.text)), fmt::format("write {}", example_period(frequency)));
    if (p && last) {
      // The same period twice is the same column twice: told by read_csv.
      if (*p < *last) problems.error(cell.place, fmt::format("{} comes after {}", p->to_string(), last->to_string()), "order the columns by time");
      else if (*p - *last > 1) problems.error(cell.place, fmt::format("{} is missing before {}", (*last + 1).to_string(), p->to_string()), "give every period a column; leave unknown cells empty");
    }
    if (p) last = p;
    periods.push_back(p);
  }
  if (table.header.size() < 2)
    problems.error(corner.place, "no column of a period", fmt::format("the header reads variable,{},...", example_period(frequency)));
  return periods;
}

}  // namespace

void read_data(SourceStore& store, const std::vector<std::pair<std::string, Place>>& files, Model& model,
               Diagnostics& problems) {
  std::vector<std::string> names;
  for (const Variable& v : model.variables) names.push_back(v.name);
  for (const ExogenousSeries& x : model.exogenous) names.push_back(x.name);
  const std::set<std::string_view> known(names.begin(), names.end());
  std::map<std::string, Place> places;   // of the rows
  int suggestions = 100;   // each is a walk over all names
  for (const auto& [file, place] : files) {
    const CsvTable table = read_csv(store.read(file, model.file, SourceStore::Kind::table, place), problems);
    if (table.header.empty()) continue;
    const std::size_t before = problems.list().size();
    const auto periods = read_header(table, model.frequency, problems);
    for (const auto& row : table.rows) {
      if (problems.list().size() - before >= most_problems) break;
      const CsvCell& name = row[0];
      if (!known.contains(name.text)) {
        const auto near = suggestions-- > 0 ? nearest_name(name.text, names) : std::nullopt;
        problems.error(name.place, fmt::format("{} is no variable or exogenous series of the model", jingchu::quoted(name.text)),
                       near ? fmt::format("did you mean '{}'?", *near) : "");
        continue;
      }
      const auto [place_of_row, added] = places.emplace(name.text, name.place);
      if (!added) {
        problems.add({Diagnostic::Severity::error, name.place, fmt::format("'{}' is given twice", name.text), "keep one of the two rows",
                      place_of_row->second, "first given here"});
        continue;
      }
      auto& values = model.data.values[name.text];
      for (std::size_t i = 1; i < row.size(); ++i) {
        if (row[i].text.empty() || i > periods.size() || !periods[i - 1]) continue;   // an empty cell: not known
        if (const auto x = csv_number(row[i], problems)) values[*periods[i - 1]] = *x;
      }
    }
  }
}

}  // namespace jingchu::models
