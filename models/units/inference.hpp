#pragma once

#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "models/language/syntax.hpp"
#include "models/model.hpp"
#include "models/units/quantity.hpp"
#include "models/units/unit.hpp"

namespace jingchu::models {

/// Two parts of a formula that have to be counted alike, or a single thing that is wrong with their period bases.
struct Comparison {
  enum class What { sum, sides, comparison, choice, pure };
  What what = What::sum;
  int formula = -1;
  int left_node = -1, node = -1;   ///< the parts; `node` is where a problem is shown; left_node < 0: something not written there
  Quantity left, right;
  enum class Outcome { open, same, differ };
  Outcome outcome = Outcome::open;
};

/// A formula of the model on its way through the check.
struct CheckedFormula {
  enum class Kind { equation, definition, identity, measure };
  Kind kind = Kind::equation;
  std::string name;
  const std::string* text = nullptr;
  Place place;
  const Label* by_hand = nullptr;
  Syntax syntax;
  Quantity value;                        ///< of a definition or measure
  std::vector<Dimension> leaves;         ///< of its names
};

/// Walks the formulas of a model and writes down what they say about units: which parts must be alike. Units that are not
/// stated are unknowns of `space`; solving is the business of check_units.
class UnitInference {
 public:
  UnitInference(const Model& model, const UnitTable& table);

  /// All formulas of the model.
  void run();
  /// One more measure, of the scenario's making; its comparisons are added behind the others.
  int measure(const std::string& text, const StatedUnit& stated, const Place& place);

  UnitSpace space;
  std::vector<CheckedFormula> formulas;
  std::vector<Comparison> comparisons;
  /// Pairs that are alike unless something speaks against it.
  std::vector<std::pair<Dimension, Dimension>> likely;
  /// Units that nobody can read, each with the place where it was first stated.
  std::vector<std::pair<std::string, Place>> unreadable;

  int periods() const noexcept { return static_cast<int>(model_.frequency); }
  Unit unit_of(const Dimension& resolved) const;
  /// What a quantity is counted in, in words: "CNY_1e8, real 2023".
  std::string text_of(const Quantity& q) const;

 private:
  struct Entry {
    enum class Kind { variable, series, parameter, shock, definition, measure } kind = Kind::variable;
    Quantity quantity;
    AnnualRule annual = AnnualRule::sum;
    int formula = -1;               ///< of a definition or measure, when it was walked
    std::size_t index = 0;          ///< of a measure
  };
  using Terms = std::vector<Term>;

  void names();
  void money();
  Quantity stated(const StatedUnit& s, Entry::Kind kind, std::string_view per, const Place& place);
  int add(CheckedFormula::Kind kind, const std::string& name, const std::string& text, const Place& place, const Label& by_hand);
  int definition(const std::string& name, Entry& entry);
  int model_measure(Entry& entry);
  void walk(int formula, const std::string& own);
  void sides(int formula, Terms left, Terms right, const std::string& own, int left_node, int right_node);
  void against_stated(int formula, const StatedUnit& s, Quantity& value);
  Quantity name(int formula, const SyntaxNode& n);
  Quantity call(int formula, const SyntaxNode& n, const std::vector<Terms>& done, const std::string& own);
  Quantity power(const Quantity& base, const Quantity& exponent);
  /// Adds up; with `compared` its terms have to be alike.
  Quantity close(int formula, const Terms& terms, const std::string& own, bool compared = true);
  Quantity alike(int formula, const std::vector<Term>& parts, Comparison::What what);
  void compare(Comparison::What what, int formula, const Term& left, const Term& right);
  Quantity unknown();

  const Model& model_;
  const UnitTable& table_;
  std::unordered_map<std::string, Entry> names_;
  std::set<std::string> money_;      ///< base units that are money
};

}  // namespace jingchu::models
