#include "app/study/merge_shards.hpp"

#include <map>

#include <fmt/format.h>

#include "app/cli/phrase.hpp"
#include "app/study/keep_paths.hpp"
#include "app/study/run_identity.hpp"
#include "app/study/shard_share.hpp"
#include "app/study/stored_study.hpp"
#include "app/version.hpp"
#include "output/shards/shard_file.hpp"

namespace jingchu::app {

namespace {

Place whole_file(const std::filesystem::path& file) { return Place{file.string(), 0, 0, 1, {}}; }

/// What differs between two runs, for people.
std::string difference(const output::Provenance& a, const output::Provenance& b) {
  std::vector<std::string> list;
  const auto compare = [&](bool equal, const char* what) {
    if (!equal) list.emplace_back(what);
  };
  compare(a.engine_version == b.engine_version && a.git_sha1 == b.git_sha1 && a.build == b.build, "program build");
  compare(a.model_sha256 == b.model_sha256, "model");
  compare(a.data_sha256 == b.data_sha256, "data");
  compare(a.seed == b.seed, "seed");
  compare(a.n_paths == b.n_paths, "number of paths");
  if (list.empty() || (a.seed == b.seed && a.n_paths == b.n_paths)) compare(a.scenario_sha256 == b.scenario_sha256, "scenario");
  return list.empty() ? "variables with quantiles or paths kept" : fmt::format("{}", fmt::join(list, ", "));
}

/// The heads of all files, checked against the first one.
class Heads {
 public:
  explicit Heads(const std::vector<std::filesystem::path>& files) {
    for (const auto& file : files) take(file);
    if (first_.run.empty()) trouble_.throw_if_any();
    check_complete();
    trouble_.throw_if_any();
  }
  const output::Shard& first() const noexcept { return first_; }

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
      return;
    }
    if (head.run != first_.run) {
      trouble_.error(whole_file(file), fmt::format("this shard belongs to another run than {}: it differs in {}", jingchu::quoted(first_file_.string()), difference(head.provenance, first_.provenance)),
                     "merge the shards of one run, made by one build of the program");
    } else if (head.count != first_.count) {
      trouble_.error(whole_file(file), fmt::format("this is shard {}/{}, while {} is one of {}", head.index, head.count, jingchu::quoted(first_file_.string()), first_.count),
                     "merge the shards of one cut");
    } else if (const auto [at, is_new] = seen_.emplace(head.index, file); !is_new) {
      trouble_.error(whole_file(file), fmt::format("shard {}/{} is given twice; the other one is {}", head.index, head.count, jingchu::quoted(at->second.string())), "give each shard once");
    }
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

  output::Shard first_;
  std::filesystem::path first_file_;
  std::map<int, std::filesystem::path> seen_;
  Diagnostics trouble_;
};

void check_build(const output::Provenance& from, const std::filesystem::path& file) {
  if (from.engine_version == version() && from.git_sha1 == git_revision() && from.build == build_description()) return;
  throw Error(ExitCode::data, fmt::format("{} was made by jingchu {} ({}, {}); this is {} ({}, {}), which cannot vouch for the same bits", jingchu::quoted(file.string()), from.engine_version,
                                          from.git_sha1, from.build, version(), git_revision(), build_description()),
              "merge with the program that made the shards");
}

/// The head of the first shard, when all are of one run, none is missing, and this program made them.
output::Shard first_head(const std::vector<std::filesystem::path>& files) {
  output::Shard first = Heads(files).first();
  check_build(first.provenance, files.front());
  return first;
}

}  // namespace

ShardedRun::ShardedRun(const std::vector<std::filesystem::path>& files) : ShardedRun(files, first_head(files)) {}

ShardedRun::ShardedRun(const std::vector<std::filesystem::path>& files, const output::Shard& first)
    : files_(files), provenance_(first.provenance), digest_(first.run), study_(stored_study(first.provenance, first.quantiles)),
      kept_(kept_paths({first.kept, {}, first.kept_f64}, study_, {study_.scenario.name})) {
  if (run_digest(study_, provenance_, kept_) != digest_)
    throw Error(ExitCode::data, fmt::format("the texts in {} are not those of its run", jingchu::quoted(files.front().string())), "run the shard again");
}

engine::Tally ShardedRun::add_up(const engine::Simulation& simulation, const Interruption& interruption, const Session& session) const {
  engine::Tally all = simulation.empty_tally(), part = simulation.empty_tally();
  for (std::size_t i = 0; i < files_.size(); ++i) {
    if (interruption.asked())
      throw Error(ExitCode::come_back, phrase(session.language, {"stopped by a signal after {} of {} shards", "收到信号后停止：已合并 {} / {} 个分片"}, i, files_.size()),
                  std::string(in(session.language, {"the same command merges them from the first one on", "重复同一命令将从第一个分片重新合并"})));
    const output::Shard shard = output::read_shard(files_[i]);
    part.restore(shard.tally);
    if (part.done != engine::PathSet({shard.first_path, shard.end_path}) || engine::PathRange{shard.first_path, shard.end_path} != ShardShare{shard.index, shard.count}.paths(study_.scenario.paths))
      throw Error(ExitCode::data, fmt::format("{} does not hold the paths of shard {}/{}", jingchu::quoted(files_[i].string()), shard.index, shard.count), "run the shard again");
    all.merge(part);
  }
  return all;
}

}  // namespace jingchu::app
