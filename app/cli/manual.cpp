#include "app/cli/manual.hpp"

#include <fmt/format.h>

#include "app/cli/help.hpp"

namespace jingchu::app {

namespace {

/// `text` as troff shows it unchanged: a dash that can be copied to a command line, no command at the start of a line.
/// Chinese has no spaces to break lines at: they may break after its commas and stops.
std::string plain(std::string_view text) {
  std::string result;
  if (text.starts_with('.') || text.starts_with('\'')) result += "\\&";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const std::string_view three = text.substr(i, 3);
    if (c == '\\') result += "\\e";
    else if (c == '-') result += "\\-";
    else if (c == '\n') result += "\n.br\n";
    else if (three == "，" || three == "；" || three == "。" || three == "：") result.append(three).append("\\:"), i += 2;
    else result += c;
  }
  return result;
}

std::string section(std::string_view name) { return fmt::format(".SH {}\n", name); }

/// A tagged paragraph: the tag bold, the text below it and indented.
std::string item(std::string_view tag, std::string_view text) { return fmt::format(".TP\n\\fB{}\\fR\n{}\n", plain(tag), plain(text)); }

std::string command_part(const Command& command, Language language) {
  std::string text = fmt::format(".SS {}\n.B {}\n.PP\n{}\n", plain(command.name), plain(synopsis(command, language)), plain(in(language, command.summary)));
  for (const Operand& operand : command.operands) text += item(in(language, operand.name), in(language, operand.help));
  for (const Option& option : command.options) {
    if (!option.hidden) text += item(option_heading(option, language, false), in(language, option.help));
  }
  if (!in(language, command.remarks).empty()) text += fmt::format(".PP\n{}\n", plain(in(language, command.remarks)));
  return text;
}

}  // namespace

std::string manual_page(const std::vector<Command>& commands, Language language, std::string_view version) {
  const bool zh = language == Language::zh;
  std::string text = fmt::format(".TH JINGCHU 1 \"\" \"jingchu {}\" \"{}\"\n", version, zh ? "用户命令" : "User Commands");
  text += ".nh\n.ad l\n";
  text += section(zh ? "名称" : "NAME") + fmt::format("jingchu \\- {}\n", plain(in(language, purpose())));
  text += section(zh ? "概要" : "SYNOPSIS") + fmt::format(".B jingchu\n{}\n", plain(zh ? "命令 [选项]" : "COMMAND [options]"));
  text += section(zh ? "命令" : "COMMANDS");
  for (const Command& command : commands) text += command_part(command, language);
  text += section(zh ? "各命令共有的选项" : "OPTIONS OF EVERY COMMAND");
  for (const Option& option : common_options()) text += item(option_heading(option, language, false), in(language, option.help));
  text += section(zh ? "退出码" : "EXIT STATUS");
  for (const ExitMeaning& exit : exit_meanings()) text += item(fmt::format("{}", exit.code), in(language, exit.meaning));
  text += section(zh ? "文件" : "FILES");
  text += item("PREFIX/share/jingchu/models, PREFIX/share/jingchu/scenarios",
               zh ? "随附的模型和情景；PREFIX 是程序所在 bin 目录的上一级目录" : "the shipped models and scenarios; PREFIX is the folder above the program's bin");
  return text;
}

}  // namespace jingchu::app
