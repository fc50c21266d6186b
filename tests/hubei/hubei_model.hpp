#pragma once

#include <algorithm>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "engine/simulation/simulate.hpp"
#include "models/compile.hpp"
#include "models/model.hpp"
#include "models/source/source_store.hpp"
#include "tests/hubei/table.hpp"

namespace jingchu::tests {

inline constexpr Frequency quarterly = Frequency::quarterly;
inline const PeriodRange horizon{Period(quarterly, 2024, 1), Period(quarterly, 2030, 4)};

inline Period period(const std::string& text) {
  const auto parsed = Period::parse(text, quarterly);
  if (!parsed) throw std::runtime_error("not a quarter: " + text);
  return *parsed;
}

/// The shipped model, compiled once for all tests of a suite, and its course under a setting of levers.
class HubeiModel : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    const auto store = models::file_store({JINGCHU_SOURCE_DIR});
    model_ = new models::Model(models::load_model(*store, "hubei", "", Place{}));
    compiled_ = new models::CompiledModel(models::compile(*model_, horizon, {}, {}));
  }
  static void TearDownTestSuite() {
    delete compiled_;
    delete model_;
  }

  static const models::Model& model() { return *model_; }
  static const models::CompiledModel& compiled() { return *compiled_; }
  static engine::Plan plan(const models::Setting& setting = {}) { return models::bind(model(), compiled(), setting); }

  static std::size_t index(const std::string& variable) {
    const auto& all = model().variables;
    const auto found = std::find_if(all.begin(), all.end(), [&](const auto& v) { return v.name == variable; });
    if (found == all.end()) throw std::runtime_error("no variable " + variable);
    return static_cast<std::size_t>(found - all.begin());
  }
  static const models::Lever& lever(const std::string& name) {
    const auto& all = model().levers;
    const auto found = std::find_if(all.begin(), all.end(), [&](const auto& l) { return l.name == name; });
    if (found == all.end()) throw std::runtime_error("no lever " + name);
    return *found;
  }
  static int measure_of(const std::string& name, int year) {
    for (std::size_t o = 0; o < compiled().outputs.size(); ++o) {
      const models::OutputInfo& info = compiled().outputs[o];
      if (info.kind == models::OutputInfo::Kind::measure && info.year == year &&
          model().measures[static_cast<std::size_t>(info.measure)].name == name)
        return static_cast<int>(o);
    }
    throw std::runtime_error("no measure " + name);
  }
  static double history(const engine::Plan& plan, const std::string& variable, const std::string& quarter) {
    const int back = horizon.first - period(quarter);
    const auto periods = static_cast<std::size_t>(plan.history_periods);
    return plan.history[index(variable) * periods + periods - static_cast<std::size_t>(back)];
  }

  /// The path without shocks, one row of 28 quarters a variable.
  class Course {
   public:
    explicit Course(const models::Setting& setting) : record_(engine::central_path(compiled().program, plan(setting))) {
      if (record_.failed) throw std::runtime_error("the central path failed: " + record_.failure_detail);
    }
    double at(const std::string& variable, int quarter) const {
      return record_.values[index(variable) * static_cast<std::size_t>(horizon.count()) + static_cast<std::size_t>(quarter)];
    }
    double at(const std::string& variable, const std::string& quarter) const {
      return at(variable, period(quarter) - horizon.first);
    }
    const std::vector<double>& values() const { return record_.values; }

   private:
    engine::PathRecord record_;
  };

  /// Levers written as `name=2024Q1..2024Q4:114;name=...`.
  static models::Setting setting(const std::string& text) {
    models::Setting result;
    for (const std::string& item : split(text, ';')) {
      if (item.empty()) continue;
      const auto equals = item.find('='), dots = item.find(".."), colon = item.find(':');
      const std::string name = item.substr(0, equals);
      auto& values = result.levers[name];
      if (values.empty()) values.assign(static_cast<std::size_t>(horizon.count()), lever(name).standard);
      const int first = period(item.substr(equals + 1, dots - equals - 1)) - horizon.first;
      const int last = period(item.substr(dots + 2, colon - dots - 2)) - horizon.first;
      for (int t = first; t <= last; ++t) values[static_cast<std::size_t>(t)] = number(item.substr(colon + 1));
    }
    return result;
  }
  static models::Setting whole_horizon(const std::string& lever, double value) {
    models::Setting result;
    result.levers[lever].assign(static_cast<std::size_t>(horizon.count()), value);
    return result;
  }

 private:
  static inline models::Model* model_ = nullptr;
  static inline models::CompiledModel* compiled_ = nullptr;
};

}  // namespace jingchu::tests
