#include "app/study/finish_run.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/cli/phrase.hpp"
#include "app/console/console.hpp"
#include "app/study/existing_run.hpp"
#include "app/study/failures.hpp"
#include "app/study/results_content.hpp"
#include "output/report/conditioned.hpp"
#include "output/report/number_text.hpp"
#include "output/report/report.hpp"
#include "output/results/results_file.hpp"

namespace jingchu::app {

namespace {

/// What rounding and the solver's tolerance leave of an identity; more means that the model breaks it.
constexpr double largest_identity_residual = 1e-9;

void tell_end(const Study& study, const engine::Outcome& outcome, const output::Content& content, const std::filesystem::path& file, double seconds,
              const Session& session) {
  if (outcome.failed > 0) {
    output::Style style;
    style.chinese = session.chinese();
    const bool too_many = code_of_run(study.scenario, outcome.failed) != 0;
    const std::string text = output::failure_summary(content, style) + failure_advice(study, outcome, file.string(), session.language);
    if (too_many) say(text);
    else talk(session, text.substr(0, text.size() - 1));
  }
  for (std::size_t i = 0; i < outcome.identity_residuals.size(); ++i)
    if (!(outcome.identity_residuals[i] <= largest_identity_residual))
      say(phrase(session.language, {"warning: identity '{}' does not hold: its largest relative residual is {:.2g}, above {:.0e}\n",
                                    "警告: 恒等式 '{}' 不成立：最大相对残差 {:.2g}，超过 {:.0e}\n"},
                 study.compiled->program.system().identities[i].name, outcome.identity_residuals[i], largest_identity_residual));
  for (const std::string& warning : output::conditioned_warnings(content, content.scenarios.front(), style_of(session)))
    say(phrase(session.language, {"warning: {}\n", "警告: {}\n"}, warning));
  std::int64_t far = 0;
  const std::size_t series = outcome.conditioned ? outcome.conditioned->series_count() : outcome.statistics.series_count();
  for (std::size_t s = 0; s < series; ++s) far += outcome.summary(s, {}).saturated;
  if (far > 0)
    say(phrase(session.language, {"warning: {} values lie too far out for their mean and spread, and count there as if they lay at the limit; see min and max\n",
                                  "警告: {} 个数值过于极端，计算均值和离散度时按上限计入；请查看最小值和最大值\n"},
               output::count_text(far)));
  talk(session, phrase(session.language, {"wrote {} after {:.1f} s", "已写入 {}，用时 {:.1f} 秒"}, file.string(), seconds));
}

double seconds_since(std::chrono::steady_clock::time_point start) { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(); }

}  // namespace

WrittenRun write_run(const Study& study, const engine::Outcome& outcome, const output::Provenance& from, const Finish& finish, RunLog& log) {
  WrittenRun run{results_content(study, outcome, from), code_of_run(study.scenario, outcome.failed)};
  auto& [content, code] = run;
  content.kept = finish.kept;
  content.kept_sha256 = output::write_results(finish.file, content, finish.force, finish.paths);
  log.write("end", {{"exit_code", code}, {"seconds", seconds_since(finish.start)}, {"failed_paths", outcome.failed}, {"failed_by_kind", content.scenarios.front().failed_by_kind},
                    {"failed_by_equation", content.scenarios.front().failed_by_equation}});
  return run;
}

int finish_run(const Study& study, const engine::Outcome& outcome, const output::Provenance& from, const Finish& finish, RunLog& log, const Session& session) {
  const auto [content, code] = write_run(study, outcome, from, finish, log);
  answer(finish.json ? output::run_json(content, finish.file) : output::target_table(content, style_of(session)));
  tell_end(study, outcome, content, finish.file, seconds_since(finish.start), session);
  return code;
}

int finish_shard(const output::Shard& shard, std::int64_t failed, const Finish& finish, RunLog& log, const Session& session) {
  output::write_shard(finish.file, shard, finish.force);
  log.write("end", {{"exit_code", 0}, {"seconds", seconds_since(finish.start)}, {"failed_paths", failed}});
  if (finish.json) {
    const nlohmann::ordered_json facts{{"file", finish.file.string()}, {"shard", shard.index}, {"of", shard.count}, {"paths", shard.end_path - shard.first_path}, {"failed_paths", failed}};
    answer(facts.dump(2) + "\n");
  }
  talk(session, phrase(session.language, {"wrote shard {} after {:.1f} s; jingchu merge puts the shards together", "已写入分片 {}，用时 {:.1f} 秒；用 jingchu merge 合并各分片"},
                       finish.file.string(), seconds_since(finish.start)));
  return 0;
}

}  // namespace jingchu::app
