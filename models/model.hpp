#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/error.hpp"
#include "engine/core/period.hpp"
#include "engine/random/law.hpp"
#include "models/source/source_store.hpp"

namespace jingchu::models {

/// A text in both languages of the project.
struct Label {
  std::string zh;
  std::string en;
};

/// How the value of a year follows from its periods.
enum class AnnualRule { sum, end, mean };

/// What a quantity of the model is counted in, as the file states it; an empty text was left out and says nothing.
/// Results and reports take a missing unit as "1", a missing measure of a variable as "flow".
struct StatedUnit {
  std::string unit;
  std::string basis;      ///< price basis: "real 2023" or "nominal"
  std::string measure;    ///< period basis: "flow", "stock", "rate" or "index"
};

struct Variable {
  std::string name;
  Label label;
  std::string unit;
  std::string basis;      ///< "real 2023", "nominal" or ""
  std::string measure;    ///< "flow", "stock", "rate" or "index"
  StatedUnit stated;
  AnnualRule annual = AnnualRule::mean;
  bool report = false;
  bool identity = false;
  std::optional<std::pair<double, double>> bounds;   ///< lowest and highest value it can have at all: a path that leaves them fails
  std::string equation;   ///< as written
  Place place;            ///< of the equation's first character
  std::string origin;     ///< optional note on where the equation comes from
  Label units_by_hand;    ///< why the check of units is silent about the equation; empty: it is not
};

/// A number of the model: drawn once a path when `law` is set, else fixed for the run.
struct Parameter {
  std::string name;
  Label label;
  double value = 0;                 ///< stated value (mean of the law)
  std::optional<engine::Law> law;
  std::string unit;
  StatedUnit stated;
  std::string per;                  ///< of a flow: "year", "quarter", "month" or "period"
  std::string origin;               ///< "estimated: ...", "judgement: ...", "literature: ...", "base data"
  Place place;
};

struct Shock {
  std::string name;
  Label label;
  engine::Law law;
  std::string origin;
  Place place;
};

/// An instrument a scenario may set, by period. A year's value holds in each of its periods, undivided.
struct Lever {
  std::string name;
  Label label;
  std::string unit;
  double standard = 0;              ///< default
  double lower = 0, upper = 0;      ///< bounds, both allowed
  std::string per;                  ///< "year", "quarter", "month" or "period": what a bare number is meant for
  StatedUnit stated;
  Place place;
};

/// A named annual quantity: a formula in which `year` is each year of the horizon in turn.
struct Measure {
  std::string name;
  Label label;
  std::string unit;
  StatedUnit stated;
  std::string formula;
  Place place;
  Label units_by_hand;
};

/// A relation that must hold on every path and is no variable's own equation (e.g. the sum of sectors is GDP).
struct IdentityCheck {
  std::string name;
  std::string formula;              ///< "lhs = rhs"
  Place place;
  Label units_by_hand;
};

/// A base figure the history was made with. A scenario that gives another value rescales history by a factor that is
/// exactly 1 when the value is `base`.
struct Anchor {
  std::string name;
  Label label;
  std::string unit;                 ///< figures are converted to it
  double base = 0;
  std::string factor;               ///< formula over `value` and `base`
  std::vector<std::string> series;  ///< variables whose history is multiplied
  std::vector<std::string> parameters;  ///< fixed parameters that are multiplied
  std::optional<Period> from, to;   ///< part of the history it applies to; none: all of it
  Place place;
};

/// An exogenous series: history and horizon come from a CSV file.
struct ExogenousSeries {
  std::string name;
  Label label;
  std::string unit;
  StatedUnit stated;
  Place place;
};

/// A named expression, put in wherever its name is used.
struct Definition {
  std::string formula;
  Place place;                      ///< of the formula's first character
  StatedUnit stated;
  Label units_by_hand;
};

/// Values by period of variables and exogenous series, as read from the CSV files.
struct DataTable {
  std::map<std::string, std::map<Period, double>> values;
};

/// Correlation between two shocks, or two parameters, by name.
struct NamedCorrelation {
  std::string first, second;
  double value = 0;
  Place place;        ///< of the pair
  Place value_place;
};

/// A model file, read and checked: everything a run needs to know about the economy, still as named things.
/// Only load_model makes one.
struct Model {
  std::string name;
  Label title;
  Frequency frequency = Frequency::quarterly;
  Period origin;                          ///< period in which `t` is 0
  std::vector<Variable> variables;
  std::vector<Parameter> parameters;
  std::vector<Shock> shocks;
  std::vector<Lever> levers;
  std::vector<Measure> measures;
  std::vector<IdentityCheck> identities;
  std::vector<Anchor> anchors;
  std::vector<ExogenousSeries> exogenous;
  std::vector<NamedCorrelation> correlations;
  std::map<std::string, Definition> definitions;
  DataTable data;
  std::string file;                       ///< name of the model's text
};

/// Reads a model and checks all of it that does not depend on a scenario: names, formulas, laws, correlations, data.
/// Throws Error with every problem found. Warnings and notes go to `remarks` when given.
Model load_model(SourceStore& store, std::string_view reference, std::string_view from, const Place& place,
                 Diagnostics* remarks = nullptr);

}  // namespace jingchu::models
