#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/study.hpp"

namespace jingchu::analysis {

/// A lever, in some periods, and how far a common amount moves it.
struct LeverMove {
  std::string lever;
  PeriodRange periods;           ///< within the horizon
  double weight = 1;             ///< what it is moved by for an amount of 1; 1 or -1 where the amount is spent
  /// Its name as it was written, periods included.
  std::string text;
  double cost = 0;               ///< of moving it by one, where the amount is spent; else 0
  double begins = 0;             ///< it has its turn when so much is spent on others
  double most = 0;               ///< and is moved so far at most

  double change(double amount) const { return weight * (cost > 0 ? std::clamp((amount - begins) / cost, 0.0, most) : amount) + 0.0; }   // no -0
  /// How much of an amount is spent on it.
  double spent(double amount) const { return cost > 0 ? std::clamp(amount - begins, 0.0, cost * most) : 0; }
};

/// A lever's turn to be moved where an amount is spent: which, to what side, and what one unit costs.
struct Turn {
  std::size_t move = 0;
  double side = 1;               ///< 1 or -1
  double cost = 1;
};

/// Lowest and highest amount, 0 between them.
struct Bounds {
  double lower = 0;
  double upper = 0;
};

/// Levers that are moved together: each of them, in its periods, by its weight times the amount; or one after the other, each as far as the
/// model allows, while the amount is spent on them.
class LeverMix {
 public:
  /// \param list  "plan_tr[2024],plan_ni[2024]=0.5": names, each with periods (without: the whole horizon) and a weight (without: 1).
  /// Throws Error(usage), all problems at once: unknown levers, with the nearest name; periods outside the horizon; weights
  /// that are no number or 0; one lever moved twice in a period.
  LeverMix(const Study& study, std::string_view list);

  /// The amount is spent on the levers from now on, in these turns; those that have none stay where they are. Bounds are then what can be spent.
  void spend(const std::vector<Turn>& turns);
  bool is_spent() const noexcept { return is_spent_; }

  const std::vector<LeverMove>& moves() const noexcept { return moves_; }
  /// The setting of the study with every lever moved.
  models::Setting moved(double amount) const;
  /// Moves the levers of a setting of the study, from where they are there.
  void move(models::Setting& setting, double amount) const;
  /// Amounts for which every lever stays where the model allows it to be.
  Bounds bounds() const noexcept { return bounds_; }
  /// Moves one of the levers in a setting of the study.
  void move_one(models::Setting& setting, const LeverMove& move, double change) const;
  /// How far a lever can be moved to a side from where it is in a setting.
  double room(const models::Setting& setting, const LeverMove& move, double side) const;
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
  bool is_spent_ = false;
};

}  // namespace jingchu::analysis
