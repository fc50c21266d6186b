#include "app/batch/batch_plan.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <limits>
#include <map>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "app/study/output_name.hpp"
#include "scenarios/validation/names.hpp"
#include "models/source/table_reader.hpp"
#include "models/source/toml_document.hpp"
#include "scenarios/validation/limits.hpp"

namespace jingchu::app {

namespace {

using models::TableReader;
using models::TomlKind;
using models::TomlValue;

constexpr std::string_view format_word = "jingchu-batch 1";
constexpr const char* name_rule = "letters, digits, '.', '_', '-' or Chinese characters, at most 100 bytes: it becomes the name of a results file";

/// A value of one dimension of a grid, and how the name of an item tells it.
template <class T>
struct Choice {
  T value{};
  std::string word;
  Place place;
};

/// The values of a lever in a grid.
struct LeverChoices {
  std::string key;                      ///< "voucher" or "voucher[2024]"
  std::vector<Choice<std::string>> values;
};

std::string plain_number(double value) {
  char digits[32];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  return {digits, end};
}

/// The part of an item's name that a lever gives: "voucher[2024]" at 14 is "voucher-2024_14".
std::string lever_word(const std::string& key, const std::string& number) {
  std::string word;
  for (const char c : key) {
    if (c == '[') word += '-';
    else if (c != ']') word += c;
  }
  word += '_';
  for (const char c : number)
    if (c != '+') word += c;
  return word;
}

/// "hubei-2024/flood" and "scenarios/flood.toml" are called flood.
std::string scenario_word(const std::string& reference) {
  const std::filesystem::path path(reference);
  return reference.ends_with(".toml") ? path.stem().string() : path.filename().string();
}

class PlanReader {
 public:
  explicit PlanReader(const models::SourceText& text) : document_(text), folder_(std::filesystem::path(text.name).parent_path()) {
    if (!text.is_of_library()) plan_.folder = folder_.empty() ? "." : folder_;
  }

  BatchPlan read() {
    check_format();
    TableReader keys(document_, document_.root(), "plan", problems_);
    keys.string("format");
    if (const auto name = keys.required_string("name")) {
      plan_.name = *name;
      if (!scenarios::serves_as_file_name(*name)) problems_.error(keys.value().find("name")->value.place, fmt::format("{} is no name of a batch", jingchu::quoted(*name)), name_rule);
    }
    paths_ = keys.integer("paths", 1, scenarios::largest_path_count);
    seed_ = keys.integer("seed", 0, scenarios::largest_seed);
    const TomlValue* items = keys.array("items");
    const TomlValue* grids = keys.array("grids");
    if (!items && !grids && !problems_.has_errors()) problems_.error(document_.whole(), "the plan asks for no run", "add [[items]] with scenario = \"...\", or [[grids]] with scenarios = [...]");
    each_table(items, "items", [&](const TomlValue& table) { read_item(table); });
    each_table(grids, "grids", [&](const TomlValue& table) { read_grid(table); });
    keys.finish();
    problems_.throw_if_any();
    return std::move(plan_);
  }

 private:
  void check_format() {
    const auto* entry = document_.root().find("format");
    if (entry && entry->value.kind == TomlKind::string && entry->value.text == format_word) return;
    Diagnostics problem;
    if (!entry) problem.error(document_.whole(), "the file has no 'format'", fmt::format("a plan of a batch starts with format = \"{}\"", format_word));
    else
      problem.error(entry->value.place, fmt::format("format is {}; this command reads '{}'", entry->value.kind == TomlKind::string ? jingchu::quoted(entry->value.text) : std::string(models::kind_name(entry->value.kind)), format_word),
                    entry->value.text.starts_with("jingchu-scenario") ? "this is a scenario; 'jingchu run' simulates it" : "");
    problem.throw_if_any();
  }

  template <class Work>
  void each_table(const TomlValue* array, const char* key, const Work& work) {
    if (!array) return;
    for (const TomlValue& item : array->items) {
      if (item.kind == TomlKind::table) work(item);
      else problems_.error(item.place, fmt::format("'{}': found {}, expected a table", key, models::kind_name(item.kind)), fmt::format("write [[{}]] above its keys", key));
    }
  }

