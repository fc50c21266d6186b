#include "engine/simulation/fit_proposal.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "engine/simulation/simulation.hpp"
#include "engine/simulation/tile.hpp"

namespace jingchu::engine {

namespace {

// The first linear form is taken about the medians, the others about the middle of the proposal before.
constexpr int rounds = 3, width = 192;
constexpr double near = 0.25, far = 1;   ///< steps of scores: a slope that differs between them is none
constexpr double least_share = 1e-4;     ///< of the spread of an output: what moves it less is left out

/// Fits one proposal. Outputs are those that were published, one an observation of the plan.
class Fit {
 public:
  explicit Fit(const RunTables& tables) : tables_(tables), rules_(tables.plan().observations), tile_(tables, width), at_(tile_.score_rows(), 0.0) {
    for (const ExactPeriod& exact : tables.exact)
      for (const ExactShock& one : exact.shocks()) found_.push_back(tile_.score_row(exact.period(), one.shock));
    const std::size_t parameters = tables.draws().parameter_count(), shocks = tables.draws().shock_count();
    for (std::size_t p = 0; p < parameters; ++p)
      if (tables.draws().parameter_has_score(p)) candidates_.push_back(p);
    // What has no solution in later periods is as good for the fit as any other path.
    std::vector<int> published;
    for (const ObservationRule& rule : rules_) published.push_back(rule.output);
    tile_.restrict_to(published);
    for (int t = 0; t < tile_.periods(); ++t)
      for (std::size_t s = 0; s < shocks; ++s)
        if (tables.draws().shock_has_score(s)) candidates_.push_back(tile_.score_row(t, static_cast<int>(s)));
    for (const ObservationRule& rule : rules_) values_.push_back(rule.value);
  }

  Proposal run() {
    std::optional<Proposal> proposal;
    for (int round = 0; round < rounds; ++round) {
      Proposal::Linear linear;
      std::vector<double> errors;
      if (!take_linear(linear, errors)) break;
      add_rest(linear, proposal, errors);
      proposal.emplace(std::move(linear), values_, errors, found_);
      const std::vector<double> middle = proposal->middle();
      std::fill(at_.begin(), at_.end(), 0.0);
      for (std::size_t r = 0; r < middle.size(); ++r) at_[proposal->linear().rows[r]] = middle[r];
    }
    if (proposal) return std::move(*proposal);
    Proposal::Linear nothing;
    nothing.centre.assign(rules_.size(), 0.0);
    std::vector<double> errors(rules_.size() * rules_.size(), 0.0);
    for (std::size_t o = 0; o < rules_.size(); ++o) errors[o * rules_.size() + o] = 1;
    return Proposal(std::move(nothing), values_, errors, found_);
  }

 private:
  std::size_t outputs() const { return rules_.size(); }

  /// Outputs of paths whose scores are at_ but for one each, changed by a step: candidates x outputs.
  std::vector<double> stepped(double step) {
    std::vector<double> result(candidates_.size() * outputs());
    for (std::size_t first = 0; first < candidates_.size(); first += width) {
      const std::size_t count = std::min<std::size_t>(width, candidates_.size() - first);
      fill(scores_);
      for (std::size_t i = 0; i < count; ++i) scores_[candidates_[first + i] * width + i] += step;
      tile_.simulate_scores(0, static_cast<int>(count), scores_, false);
      tile_.observed_outputs(observed_);
      for (std::size_t i = 0; i < count; ++i)
        for (std::size_t o = 0; o < outputs(); ++o) result[(first + i) * outputs() + o] = observed_[o * width + i];
    }
    return result;
  }

  void fill(AlignedDoubles& scores) const {
    scores.resize(at_.size() * width);
    for (std::size_t row = 0; row < at_.size(); ++row) std::fill_n(&scores[row * width], width, at_[row]);
    // What has no score is a uniform.
    const std::size_t parameters = tables_.draws().parameter_count(), shocks = tables_.draws().shock_count();
    for (std::size_t row = 0; row < at_.size(); ++row)
      if (!(row < parameters ? tables_.draws().parameter_has_score(row) : tables_.draws().shock_has_score((row - parameters) % shocks))) std::fill_n(&scores[row * width], width, 0.5);
  }

