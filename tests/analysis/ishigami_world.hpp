#pragma once

#include <memory>
#include <string>

#include "models/source/source_store.hpp"

namespace jingchu::analysis::testing {

/// The function of Ishigami and Homma (1990), a = 7, b = 0.1, as a model: y = sin x1 + a sin^2 x2 + b x3^4 sin x1, each x uniform on
/// -pi to pi; and the scenario base.toml.
inline std::unique_ptr<models::SourceStore> ishigami_world(int paths) {
  std::string model = "format = \"jingchu-model 1\"\nname = \"ishigami\"\ntitle = { zh = \"石神\", en = \"Ishigami\" }\nfrequency = \"annual\"\norigin = \"2024\"\nhistory = [\"history.csv\"]\n";
  for (const char* name : {"x1", "x2", "x3"})
    model += std::string("[parameters.") + name + "]\nlabel = { zh = \"输入\", en = \"input\" }\nlaw = { uniform = [-3.141592653589793, 3.141592653589793] }\norigin = \"judgement: of the function\"\n";
  model += "[variables.y]\nlabel = { zh = \"产出\", en = \"output\" }\nunit = \"1\"\nmeasure = \"flow\"\nreport = true\nequation = \"y = sin(x1) + 7*sin(x2)^2 + 0.1*x3^4*sin(x1)\"\n";
  const std::string scenario = "format = \"jingchu-scenario 1\"\nname = \"base\"\nmodel = \"ishigami.toml\"\nhorizon = { from = \"2024\", to = \"2024\" }\npaths = " + std::to_string(paths) + "\nseed = 5\n"
                               "[[targets]]\nname = \"y\"\nmeasure = \"annual(y, 2024)\"\nsense = \"at least\"\nthreshold = 1\nunit = \"1\"\n";
  return models::memory_store({{"ishigami.toml", model}, {"history.csv", "variable,2023\ny,1\n"}, {"base.toml", scenario}});
}

}  // namespace jingchu::analysis::testing
