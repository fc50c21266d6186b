#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/simulation/plan.hpp"

namespace jingchu::engine {

/// A normal law of the scores behind the draws, close to their law given the published values: paths drawn from it agree with these.
///
/// Scores u of parameters and shocks are independent standard normal under the model. On the outputs y that were published it is taken as
/// linear about a point m, with what other draws do computed path by path: y = b + G (u - m), b being the outputs of the path with its
/// scores at m. Given the values, and with errors R that hold what is not linear too, u is normal again; it differs from
/// the model in few directions, as many as values at the most. Of every eight paths one stays as the model draws it: the density of the
/// model over that of all together is never more than eight, however bad the proposal is.
///
/// Source: Owen and Zhou (2000), "Safe and effective importance sampling", JASA 95; for the normal law Evensen (2009), "Data
/// assimilation".
class Proposal {
 public:
  /// A path of the model among so many, and the largest density ratio there can be.
  static constexpr std::int64_t group = 8;
  static bool is_of_model(std::int64_t path) noexcept { return path % group == group - 1; }

  /// What is linear about the outputs that were published. Vectors and matrices are row-major.
  struct Linear {
    std::vector<std::size_t> rows;    ///< of the scores that move them
    std::vector<double> at;           ///< m, one a row
    std::vector<double> slopes;       ///< G, outputs x rows
    std::vector<double> centre;       ///< outputs of the path with all scores at m and everything else at its median
  };
  Proposal() = default;
  /// \param errors  R, outputs x outputs, positive definite   \param values  that were published, by output
  /// \param still  rows of scores that are held at 0 while b is computed: shocks that are found
  Proposal(Linear linear, const std::vector<double>& values, const std::vector<double>& errors, std::vector<std::size_t> still);

  const Linear& linear() const noexcept { return linear_; }
  const std::vector<std::size_t>& still() const noexcept { return still_; }
  std::size_t output_count() const noexcept { return linear_.centre.size(); }

  /// Moves scores of the model to where the proposal has them.
  /// \param outputs  of the paths with their scores at m: output o of lane i at outputs[o * width + i]
  /// \param scores  by row of Linear::rows, rows x width, in place   \param log_ratios  filled: of the density of the model to that of the paths
  /// \param all  also those paths that are left to the model
  void move(std::int64_t first_path, int width, const double* outputs, double* scores, double* log_ratios, bool all) const;
  /// The middle of the proposal where the outputs are those of `centre`: one a row.
  std::vector<double> middle() const;

 private:
  /// Means of the directions given the outputs of a lane.
  void means(const double* outputs, std::size_t stride, double* out) const;

  Linear linear_;
  std::vector<std::size_t> still_;
  std::vector<double> directions_;   ///< orthonormal, directions x rows
  std::vector<double> gain_;         ///< directions x outputs
  std::vector<double> target_;       ///< values + G m, by output
  std::vector<double> spread_;       ///< standard deviation in each direction
  double log_spread_ = 0;            ///< sum of their logarithms
};

}  // namespace jingchu::engine
