#include "app/study/decomposition_answer.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/study/answer_text.hpp"
#include "app/study/results_content.hpp"
#include "app/study/study.hpp"
#include "output/report/contrast.hpp"
#include "output/report/number_text.hpp"
#include "output/report/text_table.hpp"
#include "scenarios/validation/course.hpp"

namespace jingchu::app {

namespace {

using Json = nlohmann::ordered_json;
using analysis::CourseContribution;
using analysis::Source;
using output::words;

constexpr std::size_t most_rows = 10, periods_in_a_table = 4;

const char* kind_name(Source::Kind kind) {
  switch (kind) {
    case Source::Kind::variable: return "variable";
    case Source::Kind::lever: return "lever";
    case Source::Kind::tune: return "tune";
    case Source::Kind::parameter: return "parameter";
    case Source::Kind::series: return "series";
    case Source::Kind::history: break;
  }
  return "history";
}

std::string_view kind_text(Source::Kind kind, const output::Style& style) {
  switch (kind) {
    case Source::Kind::variable: return words(style, "variable", "变量");
    case Source::Kind::lever: return words(style, "lever", "杠杆");
    case Source::Kind::tune: return words(style, "tune", "调校");
    case Source::Kind::parameter: return words(style, "parameter", "参数");
    case Source::Kind::series: return words(style, "series", "外生序列");
    case Source::Kind::history: break;
  }
  return words(style, "history", "历史数据");
}

template <class List>
std::string title_in(const List& list, const std::string& name, const output::Style& style) {
  const auto found = std::find_if(list.begin(), list.end(), [&](const auto& entry) { return entry.name == name; });
  return found == list.end() ? "" : output::title_of(style, found->label.en, found->label.zh, "");
}

std::string title_of(const Source& source, const models::Model& model, const output::Style& style) {
  switch (source.kind) {
    case Source::Kind::lever: return title_in(model.levers, source.name, style);
    case Source::Kind::parameter: return title_in(model.parameters, source.name, style);
    case Source::Kind::series: return title_in(model.exogenous, source.name, style);
    default: return title_in(model.variables, source.name, style);
  }
}

/// "CC[-1]"
std::string symbol(const Source& source) { return source.lag == 0 ? source.name : fmt::format("{}[-{}]", source.name, source.lag); }

/// "  voucher  consumption vouchers (lever) in CC"
std::string row_name(const Source& source, const models::Model& model, const output::Style& style) {
  const std::string title = title_of(source, model, style), named = "  " + symbol(source) + (title.empty() || title == source.name ? "" : "  " + title);
  const std::string kind = source.kind == Source::Kind::variable ? "" : style.chinese ? fmt::format("（{}）", kind_text(source.kind, style)) : fmt::format(" ({})", kind_text(source.kind, style));
  const bool elsewhere = !source.equation.empty() && source.equation != source.name;
  return named + kind + (!elsewhere ? "" : style.chinese ? fmt::format("，经由 {} 的方程", source.equation) : fmt::format(" in {}", source.equation));
}

double change_at(const analysis::Decomposition& answer, std::size_t t) { return answer.other[t] - answer.base[t]; }

/// What the solver's tolerance may make.
bool is_nothing(const analysis::Decomposition& answer, std::size_t t) { return std::abs(change_at(answer, t)) <= 1e-9 * std::max(std::abs(answer.base[t]), std::abs(answer.other[t])); }

const CourseContribution* largest_at(const std::vector<CourseContribution>& list, std::size_t t) {
  const auto most = std::max_element(list.begin(), list.end(), [&](const auto& a, const auto& b) { return std::abs(a.values[t]) < std::abs(b.values[t]); });
  return most == list.end() ? nullptr : &*most;
}

class Writer {
 public:
  Writer(const analysis::Comparison& comparison, const AskedCourse& asked, const analysis::Decomposition& answer, const output::Style& style)
      : base_(comparison.studies[0]), other_(comparison.studies[1]), answer_(answer), style_(style), variable_(base_.model().variables[static_cast<std::size_t>(answer.variable)]),
        first_(static_cast<std::size_t>(asked.periods.first - base_.scenario.horizon.first)), end_(first_ + static_cast<std::size_t>(asked.periods.count())) {
    double largest = 0;
    for (std::size_t t = first_; t < end_; ++t) largest = std::max(largest, std::abs(change_at(answer, t)));
    decimals_ = decimals_of(largest, 0);
    const std::string text = variable_.unit.empty() || variable_.unit == "1" || variable_.unit == "ratio" ? "" : output::unit_text(style, variable_.unit, unit_zh(base_, variable_.unit));
    unit_ = text.empty() ? "" : " " + text;
  }

