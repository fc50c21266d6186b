#include "scenarios/validation/effective_toml.hpp"

#include <cmath>
#include <filesystem>
#include <string_view>

#include <fmt/format.h>

namespace jingchu::scenarios {
namespace {

/// A TOML basic string.
std::string text(std::string_view value) {
  std::string out = "\"";
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (byte < 0x20 || byte == 0x7f) {
      out += fmt::format("\\u{:04x}", byte);
    } else {
      out += c;
    }
  }
  return out + '"';
}

/// The shortest number that reads back equal. A whole number beyond 2^53 would not fit every reader as an integer.
std::string number(double value) {
  std::string out = fmt::format("{}", value);
  if (out.find_first_of(".en") == std::string::npos && std::abs(value) >= 9007199254740992.0) out += ".0";
  return out;
}

std::string label(const models::Label& value) {
  return fmt::format("{{ zh = {}, en = {} }}", text(value.zh), text(value.en));
}

void put(std::string& out, std::string_view key, std::string_view value) { out += fmt::format("{} = {}\n", key, value); }

/// `{ "2024Q1..2024Q4" = 1.05, "2025Q1..2030Q4" = 1 }`: runs of equal values; periods without a value are left out.
std::string course(const std::vector<std::optional<double>>& values, const PeriodRange& horizon) {
  std::string out = "{";
  for (std::size_t i = 0; i < values.size();) {
    std::size_t end = i + 1;
    while (end < values.size() && values[end] == values[i]) ++end;
    if (values[i]) {
      const Period first = horizon.first + static_cast<int>(i);
      const Period last = horizon.first + static_cast<int>(end - 1);
      out += fmt::format("{} \"{}\" = {}", out.size() > 1 ? "," : "",
                         first == last ? first.to_string() : first.to_string() + ".." + last.to_string(), number(*values[i]));
    }
    i = end;
  }
  return out + " }";
}

/// `{ value = 5.8, error = 0.3, released = "2024-04-18" }`
std::string observed(const WrittenObservation& observation) {
  std::string out = fmt::format("{{ value = {}", number(observation.value->value));
  if (observation.error) out += fmt::format(", error = {}", number(observation.error->value));
  if (observation.law) out += fmt::format(", law = {}", text(observation.law->value));
  if (observation.df) out += fmt::format(", df = {}", number(observation.df->value));
  for (const auto& [key, value] : {std::pair{"shock", &observation.shock}, {"unit", &observation.unit}, {"released", &observation.released}}) {
    if (*value) out += fmt::format(", {} = {}", key, text((*value)->value));
  }
  if (observation.label) out += fmt::format(", label = {}", label(observation.label->value));
  return out + " }";
}

void put_target(std::string& out, const WrittenTarget& target) {
  out += "\n[[targets]]\n";
  const auto put_text = [&](std::string_view key, const std::optional<Written<std::string>>& value) {
    if (value) put(out, key, text(value->value));
  };
  const auto put_number = [&](std::string_view key, const std::optional<Written<double>>& value) {
    if (value) put(out, key, number(value->value));
  };
  put_text("figure", target.figure);
  put_text("name", target.name);
  if (target.label) put(out, "label", label(target.label->value));
  put_number("threshold", target.threshold);
  put_text("unit", target.unit);
  put_text("measure", target.measure);
  put_text("measure_unit", target.measure_unit);
  if (target.not_simulated) put(out, "not_simulated", label(target.not_simulated->value));
  put_text("sense", target.sense);
  put_number("upper", target.upper);
  put_number("tolerance", target.tolerance);
  put_text("tier", target.tier);
  put_text("ease", target.ease);
  if (target.lever) put(out, "lever", target.lever->value ? "true" : "false");
  put_text("judgement", target.judgement);
}

}  // namespace

std::string rebased_reference(const std::string& reference, const std::string& found, const std::string& base) {
  const auto ends_with = [&](std::string_view end) {
    return reference.size() >= end.size() && reference.compare(reference.size() - end.size(), end.size(), end) == 0;
  };
  if (!ends_with(".toml") && !ends_with(".csv")) return reference;
  const std::filesystem::path folder = std::filesystem::path(base).parent_path();
  const std::filesystem::path relative = std::filesystem::path(found).lexically_relative(folder.empty() ? "." : folder);
  // A text that does not lie below the scenario keeps the name it was read under.
  return relative.empty() || *relative.begin() == ".." ? found : relative.generic_string();
}

std::string write_effective_toml(const Scenario& scenario, const WrittenScenario& written, const CourseMap& levers,
                                 const std::string& model_reference, const std::string& figures_reference) {
  std::string out;
  put(out, "format", text("jingchu-scenario 1"));
  put(out, "name", text(scenario.name));
  put(out, "title", label(scenario.title));
  if (!scenario.asks.empty() || !scenario.asks_zh.empty()) put(out, "asks", label({scenario.asks_zh, scenario.asks}));
  put(out, "model", text(model_reference));
  if (!figures_reference.empty()) put(out, "figures", text(figures_reference));
  put(out, "horizon", fmt::format("{{ from = {}, to = {} }}", text(scenario.horizon.first.to_string()), text(scenario.horizon.last.to_string())));
  put(out, "paths", fmt::format("{}", scenario.paths));
  put(out, "seed", fmt::format("{}", scenario.seed));
  if (scenario.sampling.kind == engine::Sampling::Kind::sobol) {
    put(out, "sampling", text("sobol"));
    put(out, "replicates", fmt::format("{}", scenario.sampling.replicates));
  }
  put(out, "max_failed_share", number(scenario.max_failed_share));
  if (written.proposal) put(out, "proposal", text(written.proposal->value));
  if (written.min_effective_share) put(out, "min_effective_share", number(scenario.min_effective_share));
  put(out, "max_iterations", fmt::format("{}", scenario.max_iterations));
  std::string levels;
  for (const double level : scenario.quantile_levels) levels += (levels.empty() ? "" : ", ") + number(level);
  put(out, "quantiles", "[" + levels + "]");
  if (!written.baseline.empty()) {
    out += "\n[baseline]\n";
    for (const auto& [name, id] : written.baseline) put(out, text(name), text(id.value));
  }
  if (!written.figures_override.empty()) {
    out += "\n[figures_override]\n";
    for (const auto& [id, value] : written.figures_override) put(out, text(id), number(value.value));
  }
  const auto put_courses = [&](std::string_view head, const CourseMap& courses) {
    if (!courses.empty()) out += fmt::format("\n[{}]\n", head);
    for (const auto& [name, values] : courses) put(out, text(name), course(values, scenario.horizon));
  };
  put_courses("levers", levers);
  put_courses("tune", scenario.setting.tunes);
  if (!written.observed.empty()) out += "\n[observed]\n";
  for (const auto& [measure, observation] : written.observed) put(out, text(measure), observed(observation));
  if (written.targets) {
    for (const WrittenTarget& target : *written.targets) put_target(out, target);
  }
  return out;
}

}  // namespace jingchu::scenarios
