#include "analysis/lever_mix.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "engine/core/text_display.hpp"
#include "scenarios/validation/course.hpp"
#include "scenarios/validation/names.hpp"

namespace jingchu::analysis {

namespace {

Place place_in(std::string_view list, std::size_t at, std::size_t width) {
  const int column = static_cast<int>(detail::glyphs(std::string(list.substr(0, at))).size()) + 1;
  const int characters = static_cast<int>(detail::glyphs(std::string(list.substr(at, width))).size());
  return {"--lever", 1, column, std::max(1, characters), std::string(list)};
}

const models::Lever& find_lever(const models::Model& model, const std::string& name) {
  return *std::find_if(model.levers.begin(), model.levers.end(), [&](const auto& lever) { return lever.name == name; });
}

constexpr const char* move_form = "write NAME, NAME[2024] or NAME[2024]=WEIGHT";

}  // namespace

LeverMix::LeverMix(const Study& study, std::string_view list) : study_(&study), list_(list) {
  Diagnostics problems;
  for (std::size_t at = 0; at <= list_.size();) {
    const std::size_t end = std::min(list_.find(',', at), list_.size());
    read_move(std::string_view(list_).substr(at, end - at), static_cast<int>(at), problems);
    at = end + 1;
  }
  check_and_bound(problems);
  problems.throw_if_any(ExitCode::usage);
}

void LeverMix::read_move(std::string_view text, int at, Diagnostics& problems) {
  const auto offset = static_cast<std::size_t>(at);
  LeverMove move;
  move.periods = study_->scenario.horizon;
  std::string_view name = text;
  if (const auto equals = text.find('='); equals != std::string_view::npos) {
    name = text.substr(0, equals);
    const std::string_view digits = text.substr(equals + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), move.weight);
    if (error != std::errc{} || end != digits.data() + digits.size() || !std::isfinite(move.weight) || move.weight == 0) {
      problems.error(place_in(list_, offset + equals + 1, digits.size()), fmt::format("{} is no weight: expected a finite number other than 0", jingchu::quoted(digits)), move_form);
      return;
    }
  }
  move.text = name;
  std::string_view periods;
  if (const auto open = name.find('['); open != std::string_view::npos) {
    if (name.back() != ']') {
      problems.error(place_in(list_, offset, name.size()), fmt::format("{} is no lever with periods", jingchu::quoted(name)), move_form);
      return;
    }
    periods = name.substr(open + 1, name.size() - open - 2);
    const auto range = scenarios::parse_selector(periods, move.periods.first.frequency());
    const PeriodRange& horizon = study_->scenario.horizon;
    if (!range || !horizon.contains(range->first) || !horizon.contains(range->last)) {
      problems.error(place_in(list_, offset + open + 1, periods.size()),
                     range ? fmt::format("{} lies outside the horizon {}..{}", jingchu::quoted(periods), horizon.first.to_string(), horizon.last.to_string())
                           : fmt::format("{} is no period", jingchu::quoted(periods)),
                     "write " + scenarios::selector_notation(horizon.first.frequency()));
      return;
    }
    move.periods = *range;
    name = name.substr(0, open);
  }
  move.lever = name;
  const auto known = scenarios::names_of(study_->model().levers);
  if (std::find(known.begin(), known.end(), move.lever) == known.end()) {
    problems.error(place_in(list_, offset, name.size()), fmt::format("unknown lever {}", jingchu::quoted(name)), scenarios::name_hint(name, known, "levers of " + study_->model().name));
    return;
  }
  for (const LeverMove& other : moves_) {
    if (other.lever == move.lever && other.periods.first <= move.periods.last && move.periods.first <= other.periods.last) {
      problems.error(place_in(list_, offset, text.size()), fmt::format("lever {} is moved twice in {}", jingchu::quoted(name), std::max(other.periods.first, move.periods.first).to_string()), "give it one weight in a period");
      return;
    }
  }
  moves_.push_back(std::move(move));
}

double LeverMix::value_at(const models::Setting& setting, const std::string& lever, std::size_t period) const {
  const auto course = setting.levers.find(lever);
  return course == setting.levers.end() ? find_lever(study_->model(), lever).standard : course->second[period];
}

void LeverMix::check_and_bound(Diagnostics& problems) {
  if (problems.has_errors()) return;
  bounds_ = {-std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
  for (const LeverMove& move : moves_) {
    const models::Lever& lever = find_lever(study_->model(), move.lever);
    const auto [lowest, highest] = values(move, 0);
    double down = (lever.lower - lowest) / move.weight, up = (lever.upper - highest) / move.weight;
    if (move.weight < 0) std::swap(down, up);
    bounds_.lower = std::max(bounds_.lower, down);
    bounds_.upper = std::min(bounds_.upper, up);
  }
}

std::pair<double, double> LeverMix::values(const LeverMove& move, double amount) const {
  double lowest = std::numeric_limits<double>::infinity(), highest = -lowest;
  for (Period p = move.periods.first; p <= move.periods.last; p = p + 1) {
    const double value = value_at(study_->scenario.setting, move.lever, static_cast<std::size_t>(p - study_->scenario.horizon.first)) + move.change(amount);
    lowest = std::min(lowest, value);
    highest = std::max(highest, value);
  }
  return {lowest, highest};
}

models::Setting LeverMix::moved(double amount) const {
  models::Setting setting = study_->scenario.setting;
  move(setting, amount);
  return setting;
}

void LeverMix::move(models::Setting& setting, double amount) const {
  for (const LeverMove& one : moves_) move_one(setting, one, one.change(amount));
}

void LeverMix::move_one(models::Setting& setting, const LeverMove& move, double change) const {
  const models::Lever& lever = find_lever(study_->model(), move.lever);
  auto& course = setting.levers[move.lever];
  if (course.empty()) course.assign(static_cast<std::size_t>(study_->plan.periods), lever.standard);
  for (Period p = move.periods.first; p <= move.periods.last; p = p + 1) {
    double& value = course[static_cast<std::size_t>(p - study_->scenario.horizon.first)];
    // At a bound rounding must not carry it beyond.
    value = std::clamp(value + change, lever.lower, lever.upper);
  }
}

double LeverMix::room(const models::Setting& setting, const LeverMove& move, double side) const {
  const models::Lever& lever = find_lever(study_->model(), move.lever);
  double least = lever.upper - lever.lower;
  for (Period p = move.periods.first; p <= move.periods.last; p = p + 1) {
    const double value = value_at(setting, move.lever, static_cast<std::size_t>(p - study_->scenario.horizon.first));
    least = std::min(least, side > 0 ? lever.upper - value : value - lever.lower);
  }
  return std::max(least, 0.0);
}

void LeverMix::spend(const std::vector<Turn>& turns) {
  is_spent_ = true;
  bounds_ = {};
  for (LeverMove& move : moves_) move.weight = move.most = 0;
  for (const Turn& turn : turns) {
    LeverMove& move = moves_[turn.move];
    move.weight = turn.side;
    move.cost = turn.cost;
    move.begins = bounds_.upper;
    move.most = room(study_->scenario.setting, move, turn.side);
    bounds_.upper += turn.cost * move.most;
  }
}

}  // namespace jingchu::analysis
