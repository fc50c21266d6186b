#include "app/cli/completion.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace jingchu::app {

namespace {

enum class Values { unknown, words, files, folders, references };

struct Expected {
  Values kind = Values::unknown;
  std::string words;   ///< separated by spaces
};

/// What the placeholder of a value or operand promises.
Expected expected(std::string_view placeholder, const std::vector<std::string>& shipped) {
  const auto names = [&](std::string_view part) { return placeholder.find(part) != std::string_view::npos; };
  if (names("SCENARIO") || names("MODEL")) return {Values::references, fmt::format("{}", fmt::join(shipped, " "))};
  if (names("FILE")) return {Values::files, {}};
  if (names("DIR") || names("FOLDER")) return {Values::folders, {}};
  Expected result;
  for (std::size_t start = 0; start <= placeholder.size();) {
    const std::size_t end = std::min(placeholder.find('|', start), placeholder.size());
    const std::string_view word = placeholder.substr(start, end - start);
    if (!word.empty() && std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; })) {
      result.words.append(result.words.empty() ? "" : " ").append(word);
    }
    start = end + 1;
  }
  if (!result.words.empty()) result.kind = Values::words;
  return result;
}

std::vector<Option> shown_options(const Command& command) {
  std::vector<Option> shown;
  for (const auto* list : {&command.options, &common_options()}) {
    std::copy_if(list->begin(), list->end(), std::back_inserter(shown), [](const Option& option) { return !option.hidden; });
  }
  return shown;
}

std::string command_names(const std::vector<Command>& commands) {
  std::string names;
  for (const Command& command : commands) names.append(names.empty() ? "" : " ").append(command.name);
  return names;
}

/// `text` inside single quotes, which end nowhere in it.
std::string quoted_word(std::string_view text) {
  std::string result = "'";
  for (const char c : text) result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return result + "'";
}

std::string bash_offer(const Expected& values) {
  switch (values.kind) {
    case Values::words: return fmt::format("_jingchu_words '{}'", values.words);
    case Values::files: return "_jingchu_files -f";
    case Values::folders: return "_jingchu_files -d";
    case Values::references: return fmt::format("_jingchu_files -f; _jingchu_words '{}'", values.words);
    case Values::unknown: break;
  }
  return ":";
}

std::string bash(const std::vector<Command>& commands, const std::vector<std::string>& shipped) {
  std::string text = R"(# Completion of jingchu for bash, made by: jingchu help --completion bash
_jingchu_words() { local found; while IFS= read -r found; do COMPREPLY+=("$found"); done < <(compgen -W "$1" -- "$word"); }
_jingchu_files() {
  local found
  compopt -o filenames 2>/dev/null
  while IFS= read -r found; do COMPREPLY+=("$found"); done < <(compgen "$1" -- "$word")
}
_jingchu() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]}
  # bash takes --lang=zh for three words.
  if [[ $word == '=' ]]; then word=; elif [[ $before == '=' ]]; then before=${COMP_WORDS[COMP_CWORD-2]}; fi
  COMPREPLY=()
)";
  text += fmt::format("  if ((COMP_CWORD == 1)); then _jingchu_words '{} --help --version'; return; fi\n  case \"$command $before\" in\n", command_names(commands));
  for (const Command& command : commands) {
    for (const Option& option : shown_options(command)) {
      if (!option.takes_value()) continue;
      const std::string letter = option.letter != '\0' ? fmt::format("|'{} -{}'", command.name, option.letter) : "";
      text += fmt::format("    '{} --{}'{}) {}; return ;;\n", command.name, option.name, letter, bash_offer(expected(option.value.en, shipped)));
    }
  }
  text += "  esac\n  case $command in\n";
  for (const Command& command : commands) {
    std::string options;
    for (const Option& option : shown_options(command)) options += fmt::format("{}--{}", options.empty() ? "" : " ", option.name);
    text += fmt::format("    {}) if [[ $word == -* ]]; then _jingchu_words '{}'; else {}; fi ;;\n", command.name, options,
                        command.operands.empty() ? ":" : bash_offer(expected(command.operands.front().name.en, shipped)));
  }
  return text + "  esac\n}\ncomplete -F _jingchu jingchu\n";
}

