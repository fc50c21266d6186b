#include "app/commands/commands.hpp"

namespace jingchu::app {

const std::vector<Command>& commands() {
  static const std::vector<Command> all = {run_command(), check_command(), describe_command(), show_command(), replay_command(), init_command()};
  return all;
}

Option json_option() { return {"json", '\0', {}, {"answer as JSON, for other programs", "以 JSON 格式输出，供其他程序使用"}}; }

}  // namespace jingchu::app
