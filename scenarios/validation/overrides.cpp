#include "scenarios/validation/overrides.hpp"

#include <charconv>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

#include "scenarios/validation/limits.hpp"
#include "scenarios/validation/names.hpp"

namespace jingchu::scenarios {
namespace {

/// `width` bytes of an entry from `at` on, as a place. Entries are numbered like lines.
Place entry_place(const std::string& entry, int number, std::size_t at, std::size_t width) {
  int column = 1;
  int characters = 0;
  for (std::size_t i = 0; i < entry.size() && i < at + width; ++i) {
    const bool starts = (static_cast<unsigned char>(entry[i]) & 0xC0u) != 0x80u;
    if (starts && i < at) ++column;
    if (starts && i >= at) ++characters;
  }
  return {"--set", number, column, characters > 0 ? characters : 1, entry};
}

constexpr const char* entry_form = "write lever=value, lever[2024]=value or lever[2024Q1..2024Q4]=value";

}  // namespace

bool is_option(const Place& place) { return place.file.rfind("--", 0) == 0; }

void apply_plain_overrides(const Overrides& overrides, WrittenScenario& scenario, Diagnostics& problems) {
  if (overrides.paths) {
    if (*overrides.paths < 1 || *overrides.paths > largest_path_count) {
      problems.error({"--paths", 0, 0, 1, {}}, fmt::format("{} paths asked for; expected 1 to {}", *overrides.paths, largest_path_count));
    } else {
      scenario.paths = Written<std::int64_t>{*overrides.paths, {"--paths", 0, 0, 1, {}}};
    }
  }
  if (overrides.seed) {
    if (*overrides.seed < 0) {
      problems.error({"--seed", 0, 0, 1, {}}, fmt::format("seed {} given; expected 0 to {}", *overrides.seed, largest_seed));
    } else {
      scenario.seed = Written<std::int64_t>{*overrides.seed, {"--seed", 0, 0, 1, {}}};
    }
  }
  if (overrides.sampling) scenario.sampling = Written<std::string>{*overrides.sampling, {"--sampling", 0, 0, 1, {}}};
  if (overrides.model) {
    scenario.model = Written<std::string>{*overrides.model, {"--model", 0, 0, 1, {}}};
    scenario.given.insert("model");
  }
}

void apply_lever_overrides(const std::vector<std::string>& entries, const models::Model& model, WrittenScenario& scenario,
                           Diagnostics& problems) {
  const int layer = scenario.layer + 1;
  for (std::size_t n = 0; n < entries.size(); ++n) {
    const std::string& entry = entries[n];
    const int number = static_cast<int>(n) + 1;
    const Place whole = entry_place(entry, number, 0, entry.size());
    const auto equals = entry.find('=');
    if (equals == std::string::npos || equals == 0) {
      problems.error(whole, fmt::format("{} sets nothing", jingchu::quoted(entry)), entry_form);
      continue;
    }
    std::string name = entry.substr(0, equals);
    std::string key;
    Place key_place = entry_place(entry, number, 0, equals);
    if (const auto open = name.find('['); open != std::string::npos) {
      if (name.back() != ']' || name.size() - open < 3) {
        problems.error(key_place, fmt::format("{} is no lever with periods", jingchu::quoted(name)), entry_form);
        continue;
      }
      key = name.substr(open + 1, name.size() - open - 2);
      key_place = entry_place(entry, number, open + 1, key.size());
      name.resize(open);
    }
    const auto known = names_of(model.levers);
    bool found = false;
    for (const auto& lever : known) found = found || lever == name;
    if (!found) {
      problems.error(entry_place(entry, number, 0, name.size()), fmt::format("unknown lever {}", jingchu::quoted(name)),
                     name_hint(name, known, "levers of " + model.name));
      continue;
    }
    const std::string_view digits = std::string_view(entry).substr(equals + 1);
    const Place value_place = entry_place(entry, number, equals + 1, digits.size());
    double value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc{} || end != digits.data() + digits.size() || !std::isfinite(value)) {
      problems.error(value_place, fmt::format("{} is no finite number", jingchu::quoted(digits)), entry_form);
      continue;
    }
    auto& courses = scenario.levers[name];
    // All entries for a lever are one layer, so that two of them for the same period contradict each other.
    if (courses.empty() || courses.back().layer != layer) courses.push_back({whole, {}, layer});
    courses.back().spans.push_back({key, key_place, value, value_place});
  }
}

}  // namespace jingchu::scenarios
