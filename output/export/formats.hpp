#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "output/export/long_table.hpp"

namespace jingchu::output {

// A results file as text for other programs: UTF-8, LF, numbers with all their digits in the same spelling everywhere.
// Their columns are described in docs/export.md.

/// Takes a text, a piece at a time: a table may be larger than the memory.
using PutText = std::function<void(std::string_view)>;

/// One line a number: scenario,table,name,title,title_zh,unit,period,statistic,level,value,standard_error.
void long_csv(const Content& content, const Selection& selection, const PutText& put);

/// The long format of the Integrated Assessment Modeling Consortium, as pyam reads it, with one more column for the
/// level: model,scenario,region,variable,unit,year,subannual,quantile,value. Quantiles of periods and years only.
void iamc_csv(const Content& content, const Selection& selection, const std::string& region, const PutText& put);

/// {"run": {...}, "columns": [...], "rows": [[...], ...]} with the columns of long_csv; what is empty there is null.
void long_json(const Content& content, const Selection& selection, const PutText& put);

/// What the head of every JSON says of the run: {"model": ..., "paths": ..., ...}.
std::string run_json(const Content& content);

}  // namespace jingchu::output
