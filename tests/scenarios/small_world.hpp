#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "models/source/source_store.hpp"

namespace jingchu::scenarios::testing {

/// A model of two variables, its history and four figures: enough for every rule of a scenario.
inline std::vector<models::SourceText> small_world() {
  return {{"toy.toml", R"toml(format = "jingchu-model 1"
name = "toy"
title = { zh = "小模型", en = "toy" }
frequency = "quarterly"
origin = "2024Q1"
history = ["history.csv"]

[parameters]
g = 0.01
[parameters.plan]
value = 3000
unit = "CNY_1e8"
[parameters.slope]
law = { normal = [0.5, 0.1] }

[shocks]
e_y = 0.01

[levers.push]
label = { zh = "推动", en = "push" }
unit = "CNY_1e8"
default = 14
bounds = [0, 2000]
per = "year"
[levers.cut]
label = { zh = "下调", en = "cut" }
unit = "1"
default = 0
bounds = [-0.5, 0.5]
per = "year"

[variables.Y]
label = { zh = "产出", en = "output" }
unit = "CNY_1e8"
measure = "flow"
equation = "Y = Y[-1]*exp(g + slope*cut + e_y)"
[variables.V]
label = { zh = "消费券", en = "vouchers" }
unit = "CNY_1e8"
measure = "flow"
equation = "V = push/4 + plan/100000"

[anchors.level]
label = { zh = "水平", en = "level" }
unit = "CNY_1e8"
base = 55803
factor = "value / base"
series = ["Y"]
)toml"},
          {"history.csv", "variable,2022Q1,2022Q2,2022Q3,2022Q4,2023Q1,2023Q2,2023Q3,2023Q4\n"
                          "Y,100,101,102,103,104,105,106,107\nV,3.5,3.5,3.5,3.5,3.5,3.5,3.5,3.5\n"},
          {"figures.csv", "id,kind,block,name_zh,name_en,value,bound,value_kind,unit,period,geography,section,line,simulate\n"
                          "level_2023,baseline_2023,aggregate,总值,Level,55803,eq,level,CNY_1e8,2023,Hubei,1.intro.p2,8,yes\n"
                          "growth_target_2024,target_2024,aggregate,增速,Growth,6,ge,growth_pct,percent,2024,Hubei,2.targets,30,yes\n"
                          "plan_target_2024,target_2024,demand_investment,计划,Plan,1.3,ge,level,CNY_1e12,2024,Hubei,2.(3),33,yes\n"
                          "vouchers_2023,instrument_2023,demand_consumption,消费券,Vouchers,14,eq,level,CNY_1e8,2023,Hubei,1.(1),15,yes\n"
                          "farmland_2023,baseline_2023,agriculture,农田,Farmland,350,eq,level,mu_1e4,2023,Hubei,1.(4),18,yes\n"}};
}

/// A complete scenario of that world; `more` is put at its end.
inline std::string small_scenario(std::string_view more = {}) {
  return R"toml(format = "jingchu-scenario 1"
name = "small"
model = "toy.toml"
figures = "figures.csv"
horizon = { from = "2024Q1", to = "2025Q4" }
paths = 1000
)toml" + std::string(more);
}

}  // namespace jingchu::scenarios::testing
