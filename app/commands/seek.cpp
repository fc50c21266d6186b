#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "analysis/aims.hpp"
#include "analysis/comparison.hpp"
#include "analysis/quantity.hpp"
#include "analysis/seek.hpp"
#include "app/cli/phrase.hpp"
#include "app/commands/commands.hpp"
#include "app/console/console.hpp"
#include "app/console/interruption.hpp"
#include "app/libraries.hpp"
#include "app/study/asked_scenarios.hpp"
#include "app/study/comparison_content.hpp"
#include "app/study/existing_run.hpp"
#include "app/study/failures.hpp"
#include "app/study/results_content.hpp"
#include "app/study/seek_answer.hpp"
#include "app/study/simulate_cases.hpp"
#include "app/study/simulation_options.hpp"
#include "output/report/contrast.hpp"
#include "output/report/number_text.hpp"

namespace jingchu::app {
namespace {

double read_number(std::string_view option, std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value))
    throw Error(ExitCode::usage, fmt::format("{} {}: expected a finite number", option, jingchu::quoted(text)));
  return value;
}

double read_probability(const Arguments& arguments) {
  const auto text = arguments.value("probability");
  if (!text) throw Error(ExitCode::usage, "how likely? --probability P is missing", "such as --probability 0.8; --central seeks without chance");
  const double value = read_number("--probability", *text);
  if (!(value > 0 && value < 1)) throw Error(ExitCode::usage, fmt::format("--probability {}: expected a number above 0 and below 1", *text), value >= 1 && value <= 100 ? fmt::format("write {} for {} %", value / 100, value) : "");
  return value;
}

/// --bounds, if they are given: of an amount, or of what is spent.
std::optional<analysis::Bounds> read_bounds(const Arguments& arguments) {
  const auto text = arguments.value("bounds");
  if (!text) return std::nullopt;
  const bool spent = arguments.has("costs");
  const std::string hint = spent ? "write 0,MOST: the most that may be spent" : "write LOWEST,HIGHEST: the least and the most that the levers are moved, 0 between them";
  const auto comma = text->find(',');
  if (comma == std::string::npos) throw Error(ExitCode::usage, fmt::format("--bounds {} is not two numbers", jingchu::quoted(*text)), hint);
  const analysis::Bounds bounds{read_number("--bounds", std::string_view(*text).substr(0, comma)), read_number("--bounds", std::string_view(*text).substr(comma + 1))};
  if (bounds.lower > bounds.upper) throw Error(ExitCode::usage, fmt::format("--bounds {} are reversed", *text), fmt::format("write --bounds {},{}", bounds.upper, bounds.lower));
  if (bounds.lower > 0 || bounds.upper < 0 || bounds.lower == bounds.upper) throw Error(ExitCode::usage, fmt::format("--bounds {} leave out 0, where no lever is moved, or everything else", *text), hint);
  if (spent && bounds.lower < 0) throw Error(ExitCode::usage, fmt::format("--bounds {}: with --costs they are those of what is spent, which is never below 0", *text), hint);
  return bounds;
}

/// Those that were asked for, as far as the levers allow.
analysis::Bounds bounds_of(const analysis::LeverMix& levers, const std::optional<analysis::Bounds>& asked) {
  const analysis::Bounds widest = levers.bounds();
  // To allow more than there is to spend on is no mistake.
  if (levers.is_spent()) return {0, asked ? std::min(asked->upper, widest.upper) : widest.upper};
  if (!(widest.lower < widest.upper))
    throw Error(ExitCode::usage, "no common amount moves all of the levers: to either side one of them stands at a bound of the model already", "give them other weights, or leave some out; with --costs each is moved by itself");
  if (!asked) return widest;
  // Rounding of what the levers allow is no reason to refuse.
  constexpr double rounding = 1e-9;
  if (asked->lower < widest.lower - rounding * std::abs(widest.lower) || asked->upper > widest.upper + rounding * std::abs(widest.upper))
    throw Error(ExitCode::usage, fmt::format("--bounds {},{} would move a lever beyond what the model allows", asked->lower, asked->upper), fmt::format("at most --bounds {},{}", widest.lower, widest.upper));
  return *asked;
}

