#include "app/study/merge_shards.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "app/cli/phrase.hpp"
#include "app/study/capacity.hpp"
#include "app/study/keep_paths.hpp"
#include "app/study/program_build.hpp"
#include "app/study/run_identity.hpp"
#include "app/study/shard_share.hpp"
#include "app/study/stored_study.hpp"
#include "output/results/results_file.hpp"

namespace jingchu::app {

namespace {

constexpr const char* other_builds_hint = "merge with the program that made the shards, all of them; or take what other builds counted with --allow-mixed-versions";

Place whole_file(const std::filesystem::path& file) { return Place{file.string(), 0, 0, 1, {}}; }

/// What differs between two runs, for people.
std::string difference(const output::Provenance& a, const output::Provenance& b) {
  std::vector<std::string> list;
  const auto compare = [&](bool equal, const char* what) {
    if (!equal) list.emplace_back(what);
  };
  compare(same_build(a, b), "program build");
  compare(a.model_sha256 == b.model_sha256, "model");
  compare(a.data_sha256 == b.data_sha256, "data");
  compare(a.seed == b.seed, "seed");
  compare(a.n_paths == b.n_paths, "number of paths");
  if (list.empty() || (a.seed == b.seed && a.n_paths == b.n_paths)) compare(a.scenario_sha256 == b.scenario_sha256, "scenario");
  return list.empty() ? "variables with quantiles or paths kept" : fmt::format("{}", fmt::join(list, ", "));
}

/// Whether two shards are of one run but for the program that made them.
bool same_question(const output::Shard& a, const output::Shard& b) {
  const output::Provenance &from = a.provenance, &other = b.provenance;
  return from.model_sha256 == other.model_sha256 && from.data_sha256 == other.data_sha256 && from.scenario_sha256 == other.scenario_sha256 && from.seed == other.seed &&
         from.n_paths == other.n_paths && a.quantiles == b.quantiles && a.kept == b.kept && a.kept_f64 == b.kept_f64;
}

}  // namespace

/// The heads of all files, checked against the first one.
class ShardHeads {
 public:
  /// Shards of one run by one build of the program.
  struct Build {
    std::string run;
    output::Provenance provenance;
    std::vector<int> shards;
  };

  ShardHeads(const std::vector<std::filesystem::path>& files, bool allow_mixed_versions) : allow_mixed_versions_(allow_mixed_versions) {
    for (const auto& file : files) take(file);
    if (first_.run.empty()) trouble_.throw_if_any();
    check_complete();
    trouble_.throw_if_any();
  }
  const output::Shard& first() const noexcept { return first_; }
  const std::vector<Build>& builds() const noexcept { return builds_; }

 private:
  void take(const std::filesystem::path& file) {
    output::Shard head;
    try {
      head = output::read_shard_head(file);
    } catch (const Error& error) {
      // A file that is not there is told at once; what is wrong inside of files is told for all of them.
      if (error.code() != ExitCode::data) throw;
      for (const auto& diagnostic : error.diagnostics()) trouble_.add(diagnostic);
      return;
    }
    if (first_.run.empty()) {
      first_ = std::move(head);
      first_file_ = file;
      seen_[first_.index] = file;
      count_build(first_);
      return;
    }
    if (head.run != first_.run && !(allow_mixed_versions_ && same_question(head, first_))) {
      trouble_.error(whole_file(file), fmt::format("this shard belongs to another run than {}: it differs in {}", jingchu::quoted(first_file_.string()), difference(head.provenance, first_.provenance)),
                     same_question(head, first_) ? other_builds_hint : "merge the shards of one run");
    } else if (head.count != first_.count) {
      trouble_.error(whole_file(file), fmt::format("this is shard {}/{}, while {} is one of {}", head.index, head.count, jingchu::quoted(first_file_.string()), first_.count),
                     "merge the shards of one cut");
    } else if (const auto [at, is_new] = seen_.emplace(head.index, file); !is_new) {
      trouble_.error(whole_file(file), fmt::format("shard {}/{} is given twice; the other one is {}", head.index, head.count, jingchu::quoted(at->second.string())), "give each shard once");
    } else {
      count_build(head);
    }
  }

  void count_build(const output::Shard& head) {
    auto at = std::find_if(builds_.begin(), builds_.end(), [&](const Build& build) { return build.run == head.run; });
    if (at == builds_.end()) at = builds_.insert(at, Build{head.run, head.provenance, {}});
    at->shards.push_back(head.index);
  }

