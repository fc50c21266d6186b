#include "engine/statistics/target_counts.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "engine/statistics/bytes.hpp"
#include "engine/statistics/target_hits.hpp"

namespace jingchu::engine {

namespace {

constexpr std::uint64_t magic_and_version = 0x01'53'54'45'47'54'43'4a;  // "JCTGETS", 1
constexpr std::uint64_t flags = 0;

Probability share(std::int64_t hits, std::int64_t n, std::int64_t failed) {
  Probability p;
  p.hits = hits;
  p.n = n;
  if (n == 0) {
    p.value = p.standard_error = std::numeric_limits<double>::quiet_NaN();
  } else {
    const auto count = static_cast<double>(n), hit = static_cast<double>(hits);
    p.value = hit / count;
    const double spread = hits == 0 || hits == n ? (hit + 1) / (count + 2) : p.value;
    // One path tells nothing of the spread.
    p.standard_error = n == 1 ? std::numeric_limits<double>::quiet_NaN() : std::sqrt(spread * (1 - spread) / count);
  }
  const auto all = static_cast<double>(n + failed);
  p.lower = all > 0 ? static_cast<double>(hits) / all : 0.0;
  p.upper = all > 0 ? static_cast<double>(hits + failed) / all : 1.0;
  return p;
}

}  // namespace

std::uint64_t fingerprint(const std::vector<TargetRule>& targets, const std::vector<TargetSet>& sets, const std::vector<int>& counted) {
  detail::Fingerprint print;
  const auto add_list = [&](const std::vector<int>& list) {
    print.add(std::uint64_t{list.size()});
    for (const int i : list) print.add(static_cast<std::uint64_t>(i));
  };
  for (const TargetRule& t : targets) {
    print.add(static_cast<std::uint64_t>(t.output));
    print.add(static_cast<std::uint64_t>(t.sense));
    print.add(t.threshold);
    print.add(t.upper);
    print.add(t.tolerance);
  }
  for (const TargetSet& s : sets) add_list(s.targets);
  add_list(counted);
  return print.value();
}

TargetCounts::TargetCounts(std::vector<TargetRule> targets, std::vector<TargetSet> sets, std::vector<int> counted)
    : targets_(std::move(targets)), sets_(std::move(sets)), counted_(std::move(counted)), hits_(targets_.size()),
      tolerant_hits_(targets_.size()), joint_hits_(sets_.size()), met_(counted_.size() + 1), lanes_(targets_.size()) {
  const auto check = [&](const std::vector<int>& list) {
    for (const int i : list)
      if (i < 0 || static_cast<std::size_t>(i) >= targets_.size()) throw std::logic_error("TargetCounts: no such target");
  };
  for (const TargetSet& set : sets_) check(set.targets);
  check(counted_);
}

void TargetCounts::add(const double* outputs, std::size_t stride, const double* alive, int width) noexcept {
  for (int first = 0; first < width; first += 64) {
    const int lanes = std::min(64, width - first);
    const std::uint64_t living = living_lanes(alive ? alive + first : nullptr, lanes);
    n_ += std::popcount(living);
    for (std::size_t t = 0; t < targets_.size(); ++t) {
      const TargetRule& rule = targets_[t];
      const double* values = outputs + static_cast<std::size_t>(rule.output) * stride + first;
      lanes_[t] = hit_lanes(rule, 0, values, lanes) & living;
      hits_[t] += std::popcount(lanes_[t]);
      tolerant_hits_[t] += std::popcount(rule.tolerance > 0 ? hit_lanes(rule, rule.tolerance, values, lanes) & living : lanes_[t]);
    }
    for (std::size_t s = 0; s < sets_.size(); ++s) {
      std::uint64_t all = living;
      for (const int t : sets_[s].targets) all &= lanes_[static_cast<std::size_t>(t)];
      joint_hits_[s] += std::popcount(all);
    }
    for (std::uint64_t rest = living; rest != 0; rest &= rest - 1) {
      const int i = std::countr_zero(rest);
      std::size_t met = 0;
      for (const int t : counted_) met += (lanes_[static_cast<std::size_t>(t)] >> i) & 1;
      ++met_[met];
    }
  }
}

void TargetCounts::merge(const TargetCounts& other) {
  if (fingerprint(targets_, sets_, counted_) != fingerprint(other.targets_, other.sets_, other.counted_))
    throw std::logic_error("TargetCounts::merge: the two sides count different targets");
  n_ += other.n_;
  const auto add_all = [](std::vector<std::int64_t>& to, const std::vector<std::int64_t>& from) {
    for (std::size_t i = 0; i < to.size(); ++i) to[i] += from[i];
  };
  add_all(hits_, other.hits_);
  add_all(tolerant_hits_, other.tolerant_hits_);
  add_all(joint_hits_, other.joint_hits_);
  add_all(met_, other.met_);
}

Probability TargetCounts::probability(std::size_t target, std::int64_t failed) const { return share(hits_.at(target), n_, failed); }

Probability TargetCounts::probability_with_tolerance(std::size_t target, std::int64_t failed) const {
  return share(tolerant_hits_.at(target), n_, failed);
}

Probability TargetCounts::joint(std::size_t set, std::int64_t failed) const { return share(joint_hits_.at(set), n_, failed); }

std::vector<double> TargetCounts::targets_met() const {
  std::vector<double> shares;
  for (const std::int64_t paths : met_) shares.push_back(static_cast<double>(paths) / static_cast<double>(n_));
  return shares;
}

std::vector<std::byte> TargetCounts::serialise() const {
  detail::ByteWriter out;
  out.u64(magic_and_version);
  out.u64(flags);
  out.u64(fingerprint(targets_, sets_, counted_));
  out.i64(n_);
  for (const auto* list : {&hits_, &tolerant_hits_, &joint_hits_, &met_})
    for (const std::int64_t x : *list) out.i64(x);
  return std::move(out).take();
}

void TargetCounts::restore(std::span<const std::byte> bytes) {
  detail::ByteReader in(bytes);
  if (in.u64() != magic_and_version || in.u64() != flags) in.fail("are not of a form this version reads");
  if (in.u64() != fingerprint(targets_, sets_, counted_)) in.fail("count other targets");
  TargetCounts read(targets_, sets_, counted_);
  read.n_ = in.i64();
  if (read.n_ < 0) in.fail("contradict themselves");
  for (auto* list : {&read.hits_, &read.tolerant_hits_, &read.joint_hits_, &read.met_})
    for (std::int64_t& x : *list) {
      x = in.i64();
      if (x < 0 || x > read.n_) in.fail("contradict themselves");
    }
  in.finish();
  *this = std::move(read);
}

}  // namespace jingchu::engine
