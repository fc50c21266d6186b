#include <string>
#include <vector>

#include <fmt/format.h>

#include "app/cli/phrase.hpp"
#include "app/commands/commands.hpp"
#include "app/console/console.hpp"
#include "app/console/write_file.hpp"
#include "app/study/trace.hpp"
#include "engine/core/error.hpp"
#include "output/report/charts.hpp"
#include "output/report/contrast.hpp"
#include "output/report/report.hpp"
#include "output/results/results_file.hpp"

namespace jingchu::app {
namespace {

int show(const Arguments& arguments, const Session& session) {
  const auto file = arguments.value("chart");
  const auto variable = arguments.value("variable");
  if (file && !file->ends_with(".svg")) throw Error(ExitCode::usage, fmt::format("--chart {} does not end in .svg", jingchu::quoted(*file)));
  const auto traced = arguments.value("trace");
  if (traced && file) throw Error(ExitCode::usage, "--trace and --chart contradict each other");
  const output::Content results = output::read_results(arguments.operand(0), trust_of(arguments));
  const output::Style style = style_of(session);
  if (variable && !file && results.contrasts.empty()) throw Error(ExitCode::usage, "--variable says what to draw: --chart FILE.svg is missing");
  if (traced) {
    const Trace chain = trace(results, *traced);
    answer(arguments.has("json") ? trace_json(chain) : trace_text(chain, shell_quoted(arguments.operand(0)), session.language));
    return 0;
  }
  if (file) {
    write_file(*file, variable ? output::fan_chart(results, *variable, style) : output::target_chart(results, style), arguments.has("force"));
    talk(session, phrase(session.language, {"drew {}", "已绘制 {}"}, *file));
    if (!arguments.has("json")) return 0;
  }
  if (!results.contrasts.empty()) {
    answer(arguments.has("json") ? output::contrasts_json(results) : output::run_line(results, style) + '\n' + output::contrast_tables(results, style, variable ? std::vector<std::string>{*variable} : std::vector<std::string>()) + output::failure_summary(results, style));
  } else if (arguments.has("json")) {
    answer(output::report_json(results));
  } else {
    answer(output::run_line(results, style) + '\n' + output::target_table(results, style) + '\n' + output::year_summary(results, style) + output::failure_summary(results, style));
  }
  return 0;
}

}  // namespace

Command show_command() {
  return {"show",
          {"show the results of a run or comparison: targets, years, failures, differences; draw a chart", "显示一次运行或比较的结果：目标、逐年摘要、失败路径、差异；绘图"},
          {{{"RESULTS", "结果"}, {"a results file (.h5)", "结果文件（.h5）"}}},
          {{"chart", '\0', {"FILE.svg", "文件.svg"}, {"draw instead: the odds of the targets, or with --variable a fan chart", "改为绘图：目标实现概率；加 --variable 则绘扇形图"}},
           {"variable", '\0', {"NAME", "名称"}, {"the variable or measure to draw, such as gdp_growth; of a comparison without --chart: whose differences are shown in every year", "要绘制的变量或度量，例如 gdp_growth；对比较结果且无 --chart 时：逐年显示其差异"}},
           {"trace", '\0', {"NAME", "名称"},
            {"follow a target back to its figure in the report, its scenario, the equations and parameters behind it; or a variable to its equation",
             "追溯一个目标：报告中的数字、情景中的位置、相关方程和参数；或追溯一个变量的方程"}},
           {"force", '\0', {}, {"overwrite the file of the chart", "覆盖已有的图形文件"}},
           trust_option(), json_option()},
          {},
          show};
}

}  // namespace jingchu::app
