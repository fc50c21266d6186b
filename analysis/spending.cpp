#include "analysis/spending.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <string>

#include <fmt/format.h>

#include "engine/core/known_name.hpp"
#include "engine/core/text_display.hpp"

namespace jingchu::analysis {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
/// Of a lever's room: small enough to see what the lever does where it is, large enough to see it beside single paths.
constexpr double probe = 0.1;

Place place_in(std::string_view list, std::size_t at, std::size_t width) {
  const auto characters = [&](std::size_t from, std::size_t count) { return static_cast<int>(detail::glyphs(std::string(list.substr(from, count))).size()); };
  return {"--costs", 1, characters(0, at) + 1, std::max(1, characters(at, width)), std::string(list)};
}

/// What a lever does for its cost: to one side, from a setting that is so near.
double effect_of(const LeverMix& levers, const models::Setting& setting, const LeverMove& move, double change, double cost, const Near& near, const Nearness& nearness) {
  models::Setting moved = setting;
  levers.move_one(moved, move, change);
  const Near there = nearness(moved);
  const double gain = near.any ? there.score - near.score : there.spare - near.spare;
  return gain / (std::abs(change) * cost);
}

}  // namespace

std::vector<double> read_costs(const LeverMix& levers, std::string_view list) {
  Diagnostics problems;
  std::vector<double> costs(levers.moves().size(), nan);
  std::vector<std::string> names;
  for (const LeverMove& move : levers.moves()) {
    names.push_back(move.text);
    if (move.weight != 1) problems.error({}, fmt::format("lever {} has a weight: how far levers are moved beside each other follows from their costs", jingchu::quoted(move.text)), "leave out the weights, or --costs");
  }
  for (std::size_t begin = 0; begin <= list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    const std::string_view text = list.substr(begin, end - begin), name = text.substr(0, text.find('='));
    const std::string_view digits = name.size() < text.size() ? text.substr(name.size() + 1) : std::string_view();
    const auto found = std::find(names.begin(), names.end(), name);
    double cost = 0;
    const auto [last, error] = std::from_chars(digits.data(), digits.data() + digits.size(), cost);
    const std::size_t at = begin;
    begin = end + 1;
    if (found == names.end()) {
      problems.error(place_in(list, at, name.size()), fmt::format("{} is not among the levers that may be moved", jingchu::quoted(name)), nearest_hint(std::string(name), names, "write each as --lever has it, periods included: NAME[2024]=COST"));
      continue;
    }
    if (error != std::errc{} || last != digits.data() + digits.size() || !(cost > 0) || !std::isfinite(cost)) {
      problems.error(place_in(list, at + std::min(name.size() + 1, text.size()), digits.size()), fmt::format("{} is no cost: expected a finite number above 0", jingchu::quoted(digits)), "what moving the lever by one costs: NAME[2024]=COST");
      continue;
    }
    double& own = costs[static_cast<std::size_t>(found - names.begin())];
    if (!std::isnan(own)) problems.error(place_in(list, at, text.size()), fmt::format("{} has a cost already", jingchu::quoted(name)), "give it one");
    own = cost;
  }
  for (std::size_t i = 0; i < costs.size() && !problems.has_errors(); ++i)
    if (std::isnan(costs[i])) problems.error({}, fmt::format("lever {} has no cost", jingchu::quoted(names[i])), fmt::format("add {}=COST to --costs", names[i]));
  problems.throw_if_any(ExitCode::usage);
  return costs;
}

LeverMix spend_in_order(const Study& base, LeverMix levers, const std::vector<double>& costs, const Nearness& nearness) {
  const models::Setting& start = base.scenario.setting;
  const Near near = nearness(start);
  if (near.reached || std::isnan(near.score)) {
    levers.spend({});
    return levers;
  }
  struct Candidate {
    Turn turn;
    double effect = 0;
  };
  std::vector<Candidate> candidates;
  bool any_room = false;
  for (std::size_t i = 0; i < costs.size(); ++i) {
    const LeverMove& move = levers.moves()[i];
    Candidate best{{i, 1, costs[i]}, 0};
    for (const double share : {probe, 1.0}) {
      bool any_effect = false;
      for (const double side : {1.0, -1.0}) {
        const double room = levers.room(start, move, side);
        if (!(room > 0)) continue;
        any_room = true;
        const double effect = effect_of(levers, start, move, side * share * room, costs[i], near, nearness);
        any_effect = any_effect || (!std::isnan(effect) && effect != 0);
        if (effect > best.effect) best = {{i, side, costs[i]}, effect};
      }
      if (any_effect) break;
    }
    if (best.effect > 0) candidates.push_back(best);
  }
  if (!any_room) throw Error(ExitCode::usage, "none of the levers can be moved: all have the only value that the model allows", "choose other levers");
  if (candidates.empty()) throw Error(ExitCode::usage, "none of the levers, moved alone, brings the target nearer", "choose levers that act on it, or that act before its date");
  std::stable_sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) { return a.effect > b.effect; });
  std::vector<Turn> turns;
  for (const Candidate& candidate : candidates) turns.push_back(candidate.turn);
  levers.spend(turns);
  return levers;
}

std::optional<Exchange> cheaper_exchange(const LeverMix& levers, double amount, const Nearness& nearness) {
  constexpr double worth_telling = 1.2;
  const models::Setting there = levers.moved(amount);
  const Near near = nearness(there);
  std::optional<std::size_t> more, less;
  double gain = 0, loss = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < levers.moves().size(); ++i) {
    const LeverMove& move = levers.moves()[i];
    if (!(move.cost > 0)) continue;
    const double moved = std::abs(move.change(amount)), left = move.most - moved;
    if (left > 0) {
      const double effect = effect_of(levers, there, move, move.weight * std::min(left, probe * move.most), move.cost, near, nearness);
      if (effect > gain) {
        gain = effect;
        more = i;
      }
    }
    if (moved > 0) {
      const double effect = -effect_of(levers, there, move, -move.weight * std::min(moved, probe * move.most), move.cost, near, nearness);
      if (effect < loss) {
        loss = effect;
        less = i;
      }
    }
  }
  if (!more || !less || *more == *less || !(gain > worth_telling * std::max(loss, 0.0))) return std::nullopt;
  return Exchange{*more, *less};
}

}  // namespace jingchu::analysis
