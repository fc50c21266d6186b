#include "output/export/kept_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "engine/core/error.hpp"
#include "engine/core/known_name.hpp"
#include "output/export/csv.hpp"
#include "output/export/formats.hpp"
#include "output/results/layout.hpp"

namespace jingchu::output {

namespace {

constexpr const char* columns[] = {"scenario", "path", "weight", "name", "unit", "period", "value"};
constexpr std::size_t piece_bytes = std::size_t{1} << 20;

bool chosen(const std::vector<std::string>& list, const std::string& name) { return list.empty() || std::find(list.begin(), list.end(), name) != list.end(); }

std::vector<std::string> names_of_kept_scenarios(const Content& content) {
  std::vector<std::string> names;
  for (const std::size_t s : content.kept.scenarios) names.push_back(content.scenarios[s].name);
  return names;
}

std::vector<std::string> names_of_kept_variables(const Content& content) {
  std::vector<std::string> names;
  for (const std::size_t v : content.kept.variables) names.push_back(content.variables[v].name);
  return names;
}

/// Lines of the table in one of the formats.
class Lines {
 public:
  Lines(KeptFormat format, const Content& content, const std::function<void(std::string_view)>& put) : json_(format == KeptFormat::json), put_(put) {
    if (json_) text_ = "{\"run\": " + run_json(content) + ",\n\"columns\": " + nlohmann::json(columns).dump() + ",\n\"rows\": [";
    else text_ = csv_line({std::begin(columns), std::end(columns)});
  }

  /// A text as the format writes it.
  std::string text(std::string_view field) const {
    if (!json_) return csv_field(field);
    return field.empty() ? "null" : nlohmann::json(field).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  }

  void add(std::string_view scenario, std::int64_t path, std::string_view weight, std::string_view variable, std::string_view period, std::string_view value) {
    // JSON has no infinity.
    if (json_) text_ += fmt::format("{}[{},{},{},{},{},{}]", first_ ? "\n" : ",\n", scenario, path, weight, variable, period, value.ends_with("inf") ? "null" : value);
    else text_ += fmt::format("{},{},{},{},{},{}\n", scenario, path, weight, variable, period, value);
    first_ = false;
    if (text_.size() >= piece_bytes) flush();
  }

  void end() {
    if (json_) text_ += "\n]}\n";
    flush();
  }

 private:
  void flush() {
    put_(text_);
    text_.clear();
  }

  bool json_, first_ = true;
  const std::function<void(std::string_view)>& put_;
  std::string text_;
};

}  // namespace

void check_kept_selection(const Content& content, const Selection& selection) {
  if (content.kept.empty()) throw Error(ExitCode::usage, "the results hold no single paths", "run again with --keep-paths all, or --keep-paths NAME,...");
  const auto demand = [](const std::vector<std::string>& wanted, const std::vector<std::string>& known, std::string_view problem) {
    for (const auto& name : wanted) known_position(name, known, problem, known.size() <= 12 ? fmt::format("kept: {}", fmt::join(known, ", ")) : "");
  };
  demand(selection.scenarios, names_of_kept_scenarios(content), "the results keep no paths of a scenario");
  demand(selection.variables, names_of_kept_variables(content), "the results keep no values of a variable");
}

void write_kept(const KeptReader& results, const Selection& selection, KeptFormat format, const std::function<void(std::string_view)>& put) {
  const Content& content = results.content();
  const auto periods = static_cast<std::size_t>(content.time.count);
  Lines lines(format, content, put);
  std::vector<std::size_t> variables;
  std::vector<std::string> labels, times;   // as the format writes them: name and unit, period
  for (const std::size_t v : content.kept.variables) {
    if (!chosen(selection.variables, content.variables[v].name)) continue;
    variables.push_back(v);
    labels.push_back(lines.text(short_label(content.variables[v].name)) + ',' + lines.text(short_label(content.variables[v].unit)));
  }
  for (std::size_t t = 0; t < periods; ++t) times.push_back(lines.text(detail::period_name(content.time.per_year, content.time.first + static_cast<int>(t))));
  for (std::size_t s = 0; s < content.kept.scenarios.size(); ++s) {
    const std::string& name = content.scenarios[content.kept.scenarios[s]].name;
    if (!chosen(selection.scenarios, name)) continue;
    const std::string scenario = lines.text(short_label(name));
    for (std::int64_t first = 0; first < results.paths(); first += results.paths_of_piece()) {
      const engine::PathRange paths{first, std::min(first + results.paths_of_piece(), results.paths())};
      const KeptPiece piece = results.read(s, paths, variables);
      for (std::size_t path = 0; path < static_cast<std::size_t>(paths.count()); ++path) {
        const std::string weight = piece.weights.empty() ? "1" : csv_number(piece.weights[path]);
        for (std::size_t v = 0; v < variables.size(); ++v) {
          for (std::size_t t = 0; t < periods; ++t) {
            const double value = piece.values[v][path * periods + t];
            if (std::isnan(value)) continue;
            lines.add(scenario, first + static_cast<std::int64_t>(path), weight, labels[v], times[t], content.kept.f64 ? csv_number(value) : csv_float(static_cast<float>(value)));
          }
        }
      }
    }
  }
  lines.end();
}

}  // namespace jingchu::output
