#include "engine/random/correlation.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <Eigen/Eigenvalues>

#include "engine/core/error.hpp"

namespace jingchu::engine {

namespace {

// Below this a pivot or an eigenvalue is the rounding of a matrix that is just semi-definite.
constexpr double tolerance = 1e-10;

Diagnostic problem_of(std::string problem, std::string hint = {}) {
  Diagnostic d;
  d.problem = std::move(problem);
  d.hint = std::move(hint);
  return d;
}

std::string pair_name(const DrawnQuantity& a, const DrawnQuantity& b) {
  return fmt::format("{} and {}", jingchu::quoted(a.name), jingchu::quoted(b.name));
}

void check_pairs(std::span<const DrawnQuantity> quantities, std::span<const Correlation> correlations) {
  Diagnostics problems;
  std::set<std::pair<std::size_t, std::size_t>> seen;
  for (const Correlation& c : correlations) {
    if (c.first >= quantities.size() || c.second >= quantities.size()) {
      problems.add(problem_of("a correlation names a quantity that is not drawn"));
      continue;
    }
    const DrawnQuantity &a = quantities[c.first], &b = quantities[c.second];
    if (c.first == c.second) {
      problems.add(problem_of(fmt::format("{} is correlated with itself", jingchu::quoted(a.name)), "name two different quantities"));
      continue;
    }
    if (!(c.value >= -1 && c.value <= 1))
      problems.add(problem_of(fmt::format("the correlation of {} is {}, outside -1 to 1", pair_name(a, b), c.value)));
    if (!seen.insert(std::minmax(c.first, c.second)).second)
      problems.add(problem_of(fmt::format("the correlation of {} is given twice", pair_name(a, b)), "keep one of the two"));
    for (const DrawnQuantity* q : {&a, &b})
      if (std::holds_alternative<EmpiricalLaw>(q->law))
        problems.add(problem_of(fmt::format("{} is drawn from the rows of a table and cannot be correlated as well", jingchu::quoted(q->name)),
                                "columns of one table are drawn together: their rows hold the dependence"));
  }
  problems.throw_if_any();
}

/// Root of the tree of each quantity, after joining the ends of every correlation.
std::vector<std::size_t> joined(std::size_t count, std::span<const Correlation> correlations) {
  std::vector<std::size_t> parent(count);
  std::iota(parent.begin(), parent.end(), std::size_t{0});
  const auto root = [&](std::size_t i) {
    while (parent[i] != i) i = parent[i] = parent[parent[i]];
    return i;
  };
  for (const Correlation& c : correlations)
    if (c.value != 0) parent[root(c.first)] = root(c.second);
  for (std::size_t i = 0; i < count; ++i) parent[i] = root(i);
  return parent;
}

Diagnostic contradiction(std::span<const DrawnQuantity> quantities, const std::vector<std::size_t>& members, const std::vector<double>& matrix,
                         double smallest, const Eigen::VectorXd& direction) {
  const std::size_t n = members.size();
  std::size_t worst_i = 0, worst_j = 1;
  double worst = 0;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = i + 1; j < n; ++j) {
      const double pull = direction[static_cast<Eigen::Index>(i)] * direction[static_cast<Eigen::Index>(j)] * matrix[i * n + j];
      if (pull < worst) worst = pull, worst_i = i, worst_j = j;
    }
  const double factor = std::floor(100 / (1 - smallest)) / 100;
  return problem_of(fmt::format("the correlations of {} quantities contradict each other: their matrix has the eigenvalue {:.4g}, below 0; the "
                                "correlation {} of {} weighs most",
                                n, smallest, matrix[worst_i * n + worst_j], pair_name(quantities[members[worst_i]], quantities[members[worst_j]])),
                    fmt::format("bring that one closer to 0, or all of them to {:.2f} times their value", factor));
}

/// Lower Cholesky factor. Sums run in order of column, so that the bits do not depend on a library.
std::vector<double> cholesky(const std::vector<double>& matrix, std::size_t n) {
  std::vector<double> l(n * n, 0.0);
  for (std::size_t j = 0; j < n; ++j) {
    double pivot = matrix[j * n + j];
    for (std::size_t k = 0; k < j; ++k) pivot -= l[j * n + k] * l[j * n + k];
    if (pivot <= tolerance) continue;  // the quantity is a mixture of those before it
    l[j * n + j] = std::sqrt(pivot);
    for (std::size_t i = j + 1; i < n; ++i) {
      double sum = matrix[i * n + j];
      for (std::size_t k = 0; k < j; ++k) sum -= l[i * n + k] * l[j * n + k];
      l[i * n + j] = sum / l[j * n + j];
    }
  }
  return l;
}

}  // namespace

std::vector<CorrelatedGroup> correlated_groups(std::span<const DrawnQuantity> quantities, std::span<const Correlation> correlations) {
  check_pairs(quantities, correlations);
  std::vector<std::size_t> by_name(quantities.size());
  std::iota(by_name.begin(), by_name.end(), std::size_t{0});
  std::sort(by_name.begin(), by_name.end(), [&](std::size_t a, std::size_t b) { return quantities[a].name < quantities[b].name; });

  const auto roots = joined(quantities.size(), correlations);
  std::map<std::size_t, std::size_t> group_of_root;
  std::vector<CorrelatedGroup> groups;
  for (const std::size_t i : by_name) {
    const auto [found, added] = group_of_root.try_emplace(roots[i], groups.size());
    if (added) groups.emplace_back();
    groups[found->second].members.push_back(i);
  }
  groups.erase(std::remove_if(groups.begin(), groups.end(), [](const CorrelatedGroup& g) { return g.members.size() < 2; }), groups.end());

  Diagnostics contradictions;
  for (CorrelatedGroup& group : groups) {
    const std::size_t n = group.members.size();
    std::map<std::size_t, std::size_t> position;
    for (std::size_t i = 0; i < n; ++i) position[group.members[i]] = i;
    std::vector<double> matrix(n * n, 0.0);
    for (std::size_t i = 0; i < n; ++i) matrix[i * n + i] = 1;
    for (const Correlation& c : correlations) {
      const auto a = position.find(c.first), b = position.find(c.second);
      if (a == position.end() || b == position.end()) continue;
      matrix[a->second * n + b->second] = matrix[b->second * n + a->second] = c.value;
    }
    const auto size = static_cast<Eigen::Index>(n);
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(Eigen::Map<const Eigen::MatrixXd>(matrix.data(), size, size));
    if (eigen.eigenvalues()[0] < -tolerance) contradictions.add(contradiction(quantities, group.members, matrix, eigen.eigenvalues()[0], eigen.eigenvectors().col(0)));
    group.factor = cholesky(matrix, n);
  }
  if (contradictions.has_errors()) throw ContradictingCorrelations(ExitCode::data, std::vector<Diagnostic>(contradictions.list().begin(), contradictions.list().end()));
  return groups;
}

}  // namespace jingchu::engine
