#include "scenarios/reader/extends.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "scenarios/reader/read_scenario_file.hpp"
#include "scenarios/validation/limits.hpp"

namespace jingchu::scenarios {
namespace {

/// A file on the way down, and where it was named.
struct Step {
  std::string name;
  Place named_at;
};

/// The name of a text without `.` and `..`, so that a file met again is known again.
std::string plain(const std::string& name) { return std::filesystem::path(name).lexically_normal().generic_string(); }

std::string chain_text(const std::vector<Step>& steps, const std::string& last, const Place& named_at) {
  std::string text = steps.front().name;
  for (std::size_t i = 1; i < steps.size(); ++i) text += fmt::format(" -> {} (line {})", steps[i].name, steps[i].named_at.line);
  return text + fmt::format(" -> {} (line {})", last, named_at.line);
}

template <class T>
void inherit(std::optional<T>& upper, std::optional<T>& lower) {
  if (!upper) upper = std::move(lower);
}

void inherit_courses(std::map<std::string, std::vector<WrittenCourse>>& upper,
                     std::map<std::string, std::vector<WrittenCourse>>& lower, int layer) {
  for (auto& [name, courses] : upper) {
    for (WrittenCourse& course : courses) course.layer = layer;
  }
  for (auto& [name, courses] : lower) {
    auto& own = upper[name];
    own.insert(own.begin(), std::make_move_iterator(courses.begin()), std::make_move_iterator(courses.end()));
  }
}

void lay_over(WrittenScenario& upper, WrittenScenario&& lower) {
  upper.layer = lower.layer + 1;
  upper.base_name = lower.name ? lower.name->value : "";
  upper.horizon_layer = upper.from || upper.to ? upper.layer : lower.horizon_layer;
  inherit(upper.model, lower.model);
  inherit(upper.figures, lower.figures);
  inherit(upper.from, lower.from);
  inherit(upper.to, lower.to);
  inherit(upper.paths, lower.paths);
  inherit(upper.seed, lower.seed);
  inherit(upper.sampling, lower.sampling);
  inherit(upper.replicates, lower.replicates);
  inherit(upper.max_failed_share, lower.max_failed_share);
  inherit(upper.proposal, lower.proposal);
  inherit(upper.min_effective_share, lower.min_effective_share);
  inherit(upper.max_iterations, lower.max_iterations);
  if (upper.quantiles.empty()) upper.quantiles = std::move(lower.quantiles);
  upper.baseline.merge(lower.baseline);
  upper.baseline_places.merge(lower.baseline_places);
  upper.figures_override.merge(lower.figures_override);
  inherit_courses(upper.levers, lower.levers, upper.layer);
  inherit_courses(upper.tunes, lower.tunes, upper.layer);
  inherit(upper.targets, lower.targets);
  upper.observed.merge(lower.observed);
  const bool named = upper.given.count("name") != 0;   // the one key that is not inherited
  upper.given.merge(lower.given);
  if (!named) upper.given.erase("name");
}

}  // namespace

WrittenScenario read_chain(models::SourceStore& store, std::string_view reference, Diagnostics& problems) {
  std::vector<Step> steps;
  std::vector<WrittenScenario> files;
  std::string wanted(reference);
  std::string from;
  Place place;
  // What follows from a base that was not read is no mistake of its own: problems on the way down end the reading.
  const auto read_on = [&](const auto& step) -> decltype(auto) {
    try {
      return step();
    } catch (const Error& error) {
      for (const Diagnostic& d : error.diagnostics()) problems.add(d);
      problems.throw_if_any(error.code());
      throw;
    }
  };
  for (;;) {
    const models::SourceText& text = read_on([&]() -> const models::SourceText& { return store.read(wanted, from, models::SourceStore::Kind::scenario, place); });
    const bool circle = std::any_of(steps.begin(), steps.end(), [&](const Step& step) { return plain(step.name) == plain(text.name); });
    if (circle || static_cast<int>(steps.size()) > deepest_extends) {
      problems.error(place, fmt::format("{}: {}", circle ? "'extends' goes round in a circle" : fmt::format("'extends' goes deeper than {} files", deepest_extends),
                                        chain_text(steps, text.name, place)),
                     circle ? "one of these files has to stand on its own" : "join some of these files");
      problems.throw_if_any();
    }
    steps.push_back({text.name, place});
    files.push_back(read_on([&] { return read_scenario_file(text, problems); }));
    if (!files.back().extends) break;
    wanted = files.back().extends->value;
    place = files.back().extends->place;
    from = text.name;
  }
  WrittenScenario merged = std::move(files.back());
  for (std::size_t i = files.size() - 1; i-- > 0;) {
    lay_over(files[i], std::move(merged));
    merged = std::move(files[i]);
  }
  return merged;
}

}  // namespace jingchu::scenarios
