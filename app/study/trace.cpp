#include "app/study/trace.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <sstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/cli/phrase.hpp"
#include "engine/core/error.hpp"
#include "engine/core/known_name.hpp"
#include "models/source/csv.hpp"
#include "output/report/number_text.hpp"

namespace jingchu::app {

namespace {

/// The rows of a CSV of the provenance, by column.
class Table {
 public:
  Table(const char* name, const std::string& text, std::initializer_list<const char*> columns) : source_{name, text} {
    Diagnostics problems;
    csv_ = models::read_csv(source_, problems);
    for (const char* column : columns) {
      if (!csv_.column(column)) problems.error({name, 0, 0, 1, {}}, fmt::format("the column '{}' is missing", column));
    }
    problems.throw_if_any(ExitCode::data);
  }
  std::size_t size() const { return csv_.rows.size(); }
  const std::string& cell(std::size_t row, const char* column) const { return csv_.rows[row][*csv_.column(column)].text; }

 private:
  models::SourceText source_;
  models::CsvTable csv_;
};

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

class Tracer {
 public:
  explicit Tracer(const output::Provenance& from) {
    const Table table("/provenance/model_csv", from.model_csv, {"name", "kind", "formula", "uses", "file", "line", "unit", "title", "title_zh", "origin"});
    for (std::size_t i = 0; i < table.size(); ++i) {
      items_.emplace(table.cell(i, "name"),
                     TraceItem{table.cell(i, "name"), table.cell(i, "kind"), table.cell(i, "formula"), words_of(table.cell(i, "uses")), table.cell(i, "file"), table.cell(i, "line"),
                               table.cell(i, "unit"), table.cell(i, "title"), table.cell(i, "title_zh"), table.cell(i, "origin")});
    }
  }

  bool knows(const std::string& name) const { return items_.count(name) > 0; }
  void add_names(std::vector<std::string>& names) const {
    for (const auto& [name, item] : items_) names.push_back(name);
  }

  /// \param open  whether a variable is shown with its equation, or only named.
  void visit(const std::string& name, bool open, Trace& trace) {
    const auto found = items_.find(name);
    if (found == items_.end()) return;
    const TraceItem& item = found->second;
    const bool only_named = item.kind == "variable" && !open;
    if (only_named && shown_.count(name) > 0) return;
    if (!(only_named ? named_ : shown_).insert(name).second) return;
    (only_named ? trace.further : trace.chain).push_back(item);
    if (only_named) return;
    for (const auto& used : item.uses) visit(used, open && item.kind != "variable", trace);
  }

  /// A variable that was named first and shown later is no further one.
  void tidy(Trace& trace) const {
    std::erase_if(trace.further, [&](const TraceItem& item) { return shown_.count(item.name) > 0; });
  }

