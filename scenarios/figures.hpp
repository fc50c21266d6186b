#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/model.hpp"
#include "models/units/unit_table.hpp"

namespace jingchu::scenarios {

/// A number of the report: value in its own unit, with its place there.
struct Figure {
  std::string id;
  std::string kind;        ///< baseline_2023, instrument_2023, target_2024, programme_2024, rank, other
  std::string block;       ///< subject
  models::Label label;
  double value = 0;
  std::string bound;       ///< eq, ge, le, approx
  std::string unit;        ///< e.g. CNY_1e8
  std::string period;
  std::string geography;
  std::string section;     ///< of the report
  int line = 0;            ///< of the report
  bool simulate = false;
  Place place;             ///< in the figures file
};

using models::UnitTable;

struct FigureTable {
  std::vector<Figure> figures;
  UnitTable units;
  const Figure* find(std::string_view id) const;
  std::string file;
};

/// Reads the figures CSV of a scenario (and the shipped unit table). Throws Error with every problem.
FigureTable read_figures(models::SourceStore& store, std::string_view reference, std::string_view from,
                         const Place& place);

}  // namespace jingchu::scenarios
