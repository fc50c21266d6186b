#pragma once

#include <functional>
#include <string_view>

#include "output/export/long_table.hpp"
#include "output/results/kept_values.hpp"

namespace jingchu::output {

/// Values of single paths as a long table: scenario,path,weight,name,unit,period,value; see docs/export.md.
enum class KeptFormat { csv, json };

/// Throws Error(usage) where the file keeps no paths, or not those of a chosen scenario or variable.
void check_kept_selection(const Content& content, const Selection& selection);

/// Scenario by scenario, path by path, variable by variable; a value that is undefined has no row. Numbers have the digits that bring back the
/// float or double that is kept.
/// \param put  takes the text, a piece at a time
void write_kept(const KeptReader& results, const Selection& selection, KeptFormat format, const std::function<void(std::string_view)>& put);

}  // namespace jingchu::output
