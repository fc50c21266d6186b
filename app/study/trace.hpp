#pragma once

#include <string>
#include <vector>

#include "app/cli/language.hpp"
#include "output/results/content.hpp"

namespace jingchu::app {

/// Something a formula names, and where it stands in the texts of a results file.
struct TraceItem {
  std::string name;
  std::string kind;                 ///< variable, definition, measure, parameter, shock, lever or series
  std::string formula;              ///< equation, law or value
  std::vector<std::string> uses;    ///< names in the formula
  std::string file;
  std::string line;
  std::string unit, title_en, title_zh, origin;
};

/// How a target comes about: one scenario's row and where it was written.
struct TracedTarget {
  std::string scenario;
  const output::TargetRow* row = nullptr;   ///< into the content
  std::string figure;                       ///< empty: the target has a name of its own
  std::string figure_file, figure_line, report_section, report_line;
  std::string file, line;                   ///< of the target in the scenario
};

/// From a number back to what it rests on, out of a results file alone.
struct Trace {
  std::vector<TracedTarget> targets;   ///< one a scenario that has the target; empty when a variable was asked for
  std::vector<TraceItem> chain;        ///< measure, its variables with their equations, and what these use
  std::vector<TraceItem> further;      ///< variables that those equations use
};

/// \param name  a target, measure, variable or definition. The content outlives the trace.
/// Throws Error(usage) for a name that the results do not have, with the nearest one; Error(data) when the file does not
/// say where its targets and equations stand.
Trace trace(const output::Content& content, const std::string& name);

std::string trace_text(const Trace& trace, const std::string& file, Language language);
std::string trace_json(const Trace& trace);

}  // namespace jingchu::app
