// Paths of a tile drawn from a proposal instead of the model.
#include <algorithm>
#include <limits>

#include "engine/simulation/tile.hpp"

namespace jingchu::engine {

std::size_t Tile::score_rows() const noexcept {
  const auto periods = static_cast<std::size_t>(tables().periods());
  return tables().draws().parameter_count() + (periods + periods % 2) * shock_count_;
}

std::size_t Tile::score_row(int period, int shock) const noexcept {
  return tables().draws().parameter_count() + static_cast<std::size_t>(period) * shock_count_ + static_cast<std::size_t>(shock);
}

void Tile::draw_scores(std::int64_t first_path, AlignedDoubles& scores) const {
  scores.resize(score_rows() * w());
  tables().draws().parameter_scores(tables().isa(), first_path, width_, scores.data());
  for (int period = 0; period < tables().periods(); period += 2)
    tables().draws().shock_scores(tables().isa(), first_path, width_, period / 2, scores.data() + score_row(period, 0) * w());
}

void Tile::simulate_scores(std::int64_t first_path, int count, const AlignedDoubles& scores, bool find) {
  is_central_ = false;
  begin(first_path, count);
  std::copy_n(scores.begin(), tables().draws().parameter_count() * w(), parameters_.begin());
  tables().draws().parameters_of_scores(tables().isa(), width_, parameters_.data());
  scores_ = &scores;
  finds_shocks_ = find;
  run_periods(nullptr);
  scores_ = nullptr;
  finds_shocks_ = true;
  finish();
}

void Tile::shocks_of_scores(int period) {
  double* shocks = shocks_.data() + static_cast<std::size_t>(period % 2) * shock_count_ * w();
  std::copy_n(scores_->begin() + static_cast<std::ptrdiff_t>(score_row(period, 0) * w()), shock_count_ * w(), shocks);
  tables().draws().shocks_of_scores(tables().isa(), width_, shocks);
}

void Tile::observed_outputs(std::vector<double>& outputs) const {
  const auto& rules = tables().plan().observations;
  outputs.resize(rules.size() * w());
  for (std::size_t o = 0; o < rules.size(); ++o)
    for (std::size_t i = 0; i < w(); ++i)
      outputs[o * w() + i] = alive_[i] > 0 ? output(rules[o].output)[i] : std::numeric_limits<double>::quiet_NaN();
}

void Tile::hold_scores(const Proposal& proposal, AlignedDoubles& scores) const {
  for (std::size_t r = 0; r < proposal.linear().rows.size(); ++r) std::fill_n(&scores[proposal.linear().rows[r] * w()], w(), proposal.linear().at[r]);
  for (const std::size_t row : proposal.still()) std::fill_n(&scores[row * w()], w(), 0.0);
}

void Tile::propose(std::int64_t first_path, int count, const Proposal& proposal, bool all) {
  draw_scores(first_path, drawn_scores_);
  held_scores_ = drawn_scores_;
  hold_scores(proposal, held_scores_);
  // Nothing is asked of these paths but what was published.
  const std::vector<int> wanted = only_outputs_;
  const int periods = periods_;
  std::vector<int> published;
  for (const ObservationRule& rule : tables().plan().observations) published.push_back(rule.output);
  restrict_to(published);
  simulate_scores(first_path, count, held_scores_, false);
  only_outputs_ = wanted;
  periods_ = periods;
  observed_outputs(observed_);
  const auto& rows = proposal.linear().rows;
  moved_scores_.resize(rows.size() * w());
  for (std::size_t r = 0; r < rows.size(); ++r) std::copy_n(&drawn_scores_[rows[r] * w()], w(), &moved_scores_[r * w()]);
  log_ratios_.resize(w());
  proposal.move(first_path, width_, observed_.data(), moved_scores_.data(), log_ratios_.data(), all);
  for (std::size_t r = 0; r < rows.size(); ++r) std::copy_n(&moved_scores_[r * w()], w(), &drawn_scores_[rows[r] * w()]);
}

}  // namespace jingchu::engine
