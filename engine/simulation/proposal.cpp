#include "engine/simulation/proposal.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>

#include "engine/math/vector_math.hpp"

namespace jingchu::engine {

namespace {

using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// A direction the values tell less of than this share of its variance is left alone.
constexpr double told = 1e-3;
// Wider than the law given the values: where that is not quite normal, tails that are too thin cost more than this does.
constexpr double wider = 1.2;

}  // namespace

Proposal::Proposal(Linear linear, const std::vector<double>& values, const std::vector<double>& errors, std::vector<std::size_t> still)
    : linear_(std::move(linear)), still_(std::move(still)) {
  const auto outputs = static_cast<Eigen::Index>(linear_.centre.size()), rows = static_cast<Eigen::Index>(linear_.rows.size());
  const Eigen::Map<const Matrix> slopes(linear_.slopes.data(), outputs, rows), error(errors.data(), outputs, outputs);
  const Eigen::Map<const Eigen::VectorXd> at(linear_.at.data(), rows), value(values.data(), outputs);
  const Eigen::VectorXd target = value + slopes * at;
  target_.assign(target.data(), target.data() + outputs);
  // With the errors made independent and of size 1, u has information I + S'S; S'S has the directions of S S', which is small.
  const Eigen::LLT<Eigen::MatrixXd> factor(error);
  const Eigen::MatrixXd inverse = factor.matrixL().solve(Eigen::MatrixXd::Identity(outputs, outputs)), scaled = inverse * slopes;
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(scaled * scaled.transpose());
  for (Eigen::Index k = outputs; k-- > 0;) {
    const double information = eigen.eigenvalues()[k];
    if (!(information > told / (1 - told))) continue;
    const double size = std::sqrt(information);
    const Eigen::VectorXd direction = scaled.transpose() * eigen.eigenvectors().col(k) / size;
    const Eigen::VectorXd gain = inverse.transpose() * eigen.eigenvectors().col(k) * (size / (1 + information));
    directions_.insert(directions_.end(), direction.data(), direction.data() + rows);
    gain_.insert(gain_.end(), gain.data(), gain.data() + outputs);
    spread_.push_back(std::sqrt(std::min(1.0, wider / (1 + information))));
    log_spread_ += scalar_log(spread_.back());
  }
}

void Proposal::means(const double* outputs, std::size_t stride, double* out) const {
  const std::size_t n = output_count();
  bool known = true;
  for (std::size_t o = 0; o < n; ++o) known = known && std::isfinite(outputs[o * stride]);
  for (std::size_t k = 0; k < spread_.size(); ++k) {
    out[k] = 0;
    for (std::size_t o = 0; o < n; ++o) out[k] += gain_[k * n + o] * (target_[o] - (known ? outputs[o * stride] : linear_.centre[o]));
  }
}

std::vector<double> Proposal::middle() const {
  std::vector<double> mean(spread_.size()), middle(linear_.rows.size(), 0.0);
  means(linear_.centre.data(), 1, mean.data());
  for (std::size_t k = 0; k < mean.size(); ++k)
    for (std::size_t r = 0; r < middle.size(); ++r) middle[r] += mean[k] * directions_[k * middle.size() + r];
  return middle;
}

void Proposal::move(std::int64_t first_path, int width, const double* outputs, double* scores, double* log_ratios, bool all) const {
  const std::size_t rows = linear_.rows.size(), directions = spread_.size();
  const auto w = static_cast<std::size_t>(width);
  std::vector<double> along(directions * w, 0.0), mean(directions);
  for (std::size_t k = 0; k < directions; ++k)
    for (std::size_t r = 0; r < rows; ++r) {
      const double d = directions_[k * rows + r];
      for (std::size_t i = 0; i < w; ++i) along[k * w + i] += d * scores[r * w + i];
    }
  // A path of the model keeps its scores; of any other, v along a direction becomes mean + spread v. In both the density of the model over
  // that of the proposal follows from v in the directions alone.
  for (std::size_t i = 0; i < w; ++i) {
    const bool stays = !all && is_of_model(first_path + static_cast<std::int64_t>(i));
    means(outputs + i, w, mean.data());
    double log_ratio = log_spread_;
    for (std::size_t k = 0; k < directions; ++k) {
      double& v = along[k * w + i];
      const double moved = stays ? v : mean[k] + spread_[k] * v, standard = stays ? (v - mean[k]) / spread_[k] : v;
      log_ratio += 0.5 * (standard * standard - moved * moved);
      v = moved - v;
    }
    log_ratios[i] = log_ratio;
  }
  for (std::size_t k = 0; k < directions; ++k)
    for (std::size_t r = 0; r < rows; ++r) {
      const double d = directions_[k * rows + r];
      for (std::size_t i = 0; i < w; ++i) scores[r * w + i] += d * along[k * w + i];
    }
  // p / (p/8 + 7/8 q)
  constexpr double of_model = 1.0 / group;
  for (std::size_t i = 0; i < w; ++i) log_ratios[i] = -scalar_log(of_model + (1 - of_model) * scalar_exp(-log_ratios[i]));
}

}  // namespace jingchu::engine
