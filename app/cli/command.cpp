#include "app/cli/command.hpp"

#include <algorithm>
#include <climits>

#include <boost/program_options/option.hpp>
#include <boost/program_options/options_description.hpp>
#include <boost/program_options/parsers.hpp>
#include <boost/program_options/value_semantic.hpp>
#include <fmt/format.h>

#include "engine/core/error.hpp"

namespace jingchu::app {

namespace {

namespace po = boost::program_options;

// All of the usual style but `allow_guessing`: a script that says --path must not start to mean something else when
// an option --paths-something is added. No sticky short options: "-o-x.h5" names the file "-x.h5".
constexpr int style = po::command_line_style::allow_long | po::command_line_style::long_allow_next |
                      po::command_line_style::long_allow_adjacent | po::command_line_style::allow_short |
                      po::command_line_style::short_allow_next | po::command_line_style::short_allow_adjacent |
                      po::command_line_style::allow_dash_for_short;

std::vector<Option> all_options(const Command& command) {
  std::vector<Option> options = command.options;
  options.insert(options.end(), common_options().begin(), common_options().end());
  return options;
}

po::options_description describe(const std::vector<Option>& options) {
  po::options_description description;
  for (const Option& option : options) {
    std::string names(option.name);
    if (option.letter != '\0') names.append(",").push_back(option.letter);
    if (option.takes_value()) {
      description.add_options()(names.c_str(), po::value<std::string>(), "");
    } else {
      description.add_options()(names.c_str(), "");
    }
  }
  return description;
}

[[noreturn]] void refuse_unknown(const std::string& written, const std::vector<Option>& options) {
  std::vector<std::string> known;
  for (const Option& option : options) {
    if (!option.hidden) known.push_back("--" + std::string(option.name));
  }
  const std::string name = written.substr(0, written.find('='));
  const auto nearest = nearest_name(name, known);
  throw Error(ExitCode::usage, fmt::format("unknown option {}", jingchu::quoted(name)),
              nearest ? fmt::format("did you mean '{}'?", *nearest) : "a file name that begins with '-' goes after '--'");
}

/// The options and operands in the order written, not yet checked against each other.
std::vector<po::option> split(const std::vector<Option>& options, const std::vector<std::string>& words) {
  const auto description = describe(options);
  try {
    return po::command_line_parser(words).options(description).style(style).allow_unregistered().run().options;
  } catch (const po::invalid_command_line_syntax& error) {
    const std::string option = error.get_option_name();
    if (error.kind() == po::invalid_syntax::extra_parameter) {
      throw Error(ExitCode::usage, fmt::format("{} takes no value", option));
    }
    throw Error(ExitCode::usage, fmt::format("{} needs a value", option), fmt::format("a value that looks like an option is written {}=VALUE", option));
  } catch (const po::error& error) {
    throw Error(ExitCode::usage, error.what());
  }
}

void check_operands(const Command& command, std::size_t count) {
  const auto needed = static_cast<std::size_t>(
      std::count_if(command.operands.begin(), command.operands.end(), [](const Operand& operand) { return !operand.optional; }));
  if (count < needed) {
    throw Error(ExitCode::usage, fmt::format("{} is missing", command.operands[count].name.en));
  }
}

}  // namespace

std::optional<std::string> Arguments::value(std::string_view option) const {
  const auto found = values_.find(option);
  if (found == values_.end() || found->second.empty()) return std::nullopt;
  return found->second.back();
}

std::vector<std::string> Arguments::values(std::string_view option) const {
  const auto found = values_.find(option);
  return found == values_.end() ? std::vector<std::string>{} : found->second;
}

Arguments parse_arguments(const Command& command, const std::vector<std::string>& words) {
  const auto options = all_options(command);
  Arguments arguments;
  for (const po::option& part : split(options, words)) {
    if (part.string_key.empty()) {
      const bool more = !command.operands.empty() && command.operands.back().repeatable;
      if (arguments.operands_.size() >= command.operands.size() && !more) {
        throw Error(ExitCode::usage, fmt::format("{} is one word too many", jingchu::quoted(part.value.empty() ? "" : part.value.front())));
      }
      arguments.operands_.push_back(part.value.empty() ? std::string() : part.value.front());
      continue;
    }
    const std::string name = part.string_key.substr(part.string_key.find_first_not_of('-') == std::string::npos ? 0 : part.string_key.find_first_not_of('-'));
    const auto option = std::find_if(options.begin(), options.end(), [&](const Option& o) { return o.name == name; });
    if (part.unregistered || option == options.end()) refuse_unknown(part.original_tokens.empty() ? part.string_key : part.original_tokens.front(), options);
    auto& values = arguments.values_[name];
    for (const std::string& value : part.value) {
      if (!option->repeatable && !values.empty() && values.back() != value) {
        throw Error(ExitCode::usage, fmt::format("--{} is given twice, as {} and as {}", name, jingchu::quoted(values.back()), jingchu::quoted(value)), "give it once");
      }
      values.push_back(value);
    }
  }
  if (!arguments.has("help")) check_operands(command, arguments.operands_.size());
  return arguments;
}

const std::vector<Option>& common_options() {
  static const std::vector<Option> options = {
      {"quiet", '\0', {}, {"say nothing but the answer, warnings and errors", "除结果、警告和错误外不输出其他信息"}},
      {"lang", '\0', {"zh|en", "zh|en"}, {"language of tables and messages (default: from LC_ALL, LC_MESSAGES, LANG)", "表格和消息的语言（默认取自 LC_ALL、LC_MESSAGES、LANG）"}},
      {"help", 'h', {}, {"show this help", "显示本帮助"}},
  };
  return options;
}

}  // namespace jingchu::app
