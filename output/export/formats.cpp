#include "output/export/formats.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "output/export/csv.hpp"
#include "output/results/layout.hpp"
#include "output/results/results_file.hpp"

namespace jingchu::output {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* columns[] = {"scenario", "table", "name", "title", "title_zh", "unit", "period", "statistic", "level", "value", "standard_error"};

/// Year and part of the year of a period: "2024Q1" is 2024 and Q1. Months go by their names, as pyam's users have them.
struct YearPart {
  std::string year, part;
};
YearPart year_part(const std::string& period, int per_year) {
  static constexpr const char* months[] = {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"};
  if (per_year == 4) return {period.substr(0, period.size() - 2), period.substr(period.size() - 2)};
  if (per_year == 12) return {period.substr(0, period.size() - 3), months[(period[period.size() - 2] - '0') * 10 + (period.back() - '0') - 1]};
  return {period, "Year"};
}

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

/// Collects lines into pieces worth handing on.
class Pieces {
 public:
  explicit Pieces(const PutText& put) : put_(put) {}
  void add(std::string_view text) {
    constexpr std::size_t piece_bytes = std::size_t{1} << 18;
    text_ += text;
    if (text_.size() >= piece_bytes) flush();
  }
  void flush() {
    put_(text_);
    text_.clear();
  }

 private:
  const PutText& put_;
  std::string text_;
};

}  // namespace

void long_csv(const Content& content, const Selection& selection, const PutText& put) {
  Pieces pieces(put);
  pieces.add(csv_line({std::begin(columns), std::end(columns)}));
  for_each_row(content, selection, [&](const LongRow& row) {
    std::string line;
    for (const std::string_view field : {row.scenario, row.table, row.name, row.title, row.title_zh, row.unit, std::string_view(row.period), row.statistic}) line += csv_field(field) + ',';
    pieces.add(line + csv_number(row.level) + ',' + csv_number(row.value) + ',' + csv_number(row.standard_error) + '\n');
  });
  pieces.flush();
}

void iamc_csv(const Content& content, const Selection& selection, const std::string& region, const PutText& put) {
  Selection quantiles = selection;
  // A year of a yearly model is its period: it would stand there twice.
  quantiles.tables = content.time.per_year == 1 ? std::vector<std::string>{"years"} : std::vector<std::string>{"years", "periods"};
  Pieces pieces(put);
  pieces.add("model,scenario,region,variable,unit,year,subannual,quantile,value\n");
  const std::string model(short_label(content.provenance.model_name)), place(short_label(region));
  for_each_row(content, quantiles, [&](const LongRow& row) {
    if (row.statistic != "quantile") return;
    const auto [year, part] = year_part(row.period, row.table == "years" ? 1 : content.time.per_year);
    pieces.add(csv_line({model, std::string(row.scenario), place, std::string(row.name), detail::cf_units(std::string(row.unit)), year, part, csv_number(row.level), csv_number(row.value)}));
  });
  pieces.flush();
}

std::string run_json(const Content& content) {
  const Provenance& from = content.provenance;
  const Json run{{"model", from.model_name}, {"paths", from.n_paths}, {"failed", from.n_failed}, {"seed", from.seed}, {"engine_version", from.engine_version},
                 {"results_digest", results_digest(content)}};
  return run.dump();
}

void long_json(const Content& content, const Selection& selection, const PutText& put) {
  Pieces pieces(put);
  // One row a line: such files are read by people too, and compared line by line.
  pieces.add("{\"run\": " + run_json(content) + ",\n\"columns\": " + Json(columns).dump() + ",\n\"rows\": [");
  bool first = true;
  for_each_row(content, selection, [&](const LongRow& row) {
    Json fields = Json::array();
    for (const std::string_view field : {row.scenario, row.table, row.name, row.title, row.title_zh, row.unit, std::string_view(row.period), row.statistic}) {
      fields.push_back(field.empty() ? Json(nullptr) : Json(field));
    }
    for (const double value : {row.level, row.value, row.standard_error}) fields.push_back(number(value));
    pieces.add((first ? "\n" : ",\n") + fields.dump(-1, ' ', false, Json::error_handler_t::replace));
    first = false;
  });
  pieces.add("\n]}\n");
  pieces.flush();
}

}  // namespace jingchu::output
