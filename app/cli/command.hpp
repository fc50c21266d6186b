#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/cli/language.hpp"

namespace jingchu::app {

/// An option as it is declared: one table feeds the reader of the command line and the help.
struct Option {
  std::string_view name;        ///< without dashes
  char letter = '\0';           ///< short form, '\0': none
  Text value;                   ///< what stands for its value in the help; empty: the option takes none
  Text help;
  bool repeatable = false;
  bool hidden = false;          ///< works but stands in no help: for measurements and tests of the program itself
  bool takes_value() const { return !value.en.empty(); }
};

/// A word without dashes that a command takes, by position.
struct Operand {
  Text name;
  Text help;
  bool optional = false;
  bool repeatable = false;      ///< the last one only: may be given any number of times
};

class Arguments;
struct Session;

/// One subcommand.
struct Command {
  std::string_view name;
  Text summary;                 ///< one line for the list of commands
  std::vector<Operand> operands;
  std::vector<Option> options;
  Text remarks;                 ///< paragraphs below the options; may be empty
  int (*perform)(const Arguments&, const Session&);   ///< returns the exit code
};

/// What was written on the command line, checked against a Command: every option is known, and given once unless it
/// is repeatable.
class Arguments {
 public:
  bool has(std::string_view option) const { return values_.find(option) != values_.end(); }
  /// The value of an option; nothing when it is not given.
  std::optional<std::string> value(std::string_view option) const;
  /// All values of a repeatable option, in the order given.
  std::vector<std::string> values(std::string_view option) const;
  std::size_t operand_count() const { return operands_.size(); }
  const std::string& operand(std::size_t index) const { return operands_[index]; }

 private:
  friend Arguments parse_arguments(const Command&, const std::vector<std::string>&);
  std::map<std::string, std::vector<std::string>, std::less<>> values_;
  std::vector<std::string> operands_;
};

/// Reads the words after the name of the command. Throws Error(usage) for an unknown option (with the nearest one), a
/// missing value, a value where none belongs, one option with two values, too many or too few operands. With
/// `--help` among the options, operands may be missing.
Arguments parse_arguments(const Command& command, const std::vector<std::string>& words);

/// The options of every command: --lang, --quiet, --help.
const std::vector<Option>& common_options();

}  // namespace jingchu::app
