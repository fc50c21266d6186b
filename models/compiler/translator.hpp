#pragma once

#include <compare>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/program/expression.hpp"
#include "models/compiler/scope.hpp"
#include "models/language/syntax.hpp"
#include "models/model.hpp"

namespace jingchu::models {

/// Turns formulas into expressions of the engine: names become numbers, definitions are substituted (lags included),
/// functions of the language become operations.
class Translator {
 public:
  using Report = std::function<void(const FormulaProblem&)>;

  /// \param first  period 0 of the engine: the first of the horizon.
  Translator(const Model& model, const Scope& scope, engine::ExpressionGraph& graph, Period first);

  /// The two sides of an equation; `right` is what defines the variable when the left side is solved for it.
  struct Sides { engine::ExprId left, right; };

  /// Problems of the formula at hand go to `report`; nothing is returned when there was one.
  std::optional<Sides> equation(const Syntax& syntax, const Report& report);
  /// An expression of the equations' language, this period.
  std::optional<engine::ExprId> expression(const Syntax& syntax, const Report& report);
  /// A number once a path; `year` is what the word means, if anything.
  std::optional<engine::ExprId> measure(const Syntax& syntax, std::optional<int> year, const Report& report);

  /// Annual value of a variable: by its rule, over the periods of the year in order.
  engine::ExprId annual(int variable, int year);

  /// Restricts the periods measures may read: `has(variable, period)`; a missing one is a problem.
  void restrict_periods(std::function<bool(int, Period)> has) { has_ = std::move(has); }
  /// Last period of the horizon: formulas may not name a later one, nor equations a variable in a period of the horizon.
  void restrict_horizon(Period last) { last_ = last; }
  /// A definition that was found wrong: formulas that use it fail without a further report.
  void distrust(const std::string& definition) { distrusted_.insert(definition); }
  /// Whether the last problem lay inside of a definition that the formula uses, and is that one's own.
  bool failed_inside_definition() const noexcept { return failed_inside_; }

 private:
  struct When {                   ///< the period an expression is about
    bool fixed = false;
    int shift = 0;                ///< lag, or period counted from `first` when fixed
    friend auto operator<=>(const When&, const When&) = default;
  };
  struct Failed {};
  struct Definition {
    Syntax syntax;
    bool is_open = false;         ///< being put in
  };
  struct Substituted {
    engine::ExprId id;
    int levels = 0;               ///< nodes inside each other
  };

  void begin(const Report& report, bool in_measure);
  engine::ExprId walk(const Syntax& s, int i, When when);
  When earlier(When when, int periods, const SyntaxNode& at);
  engine::ExprId binary_chain(const Syntax& s, int i, When when);
  engine::ExprId name(const SyntaxNode& n, When when);
  engine::ExprId word(const SyntaxNode& n, When when);
  engine::ExprId call(const Syntax& s, int i, When when);
  engine::ExprId shifting_call(const Syntax& s, int i, When when);
  [[noreturn]] void fail_unknown_function(const SyntaxNode& n);
  [[noreturn]] void fail_unknown_name(const SyntaxNode& n);
  std::optional<std::string> suggestion(const std::string& written, const std::vector<std::string>& names);
  engine::ExprId measure_call(const Syntax& s, const SyntaxNode& n);
  engine::ExprId substitute(const SyntaxNode& n, When when);
  void go_down(int levels, const SyntaxNode& at);
  engine::ExprId model_measure(const SyntaxNode& n, int index, int year);
  engine::ExprId power(engine::ExprId base, engine::ExprId exponent);
  engine::ExprId make(engine::Op op, engine::ExprId a, engine::ExprId b, const SyntaxNode& at);
  engine::ExprId make(engine::Op op, engine::ExprId a, const SyntaxNode& at);
  engine::ExprId check_finite(engine::ExprId id, std::string_view what, const SyntaxNode& at);
  int whole_constant(const Syntax& s, int i, int lower, int upper, std::string_view what);
  int variable_argument(const Syntax& s, int i);
  Period period_argument(const Syntax& s, int i);
  engine::ExprId value_at(int variable, Period period, const SyntaxNode& at);
  engine::ExprId series_value(engine::SeriesId id, When when, const SyntaxNode& at);
  [[noreturn]] void fail(const SyntaxNode& at, std::string problem, std::string hint = {});

  const Model& model_;
  const Scope& scope_;
  engine::ExpressionGraph& graph_;
  Period first_;
  std::string example_;                      ///< a period as this model writes it, for hints
  std::optional<Period> last_;
  std::function<bool(int, Period)> has_;
  const Report* report_ = nullptr;
  bool in_measure_ = false;
  std::optional<int> year_;
  int measure_depth_ = 0;
  int depth_ = 0;                            ///< nodes that are being walked inside each other
  int deepest_ = 0;                          ///< largest depth_ so far
  int suggestions_ = 0;                      ///< near names looked for: the search takes all names
  bool failed_inside_ = false;
  std::set<std::string> distrusted_;
  // What was walked before: nested d() or definitions that use each other twice would otherwise be walked 2^depth times.
  // Calls are those of the formula at hand; definitions stay known from equation to equation.
  std::map<std::pair<std::string, When>, Substituted> known_definitions_;
  std::map<std::tuple<const Syntax*, int, When>, engine::ExprId> known_calls_;
  std::map<std::pair<int, int>, engine::ExprId> known_measures_;   ///< by measure and year
  std::unordered_map<std::string, Definition> definitions_;
  std::vector<Definition*> opened_;          ///< definitions being put in
  std::vector<std::string> open_;            ///< their names, inside the measure at hand
  const SyntaxNode* outer_ = nullptr;        ///< where the outermost substitution stands in the formula at hand
};

}  // namespace jingchu::models
