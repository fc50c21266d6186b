#include "app/batch/manifest.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/console/console.hpp"
#include "app/console/write_file.hpp"

namespace jingchu::app {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view format_word = "jingchu-manifest 1";
constexpr std::array<std::pair<ItemStatus, std::string_view>, 4> status_words = {
    {{ItemStatus::waiting, "waiting"}, {ItemStatus::done, "done"}, {ItemStatus::failed, "failed"}, {ItemStatus::stopped, "stopped"}}};

std::string_view word_of(ItemStatus status) {
  return std::find_if(status_words.begin(), status_words.end(), [&](const auto& entry) { return entry.first == status; })->second;
}

Json item_json(const BatchWork& work, const ItemState& state) {
  const auto& overrides = work.item.overrides;
  Json given = Json::object();
  if (overrides.model) given["model"] = *overrides.model;
  if (overrides.paths) given["paths"] = *overrides.paths;
  if (overrides.seed) given["seed"] = *overrides.seed;
  if (!overrides.set.empty()) given["set"] = overrides.set;
  Json item{{"name", work.item.name}, {"scenario", work.item.scenario}, {"overrides", std::move(given)}, {"run", work.run}, {"status", word_of(state.status)}};
  item["exit_code"] = state.status == ItemStatus::waiting ? Json() : Json(state.exit_code);
  item["file"] = work.file.filename().string();
  if (state.status == ItemStatus::done) {
    item["file_sha256"] = state.file_sha256;
    item["results_digest"] = state.results_digest;
    item["failed_paths"] = state.failed_paths;
  }
  // What a finished run warned of is in the log: a later call, which skips the run, could not say it again, and the manifest would change.
  if (state.status != ItemStatus::done && !state.text.empty()) item["text"] = state.text;
  return item;
}

}  // namespace

Manifest::Manifest(std::string batch, const std::vector<BatchWork>& work, const std::filesystem::path& folder)
    : batch_(std::move(batch)), work_(work), file_(folder / "manifest.json"), states_(work.size()) {
  restore();
}

void Manifest::restore() {
  std::ifstream in(file_, std::ios::binary);
  if (!in) return;
  std::map<std::string, ItemState> found;
  try {
    const Json all = Json::parse(std::string(std::istreambuf_iterator<char>(in), {}));
    if (all.at("format").get<std::string>() != format_word) throw Error(ExitCode::data, "it is of another format");
    for (const Json& item : all.at("items")) {
      if (item.at("status").get<std::string>() != word_of(ItemStatus::done)) continue;
      ItemState state;
      state.status = ItemStatus::done;
      state.exit_code = static_cast<int>(item.at("exit_code").get_ref<const Json::number_integer_t&>());   // a fraction is none
      state.run = item.at("run").get<std::string>();
      state.file_sha256 = item.at("file_sha256").get<std::string>();
      state.results_digest = item.at("results_digest").get<std::string>();
      state.failed_paths = item.at("failed_paths").get_ref<const Json::number_integer_t&>();
      found[item.at("name").get<std::string>()] = std::move(state);
    }
  } catch (const std::exception& error) {
    // The results files tell what is done; the manifest only saves looking into them.
    say(fmt::format("warning: {} cannot be read and is written anew: {}\n", jingchu::quoted(file_.string()), error.what()));
    return;
  }
  for (std::size_t i = 0; i < work_.size(); ++i) {
    const auto at = found.find(work_[i].item.name);
    if (at != found.end() && at->second.run == work_[i].run) states_[i] = at->second;
  }
}

std::string Manifest::text() const {
  Json items = Json::array();
  for (std::size_t i = 0; i < work_.size(); ++i) items.push_back(item_json(work_[i], states_[i]));
  const Json all{{"format", format_word}, {"batch", batch_}, {"items", std::move(items)}};
  return all.dump(1, ' ', false, Json::error_handler_t::replace) + '\n';
}

void Manifest::write() const { write_file(file_, text(), true); }

}  // namespace jingchu::app
