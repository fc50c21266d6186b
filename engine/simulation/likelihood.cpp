#include "engine/simulation/likelihood.hpp"

#include <algorithm>
#include <cmath>

#include "engine/math/vector_math.hpp"
#include "engine/random/law_density.hpp"
#include "engine/simulation/proposal.hpp"
#include "engine/statistics/path_weights.hpp"

namespace jingchu::engine {

Likelihood::Likelihood(std::vector<ObservationRule> rules) : rules_(std::move(rules)) {
  int exact = 0;
  std::vector<std::pair<ObservationRule, int>> numbered;
  for (const ObservationRule& rule : rules_) numbered.emplace_back(rule, rule.is_exact() ? exact++ : -1);
  std::stable_sort(numbered.begin(), numbered.end(), [](const auto& a, const auto& b) { return a.first.release < b.first.release; });
  for (std::size_t i = 0; i < numbered.size(); ++i) {
    rules_[i] = numbered[i].first;
    exact_.push_back(numbered[i].second);
  }
  if (!rules_.empty()) releases_ = rules_.back().release + 1;
}

void Likelihood::logs(const double* outputs, std::size_t stride, const double* exact, int width, double* logs) const noexcept {
  const auto w = static_cast<std::size_t>(width);
  auto rule = rules_.begin();
  for (int r = 0; r < releases_; ++r, logs += w) {
    if (r == 0) std::fill_n(logs, w, 0.0);
    else std::copy_n(logs - w, w, logs);
    for (; rule != rules_.end() && rule->release == r; ++rule) {
      if (rule->is_exact()) {
        const double* own = exact + static_cast<std::size_t>(exact_[static_cast<std::size_t>(rule - rules_.begin())]) * stride;
        for (std::size_t i = 0; i < w; ++i) logs[i] += own[i];
        continue;
      }
      const double* x = outputs + static_cast<std::size_t>(rule->output) * stride;
      for (std::size_t i = 0; i < w; ++i) {
        const double z = (x[i] - rule->value) / rule->error;
        logs[i] -= rule->df > 0 ? 0.5 * (rule->df + 1) * scalar_log(1 + z * z / (rule->df - 2)) : 0.5 * z * z;
      }
    }
  }
}

double Likelihood::log_most(int release) const {
  double sum = 0;
  for (const ObservationRule& rule : rules_)
    if (rule.release <= release && !rule.is_exact()) sum += LawDensity(rule.df > 0 ? Law(StudentTLaw{rule.df, 0, rule.error}) : Law(NormalLaw{0, rule.error})).log_at(0);
  return sum;
}

bool Likelihood::is_bounded(int release) const noexcept {
  return std::none_of(rules_.begin(), rules_.end(), [&](const ObservationRule& rule) { return rule.is_exact() && rule.release <= release; });
}

bool is_out_of_reach(const ObservationRule& rule, double low, double high) noexcept {
  constexpr double errors = 10;
  return std::max(low - rule.value, rule.value - high) > std::max(0.5 * (high - low), errors * rule.error);
}

double reference_log(std::span<const double> logs, double most) {
  // 2^-13 of the largest weight is left to the best pilot path, with 18 digits for what agrees less than it.
  constexpr double room = 13 * 0.69314718055994530942;
  double best = -std::numeric_limits<double>::infinity();
  for (const double x : logs)
    if (x > best) best = x;
  if (!std::isfinite(best)) return 0;
  return std::min(most, best + room);
}

double most_log_ratio(bool guided) { return guided ? scalar_log(static_cast<double>(Proposal::group)) : 0; }

void TileWeights::weigh(Isa isa, const double* outputs, std::size_t stride, const double* exact, const double* ratios, const double* alive, int width) {
  const auto w = static_cast<std::size_t>(width);
  const auto releases = static_cast<std::size_t>(likelihood_.releases());
  logs_.resize(releases * w);
  weights_.assign(releases * w, 0);
  prior_.assign(w, 0);
  saturated_.assign(releases, 0);
  n_ = 0;
  for (std::size_t i = 0; i < w; ++i)
    if (!alive || alive[i] > 0) {
      prior_[i] = most_weight;
      ++n_;
    }
  if (ratios != nullptr) {
    logs_.assign(ratios, ratios + w);
    const double most = most_log_ratio(true);
    for (double& log : logs_) log -= most;
    apply(isa, VectorFunction::exp, logs_.data(), logs_.data(), width);
    for (std::size_t i = 0; i < w; ++i)
      if (prior_[i] != 0) {
        std::uint64_t rounded_up = 0;
        prior_[i] = whole_weight(logs_[i], rounded_up);
      }
    logs_.resize(releases * w);
  }
  likelihood_.logs(outputs, stride, exact, width, logs_.data());
  for (std::size_t r = 0; r < releases; ++r)
    for (std::size_t i = 0; i < w; ++i) logs_[r * w + i] += (ratios != nullptr ? ratios[i] : 0.0) - references_[r];
  apply(isa, VectorFunction::exp, logs_.data(), logs_.data(), static_cast<int>(releases * w));
  for (std::size_t r = 0; r < releases; ++r) {
    std::uint64_t saturated = 0;
    for (std::size_t i = 0; i < w; ++i)
      if (!alive || alive[i] > 0) weights_[r * w + i] = whole_weight(logs_[r * w + i], saturated);
    saturated_[r] = static_cast<std::int64_t>(saturated);
  }
}

}  // namespace jingchu::engine
