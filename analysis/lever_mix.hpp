#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analysis/study.hpp"

namespace jingchu::analysis {

/// A lever, in some periods, that is moved by `weight` times a common amount.
struct LeverMove {
  std::string lever;
  PeriodRange periods;           ///< within the horizon
  double weight = 1;
  /// Its name as it was written, periods included.
  std::string text;
};

/// Lowest and highest amount, 0 between them.
struct Bounds {
  double lower = 0;
  double upper = 0;
};

/// Levers that are moved together: each of them, in its periods, by its weight times the amount.
class LeverMix {
 public:
  /// \param list  "plan_tr[2024],plan_ni[2024]=0.5": names, each with periods (without: the whole horizon) and a weight (without: 1).
  /// Throws Error(usage), all problems at once: unknown levers, with the nearest name; periods outside the horizon; weights
  /// that are no number or 0; one lever moved twice in a period.
  LeverMix(const Study& study, std::string_view list);

  const std::vector<LeverMove>& moves() const noexcept { return moves_; }
  /// The setting of the study with every lever moved.
  models::Setting moved(double amount) const;
  /// Moves the levers of a setting of the study, from where they are there.
  void move(models::Setting& setting, double amount) const;
  /// Amounts for which every lever stays where the model allows it to be.
  Bounds bounds() const noexcept { return bounds_; }
  /// What a lever is moved to: its lowest and highest value in its periods.
  std::pair<double, double> values(const LeverMove& move, double amount) const;

 private:
  void read_move(std::string_view text, int column, Diagnostics& problems);
  void check_and_bound(Diagnostics& problems);
  double value_at(const models::Setting& setting, const std::string& lever, std::size_t period) const;

  const Study* study_;
  std::string list_;
  std::vector<LeverMove> moves_;
  Bounds bounds_;
};

}  // namespace jingchu::analysis
