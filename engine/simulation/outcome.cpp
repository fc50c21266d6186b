#include "engine/simulation/outcome.hpp"

#include <algorithm>

#include "engine/statistics/replicates.hpp"

namespace jingchu::engine {

Outcome::Outcome(const Shape& shape)
    : statistics(shape.conditioned ? std::make_shared<const std::vector<Grid>>() : shape.grids), targets(shape.targets), identity_residuals(static_cast<std::size_t>(shape.identities), 0.0),
      kept_failures_(shape.kept_failures), periods_(shape.periods), equations_(shape.equations) {
  if (shape.conditioned) conditioned.emplace(*shape.conditioned);
  for (int r = 0; r < shape.replicates; ++r) replicates.push_back({Accumulator(shape.grids, Resolution::coarse), shape.replicate_targets});
}

SeriesSummary Outcome::summary(std::size_t series, std::span<const double> levels) const {
  if (conditioned) return conditioned->summary(series, levels);
  if (replicates.empty()) return statistics.summary(series, levels);
  std::vector<const Accumulator*> parts;
  for (const Replicate& replicate : replicates) parts.push_back(&replicate.statistics);
  return summary_by_replicates(statistics, parts, series, levels);
}

namespace {

/// Puts the error that the spread between replicates tells in place of that of independent paths.
/// \param of  the probability of one part's TargetCounts
template <class Of>
Probability with_spread(const Outcome& outcome, Of of) {
  Probability p = of(outcome.targets);
  if (outcome.replicates.empty()) return p;
  std::vector<double> hits, n;
  for (const Outcome::Replicate& replicate : outcome.replicates) {
    const Probability part = of(replicate.targets);
    hits.push_back(static_cast<double>(part.hits));
    n.push_back(static_cast<double>(part.n));
  }
  p.standard_error = share_error(hits, n);
  return p;
}

}  // namespace

Probability Outcome::probability(std::size_t target) const {
  if (conditioned) return conditioned->targets().probability(target, conditioned->failed_weight(failed));
  return with_spread(*this, [&](const TargetCounts& counts) { return counts.probability(target, failed); });
}

Probability Outcome::probability_with_tolerance(std::size_t target) const {
  if (conditioned) return conditioned->targets().probability_with_tolerance(target, conditioned->failed_weight(failed));
  return with_spread(*this, [&](const TargetCounts& counts) { return counts.probability_with_tolerance(target, failed); });
}

Probability Outcome::joint(std::size_t set) const {
  if (conditioned) return conditioned->targets().joint(set, conditioned->failed_weight(failed));
  return with_spread(*this, [&](const TargetCounts& counts) { return counts.joint(set, failed); });
}

void Outcome::add_failure(const Failure& failure) {
  constexpr std::size_t slack = 1000;
  ++failed;
  ++failure_counts[{failure.kind, failure.period, failure.equation}];
  failures.push_back(failure);
  if (failures.size() > 2 * static_cast<std::size_t>(kept_failures_) + slack) tidy();
}

void Outcome::tidy() {
  std::sort(failures.begin(), failures.end(), [](const Failure& a, const Failure& b) { return a.path < b.path; });
  if (failures.size() > static_cast<std::size_t>(kept_failures_)) failures.resize(static_cast<std::size_t>(kept_failures_));
}

void Outcome::merge(const Outcome& other) {
  statistics.merge(other.statistics);
  targets.merge(other.targets);
  if (conditioned) conditioned->merge(*other.conditioned);
  for (std::size_t r = 0; r < replicates.size(); ++r) {
    replicates[r].statistics.merge(other.replicates[r].statistics);
    replicates[r].targets.merge(other.replicates[r].targets);
  }
  paths += other.paths;
  failed += other.failed;
  slow_solves += other.slow_solves;
  failures.insert(failures.end(), other.failures.begin(), other.failures.end());
  for (const auto& [cause, count] : other.failure_counts) failure_counts[cause] += count;
  for (std::size_t i = 0; i < identity_residuals.size(); ++i) identity_residuals[i] = std::max(identity_residuals[i], other.identity_residuals[i]);
  tidy();
}

void Outcome::serialise(detail::ByteWriter& out) const {
  out.block_of([&](detail::ByteWriter& to) { statistics.serialise(to); });
  out.block(targets.serialise());
  out.i64(paths);
  out.i64(failed);
  out.i64(slow_solves);
  out.u64(failures.size());
  for (const Failure& f : failures) {
    out.i64(f.path);
    out.u64(static_cast<std::uint64_t>(f.kind));
    out.i64(f.period);
    out.i64(f.equation);
    out.f64(f.residual);
  }
  out.u64(failure_counts.size());
  for (const auto& [cause, count] : failure_counts) {
    out.u64(static_cast<std::uint64_t>(cause.kind));
    out.i64(cause.period);
    out.i64(cause.equation);
    out.i64(count);
  }
  for (const double residual : identity_residuals) out.f64(residual);
  if (conditioned) conditioned->serialise(out);
  for (const Replicate& replicate : replicates) {
    out.block_of([&](detail::ByteWriter& to) { replicate.statistics.serialise(to); });
    out.block(replicate.targets.serialise());
  }
}

void Outcome::restore(detail::ByteReader& in) {
  const auto kind = [&in] {
    const std::uint64_t code = in.u64();
    if (code > static_cast<std::uint64_t>(FailureKind::out_of_bounds)) in.fail("name an unknown kind of failure");
    return static_cast<FailureKind>(code);
  };
  const auto below = [&in](int end) {
    const std::int64_t number = in.i64();
    if (number < 0 || number >= end) in.fail("name a period or an equation that the model lacks");
    return static_cast<int>(number);
  };
  statistics.restore(in.block());
  targets.restore(in.block());
  paths = in.i64();
  failed = in.i64();
  slow_solves = in.i64();
  if (failed < 0 || paths < failed || slow_solves < 0 || targets.n() != paths - failed) in.fail("contradict themselves");
  failures.clear();
  for (std::uint64_t left = in.u64(); left > 0; --left) {
    Failure f;
    f.path = in.i64();
    f.kind = kind();
    f.period = below(periods_);
    f.equation = below(equations_);
    f.residual = in.f64();
    failures.push_back(f);
  }
  failure_counts.clear();
  std::int64_t counted = 0;
  for (std::uint64_t left = in.u64(); left > 0; --left) {
    FailureCause cause;
    cause.kind = kind();
    cause.period = below(periods_);
    cause.equation = below(equations_);
    const std::int64_t count = in.i64();
    if (count < 0 || count > failed - counted) in.fail("contradict themselves");
    counted += failure_counts[cause] = count;
  }
  if (counted != failed) in.fail("contradict themselves");
  for (double& residual : identity_residuals) residual = in.f64();
  if (conditioned) {
    conditioned->restore(in);
    if (conditioned->sums().n != targets.n()) in.fail("contradict themselves");
  }
  std::int64_t in_replicates = 0;
  for (Replicate& replicate : replicates) {
    replicate.statistics.restore(in.block());
    replicate.targets.restore(in.block());
    if (replicate.targets.n() > targets.n() - in_replicates) in.fail("contradict themselves");
    in_replicates += replicate.targets.n();
  }
  if (!replicates.empty() && in_replicates != targets.n()) in.fail("contradict themselves");
}

}  // namespace jingchu::engine
