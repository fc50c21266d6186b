#include <fmt/format.h>

#include "analysis/decomposition.hpp"
#include "analysis/explain.hpp"
#include "app/cli/phrase.hpp"
#include "app/commands/commands.hpp"
#include "app/console/console.hpp"
#include "app/console/interruption.hpp"
#include "app/console/progress.hpp"
#include "app/libraries.hpp"
#include "app/study/asked_quantity.hpp"
#include "app/study/compared.hpp"
#include "app/study/decomposition_answer.hpp"
#include "app/study/explain_answer.hpp"
#include "app/study/existing_run.hpp"
#include "app/study/failures.hpp"
#include "app/study/simulation_options.hpp"
#include "app/study/study.hpp"
#include "output/report/number_text.hpp"

namespace jingchu::app {
namespace {

Error other_model(const std::string& base, const std::string& other) {
  return {ExitCode::data, fmt::format("{} has another model or horizon than {}: only scenarios of one model can be mixed", jingchu::quoted(other), jingchu::quoted(base)), "'jingchu compare' says what differs between them"};
}

void check_one_model(const analysis::Comparison& comparison) {
  if (!comparison.shares_model(1)) throw other_model(comparison.studies[0].scenario.name, comparison.studies[1].scenario.name);
}

/// What is asked about may not be in another model; that it is another one says more.
analysis::Comparison comparison_of_one_model(const AskedScenarios& all, const Arguments& arguments) {
  try {
    return compared_studies(all, arguments);
  } catch (const Error&) {
    std::vector<scenarios::Scenario> read;
    for (const analysis::Asked& one : all.asked) read.push_back(scenarios::load_scenario(*one.store, one.reference, one.overrides));
    if (read[0].model->file != read[1].model->file) throw other_model(read[0].name, read[1].name);
    throw;
  }
}

/// Settings can be mixed where they belong to one model and horizon, and where one target means one threshold.
void check_mixable(const analysis::Comparison& comparison, const analysis::Quantity& mine, const analysis::Quantity& theirs) {
  check_one_model(comparison);
  const scenarios::Scenario& base = comparison.studies[0].scenario;
  const scenarios::Scenario& other = comparison.studies[1].scenario;
  const scenarios::Target& a = analysis::target_of(mine, base);
  const scenarios::Target& b = analysis::target_of(theirs, other);
  if (a.threshold != b.threshold || a.upper != b.upper || a.sense != b.sense || a.measure != b.measure || a.scale != b.scale)
    throw Error(ExitCode::data, fmt::format("target {} is not the same in {} and {}: its probability changes without any input", jingchu::quoted(a.id), jingchu::quoted(base.name), jingchu::quoted(other.name)),
                "write it on the spot: --target \"FORMULA >= VALUE\"");
}

/// Why a variable differs on the central path.
int explain_path(const AskedScenarios& all, const std::string& text, const Arguments& arguments, const Session& session) {
  for (const char* other : {"measure", "target", "quantile"})
    if (arguments.has(other)) throw Error(ExitCode::usage, fmt::format("--path and --{} contradict each other: one question at a time", other), "--path asks about a variable on the central path, the others about all paths");
  const analysis::Comparison comparison = compared_studies(all, arguments);
  check_one_model(comparison);
  for (const Study& study : comparison.studies) analysis::refuse_observed(study, "the central path knows nothing of them", "leave out [observed], or ask about all paths with --measure or --target");
  const AskedCourse asked = read_course(text, comparison.studies.front());
  const analysis::Decomposition found = analysis::decompose(comparison.studies[0], comparison.studies[1], asked.variable);
  answer(arguments.has("json") ? decomposition_json(comparison, asked, found) : decomposition_text(comparison, asked, found, style_of(session)));
  return 0;
}

int explain(const Arguments& arguments, const Session& session) {
  const Interruption interruption;   // from the first moment, as in `run`
  engine::RunControl control = read_control(arguments, session);
  AskedScenarios all = compared_scenarios(arguments);
  if (all.asked.size() > 2) throw Error(ExitCode::usage, "two scenarios are explained at a time: give either OTHER or --set");
  if (const auto path = arguments.value("path")) return explain_path(all, *path, arguments, session);
  const AskedQuantity asked = read_quantity(arguments, all);
  const analysis::Comparison comparison = comparison_of_one_model(all, arguments);
  const Study& base = comparison.studies[0];
  const analysis::Quantity quantity = asked.in(base.scenario);
  check_mixable(comparison, quantity, asked.in(comparison.studies[1].scenario));
  talk(session, phrase(session.language, {"{} against {}: {} paths for every combination, seed {}, {} threads", "{} 与 {}：每个组合 {} 条路径，种子 {}，{} 个线程"}, comparison.studies[1].scenario.name,
                       base.scenario.name, output::count_text(base.scenario.paths), base.scenario.seed, control.threads));
  control.stop = &interruption.asked();
  Progress progress(session);
  control.progress = [&](std::int64_t done, std::int64_t total) { progress.show(done, total); };
  analysis::Explanation found;
  tell_places({&base, &comparison.studies[1]}, session.language, [&] { found = analysis::explain(base, comparison.studies[1], quantity, control); });
  answer(arguments.has("json") ? explain_json(comparison, quantity, found) : explain_text(comparison, quantity, found, style_of(session)));
  return code_of_run(base.scenario, found.failed);
}

}  // namespace

Command explain_command() {
  return {"explain",
          {"say what each changed lever, tune and figure contributes to a difference between two scenarios", "说明两个情景之差中每项变动的贡献"},
          {{{"BASE", "基准"}, scenario_forms()},
           {{"OTHER", "对照"}, {"what is explained, in the same forms: it has the model and horizon of the base", "要说明的情景，形式相同；模型和期间与基准一致"}, true}},
          {measure_option(), quantile_option(), target_option(),
           {"path", '\0', {"VARIABLE[PERIODS]", "变量[时期]"},
            {"ask why a variable differs on the central path, period by period, by equation: Y, Y[2024Q1..2025Q4] (without periods: the first year)",
             "逐期按方程说明变量在中心路径上的差异：Y、Y[2024Q1..2025Q4]（不写时期则取首年）"}},
           {"set", '\0', {"LEVER=VALUE", "杠杆=值"},
            {"in place of OTHER the base where this is set: voucher[2024]=114; may be repeated", "以改动杠杆后的基准代替对照情景：voucher[2024]=114；可重复使用"}, true},
           paths_option(), seed_option(), sampling_option(), threads_option(), trust_option(), json_option(), library_option(), isa_option(), tile_width_option()},
          {"Contributions are Shapley values: what an input adds on average over all orders of changing the inputs, so that none is favoured and they sum to the whole. "
           "Up to 10 changed inputs every combination is simulated, on the same draws; above, 64 random orders are. Errors are those of paired differences; what is below twice its error is marked as noise.",
           "贡献为夏普利值：对所有变动次序取平均，不偏向任何一项，合计等于总变化。变动项不超过 10 个时，用同一组随机数模拟所有组合；更多时抽取 64 个次序。"
           "误差为配对差的标准误；小于两倍误差的贡献标为噪声。"},
          explain};
}

}  // namespace jingchu::app
