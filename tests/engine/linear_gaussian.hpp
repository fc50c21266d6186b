#pragma once

#include <cmath>
#include <vector>

namespace jingchu::engine::testing {

/// A normal vector and what is known of it once linear combinations of it are published: the exact answer for a linear
/// Gaussian model, by the update of Kalman (1960).
struct NormalVector {
  std::vector<double> mean;
  std::vector<std::vector<double>> cov;

  double mean_of(const std::vector<double>& h) const {
    double sum = 0;
    for (std::size_t i = 0; i < mean.size(); ++i) sum += h[i] * mean[i];
    return sum;
  }
  double cov_of(const std::vector<double>& g, const std::vector<double>& h) const {
    double sum = 0;
    for (std::size_t i = 0; i < mean.size(); ++i)
      for (std::size_t j = 0; j < mean.size(); ++j) sum += g[i] * cov[i][j] * h[j];
    return sum;
  }
  double sd_of(const std::vector<double>& h) const { return std::sqrt(cov_of(h, h)); }
  /// P(h'x >= threshold).
  double above(const std::vector<double>& h, double threshold) const { return 0.5 * std::erfc((threshold - mean_of(h)) / sd_of(h) / std::sqrt(2.0)); }

  /// Takes in h'x = value, with a measurement error of that sd (0: exactly). Returns the log density of the value.
  double observe(const std::vector<double>& h, double value, double error) {
    const double variance = cov_of(h, h) + error * error, surprise = value - mean_of(h);
    std::vector<double> gain(mean.size());
    for (std::size_t i = 0; i < mean.size(); ++i)
      for (std::size_t j = 0; j < mean.size(); ++j) gain[i] += cov[i][j] * h[j] / variance;
    for (std::size_t i = 0; i < mean.size(); ++i) mean[i] += gain[i] * surprise;
    for (std::size_t i = 0; i < mean.size(); ++i)
      for (std::size_t j = 0; j < mean.size(); ++j) cov[i][j] -= gain[i] * gain[j] * variance;
    return -0.5 * (surprise * surprise / variance + std::log(2 * 3.14159265358979323846 * variance));
  }
};

/// x_1 .. x_n of x_t = decay x_(t-1) + constant + e_t from x_0 = start, e normal with standard deviation sd.
inline NormalVector autoregression(int n, double start, double decay, double constant, double sd) {
  NormalVector x;
  double mean = start;
  for (int t = 0; t < n; ++t) x.mean.push_back(mean = decay * mean + constant);
  for (int i = 0; i < n; ++i) {
    auto& row = x.cov.emplace_back();
    for (int j = 0; j < n; ++j) {
      double sum = 0;
      for (int k = 0; k <= std::min(i, j); ++k) sum += std::pow(decay, i + j - 2 * k);
      row.push_back(sd * sd * sum);
    }
  }
  return x;
}

}  // namespace jingchu::engine::testing
