#include "models/language/names.hpp"

#include <algorithm>
#include <map>

#include "models/language/syntax.hpp"

namespace jingchu::models {

std::vector<std::string> names_in(std::string_view formula, Frequency frequency) {
  std::vector<FormulaProblem> problems;
  const auto syntax = parse_formula(formula, frequency, problems);
  if (!syntax) return {};
  // A formula may repeat a subtree, and children stand before their parents: the text decides the order.
  std::map<std::size_t, std::string> by_place;
  for (const auto& node : syntax->nodes) {
    if (node.kind == SyntaxKind::name) by_place.emplace(node.offset, node.name);
  }
  std::vector<std::string> names;
  for (const auto& [place, name] : by_place) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  return names;
}

}  // namespace jingchu::models
