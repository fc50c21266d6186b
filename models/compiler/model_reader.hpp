#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "models/model.hpp"
#include "models/source/csv.hpp"
#include "models/source/table_reader.hpp"

namespace jingchu::models {

/// A formula of the model file with its value in the file, so that problems point inside it.
struct WrittenFormula {
  enum class Kind { equation, definition, measure, identity, factor };
  Kind kind = Kind::equation;
  std::string name;              ///< of the variable, definition, measure, identity or anchor
  const TomlValue* value = nullptr;
};

/// What reading the tables of a model file gives, before formulas are looked at.
struct ReadModel {
  Model model;
  std::vector<WrittenFormula> formulas;
  std::vector<std::pair<std::string, Place>> data_files;
};

/// Reads the tables of a model file; all problems go to `problems`.
ReadModel read_model(SourceStore& store, const TomlDocument& document, Diagnostics& problems);

/// A law as written: { normal = [0.33, 0.06], within = [0.18, 0.48] } and the others. Nothing when it is wrong.
std::optional<engine::Law> read_law(SourceStore& store, const TomlDocument& document, const TomlValue& value,
                                    const std::string& what, Diagnostics& problems);

/// The law of a shock: a bare number is the standard deviation of a normal shock around 0.
std::optional<engine::Law> read_shock_law(SourceStore& store, const TomlDocument& document, const TomlValue& value,
                                          const std::string& what, Diagnostics& problems);

/// Stated value of a law: its mean where it has one, else the middle.
double stated_value(const engine::Law& law);

/// Reads the CSV files of a model into its data table: a row a variable or exogenous series, a column a period.
void read_data(SourceStore& store, const std::vector<std::pair<std::string, Place>>& files, Model& model,
               Diagnostics& problems);

/// Checks everything in a model that does not depend on a scenario: names, formulas, correlations, anchors.
void check_model(const Model& model, const TomlDocument& document, const std::vector<WrittenFormula>& formulas,
                 Diagnostics& problems);

/// { zh = "...", en = "..." }, or one string for both.
Label read_label(TableReader& table, std::string_view key, Diagnostics& problems, const TomlDocument& document);

/// The keys unit, basis and measure of a table.
StatedUnit read_stated_unit(TableReader& table, Diagnostics& problems);
/// What a number is meant for: a year, or a shorter period.
std::string read_per(TableReader& table, Diagnostics& problems);
/// The reason why the check of units shall be silent about a formula.
Label read_units_by_hand(TableReader& table, Diagnostics& problems, const TomlDocument& document);

}  // namespace jingchu::models
