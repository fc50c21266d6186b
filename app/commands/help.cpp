#include <string>

#include <fmt/format.h>

#include "app/cli/completion.hpp"
#include "app/cli/help.hpp"
#include "app/cli/manual.hpp"
#include "app/commands/commands.hpp"
#include "app/console/console.hpp"
#include "app/libraries.hpp"
#include "app/version.hpp"
#include "engine/core/error.hpp"

namespace jingchu::app {
namespace {

int help(const Arguments& arguments, const Session& session) {
  const auto shell = arguments.value("completion");
  if ((arguments.operand_count() > 0) + arguments.has("man") + shell.has_value() > 1) {
    throw Error(ExitCode::usage, "a command, --man and --completion exclude each other");
  }
  if (shell) {
    const auto known = parse_shell(*shell);
    if (!known) throw Error(ExitCode::usage, fmt::format("--completion {} is no shell known here; expected bash, zsh or fish", jingchu::quoted(*shell)));
    answer(completion(*known, commands(), shipped_names()));
  } else if (arguments.has("man")) {
    answer(manual_page(commands(), session.language, version()));
  } else if (arguments.operand_count() > 0) {
    answer(help_of(find_command(arguments.operand(0)), session.language));
  } else {
    answer(general_help(commands(), session.language));
  }
  return 0;
}

}  // namespace

Command help_command() {
  return {"help",
          {"show what a command does; write the manual page or shell completion", "显示命令说明；写出手册页或命令行补全脚本"},
          {{{"COMMAND", "命令"}, {"the command to explain; none: all of them, one line each", "要说明的命令；省略时列出全部命令"}, true}},
          {{"man", '\0', {}, {"write the manual page: jingchu help --man | man -l -", "写出手册页：jingchu help --man | man -l -"}},
           {"completion", '\0', {"bash|zsh|fish", "bash|zsh|fish"},
            {"write completion for a shell: source <(jingchu help --completion bash)", "写出命令行补全脚本：source <(jingchu help --completion bash)"}}},
          {},
          help};
}

}  // namespace jingchu::app
