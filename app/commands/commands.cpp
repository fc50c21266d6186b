#include "app/commands/commands.hpp"

#include <fmt/format.h>

#include "engine/core/error.hpp"

namespace jingchu::app {

const std::vector<Command>& commands() {
  static const std::vector<Command> all = {
      run_command(),
      batch_command(),
      submit_command(),
      compare_command(),
      seek_command(),
      explain_command(),
      sensitivity_command(),
      merge_command(),
      check_command(),
      describe_command(),
      show_command(),
      replay_command(),
      export_command(),
      verify_command(),
      rerun_command(),
      init_command(),
      help_command(),
  };
  return all;
}

const Command& find_command(const std::string& name) {
  std::vector<std::string> names;
  for (const Command& command : commands()) {
    if (command.name == name) return command;
    names.emplace_back(command.name);
  }
  const auto nearest = nearest_name(name, names);
  throw Error(ExitCode::usage, fmt::format("unknown {} {}", name.starts_with('-') ? "option" : "command", jingchu::quoted(name)),
              nearest ? fmt::format("did you mean 'jingchu {}'?", *nearest) : fmt::format("commands: {}", fmt::join(names, ", ")));
}

Option allow_outside_option() { return {"allow-outside", '\0', {}, {"let a plan read files outside its folder and the libraries", "允许计划读取其所在目录和随附库以外的文件"}}; }
Option json_option() { return {"json", '\0', {}, {"answer as JSON, for other programs", "以 JSON 格式输出，供其他程序使用"}}; }

Option trust_option() {
  return {"trust", '\0', {}, {"do not compute the checksum of the file and do not bound the time of reading: for huge files of your own", "不核对文件校验和，也不限制读取时间：用于自己的超大文件"}};
}

output::Trust trust_of(const Arguments& arguments) { return arguments.has("trust") ? output::Trust::given : output::Trust::check; }

}  // namespace jingchu::app
