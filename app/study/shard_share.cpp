#include "app/study/shard_share.hpp"

#include <fmt/format.h>

#include "app/cli/number.hpp"
#include "app/study/output_name.hpp"
#include "engine/simulation/simulation.hpp"
#include "output/report/number_text.hpp"

namespace jingchu::app {

engine::PathRange ShardShare::paths(std::int64_t of_run) const {
  const std::int64_t units = (of_run + engine::work_unit - 1) / engine::work_unit;
  if (count > units)
    throw Error(ExitCode::usage, fmt::format("--shard {}: a run of {} paths can be cut into {} shards at most", text(), output::count_text(of_run), units),
                fmt::format("a shard has at least {} paths", output::count_text(engine::work_unit)));
  const auto begin = [&](std::int64_t part) { return std::min(part * units / count * engine::work_unit, of_run); };
  return {begin(index - 1), index == count ? of_run : begin(index)};
}

std::string ShardShare::text() const { return fmt::format("{}/{}", index, count); }

ShardShare read_shard_share(const std::string& text) {
  constexpr std::int64_t most_shards = 100'000;
  const std::size_t slash = text.find('/');
  if (slash == std::string::npos)
    throw Error(ExitCode::usage, fmt::format("--shard {} is not understood; expected i/n, such as 3/8", jingchu::quoted(text)), "i goes from 1 to n");
  ShardShare share;
  share.count = static_cast<int>(read_integer("--shard i/n: n", text.substr(slash + 1), 1, most_shards));
  share.index = static_cast<int>(read_integer("--shard i/n: i", text.substr(0, slash), 1, share.count));
  return share;
}

std::filesystem::path standard_shard_file(const std::string& scenario_name, const ShardShare& share) {
  std::filesystem::path file = standard_output_file(scenario_name);
  return file.replace_extension(fmt::format(".{}-of-{}.shard", share.index, share.count));
}

}  // namespace jingchu::app
