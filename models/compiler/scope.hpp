#pragma once

#include <map>
#include <string>
#include <vector>

#include "models/language/syntax.hpp"
#include "models/model.hpp"

namespace jingchu::models {

/// What a name of a formula stands for.
enum class SymbolKind { variable, setting, parameter, shock, series, definition, measure };

struct Symbol {
  SymbolKind kind = SymbolKind::variable;
  int index = 0;
};

/// All names of a model with their numbers, in the order of the engine's ids.
class Scope {
 public:
  /// Adds the names of a model. `tuned`: variables that are held in some periods; each adds two series.
  explicit Scope(const Model& model, const std::vector<std::string>& tuned = {});

  const Symbol* find(const std::string& name) const;
  /// Every name, for suggestions.
  std::vector<std::string> names() const;

  const std::vector<std::string>& settings() const noexcept { return settings_; }
  const std::vector<std::string>& parameters() const noexcept { return parameters_; }
  const std::vector<std::string>& series() const noexcept { return series_; }
  int series_index(const std::string& name) const;

  // Series every model has, by names no user can write.
  static constexpr const char* time = "@t";
  static constexpr const char* year = "@year";
  static constexpr const char* sub = "@sub";
  static std::string tune_on(const std::string& variable) { return "@on:" + variable; }
  static std::string tune_value(const std::string& variable) { return "@value:" + variable; }

 private:
  int add_series(const std::string& name);
  std::map<std::string, Symbol> symbols_;
  std::map<std::string, int> series_index_;
  std::vector<std::string> settings_, parameters_, series_;
};

}  // namespace jingchu::models