  std::string text() const {
    std::string all = sentence() + "\n";
    for (std::size_t t = first_; t < end_; t += periods_in_a_table) all += "\n" + table(t, std::min(end_, t + periods_in_a_table));
    return all + std::string(words(style_,
                                   "\nCentral path: one path, without Monte Carlo error. Each equation's difference is shared out among what it reads (Shapley values); with these slopes\n"
                                   "every change is followed through the simultaneous system and over time. The parts sum to the whole.\n",
                                   "\n中心路径：单一路径，没有模拟误差。各方程的差异分摊到方程所用的各项（夏普利值）；再以由此得到的斜率，沿联立方程组和时间追踪每项变动。\n各部分之和等于总变化。\n"));
  }

 private:
  std::string period_name(std::size_t t) const { return (base_.scenario.horizon.first + static_cast<int>(t)).to_string(); }
  std::string change_text(double value) const { return signed_text(std::abs(value) < 0.5 * std::pow(10.0, -decimals_) ? 0.0 : value, decimals_); }

  std::string sentence() const {
    const std::size_t t = end_ - 1;
    const auto title = [&](const Study& study) { return output::title_of(style_, study.scenario.title.en, study.scenario.title.zh, study.scenario.name); };
    const std::string name = output::title_of(style_, variable_.label.en, variable_.label.zh, variable_.name), when = period_name(t);
    if (is_nothing(answer_, t))
      return style_.chinese ? fmt::format("在中心路径上，{} 的{}在“{}”与“{}”中没有差异。", when, name, title(base_), title(other_)) : fmt::format("On the central path {} of {} is the same in '{}' and in '{}'.", name, when, title(base_), title(other_));
    const double change = change_at(answer_, t);
    const std::string amount = output::number_text(std::abs(change), decimals_) + unit_;
    std::string text = style_.chinese ? fmt::format("在中心路径上，“{}”中 {} 的{}比“{}”{} {}", title(other_), when, name, title(base_), change > 0 ? "高" : "低", amount)
                                      : fmt::format("On the central path {} of {} is {} {} in '{}' than in '{}'", name, when, amount, change > 0 ? "higher" : "lower", title(other_), title(base_));
    const CourseContribution *through = largest_at(answer_.direct, t), *from = largest_at(answer_.traced, t);
    if (through) text += style_.chinese ? fmt::format("；按其方程，最大的一项是 {}：{}", symbol(through->source), change_text(through->values[t])) : fmt::format("; by its own equation most comes from {}, {}", symbol(through->source), change_text(through->values[t]));
    if (from) text += style_.chinese ? fmt::format("；追溯来源，最大的一项是 {}：{}", from->source.name, change_text(from->values[t])) : fmt::format("; traced back, from {}, {}", from->source.name, change_text(from->values[t]));
    return text + std::string(words(style_, ".", "。"));
  }

  void add_rows(output::TextTable& table, const std::vector<CourseContribution>& list, std::size_t begin, std::size_t end) const {
    const auto cells = [&](std::string name, const auto& value) {
      std::vector<output::TextTable::Cell> row{std::move(name)};
      for (std::size_t t = begin; t < end; ++t) row.emplace_back(value(t));
      table.row(std::move(row));
    };
    std::vector<double> sum(end), rest(end);
    for (std::size_t i = 0; i < list.size(); ++i) {
      for (std::size_t t = begin; t < end; ++t) (i < most_rows ? sum : rest)[t] += list[i].values[t];
      if (i < most_rows) cells(row_name(list[i].source, base_.model(), style_), [&](std::size_t t) { return change_text(list[i].values[t]); });
    }
    if (list.size() > most_rows) cells(style_.chinese ? fmt::format("  其余 {} 项", list.size() - most_rows) : fmt::format("  {} more", list.size() - most_rows), [&](std::size_t t) { return change_text(rest[t]); });
    cells(std::string(words(style_, "  all together", "  合计")), [&](std::size_t t) { return change_text(change_at(answer_, t)); });
  }

