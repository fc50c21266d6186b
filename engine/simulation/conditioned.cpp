#include "engine/simulation/conditioned.hpp"

#include <cmath>
#include <limits>

#include "engine/math/vector_math.hpp"

namespace jingchu::engine {

Conditioned::Conditioned(const Shape& shape)
    : weights_(shape.likelihood, shape.references), statistics_(shape.grids), prior_(shape.observed), guided_(shape.guided),
      targets_(static_cast<std::size_t>(shape.likelihood.releases()), shape.targets) {}

void Conditioned::begin(Isa isa, const double* outputs, std::size_t stride, const double* exact, const double* ratios, const double* alive, int width) {
  weights_.weigh(isa, outputs, stride, exact, ratios, alive, width);
  for (int r = 0; r < releases(); ++r)
    targets_[static_cast<std::size_t>(r)].add(outputs, stride, weights_.after(r), r == 0 ? weights_.prior() : weights_.after(r - 1), weights_.n(), weights_.saturated(r));
  const auto& rules = weights_.likelihood().rules();
  prior_lanes_.take(weights_.prior());
  prior_sums_.add(weights_.prior());
  prior_sums_.n += weights_.n();
  for (std::size_t i = 0; i < rules.size(); ++i) prior_.add(i, outputs + static_cast<std::size_t>(rules[i].output) * stride, prior_lanes_);
  lanes_.take(weights_.after(releases() - 1));
}

void Conditioned::merge(const Conditioned& other) {
  statistics_.merge(other.statistics_);
  prior_.merge(other.prior_);
  prior_sums_.merge(other.prior_sums_);
  for (std::size_t r = 0; r < targets_.size(); ++r) targets_[r].merge(other.targets_[r]);
}

void Conditioned::serialise(detail::ByteWriter& out) const {
  for (const WeightedTargets& release : targets_) out.block(release.serialise());
  out.block(statistics_.serialise());
  prior_sums_.serialise(out);
  out.block(prior_.serialise());
}

void Conditioned::restore(detail::ByteReader& in) {
  for (WeightedTargets& release : targets_) release.restore(in.block());
  for (const WeightedTargets& release : targets_)
    if (release.sums().n != sums().n) in.fail("contradict themselves");
  statistics_.restore(in.block(), sums());
  prior_sums_ = WeightSums::restore(in);
  if (prior_sums_.n != sums().n) in.fail("contradict themselves");
  prior_.restore(in.block(), prior_sums_);
}

double Conditioned::log_evidence(int release) const {
  return weights_.likelihood().log_most(release) + weights_.references()[static_cast<std::size_t>(release)] + scalar_log(sums(release).mean());
}

double Conditioned::failed_weight(std::int64_t failed) const {
  if (failed == 0) return 0;
  if (!has_prior()) return std::numeric_limits<double>::infinity();
  return static_cast<double>(failed) * scalar_exp(most_log_ratio(guided_) - weights_.references().back());
}

}  // namespace jingchu::engine
