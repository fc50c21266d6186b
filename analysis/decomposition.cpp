#include "analysis/decomposition.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include <Eigen/SparseCore>
#include <Eigen/SparseLU>
#include <fmt/format.h>

#include "analysis/equation_terms.hpp"
#include "analysis/inputs.hpp"
#include "engine/core/known_name.hpp"

namespace jingchu::analysis {

namespace {

using engine::ExprNode;
using engine::Op;

class Decomposer {
 public:
  Decomposer(const Study& base, const Study& other, int variable)
      : study_(base), other_study_(other), system_(base.compiled->program.system()), base_path_(central(base)), other_path_(central(other)), base_(base.plan, base_path_), other_(other.plan, other_path_),
        count_(system_.equations.size()), periods_(static_cast<std::size_t>(base.plan.periods)) {
    answer_.variable = variable;
  }

  Decomposition run() {
    for (std::size_t t = 0; t < periods_; ++t) step(static_cast<int>(t));
    for (const auto& [source, row] : direct_) answer_.direct.push_back({source, row});
    for (const auto& [source, number] : numbers_) {
      auto& values = answer_.traced.emplace_back(CourseContribution{source, {}}).values;
      for (std::size_t t = 0; t < periods_; ++t) values.push_back(at(number, answer_.variable, static_cast<int>(t)));
    }
    for (auto* list : {&answer_.direct, &answer_.traced}) {
      std::erase_if(*list, [](const auto& row) { return std::all_of(row.values.begin(), row.values.end(), [](double x) { return x == 0; }); });
      const auto size = [](const auto& row) { return std::transform_reduce(row.values.begin(), row.values.end(), 0.0, std::plus<>(), [](double x) { return std::abs(x); }); };
      std::stable_sort(list->begin(), list->end(), [&](const auto& a, const auto& b) { return size(a) > size(b); });
    }
    for (std::size_t t = 0; t < periods_; ++t) {
      answer_.base.push_back(base_.variable(answer_.variable, static_cast<int>(t)));
      answer_.other.push_back(other_.variable(answer_.variable, static_cast<int>(t)));
      double rest = answer_.other.back() - answer_.base.back();
      for (const auto& row : answer_.traced) rest -= row.values[t];
      answer_.remainder.push_back(rest);
    }
    return std::move(answer_);
  }

 private:
  /// The equation of one variable in a period: sum over same-period variables of coefficient * difference = what comes from
  /// earlier periods and from outside.
  struct Row {
    std::vector<std::pair<int, double>> now;
    struct Past {
      int variable, period;
      double slope;
    };
    std::vector<Past> past;
    std::vector<std::pair<Source, double>> given;
  };

  static engine::PathRecord central(const Study& study) {
    engine::PathRecord path = engine::central_path(study.compiled->program, study.plan);
    if (path.failed) throw Error(ExitCode::data, fmt::format("the central path of {} has no solution", jingchu::quoted(study.scenario.name)), "'jingchu run' with the same settings says where it fails");
    return path;
  }

  const std::string& name_of(int variable) const { return system_.equations[static_cast<std::size_t>(variable)].name; }

  static bool is_held(const Study& study, const std::string& variable, int period) {
    const auto found = study.scenario.setting.tunes.find(variable);
    return found != study.scenario.setting.tunes.end() && found->second[static_cast<std::size_t>(period)].has_value();
  }

  /// What a leaf is to a person. \param period  of the equation
  Source source_of(const ExprNode& leaf, int period) const {
    const auto index = static_cast<std::size_t>(leaf.index);
    switch (leaf.op) {
      case Op::setting: return {Source::Kind::parameter, study_.compiled->settings[index]};
      case Op::variable: return {Source::Kind::variable, name_of(leaf.index), leaf.shift};
      case Op::variable_at: return {Source::Kind::variable, name_of(leaf.index), period - leaf.shift};
      default: break;
    }
    const std::string& name = study_.compiled->series[index];
    const auto& levers = study_.model().levers;
    const bool is_lever = std::any_of(levers.begin(), levers.end(), [&](const auto& lever) { return lever.name == name; });
    return {is_lever ? Source::Kind::lever : Source::Kind::series, name};
  }

  Row row_of(int variable, int period) const {
    const engine::Equation& equation = system_.equations[static_cast<std::size_t>(variable)];
    Row row;
    if (is_held(study_, equation.name, period) || is_held(other_study_, equation.name, period)) {
      row.now.emplace_back(variable, 1.0);
      row.given.emplace_back(Source{Source::Kind::tune, equation.name, 0, equation.name}, other_.variable(variable, period) - base_.variable(variable, period));
      return row;
    }
    double own = equation.is_implicit ? 0 : 1;
    for (const LeafTerm& term : equation_terms(system_.graph, equation.value, base_, other_, period)) {
      if (term.leaf.op == Op::parameter || term.leaf.op == Op::shock) continue;   // the same on both central paths
      if (term.leaf.op != Op::variable && term.leaf.op != Op::variable_at) {
        if (term.contribution == 0) continue;
        Source source = source_of(term.leaf, period);
        source.equation = equation.name;
        row.given.emplace_back(std::move(source), term.contribution);
        continue;
      }
      const int when = term.leaf.op == Op::variable ? period - term.leaf.shift : term.leaf.shift;
      if (when < 0) {
        if (term.contribution != 0) row.given.emplace_back(Source{Source::Kind::history, name_of(term.leaf.index), 0, equation.name}, term.contribution);
      } else if (when < period) {
        row.past.push_back({term.leaf.index, when, term.slope});
      } else if (term.leaf.index == variable) {
        own -= term.slope;
      } else {
        row.now.emplace_back(term.leaf.index, -term.slope);
      }
    }
    row.now.emplace_back(variable, own);
    return row;
  }