  std::string table(std::size_t begin, std::size_t end) const {
    using Align = output::TextTable::Align;
    std::vector<output::TextTable::Column> columns{{variable_.name + (unit_.empty() ? "" : style_.chinese ? "（" + unit_.substr(1) + "）" : "," + unit_), Align::left, 9}};
    for (std::size_t t = begin; t < end; ++t) columns.push_back({period_name(t), Align::right, 5});
    output::TextTable table(std::move(columns));
    const auto values = [&](std::string_view name, const std::vector<double>& of) {
      std::vector<output::TextTable::Cell> row{std::string(name)};
      for (std::size_t t = begin; t < end; ++t) row.emplace_back(output::number_text(of[t], decimals_));
      table.row(std::move(row));
    };
    values(words(style_, "  base", "  基准"), answer_.base);
    values(words(style_, "  other", "  对照"), answer_.other);
    table.heading(std::string(words(style_, "By what its equation reads", "按其方程的各项")));
    add_rows(table, answer_.direct, begin, end);
    table.heading(std::string(words(style_, "Traced back to what was changed", "追溯到所作的变动")));
    add_rows(table, answer_.traced, begin, end);
    return table.text(style_);
  }

  const Study& base_;
  const Study& other_;
  const analysis::Decomposition& answer_;
  const output::Style& style_;
  const models::Variable& variable_;
  std::size_t first_, end_;
  int decimals_ = 0;
  std::string unit_;
};

Json numbers(const std::vector<double>& values) {
  Json list = Json::array();
  for (const double value : values) list.push_back(std::isfinite(value) ? Json(value) : Json(nullptr));
  return list;
}

}  // namespace

AskedCourse read_course(const std::string& text, const analysis::Study& study) {
  const PeriodRange& horizon = study.scenario.horizon;
  const Period last_of_year(horizon.first.frequency(), horizon.first.year(), static_cast<int>(horizon.first.frequency()));
  const std::size_t open = text.find('[');
  if (open == std::string::npos) return {text, {horizon.first, std::min(last_of_year, horizon.last)}};
  const std::string selector = text.substr(open + 1, text.size() - open - 2);
  const auto range = text.back() == ']' ? scenarios::parse_selector(selector, horizon.first.frequency()) : std::nullopt;
  if (!range || range->first < horizon.first || horizon.last < range->last)
    throw Error(ExitCode::usage, fmt::format("--path {}: expected a variable, or one with periods within {}..{}", jingchu::quoted(text), horizon.first.to_string(), horizon.last.to_string()),
                fmt::format("such as Y[{}]", scenarios::selector_notation(horizon.first.frequency())));
  return {text.substr(0, open), *range};
}

std::string decomposition_text(const analysis::Comparison& comparison, const AskedCourse& asked, const analysis::Decomposition& answer, const output::Style& style) { return Writer(comparison, asked, answer, style).text(); }

std::string decomposition_json(const analysis::Comparison& comparison, const AskedCourse& asked, const analysis::Decomposition& answer) {
  const Study& base = comparison.studies[0];
  const auto rows = [&](const std::vector<CourseContribution>& list) {
    Json all = Json::array();
    for (const auto& row : list) {
      Json one = {{"name", row.source.name}, {"kind", kind_name(row.source.kind)}};
      if (row.source.equation.empty()) one["lag"] = row.source.lag; else one["equation"] = row.source.equation;
      one["values"] = numbers(row.values);
      all.push_back(std::move(one));
    }
    return all;
  };
  Json periods = Json::array();
  for (Period p = base.scenario.horizon.first; p <= base.scenario.horizon.last; p = p + 1) periods.push_back(p.to_string());
  const Json json = {{"base", base.scenario.name}, {"other", comparison.studies[1].scenario.name}, {"path", "central"}, {"variable", asked.variable},
                     {"unit", base.model().variables[static_cast<std::size_t>(answer.variable)].unit}, {"periods", periods}, {"base_values", numbers(answer.base)}, {"other_values", numbers(answer.other)},
                     {"direct", rows(answer.direct)}, {"traced", rows(answer.traced)}, {"remainder", numbers(answer.remainder)}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace jingchu::app