  /// Centre, slopes and the rows that matter; and the errors of the values, with what the shocks that are found do. False where the centre fails.
  bool take_linear(Proposal::Linear& linear, std::vector<double>& errors) {
    const std::size_t n = outputs();
    fill(scores_);
    tile_.simulate_scores(0, 8, scores_, false);
    tile_.observed_outputs(observed_);
    for (std::size_t o = 0; o < n; ++o) {
      linear.centre.push_back(observed_[o * width]);
      if (!std::isfinite(linear.centre.back())) return false;
    }
    const std::vector<double> up = stepped(near), down = stepped(-near), far_up = stepped(far), far_down = stepped(-far);
    std::vector<double> slopes(up.size());
    std::vector<double> spread(n, 0.0);
    for (std::size_t c = 0; c < up.size(); ++c) {
      const double slope = (up[c] - down[c]) / (2 * near), wide = (far_up[c] - far_down[c]) / (2 * far);
      const bool smooth = std::abs(slope - wide) <= 0.5 * std::max(std::abs(slope), std::abs(wide));
      slopes[c] = smooth && std::isfinite(slope) ? slope : 0.0;
      spread[c % n] += slopes[c] * slopes[c];
    }
    errors.assign(n * n, 0.0);
    for (std::size_t o = 0; o < n; ++o) {
      // Without it two values that say the same would leave no inverse.
      constexpr double rounding = 1e-9;
      errors[o * n + o] = rules_[o].error * rules_[o].error + rounding * (spread[o] > 0 ? spread[o] : 1.0);
    }
    std::vector<std::size_t> taken;
    for (std::size_t c = 0; c < candidates_.size(); ++c) {
      const double* own = &slopes[c * n];
      if (std::find(found_.begin(), found_.end(), candidates_[c]) != found_.end()) {
        for (std::size_t i = 0; i < n; ++i)
          for (std::size_t j = 0; j < n; ++j) errors[i * n + j] += own[i] * own[j];
        continue;
      }
      bool matters = false;
      for (std::size_t o = 0; o < n; ++o) matters = matters || std::abs(own[o]) > least_share * std::sqrt(spread[o]);
      if (matters) taken.push_back(c);
    }
    for (const std::size_t c : taken) {
      linear.rows.push_back(candidates_[c]);
      linear.at.push_back(at_[candidates_[c]]);
    }
    for (std::size_t o = 0; o < n; ++o)
      for (const std::size_t c : taken) linear.slopes.push_back(slopes[c * n + o]);
    return true;
  }

  /// Adds to the errors what the linear form misses on the pilot paths: of the model, or of the proposal before.
  void add_rest(const Proposal::Linear& linear, const std::optional<Proposal>& before, std::vector<double>& errors) {
    const std::size_t n = outputs(), rows = linear.rows.size();
    std::vector<double> unit(n * n, 0.0), sums(n * n, 0.0), missed(n), outputs_at(n * width);
    for (std::size_t o = 0; o < n; ++o) unit[o * n + o] = 1;
    const Proposal form(linear, values_, unit, found_);
    std::int64_t count = 0;
    for (std::int64_t first = 0; first < pilot_paths; first += width) {
      const int lanes = static_cast<int>(std::min<std::int64_t>(width, pilot_paths - first));
      if (before) tile_.propose(first, lanes, *before, true);
      else tile_.draw_scores(first, tile_.drawn_scores());
      for (const std::size_t row : found_) std::fill_n(&tile_.drawn_scores()[row * width], width, 0.0);
      tile_.simulate_scores(first, lanes, tile_.drawn_scores(), false);
      tile_.observed_outputs(observed_);
      scores_ = tile_.drawn_scores();
      tile_.hold_scores(form, scores_);
      tile_.simulate_scores(first, lanes, scores_, false);
      tile_.observed_outputs(outputs_at);
      for (int i = 0; i < lanes; ++i) {
        const auto lane = static_cast<std::size_t>(i);
        bool finite = true;
        for (std::size_t o = 0; o < n; ++o) {
          missed[o] = observed_[o * width + lane] - outputs_at[o * width + lane];
          for (std::size_t r = 0; r < rows; ++r) missed[o] -= linear.slopes[o * rows + r] * (tile_.drawn_scores()[linear.rows[r] * width + lane] - linear.at[r]);
          finite = finite && std::isfinite(missed[o]);
        }
        if (!finite) continue;
        ++count;
        for (std::size_t a = 0; a < n; ++a)
          for (std::size_t b = 0; b < n; ++b) sums[a * n + b] += missed[a] * missed[b];
      }
    }
    if (count > 0)
      for (std::size_t k = 0; k < sums.size(); ++k) errors[k] += sums[k] / static_cast<double>(count);
  }

  const RunTables& tables_;
  const std::vector<ObservationRule>& rules_;
  Tile tile_;
  std::vector<double> at_;                     ///< m, one a row of scores
  std::vector<std::size_t> found_, candidates_;
  std::vector<double> values_, observed_;
  AlignedDoubles scores_;
};

}  // namespace

Proposal fit_proposal(const RunTables& tables) { return Fit(tables).run(); }

}  // namespace jingchu::engine
