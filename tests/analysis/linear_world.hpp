#pragma once

#include <cmath>
#include <memory>
#include <string>
#include <string_view>

#include "analysis/study.hpp"
#include "models/source/source_store.hpp"

namespace jingchu::analysis::testing {

/// A linear Gaussian model with closed forms: y is normal with mean 10 + 0.5 push + 0.2 pull and standard deviation 2, z = y + w
/// with w normal, mean 0 and standard deviation 1; idle moves nothing.
inline constexpr std::string_view linear_model = R"toml(format = "jingchu-model 1"
name = "linear"
title = { zh = "线性", en = "linear" }
frequency = "annual"
origin = "2024"
history = ["history.csv"]
[shocks]
e = 2
w = 1
[levers.push]
label = { zh = "推", en = "push" }
unit = "1"
default = 0
bounds = [-20, 20]
[levers.pull]
label = { zh = "拉", en = "pull" }
unit = "1"
default = 1
bounds = [0, 3]
[levers.idle]
label = { zh = "闲", en = "idle" }
unit = "1"
default = 0
bounds = [-1, 1]
[variables.y]
label = { zh = "产出", en = "output" }
unit = "1"
measure = "flow"
report = true
equation = "y = 10 + 0.5*push + 0.2*pull + e + 0*y[-1]"
[variables.z]
label = { zh = "和", en = "sum" }
unit = "1"
measure = "flow"
report = true
equation = "z = y + w"
[variables.i]
label = { zh = "闲量", en = "idle sink" }
unit = "1"
measure = "flow"
equation = "i = idle"
[measures.level]
label = { zh = "水平", en = "level" }
unit = "1"
formula = "annual(y, year)"
)toml";

inline std::string linear_scenario(std::string_view name, std::string_view more = {}) {
  return "format = \"jingchu-scenario 1\"\nname = \"" + std::string(name) + "\"\nmodel = \"linear.toml\"\nhorizon = { from = \"2024\", to = \"2026\" }\npaths = 20000\nseed = 5\n" + std::string(more) +
         "\n[[targets]]\nname = \"y_24\"\nmeasure = \"annual(y, 2024)\"\nsense = \"at least\"\nthreshold = 11\nunit = \"1\"\ntier = \"A\"\n"
         "[[targets]]\nname = \"z_24\"\nmeasure = \"annual(z, 2024)\"\nsense = \"at least\"\nthreshold = 11\nunit = \"1\"\ntier = \"B\"\n";
}

/// The model, the scenario base.toml, and `more` as other.toml when it is given.
inline std::unique_ptr<models::SourceStore> linear_world(std::string other = {}) {
  std::vector<models::SourceText> texts = {{"linear.toml", std::string(linear_model)}, {"history.csv", "variable,2022,2023\ny,10,10\nz,10,10\ni,0,0\n"}, {"base.toml", linear_scenario("base")}};
  if (!other.empty()) texts.push_back({"other.toml", std::move(other)});
  return models::memory_store(std::move(texts));
}

inline double normal_cdf(double x) { return std::erfc(-x / std::sqrt(2.0)) / 2; }

}  // namespace jingchu::analysis::testing
