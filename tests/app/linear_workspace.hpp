#pragma once

#include "tests/app/program.hpp"

namespace jingchu::test {

/// A quarterly model with closed forms: x = 0.5 x[-1] + 1 + push + e from 1 on, e normal with standard deviation 0.3.
inline constexpr const char* linear_model = R"toml(format = "jingchu-model 1"
name = "linear"
title = { zh = "线性模型", en = "linear model" }
frequency = "quarterly"
origin = "2024Q1"
history = ["linear.csv"]
[shocks]
e = 0.3
[levers.push]
label = { zh = "推动", en = "push" }
unit = "1"
default = 0
bounds = [-5, 5]
[variables.x]
label = { zh = "产出", en = "output" }
unit = "CNY_1e8"
measure = "flow"
report = true
equation = "x = 0.5*x[-1] + 1 + push + e"
)toml";

/// Four quarters of it, with one target on the last.
inline constexpr const char* linear_scenario = R"toml(format = "jingchu-scenario 1"
name = "base"
title = { zh = "基准", en = "base" }
model = "linear.toml"
horizon = { from = "2024Q1", to = "2024Q4" }
paths = 100000
seed = 11
[[targets]]
name = "year_end"
label = { zh = "年末产出", en = "output at the end of the year" }
measure = "x[2024Q4]"
unit = "CNY_1e8"
threshold = 2.1
sense = "at least"
tier = "A"
)toml";

struct LinearWorkspace : Workspace {
  LinearWorkspace() {
    write("linear.toml", linear_model);
    write("linear.csv", "variable,2023Q1,2023Q2,2023Q3,2023Q4\nx,1,1,1,1\n");
    write("base.toml", linear_scenario);
  }
};

}  // namespace jingchu::test
