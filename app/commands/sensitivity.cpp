#include <charconv>

#include <fmt/format.h>

#include "analysis/sensitivity.hpp"
#include "app/cli/number.hpp"
#include "app/cli/phrase.hpp"
#include "app/commands/commands.hpp"
#include "app/console/console.hpp"
#include "app/console/interruption.hpp"
#include "app/console/progress.hpp"
#include "app/libraries.hpp"
#include "app/study/asked_quantity.hpp"
#include "app/study/asked_scenarios.hpp"
#include "app/study/existing_run.hpp"
#include "app/study/failures.hpp"
#include "app/study/sensitivity_answer.hpp"
#include "app/study/simulation_options.hpp"
#include "app/study/study.hpp"
#include "output/report/number_text.hpp"

namespace jingchu::app {
namespace {

std::size_t read_top(const Arguments& arguments) {
  const std::string text = arguments.value("top").value_or("15");
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < 1) throw Error(ExitCode::usage, fmt::format("--top {}: expected a number of rows, at least 1", jingchu::quoted(text)));
  return value;
}

/// What is moved: --lever, --only, or all there is.
struct Moved {
  std::vector<std::string> levers;
  std::vector<analysis::Factor> factors;
};

/// \param shocks  whether shocks are among all there is: a screening holds what it moves, and with the shocks held no path would differ from
///                another
Moved read_moved(const Arguments& arguments, const Study& study, bool shocks) {
  const auto only = arguments.value("only");
  if (only && *only != "levers" && *only != "parameters" && *only != "shocks") throw Error(ExitCode::usage, fmt::format("--only {}: expected levers, parameters or shocks", jingchu::quoted(*only)));
  Moved moved;
  if (!only || *only == "levers") {
    for (const auto& list : arguments.values("lever"))
      for (const auto& name : read_names(list)) moved.levers.push_back(name);
    if (moved.levers.empty())
      for (const auto& lever : study.model().levers) moved.levers.push_back(lever.name);
  } else if (arguments.has("lever")) {
    throw Error(ExitCode::usage, fmt::format("--lever and --only {} contradict each other", *only));
  }
  for (const auto& factor : analysis::factors_of(study.plan)) {
    const bool is_parameter = factor.kind == analysis::Factor::Kind::parameter;
    if (only ? *only == (is_parameter ? "parameters" : "shocks") : shocks || is_parameter) moved.factors.push_back(factor);
  }
  return moved;
}

int read_trajectories(const Arguments& arguments) {
  const auto text = arguments.value("trajectories");
  if (text && !arguments.has("morris")) throw Error(ExitCode::usage, "--trajectories goes with --morris");
  return text ? static_cast<int>(read_integer("--trajectories", *text, analysis::fewest_trajectories, analysis::most_trajectories)) : analysis::standard_trajectories;
}

int sensitivity(const Arguments& arguments, const Session& session) {
  const Interruption interruption;   // from the first moment, as in `run`
  const bool sobol = arguments.has("sobol"), morris = arguments.has("morris");
  if (sobol && morris) throw Error(ExitCode::usage, "--sobol and --morris contradict each other: one answer at a time");
  const int trajectories = read_trajectories(arguments);
  if (sobol && (arguments.has("lever") || arguments.has("only"))) throw Error(ExitCode::usage, "--sobol shares out the variance among all that is uncertain: it goes with neither --lever nor --only");
  const std::size_t top = read_top(arguments);
  engine::RunControl control = read_control(arguments, session);
  AskedScenarios all = asked_scenario(arguments.operand(0), arguments);
  const AskedQuantity asked = read_quantity(arguments, all);
  const Study study = std::move(analysis::prepare_together(all.asked).front());
  const analysis::Quantity quantity = asked.in(study.scenario);
  talk(session, phrase(session.language, {"{}: {} paths for every case, seed {}, {} threads", "{}：每种情形 {} 条路径，种子 {}，{} 个线程"}, study.scenario.name, output::count_text(study.scenario.paths), study.scenario.seed,
                       control.threads));
  control.stop = &interruption.asked();
  Progress progress(session);
  control.progress = [&](std::int64_t done, std::int64_t total) { progress.show(done, total); };
  const bool json = arguments.has("json");
  const auto ask = [&](auto question) {
    decltype(question()) found;
    tell_places({&study}, session.language, [&] { found = question(); });
    return found;
  };
  if (sobol) {
    const analysis::SobolIndices found = ask([&] { return analysis::sobol_indices(study, quantity, control); });
    answer(json ? sobol_json(study, quantity, found) : sobol_text(study, quantity, found, top, style_of(session)));
    return code_of_run(study.scenario, found.failed);
  }
  if (morris) {
    const Moved moved = read_moved(arguments, study, false);
    const analysis::Morris found = ask([&] { return analysis::morris(study, quantity, moved.levers, moved.factors, trajectories, control); });
    answer(json ? morris_json(study, quantity, found) : morris_text(study, quantity, found, top, style_of(session)));
    return code_of_run(study.scenario, found.failed);
  }
  const Moved moved = read_moved(arguments, study, true);
  const analysis::Tornado found = ask([&] { return analysis::tornado(study, quantity, moved.levers, moved.factors, control); });
  answer(json ? tornado_json(study, quantity, found) : tornado_text(study, quantity, found, top, style_of(session)));
  return code_of_run(study.scenario, found.failed);
}

}  // namespace

