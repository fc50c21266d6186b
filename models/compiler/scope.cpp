#include "models/compiler/scope.hpp"

namespace jingchu::models {

Scope::Scope(const Model& model, const std::vector<std::string>& tuned) {
  const auto put = [this](const std::string& name, SymbolKind kind, std::size_t index) {
    symbols_.emplace(name, Symbol{kind, static_cast<int>(index)});
  };
  for (std::size_t i = 0; i < model.variables.size(); ++i) put(model.variables[i].name, SymbolKind::variable, i);
  for (const Parameter& p : model.parameters) {
    auto& list = p.law ? parameters_ : settings_;
    put(p.name, p.law ? SymbolKind::parameter : SymbolKind::setting, list.size());
    list.push_back(p.name);
  }
  for (std::size_t i = 0; i < model.shocks.size(); ++i) put(model.shocks[i].name, SymbolKind::shock, i);
  for (const Lever& l : model.levers) put(l.name, SymbolKind::series, static_cast<std::size_t>(add_series(l.name)));
  for (const ExogenousSeries& x : model.exogenous) put(x.name, SymbolKind::series, static_cast<std::size_t>(add_series(x.name)));
  for (const char* name : {time, year, sub}) add_series(name);
  for (const std::string& v : tuned) {
    add_series(tune_on(v));
    add_series(tune_value(v));
  }
  for (const auto& [name, definition] : model.definitions) put(name, SymbolKind::definition, 0);
  for (std::size_t i = 0; i < model.measures.size(); ++i) put(model.measures[i].name, SymbolKind::measure, i);
}

int Scope::add_series(const std::string& name) {
  const int index = static_cast<int>(series_.size());
  series_.push_back(name);
  series_index_.emplace(name, index);
  return index;
}

const Symbol* Scope::find(const std::string& name) const {
  const auto it = symbols_.find(name);
  return it == symbols_.end() ? nullptr : &it->second;
}

std::vector<std::string> Scope::names() const {
  std::vector<std::string> list;
  for (const auto& [name, symbol] : symbols_) list.push_back(name);
  return list;
}

int Scope::series_index(const std::string& name) const { return series_index_.at(name); }

}  // namespace jingchu::models
