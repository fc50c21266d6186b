#include "engine/random/nearest_correlations.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include <Eigen/Eigenvalues>

namespace jingchu::engine {

namespace {

constexpr double most_work = 1e9;    // rounds times the cube of the size: a second or so
constexpr int most_rounds = 2000;
constexpr double settled = 1e-7;     // change of a value in a round; a thousandth of what rounding changes
constexpr double decimals = 1e4;

using Matrix = Eigen::MatrixXd;

/// A correlation by the rows of its two quantities.
struct Entry {
  Eigen::Index row, column;
};

/// Rows for the quantities that are correlated with another, in the order in which they come.
std::vector<Entry> entries_of(std::span<const Correlation> correlations, Eigen::Index& size) {
  std::map<std::size_t, Eigen::Index> rows;
  std::vector<Entry> entries;
  for (const Correlation& c : correlations) {
    const auto row = rows.try_emplace(c.first, std::ssize(rows)).first->second;
    const auto column = rows.try_emplace(c.second, std::ssize(rows)).first->second;
    entries.push_back({row, column});
  }
  size = std::ssize(rows);
  return entries;
}

/// The nearest matrix whose eigenvalues are at least `floor`.
Matrix lifted(const Matrix& matrix, double floor) {
  const Eigen::SelfAdjointEigenSolver<Matrix> eigen(matrix);
  return eigen.eigenvectors() * eigen.eigenvalues().cwiseMax(floor).asDiagonal() * eigen.eigenvectors().transpose();
}

/// The nearest matrix with ones on its diagonal and zeros where no correlation is given.
Matrix patterned(const Matrix& matrix, const std::vector<Entry>& entries) {
  Matrix result = Matrix::Identity(matrix.rows(), matrix.cols());
  for (const auto& [row, column] : entries) result(row, column) = result(column, row) = matrix(row, column);
  return result;
}

}  // namespace

std::vector<double> nearest_correlations(std::span<const Correlation> correlations) {
  if (correlations.empty()) return {};
  Eigen::Index size = 0;
  const auto entries = entries_of(correlations, size);
  Matrix nearest = Matrix::Identity(size, size);
  for (std::size_t i = 0; i < entries.size(); ++i) nearest(entries[i].row, entries[i].column) = nearest(entries[i].column, entries[i].row) = correlations[i].value;

  // Rounding moves an eigenvalue by at most half a unit of the last decimal times the size: keep twice that from 0.
  const auto n = static_cast<double>(size);
  const double floor = std::min(0.5, n / decimals);
  const int rounds = static_cast<int>(std::min<double>(most_rounds, most_work / (n * n * n)));
  Matrix correction = Matrix::Zero(size, size);
  for (int round = 0; round < rounds; ++round) {
    const Matrix start = nearest - correction;
    const Matrix inside = lifted(start, floor);
    correction = inside - start;
    const Matrix next = patterned(inside, entries);
    const double change = (next - nearest).cwiseAbs().maxCoeff();
    nearest = next;
    if (change < settled) break;
  }
  // A search that was cut short ends outside: all values nearer to 0 by one factor are inside.
  const double smallest = Eigen::SelfAdjointEigenSolver<Matrix>(nearest, Eigen::EigenvaluesOnly).eigenvalues()[0];
  const double factor = smallest < 0.75 * floor ? (1 - floor) / (1 - smallest) : 1;
  std::vector<double> values;
  for (const auto& [row, column] : entries) values.push_back(std::round(factor * nearest(row, column) * decimals) / decimals);
  return values;
}

}  // namespace jingchu::engine