Command sensitivity_command() {
  return {"sensitivity",
          {"say which levers, uncertain parameters and shocks matter most for a measure or a target", "说明哪些杠杆、不确定参数和冲击对指标或目标影响最大"},
          {{{"SCENARIO", "情景"}, scenario_forms()}},
          {measure_option(), quantile_option(), target_option(),
           {"lever", '\0', {"NAME,...", "名称,..."}, {"move these levers, NAME or NAME[2024], in place of all of the model's; may be repeated", "只变动这些杠杆：名称 或 名称[2024]，代替模型的全部杠杆；可重复使用"}, true},
           {"only", '\0', {"levers|parameters|shocks", "levers|parameters|shocks"}, {"move things of this kind alone", "只变动这一类"}},
           {"sobol", '\0', {}, {"share out the variance over paths among all that is uncertain: Sobol indices with 95 % intervals", "把各路径之间的方差分摊到各不确定来源：Sobol 指数及 95 % 区间"}},
           {"morris", '\0', {}, {"screen levers and uncertain parameters: each is moved while the others stand at different places too (Morris)", "筛选杠杆和不确定参数：逐项变动，其余各项同时取不同位置（Morris 法）"}},
           {"trajectories", '\0', {"R", "数目"}, {"of --morris: 4 to 1,000 (10); every one takes a run for each input and one more", "--morris 的轨迹数：4 至 1,000（默认 10）；每条轨迹的运行次数为筛选项数加一"}},
           {"top", '\0', {"N", "数目"}, {"rows of the table (15)", "表格行数（默认 15）"}},
           paths_option(), seed_option(), sampling_option(), threads_option(), trust_option(), json_option(), library_option(), isa_option(), tile_width_option()},
          {"Without --sobol and --morris one thing is moved at a time, on the same draws: a lever by a tenth of the room between its bounds, a parameter or shock held at its 0.1 and 0.9 quantiles. "
           "With --sobol, parameters and shocks that are correlated count as one. --morris moves the same things over the same ranges, shocks only with --only shocks. Errors are those of paired differences; what is below twice its error is marked as noise.",
           "不加 --sobol 和 --morris 时每次只变动一项，使用同一组随机数：杠杆变动其上下限之差的十分之一，参数或冲击固定在 0.1 与 0.9 分位数。加 --sobol 时，相关的参数或冲击合为一项。--morris 在同样的范围内变动同样的项，冲击仅在 --only shocks 时变动。"
           "误差为配对差的标准误；小于两倍误差的标为噪声。"},
          sensitivity};
}

}  // namespace jingchu::app