/// The scenario, with the targets written on the command line among its own.
Study read_study(AskedScenarios& all, const analysis::Aims& aims) {
  all.asked.front().targets = aims.written;
  Study study = std::move(analysis::prepare_together(all.asked).front());
  for (auto& target : study.scenario.targets) {
    if (target.figure != nullptr || !target.unit.empty()) continue;
    for (const auto& measure : study.model().measures) {
      if (target.measure.starts_with(measure.name + "[")) target.unit = target.measure_unit = measure.unit;
    }
  }
  return study;
}

/// The base and the answer, simulated once more with all statistics.
output::Content effects_of(const Study& base, const Sought& sought, const analysis::SeekAnswer& answer, const models::SourceStore& store, const engine::RunControl& control,
                           const Interruption& interruption, const Session& session) {
  Study moved = base;
  moved.scenario.setting = answer.setting;
  moved.plan = analysis::plan_with(base, answer.setting);
  moved.scenario.name += "+answer";
  std::vector<Study> studies{base, std::move(moved)};
  if (sought.question.targets.size() > 1) {
    for (Study& study : studies) analysis::add_sought_set(study.plan, sought.question.targets);
  }
  const analysis::Comparison comparison = analysis::comparison_of(std::move(studies), analysis::PairedSeries::years);
  const engine::Simulation simulation(comparison.cases(), comparison.contrasts(), control);
  return comparison_content(comparison, simulate_cases(simulation, base.scenario.paths, control, interruption, session), provenance(base, store));
}

int seek(const Arguments& arguments, const Session& session) {
  const Interruption interruption;   // from the first moment, as in `run`
  const bool central = arguments.has("central");
  if (central && arguments.value("probability")) throw Error(ExitCode::usage, "--central and --probability contradict each other: the central path knows no chance");
  const auto target = arguments.value("target"), lever = arguments.value("lever");
  if (!target) throw Error(ExitCode::usage, "what is to be reached? --target is missing", "write the id of a target, or FORMULA >= VALUE");
  if (!lever) throw Error(ExitCode::usage, "what may be moved? --lever is missing", "write NAME, NAME[2024] or NAME[2024]=WEIGHT");
  analysis::SeekQuestion question;
  const std::optional<analysis::Bounds> asked_bounds = read_bounds(arguments);
  if (!central) question.probability = read_probability(arguments);
  engine::RunControl control = read_control(arguments, session);
  const analysis::Aims aims = analysis::read_aims(*target);
  AskedScenarios all = asked_scenario(arguments.operand(0), arguments);
  const Study base = read_study(all, aims);
  question.targets = analysis::find_aims(aims, base.scenario);
  analysis::LeverMix levers(base, *lever);
  std::vector<double> costs;
  if (const auto text = arguments.value("costs")) costs = analysis::read_costs(levers, *text);
  const analysis::Nearness nearness = central ? analysis::central_nearness_of(base, question) : analysis::nearness_of(base, question, control);
  const auto take_turns = [&] {
    if (!costs.empty()) levers = analysis::spend_in_order(base, std::move(levers), costs, nearness);
    question.bounds = bounds_of(levers, asked_bounds);
  };
  Sought sought{base, levers, question};

  if (central) {
    analysis::refuse_observed(base, "the central path knows nothing of them", "leave out --central, or [observed]");
    take_turns();
    const auto answer_found = analysis::seek_central(base, levers, question);
    if (!costs.empty() && answer_found.end == analysis::Search::End::reached) sought.exchange = analysis::cheaper_exchange(levers, answer_found.amount, nearness);
    answer(arguments.has("json") ? central_json(sought, answer_found) : central_text(sought, answer_found, style_of(session)));
    return 0;
  }
  if (costs.empty()) take_turns();
  talk(session, phrase(session.language, {"{}: {} paths for every amount tried, seed {}, {} threads", "{}：每个试值 {} 条路径，种子 {}，{} 个线程"}, base.scenario.name, output::count_text(base.scenario.paths),
                       base.scenario.seed, control.threads));
  control.stop = &interruption.asked();
  if (!costs.empty()) take_turns();
  analysis::SeekAnswer found;
  tell_places({&base}, session.language, [&] { found = analysis::seek(base, levers, question, control); });
  if (!costs.empty() && found.end == analysis::Search::End::reached) sought.exchange = analysis::cheaper_exchange(levers, found.amount, nearness);
  output::Content effects;
  if (found.amount != 0) effects = effects_of(base, sought, found, *all.asked.front().store, control, interruption, session);
  if (arguments.has("json")) {
    answer(seek_json(sought, found, effects));
    return code_of_run(base.scenario, found.failed);
  }
  std::string text = seek_text(sought, found, style_of(session));
  if (!effects.contrasts.empty()) text += std::string(output::words(style_of(session), "\nWhat else it does\n\n", "\n其他影响\n\n")) + output::contrast_effects(effects, style_of(session));
  answer(text);
  return code_of_run(base.scenario, found.failed);
}

}  // namespace