  double& at(std::size_t number, int variable, int period) { return traced_[number][static_cast<std::size_t>(period) * count_ + static_cast<std::size_t>(variable)]; }

  std::size_t number_of(const Source& source) {
    const auto [found, added] = numbers_.try_emplace(source, traced_.size());
    if (added) traced_.emplace_back(periods_ * count_);
    return found->second;
  }

  void step(int period) {
    std::vector<Eigen::Triplet<double>> entries;
    std::vector<Row> rows;
    for (int v = 0; v < static_cast<int>(count_); ++v) {
      rows.push_back(row_of(v, period));
      for (const auto& [other, coefficient] : rows.back().now) entries.emplace_back(v, other, coefficient);
      for (const auto& given : rows.back().given) number_of(given.first);
    }
    add_direct(rows[static_cast<std::size_t>(answer_.variable)], period);
    if (numbers_.empty()) return;
    const auto n = static_cast<Eigen::Index>(count_);
    Eigen::SparseMatrix<double> matrix(n, n);
    matrix.setFromTriplets(entries.begin(), entries.end());
    Eigen::MatrixXd right = Eigen::MatrixXd::Zero(n, static_cast<Eigen::Index>(traced_.size()));
    for (Eigen::Index v = 0; v < n; ++v) {
      const Row& row = rows[static_cast<std::size_t>(v)];
      for (const auto& [source, amount] : row.given) right(v, static_cast<Eigen::Index>(numbers_.at(source))) += amount;
      for (const auto& past : row.past)
        for (std::size_t s = 0; s < traced_.size(); ++s) right(v, static_cast<Eigen::Index>(s)) += past.slope * at(s, past.variable, past.period);
    }
    Eigen::SparseLU<Eigen::SparseMatrix<double>> solver(matrix);
    if (solver.info() != Eigen::Success) throw Error(ExitCode::data, fmt::format("the equations of {} do not determine the variables at the margin: nothing can be traced through them", (study_.compiled->horizon.first + period).to_string()));
    const Eigen::MatrixXd solution = solver.solve(right);
    for (std::size_t s = 0; s < traced_.size(); ++s)
      for (Eigen::Index v = 0; v < n; ++v) at(s, static_cast<int>(v), period) = solution(v, static_cast<Eigen::Index>(s));
  }

  /// What the asked variable's own equation reads, each times its slope and over that of the variable itself.
  void add_direct(const Row& row, int period) {
    const double own = row.now.back().second;
    const auto add = [&](Source source, double amount) {
      if (amount == 0 || own == 0) return;
      source.equation.clear();
      auto& values = direct_.try_emplace(std::move(source), periods_).first->second;
      values[static_cast<std::size_t>(period)] += amount / own;
    };
    const auto difference = [&](int variable, int when) { return other_.variable(variable, when) - base_.variable(variable, when); };
    for (std::size_t i = 0; i + 1 < row.now.size(); ++i) add({Source::Kind::variable, name_of(row.now[i].first)}, -row.now[i].second * difference(row.now[i].first, period));
    for (const auto& past : row.past) add({Source::Kind::variable, name_of(past.variable), period - past.period}, past.slope * difference(past.variable, past.period));
    for (const auto& [source, amount] : row.given) add(source, amount);
  }

  const Study& study_;
  const Study& other_study_;
  const engine::EquationSystem& system_;
  engine::PathRecord base_path_, other_path_;
  Course base_, other_;
  std::size_t count_, periods_;
  std::map<Source, std::vector<double>> direct_;
  std::map<Source, std::size_t> numbers_;           ///< of what is traced
  std::vector<std::vector<double>> traced_;         ///< period x variable
  Decomposition answer_;
};

}  // namespace

Decomposition decompose(const Study& base, const Study& other, const std::string& variable) {
  const auto& variables = base.model().variables;
  const auto found = std::find_if(variables.begin(), variables.end(), [&](const auto& v) { return v.name == variable; });
  if (found == variables.end()) {
    std::vector<std::string> known;
    for (const auto& v : variables) known.push_back(v.name);
    const auto& measures = base.model().measures;
    const bool is_measure = std::any_of(measures.begin(), measures.end(), [&](const auto& measure) { return measure.name == variable; });
    const std::string hint = is_measure ? fmt::format("it is a measure: --measure {} asks about it; on the central path the variables of its formula can be asked about", variable) : nearest_hint(variable, known, "'jingchu describe' lists them");
    throw Error(ExitCode::usage, fmt::format("{} is no variable of the model '{}'", jingchu::quoted(variable), base.model().name), hint);
  }
  if (changed_inputs(base, other).empty())
    throw Error(ExitCode::usage, fmt::format("{} and {} differ in no lever, tune, figure or parameter: there is nothing to explain", jingchu::quoted(base.scenario.name), jingchu::quoted(other.scenario.name)),
                "name another scenario, or change the base with --set LEVER=VALUE");
  return Decomposer(base, other, static_cast<int>(found - variables.begin())).run();
}

}  // namespace jingchu::analysis
