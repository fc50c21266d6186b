#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/math/isa.hpp"
#include "engine/statistics/observation_rule.hpp"

namespace jingchu::engine {

/// How likely published values are given what each path has.
///
/// Releases follow one after the other: the likelihood after release r is that of all values published up to then. It is
/// told relative to the largest that measurement errors can have, which a path has that agrees with every value; exact values count
/// with their own density.
class Likelihood {
 public:
  explicit Likelihood(std::vector<ObservationRule> rules);

  int releases() const noexcept { return releases_; }
  const std::vector<ObservationRule>& rules() const noexcept { return rules_; }

  /// \param outputs  output o of lane i at outputs[o * stride + i]
  /// \param exact  log densities of the exact values, those of the k-th of lane i at exact[k * stride + i]
  /// \param logs  releases x width, filled: natural logarithms; NaN where an output is
  /// The same bits for any width and instruction set.
  void logs(const double* outputs, std::size_t stride, const double* exact, int width, double* logs) const noexcept;
  /// Natural logarithm of the largest density that the measurement errors allow after a release, in the units of the outputs.
  double log_most(int release) const;
  /// Whether logs are at most 0: no value is exact up to the release.
  bool is_bounded(int release) const noexcept;

 private:
  std::vector<ObservationRule> rules_;   ///< in order of their releases
  std::vector<int> exact_;               ///< of each rule: its place among the exact ones as given; -1 for one with an error
  int releases_ = 0;
};

/// Whether a value with an error is out of reach of all of some paths: farther from them than half their range, and than ten errors.
/// \param low, high  range of the output on the paths
bool is_out_of_reach(const ObservationRule& rule, double low, double high) noexcept;

/// The weight that is the largest whole one, as a logarithm: the largest there can be where paths 0 to 1023 come near
/// it, else as much above the best of them as leaves the rest of the weight's digits to them.
/// \param logs  of the paths that count   \param most  logarithm of the largest there can be; infinite: not known
double reference_log(std::span<const double> logs, double most);
/// Logarithm of the most that the density of the model can be over that of the paths.
double most_log_ratio(bool guided);

/// Weights of the paths of a tile after each release.
class TileWeights {
 public:
  /// \param references  one a release: the logarithm of the weight that is the largest whole one
  TileWeights(const Likelihood& likelihood, std::vector<double> references) : likelihood_(likelihood), references_(std::move(references)) {}

  /// \param alive  1 for a path that counts; nullptr when all do
  /// \param ratios  logarithms of the density of the model over that of the paths; nullptr where these are the model's
  void weigh(Isa isa, const double* outputs, std::size_t stride, const double* exact, const double* ratios, const double* alive, int width);

  /// Before any release, and after `release`: one a lane, 0 where the path does not count.
  std::span<const std::uint64_t> prior() const noexcept { return prior_; }
  std::span<const std::uint64_t> after(int release) const noexcept { return std::span(weights_).subspan(static_cast<std::size_t>(release) * prior_.size(), prior_.size()); }
  std::int64_t saturated(int release) const noexcept { return saturated_[static_cast<std::size_t>(release)]; }
  std::int64_t n() const noexcept { return n_; }
  const Likelihood& likelihood() const noexcept { return likelihood_; }
  const std::vector<double>& references() const noexcept { return references_; }

 private:
  Likelihood likelihood_;
  std::vector<double> references_, logs_;
  std::vector<std::uint64_t> prior_, weights_;
  std::vector<std::int64_t> saturated_;
  std::int64_t n_ = 0;
};

}  // namespace jingchu::engine
