#include "app/study/asked_quantity.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "app/study/answer_text.hpp"
#include "app/study/results_content.hpp"
#include "output/report/number_text.hpp"

namespace jingchu::app {

namespace {

using Kind = analysis::Quantity::Kind;

double read_level(const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !(value > 0 && value < 1))
    throw Error(ExitCode::usage, fmt::format("--quantile {}: expected a number above 0 and below 1", jingchu::quoted(text)), "such as --quantile 0.1");
  return value;
}

int read_year(const std::string& text, const std::string& year) {
  int value = 0;
  const auto [end, error] = std::from_chars(year.data(), year.data() + year.size(), value);
  if (error != std::errc{} || end != year.data() + year.size()) throw Error(ExitCode::usage, fmt::format("--measure {}: {} is no year", jingchu::quoted(text), jingchu::quoted(year)), "write NAME@2024");
  return value;
}

/// What --measure names, as a target that is always met.
scenarios::Target measured(const std::string& text, const scenarios::Scenario& scenario) {
  const models::Model& model = *scenario.model;
  scenarios::Target target;
  target.id = text;
  target.label = {text, text};
  target.threshold = -std::numeric_limits<double>::max();
  target.place = {"--measure", 1, 1, static_cast<int>(std::max<std::size_t>(1, text.size())), text};
  if (text.find_first_of("[(") != std::string::npos) {
    target.measure = text;
    target.unit = models::unit_of_measure(model, text).value_or("");
    return target;
  }
  const auto at = text.find('@');
  const std::string name = text.substr(0, at);
  const Period first = scenario.horizon.first;
  const int year = at != std::string::npos ? read_year(text, text.substr(at + 1)) : first.year() + (first.sub() > 1 ? 1 : 0);
  const auto fill = [&](const auto& found, std::string formula) {
    target.measure = std::move(formula);
    target.place = {"--measure", 1, 1, static_cast<int>(target.measure.size()), target.measure};
    target.unit = found.unit;
    target.label.en = fmt::format("{}, {}", found.label.en.empty() ? name : found.label.en, year);
    target.label.zh = fmt::format("{}年{}", year, found.label.zh.empty() ? name : found.label.zh);
  };
  std::vector<std::string> known;
  for (const auto& measure : model.measures) {
    known.push_back(measure.name);
    if (measure.name == name) fill(measure, fmt::format("{}[{}]", name, year));
  }
  for (const auto& variable : model.variables) {
    known.push_back(variable.name);
    if (variable.name == name && target.measure.empty()) fill(variable, fmt::format("annual({}, {})", name, year));
  }
  if (!target.measure.empty()) return target;
  const auto nearest = nearest_name(name, known);
  throw Error(ExitCode::usage, fmt::format("--measure {}: {} is no measure and no variable of the model '{}'", jingchu::quoted(text), jingchu::quoted(name), model.name),
              nearest ? fmt::format("did you mean '{}'?", *nearest) : "'jingchu describe' lists them; a formula such as \"annual(Y, 2024)\" will do too");
}

}  // namespace

analysis::Quantity AskedQuantity::in(const scenarios::Scenario& scenario) const {
  analysis::Quantity found = quantity;
  found.target = analysis::find_aims(aims, scenario).front();
  return found;
}

Option measure_option() {
  return {"measure", '\0', {"NAME[@YEAR]", "名称[@年份]"},
          {"ask about the mean of a measure or variable: gdp_growth@2024 (without a year: the first full one), or of a formula: \"annual(Y, 2025)\"",
           "询问指标或变量的均值：gdp_growth@2024（不写年份则取首个完整年份），或公式：\"annual(Y, 2025)\""}};
}

Option target_option() {
  return {"target", '\0', {"TARGET", "目标"}, {"ask about the probability of a target: its id, or FORMULA >= VALUE", "询问目标的实现概率：目标名，或 公式 >= 数值"}};
}

Option quantile_option() { return {"quantile", '\0', {"LEVEL", "分位"}, {"of the measure, a quantile in place of the mean: 0.1", "改问该指标的分位数而非均值：0.1"}}; }

AskedQuantity read_quantity(const Arguments& arguments, AskedScenarios& all) {
  const auto measure = arguments.value("measure"), target = arguments.value("target"), level = arguments.value("quantile");
  if (measure && target) throw Error(ExitCode::usage, "--measure and --target contradict each other: one question at a time", "--measure asks about a mean or quantile, --target about a probability");
  if (!measure && !target) throw Error(ExitCode::usage, "what is asked about? --measure or --target is missing", "such as --measure gdp_growth@2024, or --target with the id of a target");
  if (target && level) throw Error(ExitCode::usage, "--quantile goes with --measure: a target has a probability");
  AskedQuantity asked;
  if (target) {
    asked.quantity.kind = Kind::probability;
    asked.aims = analysis::read_aims(*target);
    if (asked.aims.ids.size() != 1) throw Error(ExitCode::usage, fmt::format("--target {} names {} targets: one is asked about", jingchu::quoted(*target), asked.aims.ids.size()));
  } else {
    const analysis::Asked& first = all.asked.front();
    if (level) asked.quantity = {Kind::quantile, read_level(*level), 0};
    asked.aims.ids = {*measure};
    asked.aims.written = {measured(*measure, scenarios::load_scenario(*first.store, first.reference, first.overrides))};
  }
  for (analysis::Asked& one : all.asked) one.targets = asked.aims.written;
  return asked;
}

QuantityText text_of(const analysis::Quantity& quantity, const Study& study, const output::Style& style) {
  const scenarios::Target& target = analysis::target_of(quantity, study.scenario);
  if (quantity.kind == Kind::probability) {
    const std::string goal = target_text(study.scenario, target, style);
    return {style.chinese ? fmt::format("“{}”的实现概率", goal) : fmt::format("the probability of '{}'", goal), " %", std::string(output::words(style, " points", " 个百分点")), 100, true};
  }
  const std::string name = output::title_of(style, target.label.en, target.label.zh, target.id);
  std::string unit = target.unit.empty() || target.unit == "1" || target.unit == "ratio" ? "" : " " + output::unit_text(style, target.unit, unit_zh(study, target.unit));
  const std::string change_unit = unit == " %" ? std::string(output::words(style, " points", " 个百分点")) : unit;
  if (quantity.kind == Kind::mean) return {style.chinese ? fmt::format("{}的均值", name) : fmt::format("the mean of {}", name), unit, change_unit, 1};
  const std::string level = output::short_number(quantity.level, 6);
  return {style.chinese ? fmt::format("{}的 {} 分位数", name, level) : fmt::format("the {} quantile of {}", level, name), unit, change_unit, 1};
}

std::string value_text(const QuantityText& what, double value, double standard_error, double effective_paths, const output::Style& style) {
  if (what.is_probability && (value <= 0 || value >= 1)) return output::spoken_probability(value, std::llround(effective_paths), style);
  return output::number_text(what.scale * value, decimals_of(what.scale * value, what.scale * standard_error)) + what.unit;
}

std::string spaced(const std::string& text) { return static_cast<unsigned char>(text.front()) < 0x80 ? " " + text : text; }

const char* kind_name(const analysis::Quantity& quantity) {
  return quantity.kind == Kind::mean ? "mean" : quantity.kind == Kind::quantile ? "quantile" : "probability";
}

}  // namespace jingchu::app
