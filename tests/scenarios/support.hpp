#pragma once

#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/source/source_store.hpp"
#include "scenarios/scenario.hpp"

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

/// The small world with `text` as scenario.toml, and further texts.
inline std::unique_ptr<models::SourceStore> world(std::string text, std::vector<models::SourceText> more = {}) {
  auto texts = small_world();
  for (auto& item : more) {
    std::erase_if(texts, [&](const auto& have) { return have.name == item.name; });
    texts.push_back(std::move(item));
  }
  texts.push_back({"scenario.toml", std::move(text)});
  return models::memory_store(std::move(texts));
}

/// Loads scenario.toml of that world.
inline Scenario load(std::string text, std::vector<models::SourceText> more = {}, const Overrides& overrides = {}) {
  return load_scenario(*world(std::move(text), std::move(more)), "scenario.toml", overrides);
}

/// Code and text of the error that loading gives; code -1 and "no error" when there is none.
struct Complaint {
  int code = -1;
  std::string text = "no error";
};

inline Complaint complaint(std::string text, std::vector<models::SourceText> more = {}, const Overrides& overrides = {}) {
  try {
    load(std::move(text), std::move(more), overrides);
  } catch (const Error& error) {
    return {static_cast<int>(error.code()), error.what()};
  }
  return {};
}

inline std::ostream& operator<<(std::ostream& out, const Complaint& c) { return out << "code " << c.code << ":\n" << c.text; }

/// Matches a Complaint of exit code `code` whose text holds every one of the parts.
MATCHER_P2(Complains, code, parts, "has this code and says these things") {
  bool good = arg.code == code;
  for (const std::string& part : parts) good = good && arg.text.find(part) != std::string::npos;
  return good;
}

inline auto Says(std::vector<std::string> parts) { return Complains(65, std::move(parts)); }

/// The shipped libraries.
inline std::unique_ptr<models::SourceStore> shipped() { return models::file_store({JINGCHU_SOURCE_DIR}); }

}  // namespace jingchu::scenarios::testing
