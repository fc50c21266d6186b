#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "analysis/lever_mix.hpp"

namespace jingchu::analysis {

/// How near a setting brings what is sought.
struct Near {
  double score = 0;        ///< the higher the nearer, about linear in the levers; NaN where that cannot be told
  bool reached = false;
  bool any = true;         ///< false: no path is there, and the score cannot tell levers apart
  double spare = 0;        ///< what the mean of the target that is farthest off has to spare: tells them apart then
};
using Nearness = std::function<Near(const models::Setting&)>;

/// What moving each lever by one costs, in the order of the mix.
/// \param list  "plan_ur[2024]=42,voucher[2024]=1": levers as the mix has them
/// Throws Error(usage), all problems at once: levers that are not in the mix, or have two costs, or none; costs that are no number above 0; a mix
/// with weights.
std::vector<double> read_costs(const LeverMix& levers, std::string_view list);

/// Has the levers spend an amount in the order of what they do for it: each is moved a tenth of its room alone, to both sides, from where it is;
/// where that does nothing, the whole of its room; where no path is there at the start, by what means have to spare. Levers that bring nothing nearer stay, and all of
/// them where the aim is reached already.
///
/// For levers whose effects are straight and add up no other mix reaches the aim at less cost; see cheaper_exchange.
/// Throws Error(usage) where no lever has an effect, or a room.
LeverMix spend_in_order(const Study& base, LeverMix levers, const std::vector<double>& costs, const Nearness& nearness);

/// Two levers of which one does more for its cost than the other at an amount, though the other is the one that was moved.
struct Exchange {
  std::size_t more = 0, less = 0;   ///< among the moves of the mix
};
/// The exchange that would gain most, where one gains more than a fifth: effects are then not straight enough for the order they had at the start.
std::optional<Exchange> cheaper_exchange(const LeverMix& levers, double amount, const Nearness& nearness);

}  // namespace jingchu::analysis
