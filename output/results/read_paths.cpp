#include <fmt/format.h>

#include <algorithm>

#include "engine/core/error.hpp"
#include "output/results/layout.hpp"
#include "output/results/read_groups.hpp"
#include "output/results/values_digest.hpp"

namespace jingchu::output::detail {

namespace {

/// A chunk that is not there reads as paths that failed: nothing may pass for values that the file does not have.
void check_chunks(const hdf5::ReadGroup& group, const Content& content) {
  const auto chunk = static_cast<hsize_t>(chunk_paths(content)), paths = static_cast<hsize_t>(kept_paths(content));
  const auto check = [&](const std::string& name, const std::vector<hsize_t>& sizes) {
    if (group.chunk(name) != sizes) throw Error(ExitCode::io, fmt::format("'/paths/{}' does not have the chunks it should have", name));
    const hsize_t wanted = content.kept.scenarios.size() * ((paths + chunk - 1) / chunk), found = group.stored_chunks(name);
    if (found != wanted) throw Error(ExitCode::io, fmt::format("'/paths/{}' has {} chunks of {}", name, found, wanted));
  };
  for (const std::size_t v : content.kept.variables) check(content.variables[v].name, {1, chunk, static_cast<hsize_t>(content.time.count)});
  if (has_weights(content)) check("path_weight", {1, chunk});
}

}  // namespace

void read_kept(const hdf5::ReadGroup& root, Content& content) {
  if (!root.has("paths")) return;
  const hdf5::ReadGroup group(root, "paths");
  const auto shape = group.shape("scenario");
  if (shape.size() != 1) throw Error(ExitCode::io, "'/paths/scenario' does not have one dimension");
  KeptPaths kept;
  for (const auto& name : group.texts("scenario", shape)) {
    const auto found = std::find_if(content.scenarios.begin(), content.scenarios.end(), [&](const ScenarioResults& s) { return s.name == name; });
    if (found == content.scenarios.end()) throw Error(ExitCode::io, fmt::format("'/paths' has the scenario {}, which the other groups lack", jingchu::quoted(name)));
    kept.scenarios.push_back(static_cast<std::size_t>(found - content.scenarios.begin()));
  }
  const std::vector<hsize_t> sizes = {kept.scenarios.size(), kept.scenarios.empty() ? 0 : static_cast<hsize_t>(content.scenarios[kept.scenarios.front()].n_paths),
                                      static_cast<hsize_t>(content.time.count)};
  for (std::size_t v = 0; v < content.variables.size(); ++v) {
    const std::string& name = content.variables[v].name;
    if (!group.has(name)) continue;
    const std::string type = group.type(name);
    if (type != "f32" && type != "f64") throw Error(ExitCode::io, fmt::format("'/paths/{}' holds no floats", name));
    if (!kept.variables.empty() && kept.f64 != (type == "f64")) throw Error(ExitCode::io, fmt::format("'/paths/{}' is of another type than its neighbours", name));
    if (group.shape(name) != sizes) throw Error(ExitCode::io, fmt::format("'/paths/{}' does not have the dimensions it should have", name));
    kept.f64 = type == "f64";
    kept.variables.push_back(v);
  }
  if (kept.scenarios.empty() || kept.variables.empty()) throw Error(ExitCode::io, "'/paths' holds no variable of the model");
  content.kept = std::move(kept);
  if (!group.has_attribute("", values_digest_name))
    throw Error(ExitCode::io, fmt::format("'/paths' lacks the attribute {}, the digest of its values: an early version of the program wrote it; run it again", values_digest_name));
  content.kept_sha256 = group.text_attribute("", values_digest_name);
  check_kept(content);
  check_chunks(group, content);
}

}  // namespace jingchu::output::detail
