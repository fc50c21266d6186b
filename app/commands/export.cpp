#include <charconv>
#include <functional>
#include <string>

#include <fmt/format.h>

#include "app/cli/phrase.hpp"
#include "app/commands/commands.hpp"
#include "app/console/console.hpp"
#include "app/console/write_file.hpp"
#include "engine/core/error.hpp"
#include "output/export/formats.hpp"
#include "output/export/kept_table.hpp"

namespace jingchu::app {
namespace {

constexpr const char* byte_order_mark = "\xEF\xBB\xBF";

/// The words between commas of an option; empty when it is not given.
std::vector<std::string> words_of(const Arguments& arguments, std::string_view option) {
  std::vector<std::string> words;
  const auto text = arguments.value(option);
  for (std::size_t start = 0; text && start <= text->size();) {
    const std::size_t end = std::min(text->find(',', start), text->size());
    words.push_back(text->substr(start, end - start));
    start = end + 1;
  }
  return words;
}

output::Selection read_selection(const Arguments& arguments) {
  output::Selection selection{words_of(arguments, "scenarios"), words_of(arguments, "variables"), {}, words_of(arguments, "tables")};
  for (const auto& word : words_of(arguments, "levels")) {
    double level = 0;
    const auto [end, trouble] = std::from_chars(word.data(), word.data() + word.size(), level);
    if (trouble != std::errc() || end != word.data() + word.size() || !(level > 0 && level < 1)) {
      throw Error(ExitCode::usage, fmt::format("--levels {} is no level between 0 and 1", jingchu::quoted(word)), "for example --levels 0.05,0.5,0.95");
    }
    selection.levels.push_back(level);
  }
  return selection;
}

int export_results(const Arguments& arguments, const Session& session) {
  const std::string format = arguments.value("format").value_or("csv");
  if (format != "csv" && format != "iamc" && format != "json") throw Error(ExitCode::usage, fmt::format("--format {} is not known; expected csv, iamc or json", jingchu::quoted(format)));
  const auto misplaced = [&](const char* option, bool fits) {
    if (arguments.has(option) && !fits) throw Error(ExitCode::usage, fmt::format("--{} does not go with --format {}", option, format));
  };
  misplaced("bom", format != "json");
  misplaced("region", format == "iamc");
  const bool kept = arguments.has("single-paths");
  misplaced("tables", format != "iamc");
  misplaced("single-paths", format != "iamc");
  for (const char* option : {"tables", "levels"})
    if (kept && arguments.has(option)) throw Error(ExitCode::usage, fmt::format("--{} does not go with --single-paths", option));
  const auto file = arguments.value("output");
  for (const char* taken : {".h5", ".toml"}) {
    if (file && file->ends_with(taken)) throw Error(ExitCode::usage, fmt::format("{} has the name of another kind of file", jingchu::quoted(*file)), "exports end in .csv or .json");
  }
  const output::Selection selection = read_selection(arguments);

  // Tables may be larger than the memory: they are written a piece at a time.
  const auto export_by = [&](const auto& produce) {
    const auto write = [&](const output::PutText& put) {
      if (arguments.has("bom")) put(byte_order_mark);
      produce(put);
    };
    if (!file) return write([](std::string_view piece) { answer(piece); });
    write_file(*file, write, arguments.has("force"));
    talk(session, phrase(session.language, {"wrote {}", "已写入 {}"}, *file));
  };
  if (kept) {
    const output::KeptReader results(arguments.operand(0), trust_of(arguments));
    output::check_kept_selection(results.content(), selection);
    export_by([&](const output::PutText& put) { output::write_kept(results, selection, format == "csv" ? output::KeptFormat::csv : output::KeptFormat::json, put); });
    return 0;
  }
  const output::Content content = output::read_results(arguments.operand(0), trust_of(arguments));
  output::check_selection(content, selection);
  export_by([&](const output::PutText& put) {
    if (format == "csv") output::long_csv(content, selection, put);
    else if (format == "json") output::long_json(content, selection, put);
    else output::iamc_csv(content, selection, arguments.value("region").value_or(content.provenance.model_name), put);
  });
  return 0;
}

}  // namespace

Command export_command() {
  return {"export",
          {"write the numbers of a results file as CSV, IAMC or JSON", "将结果文件中的数字导出为 CSV、IAMC 或 JSON"},
          {{{"RESULTS", "结果"}, {"a results file (.h5)", "结果文件（.h5）"}}},
          {{"format", '\0', {"csv|iamc|json", "csv|iamc|json"},
            {"csv (default): one line a number; iamc: quantiles in the format that pyam reads; json: as csv", "csv（默认）：每行一个数字；iamc：pyam 可读格式的分位数；json：内容同 csv"}},
           {"output", 'o', {"FILE", "文件"}, {"write to FILE instead of standard output", "写入文件，而不是标准输出"}},
           {"variables", '\0', {"NAME,...", "名称,..."}, {"only these variables and measures", "只导出这些变量和度量"}},
           {"scenarios", '\0', {"NAME,...", "名称,..."}, {"only these scenarios", "只导出这些情景"}},
           {"levels", '\0', {"Q,...", "水平,..."}, {"only these quantile levels, such as 0.05,0.5,0.95", "只导出这些分位数水平，例如 0.05,0.5,0.95"}},
           {"tables", '\0', {"NAME,...", "名称,..."}, {"only these tables: periods, years, history, targets, joint, levers; with published values observed, releases; of a comparison contrast_periods, contrast_years, contrast_targets", "只导出这些表：periods、years、history、targets、joint、levers；含已公布数值时另有 observed、releases；比较结果另有 contrast_periods、contrast_years、contrast_targets"}},
           {"single-paths", '\0', {}, {"every value of the paths that --keep-paths kept, one a line, instead of the tables", "导出 --keep-paths 保存的逐条路径数值（每行一个），而不是各表"}},
           {"region", '\0', {"NAME", "名称"}, {"what stands in the column region of iamc (default: the model's name)", "iamc 格式中 region 一列的内容（默认为模型名称）"}},
           {"bom", '\0', {}, {"begin with a byte order mark, so that Excel shows Chinese", "以字节顺序标记开头，使 Excel 正确显示中文"}},
           {"force", '\0', {}, {"overwrite FILE", "覆盖已有文件"}},
           trust_option()},
          {"Numbers have all their digits; what is undefined has no line. The columns are described in docs/export.md.", "数字保留全部位数；无定义的数字不占行。各列说明见 docs/export.md。"},
          export_results};
}

}  // namespace jingchu::app