 private:
  std::map<std::string, TraceItem> items_;
  std::set<std::string> shown_, named_;
};

std::string place_text(const std::string& file, const std::string& line) { return line.empty() ? file : file + ":" + line; }

/// The title of anything with members `title_en` and `title_zh`, in the other language where it has none.
template <class Titled>
const std::string& title_in(Language language, const Titled& one) {
  const std::string& wanted = language == Language::zh ? one.title_zh : one.title_en;
  return wanted.empty() ? (language == Language::zh ? one.title_en : one.title_zh) : wanted;
}

Text kind_text(const std::string& kind) {
  if (kind == "measure") return {"measure", "度量"};
  if (kind == "variable") return {"variable", "变量"};
  if (kind == "definition") return {"definition", "定义"};
  if (kind == "parameter") return {"parameter", "参数"};
  if (kind == "shock") return {"shock", "冲击"};
  return kind == "lever" ? Text{"lever", "杠杆"} : Text{"series", "外生序列"};
}

std::string target_text(const TracedTarget& target, Language language) {
  const output::TargetRow& row = *target.row;
  const bool zh = language == Language::zh;
  std::string text = phrase(language, {"target {}: {}\n  scenario {}: ", "目标 {}：{}\n  情景 {}："}, row.id, title_in(language, row), target.scenario);
  const std::string unit = zh && !row.unit_zh.empty() ? row.unit_zh.substr(0, row.unit_zh.find('|')) : row.unit;
  if (row.status == "not simulated") {
    text += phrase(language, {"not simulated: {}\n", "未模拟：{}\n"}, zh && !row.reason_zh.empty() ? row.reason_zh : row.reason);
  } else {
    text += row.sense == "between" ? phrase(language, {"between {} and {} {}", "介于 {} 与 {} {} 之间"}, row.threshold, row.upper, unit)
                                   : fmt::format("{} {} {}", row.sense == "at most" ? "≤" : "≥", row.threshold, unit);
    text += phrase(language, {", probability {}\n", "，实现概率 {}\n"}, output::probability_text(row.probability, row.standard_error, row.n_paths).text);
    text += phrase(language, {"  measured by {}\n", "  度量：{}\n"}, row.measure);
    if (!row.judgement.empty()) text += phrase(language, {"  judgement: {}\n", "  判断：{}\n"}, row.judgement);
  }
  text += phrase(language, {"  written at {}\n", "  写于 {}\n"}, place_text(target.file, target.line));
  if (!target.figure.empty()) {
    text += phrase(language, {"  figure {} of the report, section {}, line {}; listed at {}\n", "  报告数字 {}，第 {} 节，第 {} 行；列于 {}\n"}, target.figure, target.report_section,
                   target.report_line, place_text(target.figure_file, target.figure_line));
  }
  return text;
}

std::string item_text(const TraceItem& item, Language language) {
  const std::string& title = title_in(language, item);
  std::string text = fmt::format("{} {}", in(language, kind_text(item.kind)), item.name);
  if (!title.empty()) text += phrase(language, {": {}", "：{}"}, title);
  if (!item.unit.empty()) text += fmt::format(" ({})", item.unit);
  text += fmt::format("\n    {}\n    {}\n", item.formula, place_text(item.file, item.line));
  if (!item.origin.empty()) text += phrase(language, {"    origin: {}\n", "    来源：{}\n"}, item.origin);
  return text;
}

nlohmann::ordered_json item_json(const TraceItem& item) {
  return {{"name", item.name}, {"kind", item.kind}, {"title", {{"en", item.title_en}, {"zh", item.title_zh}}}, {"unit", item.unit}, {"formula", item.formula}, {"uses", item.uses},
          {"file", item.file}, {"line", item.line}, {"origin", item.origin}};
}

}  // namespace

Trace trace(const output::Content& content, const std::string& name) {
  Tracer tracer(content.provenance);
  const Table sources("/provenance/targets_csv", content.provenance.targets_csv,
                      {"scenario", "target", "figure", "figure_file", "figure_line", "report_section", "report_line", "file", "line", "uses"});
  Trace result;
  std::vector<std::string> known;
  for (const auto& scenario : content.scenarios) {
    for (const auto& row : scenario.targets) {
      known.push_back(row.id);
      if (row.id != name) continue;
      for (std::size_t i = 0; i < sources.size(); ++i) {
        if (sources.cell(i, "target") != name || sources.cell(i, "scenario") != scenario.name) continue;
        result.targets.push_back({scenario.name, &row, sources.cell(i, "figure"), sources.cell(i, "figure_file"), sources.cell(i, "figure_line"), sources.cell(i, "report_section"),
                                  sources.cell(i, "report_line"), sources.cell(i, "file"), sources.cell(i, "line")});
        for (const auto& used : words_of(sources.cell(i, "uses"))) tracer.visit(used, true, result);
      }
    }
  }
  if (result.targets.empty()) tracer.visit(name, true, result);
  tracer.tidy(result);
  if (result.targets.empty() && result.chain.empty()) {
    tracer.add_names(known);
    throw Error(ExitCode::usage, fmt::format("--trace {}: the results have no such target, measure or variable", jingchu::quoted(name)),
                nearest_hint(name, known, "'jingchu show --json' lists the targets"));
  }
  return result;
}

std::string trace_text(const Trace& trace, const std::string& file, Language language) {
  std::string text;
  for (const auto& target : trace.targets) text += target_text(target, language);
  for (const auto& item : trace.chain) text += (text.empty() ? "" : "\n") + item_text(item, language);
  if (trace.further.empty()) return text;
  text += phrase(language, {"\nfurther variables in these equations\n", "\n这些方程所用的其他变量\n"});
  for (const auto& item : trace.further) text += fmt::format("  {}  {}\n", item.name, title_in(language, item));
  return text + phrase(language, {"'jingchu show {} --trace {}' goes on from there\n", "用“jingchu show {} --trace {}”继续追溯\n"}, file, trace.further.front().name);
}

std::string trace_json(const Trace& trace) {
  const auto number = [](double value) { return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json(nullptr); };
  nlohmann::ordered_json targets = nlohmann::ordered_json::array(), chain = nlohmann::ordered_json::array(), further = nlohmann::ordered_json::array();
  for (const auto& target : trace.targets) {
    targets.push_back({{"scenario", target.scenario}, {"id", target.row->id}, {"status", target.row->status}, {"probability", number(target.row->probability)},
                       {"standard_error", number(target.row->standard_error)}, {"measure", target.row->measure}, {"threshold", number(target.row->threshold)}, {"unit", target.row->unit},
                       {"file", target.file}, {"line", target.line}, {"figure", target.figure}, {"figure_file", target.figure_file}, {"figure_line", target.figure_line},
                       {"report_section", target.report_section}, {"report_line", target.report_line}});
  }
  for (const auto& item : trace.chain) chain.push_back(item_json(item));
  for (const auto& item : trace.further) further.push_back(item_json(item));
  return nlohmann::ordered_json{{"targets", targets}, {"chain", chain}, {"further", further}}.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace jingchu::app
