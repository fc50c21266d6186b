#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/cli/phrase.hpp"
#include "app/commands/commands.hpp"
#include "app/console/console.hpp"
#include "engine/core/error.hpp"
#include "output/report/number_text.hpp"
#include "output/results/verify.hpp"

namespace jingchu::app {
namespace {

constexpr std::size_t shown_findings = 20;

std::string as_json(const output::Verification& verification, const std::string& file) {
  nlohmann::ordered_json findings = nlohmann::ordered_json::array();
  for (const auto& finding : verification.findings) findings.push_back({{"check", finding.check}, {"place", finding.place}, {"problem", finding.problem}});
  nlohmann::ordered_json all{{"file", file}, {"sound", verification.findings.empty()}, {"bytes", verification.seal.bytes}, {"sha256", verification.seal.sha256}};
  all["results_digest"] = verification.digest.empty() ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(verification.digest);
  all["findings"] = std::move(findings);
  return all.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

std::string as_text(const output::Verification& verification, const std::string& file, Language language) {
  if (verification.findings.empty()) {
    const std::string paths = verification.has_paths ? std::string(in(language, {"  every single path was looked at: they agree with the statistics\n", "  已逐条核对所存路径：与统计结果一致\n"})) : "";
    return phrase(language,
                  {"{}: sound\n  {} bytes before the seal, SHA-256 {}\n  groups, types, dimensions and coordinates are those of the schema\n  the texts inside have the digests the file states\n"
                   "  counts, quantiles, years, probabilities, identities and differences agree\n{}  results digest {}\n",
                   "{}：完好\n  封印前共 {} 字节，SHA-256 {}\n  各组、类型、维度和坐标符合结构规范\n  内含文本与文件所记摘要一致\n  路径数、分位数、年度值、概率、恒等式和差异相互吻合\n{}  结果摘要 {}\n"},
                  file, output::count_text(verification.seal.bytes), verification.seal.sha256, paths, verification.digest);
  }
  const std::size_t count = verification.findings.size();
  std::string text = phrase(language, {"{}: {} finding{}\n", "{}：发现 {} 处问题\n"}, file, count, count == 1 ? "" : "s");
  for (std::size_t i = 0; i < std::min(shown_findings, verification.findings.size()); ++i) {
    const auto& finding = verification.findings[i];
    text += fmt::format("  {}: {}{}{}\n", finding.check, finding.place, finding.place.empty() ? "" : ": ", finding.problem);
  }
  if (verification.findings.size() > shown_findings) text += phrase(language, {"  and {} more\n", "  另有 {} 处\n"}, verification.findings.size() - shown_findings);
  return text;
}

int verify(const Arguments& arguments, const Session& session) {
  const std::string& file = arguments.operand(0);
  const output::Verification verification = output::verify_results(file, trust_of(arguments));
  const bool sound = verification.findings.empty();
  if (arguments.has("json")) answer(as_json(verification, file));
  else if (!arguments.has("digest")) answer(as_text(verification, file, session.language));
  else if (sound) answer(verification.digest + "\n");
  else say(as_text(verification, file, session.language));
  return static_cast<int>(sound ? ExitCode::done : ExitCode::data);
}

}  // namespace

Command verify_command() {
  return {"verify",
          {"check that a results file is whole and agrees with itself", "核对结果文件是否完整、内部是否一致"},
          {{{"RESULTS", "结果"}, {"a results file (.h5)", "结果文件（.h5）"}}},
          {{"digest", '\0', {}, {"print the results digest alone: SHA-256 of all but the provenance, equal on every machine", "只输出结果摘要：除来源信息外全部内容的 SHA-256，在任何机器上都相同"}},
           trust_option(), json_option()},
          {"Checks the seal, the groups with their types, dimensions and coordinates, the digests of the texts inside, and whether the numbers agree: paths counted, order of quantiles, years "
           "and their quarters, probabilities and their bounds, joint probabilities, identities, differences of scenarios, and single paths with the statistics. Exit code 65 when anything does not hold.",
           "依次核对封印、各组及其类型、维度和坐标、内含文本的摘要，以及数字是否吻合：路径数、分位数次序、年度与季度、概率及其界限、联合概率、恒等式、情景间差异，以及所存路径与统计结果。有任何一项不成立时退出码为 65。"},
          verify};
}

}  // namespace jingchu::app
