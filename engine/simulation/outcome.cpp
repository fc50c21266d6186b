#include "engine/simulation/outcome.hpp"

#include <algorithm>

namespace jingchu::engine {

Outcome::Outcome(const Shape& shape)
    : statistics(shape.grids), targets(shape.targets), identity_residuals(static_cast<std::size_t>(shape.identities), 0.0),
      kept_failures_(shape.kept_failures), periods_(shape.periods), equations_(shape.equations) {}

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
  paths += other.paths;
  failed += other.failed;
  slow_solves += other.slow_solves;
  failures.insert(failures.end(), other.failures.begin(), other.failures.end());
  for (const auto& [cause, count] : other.failure_counts) failure_counts[cause] += count;
  for (std::size_t i = 0; i < identity_residuals.size(); ++i) identity_residuals[i] = std::max(identity_residuals[i], other.identity_residuals[i]);
  tidy();
}

void Outcome::serialise(detail::ByteWriter& out) const {
  out.block(statistics.serialise());
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
}

void Outcome::restore(detail::ByteReader& in) {
  const auto kind = [&in] {
    const std::uint64_t code = in.u64();
    if (code > static_cast<std::uint64_t>(FailureKind::not_finite)) in.fail("name an unknown kind of failure");
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
    if (count < 0 || count > failed) in.fail("contradict themselves");
    counted += failure_counts[cause] = count;
  }
  if (counted != failed) in.fail("contradict themselves");
  for (double& residual : identity_residuals) residual = in.f64();
}

}  // namespace jingchu::engine
