#include <utility>

#include "output/results/write_groups.hpp"

namespace jingchu::output::detail {

void write_provenance(const hdf5::Node& root, const Content& content) {
  const Provenance& from = content.provenance;
  hdf5::Group group(root, "provenance");
  const std::pair<const char*, const std::string*> texts[] = {
      {"engine_version", &from.engine_version}, {"git_sha1", &from.git_sha1}, {"build", &from.build}, {"model_name", &from.model_name},
      {"model_sha256", &from.model_sha256}, {"scenario_sha256", &from.scenario_sha256}, {"data_sha256", &from.data_sha256}, {"rng", &from.rng}};
  for (const auto& [name, text] : texts) group.attribute(name, *text);
  if (!from.shard_builds.empty()) group.attribute("shard_builds", from.shard_builds);
  group.attribute("seed", from.seed);
  group.attribute("n_paths", from.n_paths);
  group.attribute("n_failed", from.n_failed);
  group.attribute("solver_tolerance", from.solver_tolerance);
  const auto write_texts = [&](const std::string& what, const std::vector<Text>& list) {
    std::vector<std::string> names, contents, types;
    for (const auto& text : list) {
      names.push_back(text.name);
      contents.push_back(text.text);
      types.push_back(text.media_type);
    }
    put_label(group.coordinate(what + "_file", names), {"file name", "文件名"});
    hdf5::Node dataset = group.variable(what + "_text", {what + "_file"}, contents);
    put_label(dataset, {"text of the file", "文件内容"});
    dataset.attribute("media_type", types.empty() || types.front().empty() ? std::string("text/plain") : types.front());
    put_label(group.variable(what + "_media_type", {what + "_file"}, types), {"media type of the file", "文件的媒体类型"});
  };
  write_texts("scenario", from.scenario_texts);
  write_texts("model", from.model_texts);
  write_texts("data", from.data_texts);
  const auto write_one = [&](const std::string& name, const std::string& text, const std::string& type, const Label& label) {
    hdf5::Node dataset = group.variable(name, {}, std::vector<std::string>{text});
    put_label(dataset, label);
    dataset.attribute("media_type", type);
  };
  write_one("effective_scenario", from.effective_scenario, "application/toml", {"scenario as it was run: after extends and the options of the command line", "实际运行的情景（已合并 extends 与命令行选项）"});
  write_one("parameters_csv", from.parameters_csv, "text/csv", {"every parameter with value, law, bounds and origin", "全部参数：取值、分布、界限与来源"});
  write_one("targets_csv", from.targets_csv, "text/csv", {"where each target comes from", "各目标的出处"});
  write_one("model_csv", from.model_csv, "text/csv", {"where everything stands that formulas name, and what it uses", "公式所用各名称的所在位置及其引用"});
}

}  // namespace jingchu::output::detail
