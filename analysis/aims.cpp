#include "analysis/aims.hpp"
#include "engine/core/known_name.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

namespace jingchu::analysis {

namespace {

Place place_in(std::string_view list, std::size_t at, std::size_t width) {
  return {"--target", 1, static_cast<int>(at) + 1, static_cast<int>(std::max<std::size_t>(1, width)), std::string(list)};
}

struct Span {
  std::size_t begin, end;
};

std::vector<Span> parts_of(std::string_view list) {
  std::vector<Span> parts;
  int depth = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= list.size(); ++i) {
    if (i < list.size() && (list[i] == '(' || list[i] == '[')) ++depth;
    if (i < list.size() && (list[i] == ')' || list[i] == ']')) --depth;
    if (i < list.size() && (list[i] != ',' || depth > 0)) continue;
    std::size_t end = i;
    while (begin < end && list[begin] == ' ') ++begin;
    while (end > begin && list[end - 1] == ' ') --end;
    parts.push_back({begin, end});
    begin = i + 1;
  }
  return parts;
}

}  // namespace

Aims read_aims(std::string_view list) {
  Aims aims;
  Diagnostics problems;
  for (const auto& [begin, end] : parts_of(list)) {
    const std::string_view text = list.substr(begin, end - begin);
    if (text.empty()) {
      problems.error(place_in(list, begin, 1), "no target stands here", "write the id of a target, or FORMULA >= VALUE");
      continue;
    }
    aims.ids.emplace_back(text);
    const auto sign = std::min(text.find(">="), text.find("<="));
    if (sign == std::string_view::npos) continue;
    std::size_t digits = sign + 2;
    while (digits < text.size() && text[digits] == ' ') ++digits;
    std::size_t formula = sign;
    while (formula > 0 && text[formula - 1] == ' ') --formula;
    scenarios::Target target;
    const auto [last, error] = std::from_chars(text.data() + digits, text.data() + text.size(), target.threshold);
    if (error != std::errc{} || last != text.data() + text.size() || !std::isfinite(target.threshold) || formula == 0) {
      problems.error(place_in(list, begin + digits, text.size() - digits), fmt::format("{} is no finite number", jingchu::quoted(text.substr(digits))), "write FORMULA >= VALUE or FORMULA <= VALUE");
      continue;
    }
    target.id = text;
    target.label = {target.id, target.id};
    target.measure = text.substr(0, formula);
    target.sense = text[sign] == '>' ? scenarios::Sense::at_least : scenarios::Sense::at_most;
    target.place = place_in(list, begin, formula);
    aims.written.push_back(std::move(target));
  }
  problems.throw_if_any(ExitCode::usage);
  return aims;
}

std::vector<int> find_aims(const Aims& aims, const scenarios::Scenario& scenario) {
  Diagnostics problems;
  std::vector<std::string> known;
  for (const auto& target : scenario.targets) {
    if (!target.measure.empty()) known.push_back(target.id);
  }
  std::vector<int> found;
  for (const std::string& id : aims.ids) {
    const auto number = std::find(known.begin(), known.end(), id);
    if (number != known.end()) {
      if (std::find(found.begin(), found.end(), number - known.begin()) == found.end()) found.push_back(static_cast<int>(number - known.begin()));
      continue;
    }
    const auto unsimulated = std::find_if(scenario.targets.begin(), scenario.targets.end(), [&](const auto& target) { return target.id == id; });
    if (unsimulated != scenario.targets.end()) {
      problems.error({}, fmt::format("target {} is not simulated: {}", jingchu::quoted(id), unsimulated->reason.en), "choose one that has a measure");
      continue;
    }
    problems.error({}, fmt::format("the scenario '{}' has no target {}", scenario.name, jingchu::quoted(id)),
                   nearest_hint(id, known, "write the id of a target of the scenario, or FORMULA >= VALUE, such as \"gdp_growth[2024] >= 6\""));
  }
  problems.throw_if_any(ExitCode::usage);
  return found;
}

}  // namespace jingchu::analysis
