#include "app/commands/commands.hpp"

namespace jingchu::app {

const std::vector<Command>& commands() {
  static const std::vector<Command> all = {run_command(), check_command(), describe_command(), show_command(), replay_command(), init_command()};
  return all;
}

Option json_option() { return {"json", '\0', {}, {"answer as JSON, for other programs", "以 JSON 格式输出，供其他程序使用"}}; }

Option trust_option() {
  return {"trust", '\0', {}, {"do not compute the checksum of the file and do not bound the time of reading: for huge files of your own", "不核对文件校验和，也不限制读取时间：用于自己的超大文件"}};
}

output::Trust trust_of(const Arguments& arguments) { return arguments.has("trust") ? output::Trust::given : output::Trust::check; }

}  // namespace jingchu::app
