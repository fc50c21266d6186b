#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/error.hpp"
#include "models/model.hpp"
#include "models/units/unit.hpp"

namespace jingchu::models {

/// How far the units of a model's equations could be checked: the variables whose equations they are. `full`: every part has
/// a unit, stated or inferred, and all of them were compared. `none`: nothing could be compared. `by_hand`: the model says
/// that it was looked at.
struct UnitCoverage {
  std::vector<std::string> full, part, none, by_hand;
};

/// What a formula gives.
struct MeasuredUnit {
  Unit unit;
  std::string basis;       ///< "real 2023", "nominal" or ""
  std::string text;        ///< in words: "CNY_1e8, real 2023"
};

/// Compares units, price bases and period bases across the formulas of a model.
///
/// Units that are not stated are inferred from those that are, and stay silent where they cannot be (docs/model-language.md
/// says what is reported). The model must outlive the check.
class UnitCheck {
 public:
  explicit UnitCheck(const Model& model, const UnitTable& table = standard_units());
  ~UnitCheck();
  UnitCheck(UnitCheck&&) noexcept;

  /// One warning a place; with the model's own reasons that silence nothing, and units that cannot be read.
  const std::vector<Diagnostic>& findings() const noexcept { return findings_; }
  const UnitCoverage& coverage() const noexcept { return coverage_; }

  /// What a measure of a scenario is counted in, e.g. annual(TC, 2024). Nothing where that cannot be told, also where a
  /// written number multiplies it (100*annual(X, 2024)/annual(Y, 2024) may be percent or a hundredfold ratio).
  std::optional<MeasuredUnit> unit_of(const std::string& measure) const;
  /// What is wrong when the measure is said to be counted in `unit`, as a warning with a place in the formula, whose first
  /// character stands at `place`. Nothing where it is right or cannot be told.
  std::optional<Diagnostic> mismatch(const std::string& measure, const std::string& unit, const Place& place) const;

 private:
  struct Inferred;
  std::unique_ptr<Inferred> inferred_;
  std::vector<Diagnostic> findings_;
  UnitCoverage coverage_;
};

}  // namespace jingchu::models
