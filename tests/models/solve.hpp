#pragma once

#include <string>
#include <utility>
#include <vector>

#include "engine/simulation/simulate.hpp"
#include "models/compile.hpp"
#include "tests/models/support.hpp"

namespace jingchu::models::testing {

inline Period period(const std::string& text) {
  for (const Frequency f : {Frequency::annual, Frequency::quarterly, Frequency::monthly})
    if (const auto p = Period::parse(text, f)) return *p;
  throw std::invalid_argument(text);
}

/// The central path of a model over a horizon, with levers at their defaults.
class Solved {
 public:
  Solved(std::string text, std::vector<SourceText> others, const std::string& from, const std::string& to,
         const std::vector<MeasureRequest>& requests = {}, const Setting& setting = {}, const std::set<std::string>& tuned = {})
      : model_(load(std::move(text), std::move(others))),
        compiled_(compile(model_, {period(from), period(to)}, tuned, requests)), plan_(bind(model_, compiled_, setting)),
        record_(engine::central_path(compiled_.program, plan_)) {}

  /// One value a period of the horizon.
  std::vector<double> operator[](const std::string& variable) const {
    const auto periods = static_cast<std::size_t>(compiled_.horizon.count());
    for (std::size_t v = 0; v < model_.variables.size(); ++v)
      if (model_.variables[v].name == variable)
        return {record_.values.begin() + static_cast<std::ptrdiff_t>(v * periods),
                record_.values.begin() + static_cast<std::ptrdiff_t>((v + 1) * periods)};
    throw std::invalid_argument(variable);
  }
  /// An output by its name: "annual(Y, 2024)", "growth[2024]", the name of a request.
  double output(const std::string& name) const {
    const auto& outputs = compiled_.program.system().outputs;
    for (std::size_t o = 0; o < outputs.size(); ++o)
      if (outputs[o].name == name) return record_.outputs[o];
    throw std::invalid_argument(name);
  }
  bool has_output(const std::string& name) const {
    for (const auto& o : compiled_.program.system().outputs)
      if (o.name == name) return true;
    return false;
  }
  const Model& model() const { return model_; }
  const CompiledModel& compiled() const { return compiled_; }
  const engine::Plan& plan() const { return plan_; }
  const engine::PathRecord& record() const { return record_; }

 private:
  Model model_;
  CompiledModel compiled_;
  engine::Plan plan_;
  engine::PathRecord record_;
};

inline constexpr double round_off = 1e-12;

/// A quarterly model with one variable y = `formula`. It may use the series x (1, 2, 3, 4 in 2023 and 5, 6, 7, 8 in 2024),
/// p (a fixed parameter, 2) and its own past (y was 10, 20, 30, 40 in 2023).
inline std::string one_equation(const std::string& formula, const std::string& more = {}) {
  return head + "history = [\"history.csv\"]\n[parameters]\np = 2\n[exogenous.x]\n[variables.y]\nequation = \"y = " + formula + "\"\n" + more;
}
inline std::vector<SourceText> one_history() {
  return {{"history.csv", "variable,2023Q1,2023Q2,2023Q3,2023Q4,2024Q1,2024Q2,2024Q3,2024Q4\nx,1,2,3,4,5,6,7,8\ny,10,20,30,40,,,,\n"}};
}
/// y in the four quarters of 2024.
inline std::vector<double> values(const std::string& formula, const std::string& more = {}) {
  return Solved(one_equation(formula, more), one_history(), "2024Q1", "2024Q4")["y"];
}
/// What a formula earns that is wrong. Its first character stands at model.toml:10:17.
inline Complaint formula_complaint(const std::string& formula, const std::string& more = {}) {
  return complaint(one_equation(formula, more), one_history());
}

MATCHER_P2(NearAll, expected, tolerance, "is the expected list within the tolerance") {
  if (arg.size() != expected.size()) return false;
  for (std::size_t i = 0; i < expected.size(); ++i)
    if (!(std::abs(arg[i] - expected[i]) <= tolerance * std::max(1.0, std::abs(expected[i])))) {
      *result_listener << "differs at " << i << " by " << arg[i] - expected[i];
      return false;
    }
  return true;
}
inline auto Near(std::vector<double> expected, double tolerance = round_off) { return NearAll(std::move(expected), tolerance); }

}  // namespace jingchu::models::testing