  /// What a plan names is relative to the plan; the run that comes of it is the one that `jingchu run` makes. Plans come from
  /// others too: what is neither a TOML file nor a name of the libraries is not opened, and so never shown in a message.
  std::string resolved(const std::string& reference, const Place& place) {
    const std::filesystem::path path(reference);
    if (!reference.ends_with(".toml") && (path.is_absolute() || std::find(path.begin(), path.end(), "..") != path.end()))
      problems_.error(place, fmt::format("{} is neither a .toml file nor a name of the libraries", jingchu::quoted(reference)), "scenarios and models are .toml files; their names are relative to the plan");
    if (!reference.ends_with(".toml") || reference.find("://") != std::string::npos || path.is_absolute()) return reference;
    return (folder_ / reference).lexically_normal().string();
  }

  void add(BatchItem item) {
    if (!scenarios::serves_as_file_name(item.name)) {
      problems_.error(item.place, fmt::format("{} is no name of a run", jingchu::quoted(item.name)), std::string(name_rule) + "; give a name of your own with name = \"...\"");
      return;
    }
    const auto [at, is_new] = names_.emplace(item.name, item.place);
    if (!is_new) {
      problems_.add({Diagnostic::Severity::error, item.place, fmt::format("two runs are named {}: they would write the same file", jingchu::quoted(item.name)),
                     "give each a name of its own with name = \"...\"", at->second, "the other one"});
      return;
    }
    plan_.items.push_back(std::move(item));
  }

  bool room_for(std::size_t count, const Place& place, const std::string& how) {
    if (count <= most_batch_items - std::min(most_batch_items, plan_.items.size())) return true;
    problems_.error(place, fmt::format("{}{} runs, with those before it more than the {} a batch may have", how, count == std::numeric_limits<std::size_t>::max() ? "too many" : std::to_string(count), most_batch_items),
                    "leave out some of the values, or write several plans");
    return false;
  }

  void read_item(const TomlValue& table) {
    TableReader keys(document_, table, "item", problems_);
    const auto name = keys.string("name");
    const auto scenario = keys.required_string("scenario");
    BatchItem item;
    item.place = table.place;
    item.overrides.model = keys.string("model");
    if (item.overrides.model) {
      item.model_place = table.find("model")->value.place;
      item.overrides.model = resolved(*item.overrides.model, item.model_place);
    }
    item.overrides.paths = keys.integer("paths", 1, scenarios::largest_path_count);
    item.overrides.seed = keys.integer("seed", 0, scenarios::largest_seed);
    if (!item.overrides.paths) item.overrides.paths = paths_;
    if (!item.overrides.seed) item.overrides.seed = seed_;
    if (const TomlValue* levers = keys.table("levers")) {
      for (const auto& entry : levers->entries) {
        const auto value = models::read_number(entry.value, fmt::format("'{}'", entry.key), {}, problems_);
        if (!value) continue;
        item.overrides.set.push_back(entry.key + "=" + plain_number(*value));
        item.set_places.push_back(entry.place);
      }
    }
    keys.finish();
    if (!scenario || !room_for(1, table.place, "")) return;
    item.scenario_place = table.find("scenario")->value.place;
    item.scenario = resolved(*scenario, item.scenario_place);
    item.name = name ? *name : scenario_word(*scenario);
    if (name) item.place = table.find("name")->value.place;
    add(std::move(item));
  }

  std::vector<Choice<std::string>> read_references(TableReader& keys, const char* key) {
    std::vector<Choice<std::string>> choices;
    const TomlValue* array = keys.array(key);
    if (!array) return choices;
    if (array->items.empty()) problems_.error(array->place, fmt::format("'{}' is empty", key), "leave the key out, or name at least one");
    for (const TomlValue& item : array->items)
      if (const auto text = models::read_string(item, fmt::format("'{}'", key), problems_)) choices.push_back({resolved(*text, item.place), scenario_word(*text), item.place});
    return choices;
  }

  std::vector<Choice<std::int64_t>> read_seeds(TableReader& keys) {
    std::vector<Choice<std::int64_t>> choices;
    const TomlValue* array = keys.array("seeds");
    if (!array) return choices;
    if (array->items.empty()) problems_.error(array->place, "'seeds' is empty", "leave the key out, or name at least one");
    for (const TomlValue& item : array->items) {
      if (item.kind != TomlKind::integer || item.integer < 0) problems_.error(item.place, fmt::format("'seeds': expected an integer from 0 to {}", scenarios::largest_seed));
      else choices.push_back({item.integer, fmt::format("seed_{}", item.integer), item.place});
    }
    return choices;
  }

