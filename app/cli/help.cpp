#include "app/cli/help.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "output/report/display_width.hpp"

namespace jingchu::app {

namespace {

constexpr int width = 80;

/// `text`, whose lines are paragraphs, in lines of the help's width; every line after the first is indented.
std::string wrapped(std::string_view text, int indent = 0) {
  std::string result;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t end = std::min(text.find('\n', from), text.size());
    for (const std::string& line : output::wrapped(text.substr(from, end - from), width - indent)) {
      if (!result.empty()) result.append("\n").append(static_cast<std::size_t>(indent), ' ');
      result += line;
    }
    from = end + 1;
  }
  return result;
}

/// `heading` at column 2, `help` from column `indent` on.
std::string entry(std::string_view heading, std::string_view help, int indent) {
  std::string line = "  " + std::string(heading);
  const bool long_heading = output::display_width(line) + 2 > indent;
  if (long_heading) line.append("\n").append(static_cast<std::size_t>(indent), ' ');
  return (long_heading ? line : output::pad_right(line, indent)) + wrapped(help, indent) + '\n';
}

constexpr int option_indent = 30;

}  // namespace

std::string option_heading(const Option& option, Language language, bool aligned) {
  std::string text = option.letter != '\0' ? fmt::format("-{}, --{}", option.letter, option.name)
                                           : fmt::format("{}--{}", aligned ? "    " : "", option.name);
  if (option.takes_value()) text += fmt::format(" {}", in(language, option.value));
  return text;
}

std::string synopsis(const Command& command, Language language) {
  std::string text = fmt::format("jingchu {}", command.name);
  for (const Operand& operand : command.operands) {
    text += operand.optional ? fmt::format(" [{}]", in(language, operand.name)) : fmt::format(" {}", in(language, operand.name));
  }
  return text + (language == Language::zh ? " [选项]" : " [options]");
}

Text purpose() { return {"parallel Monte Carlo for economic scenarios", "经济情景的并行蒙特卡洛引擎"}; }

const std::vector<ExitMeaning>& exit_meanings() {
  static const std::vector<ExitMeaning> meanings = {
      {0, {"done", "完成"}},
      {3, {"done, but too many paths failed", "完成，但失败路径过多"}},
      {64, {"command line", "命令行有误"}},
      {65, {"bad input data", "输入内容有误"}},
      {66, {"no input", "找不到输入"}},
      {70, {"a bug", "程序缺陷"}},
      {73, {"the output exists or cannot be created", "输出已存在或无法创建"}},
      {74, {"read or write error", "读写错误"}},
      {75, {"stopped: come back with the same command", "已中断：请重复同一命令"}},
  };
  return meanings;
}

std::string usage_of(const Command& command, Language language) {
  const std::string line = synopsis(command, language);
  return language == Language::zh ? fmt::format("用法：{}\n详见 jingchu {} --help\n", line, command.name)
                                  : fmt::format("usage: {}\nmore: jingchu {} --help\n", line, command.name);
}

std::string help_of(const Command& command, Language language) {
  const bool zh = language == Language::zh;
  std::string text = fmt::format("{}{}\n\n{}\n", zh ? "用法：" : "usage: ", synopsis(command, language), wrapped(in(language, command.summary)));
  text += '\n';
  for (const Operand& operand : command.operands) text += entry(in(language, operand.name), in(language, operand.help), option_indent);
  text += zh ? "\n选项：\n" : "\noptions:\n";
  for (const auto* list : {&command.options, &common_options()}) {
    for (const Option& option : *list) {
      if (!option.hidden) text += entry(option_heading(option, language, true), in(language, option.help), option_indent);
    }
  }
  if (!in(language, command.remarks).empty()) text += '\n' + wrapped(in(language, command.remarks)) + '\n';
  return text;
}

std::string general_help(const std::vector<Command>& commands, Language language) {
  const bool zh = language == Language::zh;
  std::string text = zh ? fmt::format("荆楚：{}\n\n用法：jingchu 命令 [选项]\n\n命令：\n", purpose().zh)
                        : fmt::format("jingchu: {}\n\nusage: jingchu COMMAND [options]\n\ncommands:\n", purpose().en);
  for (const Command& command : commands) text += entry(command.name, in(language, command.summary), 12);
  text += zh ? "\n'jingchu 命令 --help' 显示该命令的全部选项，'jingchu --version' 显示版本。\n"
             : "\n'jingchu COMMAND --help' shows the options of a command, 'jingchu --version' the version.\n";
  std::string codes = zh ? "退出码：" : "exit codes: ";
  for (const ExitMeaning& exit : exit_meanings()) {
    codes += fmt::format("{}{} {}", &exit == &exit_meanings().front() ? "" : zh ? "；" : "; ", exit.code, in(language, exit.meaning));
  }
  text += '\n' + wrapped(codes) + '\n';
  return text;
}

}  // namespace jingchu::app
