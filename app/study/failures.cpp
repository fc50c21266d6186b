#include "app/study/failures.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "app/cli/phrase.hpp"
#include "app/study/results_content.hpp"
#include "output/report/number_text.hpp"

namespace jingchu::app {

Text failure_kind_text(engine::FailureKind kind) {
  return kind == engine::FailureKind::not_converged ? Text{"not converged", "未收敛"} : Text{"not finite", "非有限值"};
}

std::string failures_text(const Study& study, const engine::Outcome& outcome, Language language) {
  constexpr std::size_t shown = 3;
  std::string text = phrase(language, {"{} of {} paths failed ({:.3g} %, allowed {:.3g} %):\n", "{} / {} 条路径失败（{:.3g} %，允许 {:.3g} %）：\n"}, output::count_text(outcome.failed),
                                 output::count_text(outcome.paths), 100 * static_cast<double>(outcome.failed) / static_cast<double>(outcome.paths),
                                 100 * study.scenario.max_failed_share);
  std::vector<std::pair<engine::FailureCause, std::int64_t>> counts(outcome.failure_counts.begin(), outcome.failure_counts.end());
  std::stable_sort(counts.begin(), counts.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  for (std::size_t i = 0; i < std::min(shown, counts.size()); ++i) {
    const auto& [cause, paths] = counts[i];
    const auto period = (study.scenario.horizon.first + cause.period).to_string();
    text += phrase(language, {"  {} paths: equation '{}' in {} {}\n", "  {} 条：方程 '{}' 在 {} {}\n"}, output::count_text(paths), equation_name(study, cause.equation),
                        period, in(language, failure_kind_text(cause.kind)));
  }
  if (counts.size() > shown) text += phrase(language, {"  and {} other reasons\n", "  另有 {} 种原因\n"}, counts.size() - shown);
  if (!outcome.failures.empty()) {
    text += phrase(language, {"  one of them: jingchu replay RESULTS --path {}\n", "  查看其中一条：jingchu replay 结果文件 --path {}\n"}, outcome.failures.front().path);
  }
  return text;
}

}  // namespace jingchu::app