  void check_complete() {
    constexpr std::size_t shown = 20;
    std::vector<std::string> missing;
    for (int i = 1; i <= first_.count; ++i)
      if (seen_.find(i) == seen_.end()) missing.push_back(fmt::format("{}/{}", i, first_.count));
    if (missing.empty()) return;
    const std::size_t count = missing.size();
    if (count > shown) missing.resize(shown);
    trouble_.error(whole_file(first_file_), fmt::format("{} of {} shards are not among the files: {}{}", count, first_.count, fmt::join(missing, ", "), count > shown ? ", ..." : ""),
                   fmt::format("run the command of this shard again with --shard {}, or give its file", missing.front()));
  }

  bool allow_mixed_versions_;
  output::Shard first_;
  std::filesystem::path first_file_;
  std::vector<Build> builds_;
  std::map<int, std::filesystem::path> seen_;
  Diagnostics trouble_;
};

namespace {

/// The heads of all files, when they are of one run, none is missing, and this program made them or may take them all the same.
ShardHeads checked_heads(const std::vector<std::filesystem::path>& files, bool allow_mixed_versions) {
  ShardHeads heads(files, allow_mixed_versions);
  if (const auto& from = heads.first().provenance; !allow_mixed_versions && !made_by_this_build(from))
    throw Error(ExitCode::data, fmt::format("{} was made by {}; this is {}, which cannot vouch for the same bits", jingchu::quoted(files.front().string()), build_text(from), this_build_text()), other_builds_hint);
  return heads;
}

/// "2, 4: jingchu 0.0.9 (REVISION, BUILD)", a line a build, by the first of its shards.
std::string shard_builds(std::vector<ShardHeads::Build> builds) {
  for (auto& build : builds) std::sort(build.shards.begin(), build.shards.end());
  std::sort(builds.begin(), builds.end(), [](const auto& a, const auto& b) { return a.shards.front() < b.shards.front(); });
  std::string text;
  for (const auto& build : builds) text += fmt::format("{}{}: {}", text.empty() ? "" : "\n", fmt::join(build.shards, ", "), build_text(build.provenance));
  return text;
}

}  // namespace

ShardedRun::ShardedRun(const std::vector<std::filesystem::path>& files, bool allow_mixed_versions) : ShardedRun(files, checked_heads(files, allow_mixed_versions)) {}

ShardedRun::ShardedRun(const std::vector<std::filesystem::path>& files, const ShardHeads& heads)
    : files_(files), provenance_(heads.first().provenance), digest_(heads.first().run), study_(stored_study(provenance_, heads.first().quantiles)),
      kept_(kept_paths({heads.first().kept, {}, heads.first().kept_f64}, study_, {study_.scenario.name})) {
  for (const auto& build : heads.builds())
    if (run_digest(study_, build.provenance, kept_) != build.run)
      throw Error(ExitCode::data, fmt::format("the texts in {} are not those of its run", jingchu::quoted(files.front().string())), "run the shard again");
  if (heads.builds().size() == 1 && made_by_this_build(provenance_)) return;
  // What is computed from here on, single paths among it, is this program's.
  name_this_build(provenance_);
  provenance_.shard_builds = shard_builds(heads.builds());
  digest_ = output::sha256_hex(run_digest(study_, provenance_, kept_) + ' ' + provenance_.shard_builds);
}

engine::Tally ShardedRun::add_up(const engine::Simulation& simulation, const Interruption& interruption, const Session& session) const {
  engine::Tally all = simulation.empty_tally(), part = simulation.empty_tally();
  for (std::size_t i = 0; i < files_.size(); ++i) {
    if (interruption.asked())
      throw Error(ExitCode::come_back, phrase(session.language, {"stopped by a signal after {} of {} shards", "收到信号后停止：已合并 {} / {} 个分片"}, i, files_.size()),
                  std::string(in(session.language, {"the same command merges them from the first one on", "重复同一命令将从第一个分片重新合并"})));
    const output::Shard shard = output::read_shard(files_[i], largest_tally(study_));
    part.restore(shard.tally);
    if (part.done != engine::PathSet({shard.first_path, shard.end_path}) || engine::PathRange{shard.first_path, shard.end_path} != ShardShare{shard.index, shard.count}.paths(study_.scenario.paths))
      throw Error(ExitCode::data, fmt::format("{} does not hold the paths of shard {}/{}", jingchu::quoted(files_[i].string()), shard.index, shard.count), "run the shard again");
    all.merge(part);
  }
  return all;
}

}  // namespace jingchu::app
