#include "app/study/joint_provenance.hpp"

#include <algorithm>
#include <filesystem>
#include <vector>

#include <fmt/format.h>

#include "app/study/csv.hpp"
#include "engine/core/error.hpp"
#include "models/source/csv.hpp"
#include "output/results/results_file.hpp"

namespace jingchu::app {

namespace {

std::string effective_file(std::size_t position) { return fmt::format("effective-scenario-{}.toml", position + 1); }

const output::Text* find(const std::vector<output::Text>& list, const std::string& name) {
  const auto found = std::find_if(list.begin(), list.end(), [&](const output::Text& text) { return text.name == name; });
  return found == list.end() ? nullptr : &*found;
}

/// Adds a model or table unless it is there.
void add(std::vector<output::Text>& list, const output::Text& text) {
  const output::Text* const old = find(list, text.name);
  if (old == nullptr) {
    list.push_back(text);
  } else if (old->text != text.text) {
    throw Error(ExitCode::data, fmt::format("the scenarios were read from two different texts named {}: one results file cannot hold both", jingchu::quoted(text.name)),
                "compare them without --output, or from files of one time");
  }
}

}  // namespace

std::string effective_name(const std::string& scenario_file, std::size_t position) {
  return (std::filesystem::path(scenario_file).parent_path() / effective_file(position)).generic_string();
}

std::vector<std::string> effective_of_others(const output::Provenance& from) {
  std::vector<std::string> list;
  for (std::size_t position = 1;; ++position) {
    const std::string file = effective_file(position);
    const auto found = std::find_if(from.scenario_texts.begin(), from.scenario_texts.end(), [&](const output::Text& text) { return std::filesystem::path(text.name).filename() == file; });
    if (found == from.scenario_texts.end()) return list;
    list.push_back(found->text);
  }
}

std::string texts_digest(const std::vector<output::Text>& texts) {
  std::string all;
  for (const auto& text : texts) all += text.text;
  return output::sha256_hex(all);
}

void add_scenario(output::Provenance& to, const output::Provenance& other, const std::string& scenario_file, std::size_t position) {
  for (const auto list : {&output::Provenance::model_texts, &output::Provenance::data_texts})
    for (const output::Text& text : other.*list) add(to.*list, text);
  // Written scenarios are there to be read; what is repeated is the effective one.
  for (const output::Text& text : other.scenario_texts) {
    const output::Text* const old = find(to.scenario_texts, text.name);
    if (old == nullptr || old->text != text.text) to.scenario_texts.push_back({old == nullptr ? text.name : fmt::format("scenario-{}/{}", position + 1, text.name), text.text, text.media_type});
  }
  add(to.scenario_texts, {effective_name(scenario_file, position), other.effective_scenario, "application/toml"});
  const std::size_t header_end = std::min(other.targets_csv.find('\n'), other.targets_csv.size() - 1);
  to.targets_csv += other.targets_csv.substr(header_end + 1);
}

std::string renamed_targets(const std::string& targets_csv, const std::string& scenario) {
  const models::SourceText source{"/provenance/targets_csv", targets_csv};
  Diagnostics problems;
  const models::CsvTable table = models::read_csv(source, problems);
  const auto column = table.column("scenario");
  if (problems.has_errors() || !column) return targets_csv;   // show --trace says what is wrong with it
  std::string text;
  const auto add_line = [&](const std::vector<models::CsvCell>& cells, bool is_header) {
    std::vector<std::string_view> fields;
    for (std::size_t i = 0; i < cells.size(); ++i) fields.push_back(i == *column && !is_header ? std::string_view(scenario) : std::string_view(cells[i].text));
    text += csv_line(fields);
  };
  add_line(table.header, true);
  for (const auto& row : table.rows) add_line(row, false);
  return text;
}

}  // namespace jingchu::app
