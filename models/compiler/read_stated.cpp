#include <fmt/format.h>

#include "models/compiler/model_reader.hpp"

namespace jingchu::models {

StatedUnit read_stated_unit(TableReader& table, Diagnostics& problems) {
  StatedUnit s{table.string("unit").value_or(""), table.string("basis").value_or(""), table.string("measure").value_or("")};
  if (!s.basis.empty() && s.basis != "nominal" && !(s.basis.size() == 9 && s.basis.rfind("real ", 0) == 0))
    problems.error(table.optional("basis")->place, fmt::format("unknown basis {}", jingchu::quoted(s.basis)), "\"real 2023\" (the year of the prices) or \"nominal\"");
  if (!s.measure.empty() && s.measure != "flow" && s.measure != "stock" && s.measure != "rate" && s.measure != "index")
    problems.error(table.optional("measure")->place, fmt::format("unknown measure {}", jingchu::quoted(s.measure)), "flow, stock, rate or index");
  return s;
}

std::string read_per(TableReader& table, Diagnostics& problems) {
  std::string per = table.string("per").value_or("period");
  if (per != "year" && per != "quarter" && per != "month" && per != "period")
    problems.error(table.optional("per")->place, fmt::format("unknown {}", jingchu::quoted(per)), "year, quarter, month or period");
  return per;
}

Label read_units_by_hand(TableReader& table, Diagnostics& problems, const TomlDocument& document) {
  const TomlValue* v = table.optional("units_checked_by_hand");
  Label reason = read_label(table, "units_checked_by_hand", problems, document);
  if (v && (v->kind == TomlKind::string || v->kind == TomlKind::table) && reason.en.empty() && reason.zh.empty())
    problems.error(v->place, "units_checked_by_hand is empty", "say in one line why the units are right");
  return reason;
}

}  // namespace jingchu::models
