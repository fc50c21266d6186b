#include "app/batch/job_script.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

#include <fmt/format.h>

#include "app/console/console.hpp"

namespace jingchu::app {

namespace {

/// Slurm takes arrays of up to 1,001 tasks as it is delivered; a task of ours may do several parts.
constexpr std::size_t largest_array = 1000;

std::string without_ending(const std::string& file) { return std::filesystem::path(file).replace_extension().string(); }

/// Shell functions: `part N` simulates part N of all, from 0; `join` makes the results out of the parts.
std::string functions(const JobOrder& order, const std::string& launcher) {
  std::string text = "jingchu=${JINGCHU:-jingchu}\n\n# part N: simulates one part; what is done already costs nothing.\npart() {\n";
  if (order.shards > 1) text += fmt::format("  local share=$(($1 % {0} + 1))\n", order.shards);
  text += order.shards > 1 ? fmt::format("  case $(($1 / {})) in\n", order.shards) : "  case $1 in\n";
  for (std::size_t i = 0; i < order.runs.size(); ++i) {
    const auto& run = order.runs[i];
    const std::string place = order.shards > 1 ? fmt::format("--shard \"$share/{0}\" -o {1}.\"$share-of-{0}.shard\"", order.shards, shell_quoted(without_ending(run.output)))
                                               : "-o " + shell_quoted(run.output);
    text += fmt::format("    {}) {}\"$jingchu\" run {} {} --threads {} --quiet ;;\n", i, launcher, shell_quoted(run.words), place, order.threads);
  }
  text += "  esac\n}\n";
  return text;
}

std::string join_steps(const JobOrder& order) {
  std::string text;
  // All parts there are: merge names those that are missing.
  if (order.shards > 1)
    for (const auto& run : order.runs)
      text += fmt::format("\"$jingchu\" merge {0}.*-of-{1}.shard -o {2} --quiet{3} || worst $?\n", shell_quoted(without_ending(run.output)), order.shards, shell_quoted(run.output), order.runs.size() > 1 ? " > /dev/null" : "");
  if (!order.last.empty()) text += fmt::format("\"$jingchu\" {} || worst $?\n", shell_quoted(order.last));
  return text;
}

std::string folders(const JobOrder& order) {
  std::set<std::string> names;
  for (const auto& run : order.runs)
    if (const auto folder = std::filesystem::path(run.output).parent_path(); !folder.empty()) names.insert(folder.string());
  std::string text;
  for (const auto& name : names) text += fmt::format("mkdir -p {}\n", shell_quoted(name));
  return text;
}

constexpr const char* worst_code = "code=0\nworst() { if (($1 > code)); then code=$1; fi; }\n";

}  // namespace

std::string slurm_script(const JobOrder& order) {
  const std::size_t parts = order.runs.size() * static_cast<std::size_t>(order.shards);
  const std::size_t tasks = std::min(parts, largest_array);
  const std::string log = (std::filesystem::path(order.runs.front().output).parent_path() / order.name).string();
  const std::string launcher = fmt::format("srun --ntasks=1 --cpus-per-task={} ", order.threads);
  std::string text = fmt::format(
      "#!/bin/bash\n"
      "# Submits {0} parts as one array job of Slurm, and a job that puts them together. It may be called again at any time:\n"
      "# what is done is not done twice. sbatch reads partition, account and time limit from the environment: SBATCH_PARTITION,\n"
      "# SBATCH_ACCOUNT, SBATCH_TIMELIMIT. JINGCHU names the program where it is not on the PATH of the nodes.\n"
      "set -euo pipefail\n{1}"
      "array=$(sbatch --parsable <<'END_OF_PARTS'\n"
      "#!/bin/bash\n"
      "#SBATCH --job-name={2}\n"
      "#SBATCH --array=1-{3}\n"
      "#SBATCH --cpus-per-task={4}\n"
      "#SBATCH --requeue\n"
      "#SBATCH --open-mode=append\n"
      "#SBATCH --output={5}.slurm-%a.log\n"
      "#SBATCH --signal=TERM@60\n",
      parts, folders(order), order.name, tasks, order.threads, log);
  text += "set -u\n";
  text += functions(order, launcher);
  text += "\n";
  text += worst_code;
  text += fmt::format(
      "for ((number = SLURM_ARRAY_TASK_ID - 1; number < {}; number += {})); do\n"
      "  part \"$number\"\n"
      "  result=$?\n"
      "  # 75: stopped before a time limit or by a preemption, with its work kept. The signal reaches steps of srun only, so this\n"
      "  # script is alive to put the task back into the queue.\n"
      "  if ((result == 75)); then\n"
      "    scontrol requeue \"${{SLURM_ARRAY_JOB_ID}}_$SLURM_ARRAY_TASK_ID\"\n"
      "    sleep 30\n"
      "    exit 75\n"
      "  fi\n"
      "  worst \"$result\"\n"
      "done\n"
      "exit \"$code\"\n"
      "END_OF_PARTS\n"
      ")\n",
      parts, tasks);
  const std::string steps = join_steps(order);
  if (steps.empty()) return text + "echo \"submitted array job $array\"\n";
  text += fmt::format(
      "# afterany: a task that ends within its grace time counts as timed out, and afterok would never start. What is missing is\n"
      "# named by the steps themselves.\n"
      "joined=$(sbatch --parsable --dependency=afterany:\"$array\" <<'END_OF_JOINING'\n"
      "#!/bin/bash\n"
      "#SBATCH --job-name={0}-join\n"
      "#SBATCH --cpus-per-task={1}\n"
      "#SBATCH --open-mode=append\n"
      "#SBATCH --output={2}.slurm-join.log\n"
      "set -u\n"
      "jingchu=${{JINGCHU:-jingchu}}\n{3}{4}"
      "exit \"$code\"\n"
      "END_OF_JOINING\n"
      ")\n"
      "echo \"submitted array job $array and job $joined, which puts its parts together\"\n",
      order.name, order.threads, log, worst_code, steps);
  return text;
}

std::string shell_script(const JobOrder& order) {
  const std::size_t parts = order.runs.size() * static_cast<std::size_t>(order.shards);
  std::string text = fmt::format(
      "#!/bin/bash\n"
      "# Simulates {} parts one after the other and puts them together. Stop it at any time; called again, it goes on.\n"
      "set -u\n{}",
      parts, folders(order));
  text += functions(order, "");
  text += "\n";
  text += worst_code;
  text += fmt::format(
      "for ((number = 0; number < {}; ++number)); do\n"
      "  part \"$number\"\n"
      "  result=$?\n"
      "  if ((result == 75)); then exit 75; fi   # stopped: the same call goes on\n"
      "  worst \"$result\"\n"
      "done\n",
      parts);
  return text + join_steps(order) + "exit \"$code\"\n";
}

}  // namespace jingchu::app