std::string zsh_action(const Expected& values) {
  switch (values.kind) {
    case Values::words: return fmt::format("({})", values.words);
    case Values::files: return "_files";
    case Values::folders: return "_files -/";
    case Values::references: return fmt::format("{{_files; compadd -- {}}}", values.words);
    case Values::unknown: break;
  }
  return " ";
}

/// `text` as part of a specification of zsh's _arguments, whose marks are brackets and colons.
std::string zsh_text(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') result += '\\';
    result += c;
  }
  return result;
}

std::string zsh_option(const Option& option, const std::vector<std::string>& shipped) {
  std::string rest = fmt::format("[{}]", zsh_text(option.help.en));
  if (option.takes_value()) rest += fmt::format(":{}:{}", zsh_text(option.value.en), zsh_action(expected(option.value.en, shipped)));
  const std::string_view repeat = option.repeatable ? "*" : "";
  std::string text = fmt::format(" {}", quoted_word(fmt::format("{}--{}{}{}", repeat, option.name, option.takes_value() ? "=" : "", rest)));
  if (option.letter != '\0') text += fmt::format(" {}", quoted_word(fmt::format("{}-{}{}", repeat, option.letter, rest)));
  return text;
}

std::string zsh(const std::vector<Command>& commands, const std::vector<std::string>& shipped) {
  std::string text = "#compdef jingchu\n# Completion of jingchu for zsh, made by: jingchu help --completion zsh\nlocal -a commands\ncommands=(";
  for (const Command& command : commands) text += fmt::format(" {}", quoted_word(fmt::format("{}:{}", command.name, zsh_text(command.summary.en))));
  text += R"( )
if (( CURRENT == 2 )); then _describe -t commands command commands; return; fi
shift words; (( CURRENT-- ))
case $words[1] in
)";
  for (const Command& command : commands) {
    text += fmt::format("  {}) _arguments", command.name);
    for (const Option& option : shown_options(command)) text += zsh_option(option, shipped);
    for (const Operand& operand : command.operands) {
      text += fmt::format(" {}", quoted_word(fmt::format("{}:{}:{}", operand.optional ? ":" : "", zsh_text(operand.name.en), zsh_action(expected(operand.name.en, shipped)))));
    }
    text += " ;;\n";
  }
  return text + "esac\n";
}

std::string fish_values(const Expected& values) {
  switch (values.kind) {
    case Values::words: return fmt::format(" -x -a {}", quoted_word(values.words));
    case Values::files: return " -r -F";
    case Values::folders: return " -x -a '(__fish_complete_directories)'";
    case Values::references: return fmt::format(" -r -F -a {}", quoted_word(values.words));
    case Values::unknown: break;
  }
  return " -x";
}

std::string fish(const std::vector<Command>& commands, const std::vector<std::string>& shipped) {
  std::string text = "# Completion of jingchu for fish, made by: jingchu help --completion fish\ncomplete -c jingchu -f\n";
  for (const Command& command : commands) {
    text += fmt::format("complete -c jingchu -n __fish_use_subcommand -a {} -d {}\n", command.name, quoted_word(command.summary.en));
    const std::string here = fmt::format("complete -c jingchu -n '__fish_seen_subcommand_from {}'", command.name);
    for (const Option& option : shown_options(command)) {
      text += fmt::format("{} -l {}", here, option.name);
      if (option.letter != '\0') text += fmt::format(" -s {}", option.letter);
      if (option.takes_value()) text += fish_values(expected(option.value.en, shipped));
      text += fmt::format(" -d {}\n", quoted_word(option.help.en));
    }
    if (command.operands.empty()) continue;
    const Expected values = expected(command.operands.front().name.en, shipped);
    if (values.kind == Values::files || values.kind == Values::references) text += here + " -F\n";
    if (!values.words.empty()) text += fmt::format("{} -a {}\n", here, quoted_word(values.words));
  }
  return text;
}

}  // namespace

std::optional<Shell> parse_shell(std::string_view word) {
  if (word == "bash") return Shell::bash;
  if (word == "zsh") return Shell::zsh;
  if (word == "fish") return Shell::fish;
  return std::nullopt;
}

std::string completion(Shell shell, const std::vector<Command>& commands, const std::vector<std::string>& shipped) {
  switch (shell) {
    case Shell::bash: return bash(commands, shipped);
    case Shell::zsh: return zsh(commands, shipped);
    case Shell::fish: return fish(commands, shipped);
  }
  return {};
}

}  // namespace jingchu::app
