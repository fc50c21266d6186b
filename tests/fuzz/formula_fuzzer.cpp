// Formulas: as an equation of a small model and as a measure of it, compiled to the end and evaluated on one path.
#include "engine/simulation/simulate.hpp"
#include "models/compile.hpp"
#include "models/language/syntax.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

using namespace jingchu;

/// A formula as a TOML string; in basic quotes everything can be written.
std::string toml_string(const std::string& text) {
  constexpr char digits[] = "0123456789abcdef";
  std::string result = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') result.append("\\").push_back(c);
    else if (byte < 0x20 || byte == 0x7f) result.append("\\u00").append({digits[byte >> 4], digits[byte & 15]});
    else result += c;
  }
  return result + "\"";
}

std::string model_with(const std::string& equation, const std::string& measure) {
  return R"(format = "jingchu-model 1"
name = "small"
frequency = "quarterly"
origin = "2024Q1"
history = ["history.csv"]
[parameters]
a = 0.5
[parameters.b]
law = { normal = [0.5, 0.1] }
[shocks]
e = 0.01
[levers.push]
label = { zh = "推动", en = "push" }
unit = "CNY_1e8"
default = 14
bounds = [0, 2000]
per = "year"
[variables.x]
measure = "rate"
equation = )" + toml_string(equation) + R"(
[variables.y]
measure = "flow"
equation = "y = 0.3*x + a*y[-1] + b + e + push"
[measures.m]
label = { zh = "度量", en = "measure" }
unit = "1"
formula = )" + toml_string(measure) + "\n";
}

void simulate_with(const std::string& equation, const std::string& measure) {
  const auto store = models::memory_store({{"model.toml", model_with(equation, measure)},
                                           {"history.csv", "variable,2022Q1,2022Q2,2022Q3,2022Q4,2023Q1,2023Q2,2023Q3,2023Q4\n"
                                                           "x,1,2,1,2,1,2,1,2\ny,100,101,102,103,104,105,106,107\n"}});
  const models::Model model = models::load_model(*store, "model.toml", "", {});
  const models::CompiledModel compiled = models::compile(model, {Period(model.frequency, 2024, 1), Period(model.frequency, 2025, 4)}, {}, {});
  const engine::Plan plan = models::bind(model, compiled, {});
  engine::central_path(compiled.program, plan);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = fuzz::text_of(data, size);
  std::vector<models::FormulaProblem> problems;
  for (const Frequency frequency : {Frequency::annual, Frequency::quarterly, Frequency::monthly}) {
    const bool parsed = models::parse_formula(text, frequency, problems).has_value();
    if (!parsed && problems.empty()) std::abort();   // refused without a reason
    problems.clear();
  }
  fuzz::read_or_refuse([&] { simulate_with(text, "annual(y, year)"); });
  fuzz::read_or_refuse([&] { simulate_with("x = 0.5*x[-1] + 0.1*y", text); });
  return 0;
}