Command seek_command() {
  return {"seek",
          {"find the smallest change of levers that makes targets as likely as wanted", "求使目标达到所需概率的最小杠杆变动"},
          {{{"SCENARIO", "情景"}, scenario_forms()}},
          {{"target", '\0', {"TARGET,...", "目标,..."},
            {"what is to be reached, all of it on the same path: ids of targets, or FORMULA >= VALUE, such as \"gdp_growth[2024] >= 6\"", "要达到的目标（须在同一路径上全部实现）：目标编号，或“公式 >= 数值”，例如 \"gdp_growth[2024] >= 6\""}},
           {"probability", '\0', {"P", "概率"}, {"how likely it is to be, such as 0.8", "要求的概率，例如 0.8"}},
           {"lever", '\0', {"LEVER,...", "杠杆,..."},
            {"what may be moved: NAME over the whole horizon or NAME[2024]; several are moved together by one amount, each times its weight: NAME[2024]=0.5",
             "可调整的杠杆：名称（整个期间）或 名称[2024]；多个杠杆按同一数额一起变动，可各带权重：名称[2024]=0.5"}},
           {"costs", '\0', {"LEVER=COST,...", "杠杆=单价,..."},
            {"what moving each of the levers by one costs: NAME[2024]=COST, written as in --lever; the amount is then spent at least cost, each lever being moved by itself",
             "各杠杆每变动一个单位的花费：名称[2024]=单价，写法同 --lever；各杠杆分别变动，求总花费最小的组合"}},
           {"bounds", '\0', {"LOW,HIGH", "下限,上限"}, {"least and most amount (default: what the model allows the levers); with --costs 0,MOST", "变动数额的下限与上限（默认取模型允许的范围）；与 --costs 同用时写 0,最大花费"}},
           {"central", '\0', {}, {"seek on the central path instead, without chance", "改为在中心路径上求解，不含随机性"}},
           paths_option(), seed_option(), sampling_option(), threads_option(), trust_option(), json_option(), library_option(), isa_option(), tile_width_option()},
          {"Says the amount with its Monte Carlo error, the probability reached, and what else the change does to targets, measures and reported variables; "
           "or that the bounds do not allow it, and the best of what was tried. Every amount is tried on the same draws. "
           "With --costs the levers have their turns in the order of what they do for their cost, each as far as the model allows.",
           "给出变动数额及其蒙特卡洛误差、达到的概率，以及对其他目标、指标和报告变量的影响；若范围内无法达到，则给出所试各值中最好的一个。各试值使用同一组随机数。"
           "加 --costs 时，各杠杆按单位花费的效果由高到低依次使用，每项用到模型允许的限度。"},
          seek};
}

}  // namespace jingchu::app
