#include "engine/statistics/weighted_targets.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "engine/statistics/target_hits.hpp"

namespace jingchu::engine {

namespace {

constexpr std::uint64_t magic_and_version = 0x01'54'47'52'54'57'43'4a;  // "JCWTRGT", 1
constexpr std::uint64_t flags = 0;
constexpr double missing = std::numeric_limits<double>::quiet_NaN();

double number(Uint128 x) { return static_cast<double>(x); }

/// Sum of w^2 (h - p)^2 over all paths, h being 1 where something holds: what a weighted share scatters with.
double scatter(double p, Uint128 squares_held, Uint128 squares) { return (1 - 2 * p) * number(squares_held) + p * p * number(squares); }

}  // namespace

WeightedTargets::WeightedTargets(std::vector<TargetRule> targets, std::vector<TargetSet> sets, std::vector<int> counted)
    : targets_(std::move(targets)), sets_(std::move(sets)), counted_(std::move(counted)), targets_share_(targets_.size()), tolerant_(targets_.size()),
      sets_share_(sets_.size()), met_(counted_.size() + 1), lanes_(targets_.size()) {}

void WeightedTargets::add_lanes(Share& share, std::uint64_t lanes, const std::uint64_t* weights, const std::uint64_t* before) noexcept {
  std::uint64_t weight = 0, weight_before = 0;   // of at most 64 lanes
  for (; lanes != 0; lanes &= lanes - 1) {
    const auto i = std::countr_zero(lanes);
    const std::uint64_t w = weights[i], b = before[i];
    weight += w;
    weight_before += b;
    share.squares += w * w;
    share.before_squares += b * b;
    share.products += w * b;
  }
  share.weight += weight;
  share.before += weight_before;
}

void WeightedTargets::add(const double* outputs, std::size_t stride, std::span<const std::uint64_t> weights, std::span<const std::uint64_t> before, std::int64_t n,
                          std::int64_t saturated) noexcept {
  sums_.n += n;
  sums_.saturated += saturated;
  for (std::size_t first = 0; first < weights.size(); first += 64) {
    const int lanes = static_cast<int>(std::min<std::size_t>(64, weights.size() - first));
    const std::uint64_t *w = weights.data() + first, *b = before.data() + first;
    std::uint64_t any = 0, weighted = 0;
    for (int i = 0; i < lanes; ++i) {
      any |= static_cast<std::uint64_t>((w[i] | b[i]) != 0) << i;
      weighted |= static_cast<std::uint64_t>(w[i] != 0) << i;
    }
    if (any == 0) continue;
    add_lanes(all_, any, w, b);
    for (std::size_t t = 0; t < targets_.size(); ++t) {
      const TargetRule& rule = targets_[t];
      const double* values = outputs + static_cast<std::size_t>(rule.output) * stride + first;
      lanes_[t] = hit_lanes(rule, 0, values, lanes) & any;
      add_lanes(targets_share_[t], lanes_[t], w, b);
      add_lanes(tolerant_[t], rule.tolerance > 0 ? hit_lanes(rule, rule.tolerance, values, lanes) & any : lanes_[t], w, b);
    }
    for (std::size_t s = 0; s < sets_.size(); ++s) {
      std::uint64_t all = any;
      for (const int t : sets_[s].targets) all &= lanes_[static_cast<std::size_t>(t)];
      add_lanes(sets_share_[s], all, w, b);
    }
    for (std::uint64_t rest = weighted; rest != 0; rest &= rest - 1) {
      const int i = std::countr_zero(rest);
      std::size_t met = 0;
      for (const int t : counted_) met += (lanes_[static_cast<std::size_t>(t)] >> i) & 1;
      met_[met] += w[i];
    }
  }
  sums_.sum = all_.weight;
  sums_.squares = all_.squares;
}

void WeightedTargets::merge(const WeightedTargets& other) {
  if (fingerprint() != other.fingerprint()) throw std::logic_error("WeightedTargets::merge: the two sides count different targets");
  sums_.merge(other.sums_);
  const auto add = [](Share& to, const Share& from) {
    to.weight += from.weight;
    to.squares += from.squares;
    to.before += from.before;
    to.before_squares += from.before_squares;
    to.products += from.products;
  };
  const auto add_all = [&](std::vector<Share>& to, const std::vector<Share>& from) {
    for (std::size_t i = 0; i < to.size(); ++i) add(to[i], from[i]);
  };
  add(all_, other.all_);
  add_all(targets_share_, other.targets_share_);
  add_all(tolerant_, other.tolerant_);
  add_all(sets_share_, other.sets_share_);
  for (std::size_t k = 0; k < met_.size(); ++k) met_[k] += other.met_[k];
}

Probability WeightedTargets::share(const Share& held, double failed_weight) const {
  Probability p;
  const double total = number(sums_.sum), hit = number(held.weight), effective = sums_.effective();
  p.n = sums_.n;
  if (sums_.sum == 0) {
    p.value = p.standard_error = missing;
  } else {
    p.value = hit / total;
    if (held.weight == 0 || held.weight == sums_.sum) {
      // Of the Laplace estimate, as for paths that weigh the same.
      const double spread = (p.value * effective + 1) / (effective + 2);
      p.standard_error = std::sqrt(spread * (1 - spread) / effective);
    } else {
      p.standard_error = std::sqrt(std::max(0.0, scatter(p.value, held.squares, sums_.squares))) / total;
    }
  }
  if (std::isinf(failed_weight)) {
    p.lower = 0;
    p.upper = 1;
    return p;
  }
  const double left_open = failed_weight * static_cast<double>(most_weight);
  p.lower = total + left_open > 0 ? hit / (total + left_open) : 0.0;
  p.upper = total + left_open > 0 ? (hit + left_open) / (total + left_open) : 1.0;
  return p;
}

Probability WeightedTargets::share_before(const Share& held) const {
  WeightedTargets earlier;
  earlier.sums_ = {all_.before, all_.before_squares, sums_.n, 0};
  return earlier.share({held.before, held.before_squares, 0, 0, 0}, 0);
}

UpdatedProbability WeightedTargets::update(const Share& held) const {
  const Probability p = share(held, 0);
  UpdatedProbability result{p.value, p.standard_error, missing, missing};
  if (all_.before == 0 || sums_.sum == 0) return result;
  const double total = number(all_.weight), total_before = number(all_.before), before = number(held.before) / total_before;
  result.change = p.value - before;
  // A path moves the difference by w (h - p) / W - b (h - p_b) / B.
  const double products = (1 - p.value - before) * number(held.products) + p.value * before * number(all_.products);
  const double variance = scatter(p.value, held.squares, all_.squares) / (total * total) + scatter(before, held.before_squares, all_.before_squares) / (total_before * total_before) -
                          2 * products / (total * total_before);
  result.change_error = std::sqrt(std::max(0.0, variance));
  // Where it holds on all weight or on none, the error of that share is what bounds the change.
  if (held.weight == 0 || held.weight == sums_.sum) result.change_error = std::max(result.change_error, p.standard_error);
  return result;
}

std::vector<double> WeightedTargets::targets_met() const {
  std::vector<double> shares;
  for (const Uint128 weight : met_) shares.push_back(number(weight) / number(sums_.sum));
  return shares;
}

std::uint64_t WeightedTargets::fingerprint() const { return engine::fingerprint(targets_, sets_, counted_); }

std::vector<std::byte> WeightedTargets::serialise() const {
  detail::ByteWriter out;
  out.u64(magic_and_version);
  out.u64(flags);
  out.u64(fingerprint());
  sums_.serialise(out);
  const auto put = [&](const Share& share) {
    for (const Uint128 x : {share.weight, share.squares, share.before, share.before_squares, share.products}) out.u128(x);
  };
  put(all_);
  for (const auto* list : {&targets_share_, &tolerant_, &sets_share_})
    for (const Share& share : *list) put(share);
  for (const Uint128 x : met_) out.u128(x);
  return std::move(out).take();
}

void WeightedTargets::restore(std::span<const std::byte> bytes) {
  detail::ByteReader in(bytes);
  if (in.u64() != magic_and_version || in.u64() != flags) in.fail("are not of a form this version reads");
  if (in.u64() != fingerprint()) in.fail("count other targets");
  WeightedTargets read(targets_, sets_, counted_);
  read.sums_ = WeightSums::restore(in);
  const auto get = [&](Share& share) {
    for (Uint128* x : {&share.weight, &share.squares, &share.before, &share.before_squares, &share.products}) *x = in.u128();
    if (share.weight > read.sums_.sum || share.squares > read.sums_.squares) in.fail("contradict themselves");
  };
  get(read.all_);
  if (read.all_.weight != read.sums_.sum || read.all_.squares != read.sums_.squares) in.fail("contradict themselves");
  for (auto* list : {&read.targets_share_, &read.tolerant_, &read.sets_share_})
    for (Share& share : *list) get(share);
  Uint128 total = 0;
  for (Uint128& x : read.met_) total += x = in.u128();
  if (total != read.sums_.sum) in.fail("contradict themselves");
  in.finish();
  *this = std::move(read);
}

}  // namespace jingchu::engine