  std::vector<LeverChoices> read_levers(TableReader& keys) {
    std::vector<LeverChoices> levers;
    const TomlValue* table = keys.table("levers");
    if (!table) return levers;
    for (const auto& entry : table->entries) {
      LeverChoices& lever = levers.emplace_back();
      lever.key = entry.key;
      std::vector<const TomlValue*> values;
      if (entry.value.kind == TomlKind::array) {
        for (const TomlValue& item : entry.value.items) values.push_back(&item);
        if (values.empty()) problems_.error(entry.value.place, fmt::format("'{}' has no value", entry.key), "write a list of numbers: [14, 114]");
      } else {
        values.push_back(&entry.value);
      }
      for (const TomlValue* value : values) {
        const auto number = models::read_number(*value, fmt::format("'{}'", entry.key), {}, problems_);
        if (number) lever.values.push_back({entry.key + "=" + plain_number(*number), lever_word(entry.key, plain_number(*number)), value->place});
      }
    }
    return levers;
  }

  void read_grid(const TomlValue& table) {
    TableReader keys(document_, table, "grid", problems_);
    const auto name = keys.string("name");
    if (name && !scenarios::serves_as_file_name(*name)) problems_.error(table.find("name")->value.place, fmt::format("{} is no name of a grid", jingchu::quoted(*name)), name_rule);
    const bool has_scenarios = keys.required("scenarios") != nullptr;
    const auto scenarios = read_references(keys, "scenarios");
    const auto models = read_references(keys, "models");
    auto seeds = read_seeds(keys);
    const auto levers = read_levers(keys);
    auto paths = keys.integer("paths", 1, scenarios::largest_path_count);
    keys.finish();
    if (!has_scenarios || scenarios.empty()) return;
    if (!paths) paths = paths_;

    // The size is told before anything of that size is made.
    std::size_t count = 1;
    std::string factors;
    const auto dimension = [&](std::size_t values, const std::string& what) {
      if (values == 0) return;
      count = count > std::numeric_limits<std::size_t>::max() / values ? std::numeric_limits<std::size_t>::max() : count * values;
      if (values > 1) factors += fmt::format("{}{} {}", factors.empty() ? "" : " x ", values, what);
    };
    dimension(scenarios.size(), "scenarios");
    dimension(models.size(), "models");
    for (const auto& lever : levers) dimension(lever.values.size(), fmt::format("values of {}", lever.key));
    dimension(seeds.size(), "seeds");
    if (!room_for(count, table.place, factors.empty() ? "" : factors + " are ")) return;

    const std::string prefix = name ? *name : "";
    for (std::size_t number = 0; number < count; ++number) {
      // The last dimension changes fastest, as in nested loops.
      std::size_t left = number;
      const auto pick = [&](std::size_t values) {
        const std::size_t at = values == 0 ? 0 : left % values;
        if (values > 0) left /= values;
        return at;
      };
      BatchItem item;
      item.overrides.paths = paths;
      item.overrides.seed = seed_;
      std::vector<std::string> words;
      const std::size_t seed = pick(seeds.size());
      if (!seeds.empty()) item.overrides.seed = seeds[seed].value;
      if (seeds.size() > 1) words.push_back(seeds[seed].word);
      for (auto lever = levers.rbegin(); lever != levers.rend(); ++lever) {
        if (lever->values.empty()) continue;
        const auto& choice = lever->values[pick(lever->values.size())];
        item.overrides.set.push_back(choice.value);
        item.set_places.push_back(choice.place);
        if (lever->values.size() > 1) words.push_back(choice.word);
      }
      const std::size_t model = pick(models.size());
      if (!models.empty()) {
        item.overrides.model = models[model].value;
        item.model_place = models[model].place;
      }
      if (models.size() > 1) words.push_back(models[model].word);
      const auto& scenario = scenarios[pick(scenarios.size())];
      item.scenario = scenario.value;
      item.place = item.scenario_place = scenario.place;
      if (scenarios.size() > 1 || (prefix.empty() && words.empty())) words.push_back(scenario.word);
      item.name = prefix;
      for (auto word = words.rbegin(); word != words.rend(); ++word) item.name += (item.name.empty() ? "" : ".") + *word;
      add(std::move(item));
    }
  }

  models::TomlDocument document_;
  std::filesystem::path folder_;
  Diagnostics problems_;
  BatchPlan plan_;
  std::map<std::string, Place> names_;
  std::optional<std::int64_t> paths_, seed_;
};

}  // namespace

BatchPlan read_batch_plan(models::SourceStore& store, std::string_view reference) {
  return PlanReader(store.read(reference, "", models::SourceStore::Kind::scenario, {})).read();
}

bool is_batch_plan(const models::SourceText& text) {
  const models::TomlDocument document(text);
  const auto* entry = document.root().find("format");
  return entry && entry->value.kind == TomlKind::string && entry->value.text.starts_with("jingchu-batch");
}

}  // namespace jingchu::app
