#include "app/study/shards.hpp"

#include <sys/stat.h>

#include <fmt/format.h>

#include "app/cli/phrase.hpp"
#include "app/console/console.hpp"
#include "app/study/keep_paths.hpp"
#include "app/study/run_identity.hpp"
#include "output/results/results_file.hpp"

namespace jingchu::app {

output::Shard shard_of(const Study& study, const ShardShare& share, engine::PathRange paths, const engine::Tally& tally, const output::Provenance& from, const output::KeptPaths& kept) {
  output::Shard shard;
  shard.run = run_digest(study, from, kept);
  shard.index = share.index;
  shard.count = share.count;
  shard.first_path = paths.first;
  shard.end_path = paths.end;
  shard.provenance = from;
  shard.quantiles = variables_with_quantiles(study);
  shard.kept = kept_names(kept, study);
  shard.kept_f64 = kept.f64;
  shard.tally = tally.serialise();
  return shard;
}

std::optional<int> shard_finished_already(const std::filesystem::path& file, const Study& study, const ShardShare& share, const output::Provenance& own, const output::KeptPaths& kept, const Session& session) {
  struct stat state {};
  // Links, folders and devices are the business of check_output_place.
  if (::lstat(file.c_str(), &state) != 0 || !S_ISREG(state.st_mode)) return std::nullopt;
  output::Shard found;
  try {
    found = output::read_shard_head(file);
  } catch (const Error&) {
    return std::nullopt;  // something else of the user's, which check_output_place refuses
  }
  const std::string run = run_digest(study, own, kept);
  if (found.run != run || found.index != share.index || found.count != share.count)
    throw Error(ExitCode::cannot_create, fmt::format("{} exists and is shard {}/{} of {} run", jingchu::quoted(file.string()), found.index, found.count,
                                                     found.run == run ? "this" : "another"),
                "use --force to overwrite it, or give another name with --output");
  talk(session, phrase(session.language, {"{} already holds shard {} of this run; nothing to do (--force simulates again)", "{} 已是本次运行的分片 {}，未重新模拟；如需重算请用 --force"},
                       file.string(), share.text()));
  return 0;
}

std::string work_digest(const Study& study, const output::Provenance& from, const output::KeptPaths& kept, const std::optional<ShardShare>& share) {
  const std::string run = run_digest(study, from, kept);
  return share ? output::sha256_hex(run + " shard " + share->text()) : run;
}

}  // namespace jingchu::app
