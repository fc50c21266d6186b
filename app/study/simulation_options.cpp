#include "app/study/simulation_options.hpp"

#include <algorithm>
#include <limits>
#include <string_view>
#include <thread>

#include <fmt/format.h>

#include "app/cli/number.hpp"
#include "app/cli/phrase.hpp"
#include "app/console/console.hpp"
#include "app/study/capacity.hpp"

namespace jingchu::app {

namespace {

constexpr std::string_view interpreted = ":interpreted";

engine::Isa read_isa(std::string_view word) {
  if (word == "auto") return engine::best_isa();
  for (const engine::Isa isa : {engine::Isa::plain, engine::Isa::avx2, engine::Isa::avx512}) {
    if (word != engine::isa_name(isa)) continue;
    if (isa <= engine::best_isa()) return isa;
    throw Error(ExitCode::usage, fmt::format("--isa {}: this machine has no {}", word, word), fmt::format("its best is {}", engine::isa_name(engine::best_isa())));
  }
  throw Error(ExitCode::usage, fmt::format("--isa {} is not known; expected auto, avx512, avx2 or plain, and :interpreted behind it for no machine code", jingchu::quoted(std::string(word))));
}

int read_tile_width(const std::string& text) {
  const auto width = static_cast<int>(read_integer("--tile-width", text, 8, 1024));
  if (width % 8 != 0) throw Error(ExitCode::usage, fmt::format("--tile-width {} is no multiple of 8", width));
  return width;
}

}  // namespace

Option paths_option() {
  return {"paths", '\0', {"N", "数目"}, {"number of paths, instead of the scenario's: 1 to 1,000,000,000", "路径数目，代替情景中的数目：1 至 1,000,000,000"}};
}

Option seed_option() {
  return {"seed", '\0', {"S", "种子"}, {"seed of the draws, instead of the scenario's: 0 to 9,223,372,036,854,775,807", "随机种子，代替情景中的种子：0 至 9,223,372,036,854,775,807"}};
}

Option sampling_option() {
  return {"sampling", '\0', {"sobol|random", "sobol|random"},
          {"scrambled Sobol points or independent random draws, instead of the scenario's; Sobol points need R 2^m paths for R replicates (16), 64 R at the least",
           "加扰 Sobol 点或独立随机抽样，代替情景中的设定；Sobol 点要求路径数为 R 2^m（重复组数 R 默认 16），至少 64 R"}};
}

Option set_option() {
  return {"set", '\0', {"LEVER=VALUE", "杠杆=值"},
          {"set a lever over the whole horizon, or in a part of it: voucher[2024]=114, voucher[2024Q1..2024Q4]=114; may be repeated",
           "在整个期间或部分期间设定政策杠杆：voucher[2024]=114，voucher[2024Q1..2024Q4]=114；可重复使用"}, true};
}

Option threads_option() {
  return {"threads", '\0', {"T", "数目"}, {"threads: 1 to 1,024 (default: all cores); results do not depend on it", "线程数：1 至 1,024（默认使用全部核心）；结果与线程数无关"}};
}

Option isa_option() {
  return {"isa", '\0', {"NAME", "名称"}, {"instruction set: auto, avx512, avx2 or plain; with :interpreted behind it no machine code is made at run time; all give the same bits",
           "指令集：auto、avx512、avx2 或 plain；后加 :interpreted 表示运行时不生成机器码；结果逐位相同"}, false, true};
}

Option tile_width_option() {
  return {"tile-width", '\0', {"N", "数目"}, {"paths that are advanced together, a multiple of 8", "同时推进的路径数，须为 8 的倍数"}, false, true};
}

Option save_interval_option() {
  return {"save-interval", '\0', {"SECONDS", "秒"}, {"work is saved no oftener, nor oftener than a hundredth of the time allows (default: 5)", "保存进度的最短间隔（默认 5）；保存耗时不超过总时间的百分之一"}, false, true};
}

scenarios::Overrides read_overrides(const Arguments& arguments) {
  scenarios::Overrides overrides;
  if (const auto text = arguments.value("paths")) {
    overrides.paths = read_integer("--paths", *text, 1, most_paths,
                                   fmt::format("memory and disk needed do not grow with the number of paths (free: {} of memory, {} here on disk)",
                                               human_bytes(free_memory()), human_bytes(free_disk("."))));
  }
  if (const auto text = arguments.value("seed")) overrides.seed = read_integer("--seed", *text, 0, std::numeric_limits<std::int64_t>::max());
  overrides.sampling = arguments.value("sampling");
  return overrides;
}

engine::RunControl read_control(const Arguments& arguments, const Session& session) {
  constexpr std::int64_t most_threads = 1024;
  engine::RunControl control;
  const auto cores = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  control.threads = cores;
  if (const auto text = arguments.value("threads")) control.threads = static_cast<int>(read_integer("--threads", *text, 1, most_threads));
  if (control.threads > cores) say(phrase(session.language, {"warning: {} threads on {} cores: the same results, not sooner\n", "警告: {} 个线程，{} 个核心：结果相同，但不会更快\n"}, control.threads, cores));
  const std::string isa = arguments.value("isa").value_or("auto");
  control.machine_code = !isa.ends_with(interpreted);
  control.isa = read_isa(std::string_view(isa).substr(0, isa.size() - (control.machine_code ? 0 : interpreted.size())));
  if (const auto text = arguments.value("tile-width")) control.tile_width = read_tile_width(*text);
  return control;
}

void read_save_interval(const Arguments& arguments, engine::RunControl& control) {
  constexpr std::int64_t day = 86'400;
  if (const auto text = arguments.value("save-interval")) control.save_interval = static_cast<double>(read_integer("--save-interval", *text, 0, day));
}

std::vector<std::string> read_names(const std::string& list) {
  std::vector<std::string> names;
  for (std::size_t start = 0; start <= list.size();) {
    const std::size_t end = std::min(list.find(',', start), list.size());
    names.push_back(list.substr(start, end - start));
    start = end + 1;
  }
  return names;
}

}  // namespace jingchu::app
