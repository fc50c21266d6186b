#pragma once

#include <string>

#include "output/export/long_table.hpp"

namespace jingchu::output {

// A results file as text for other programs: UTF-8, LF, numbers with all their digits in the same spelling everywhere.
// Their columns are described in docs/export.md.

/// One line a number: scenario,table,name,title,title_zh,unit,period,statistic,level,value,standard_error.
std::string long_csv(const Content& content, const Selection& selection);

/// The long format of the Integrated Assessment Modeling Consortium, as pyam reads it, with one more column for the
/// level: model,scenario,region,variable,unit,year,subannual,quantile,value. Quantiles of periods and years only.
std::string iamc_csv(const Content& content, const Selection& selection, const std::string& region);

/// {"run": {...}, "columns": [...], "rows": [[...], ...]} with the columns of long_csv; what is empty there is null.
std::string long_json(const Content& content, const Selection& selection);

/// What the head of every JSON says of the run: {"model": ..., "paths": ..., ...}.
std::string run_json(const Content& content);

}  // namespace jingchu::output
