#pragma once

#include <cstddef>
#include <exception>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace jingchu {

/// Exit codes of the program, after sysexits. An Error carries the one it ends with.
enum class ExitCode : int {
  done = 0,
  too_many_failed = 3,   ///< written, but more paths failed than the scenario allows
  usage = 64,            ///< command line
  data = 65,             ///< contents of an input file
  no_input = 66,         ///< an input file is missing, unreadable or too large
  bug = 70,              ///< a broken promise inside our own code
  cannot_create = 73,    ///< the output exists or its place cannot be written
  io = 74,               ///< reading or writing failed while running
  come_back = 75,        ///< stopped with the work kept, or another run holds the output
};

/// A place in a text the user wrote. Lines and columns count from 1; columns count characters, not bytes.
/// line == 0: the place is the file as a whole. `text` is the line itself, without its line end.
struct Place {
  std::string file;
  int line = 0;
  int column = 0;
  int width = 1;      ///< characters to underline
  std::string text;
};

/// What could stand at a place instead.
struct Replacement {
  Place place;
  std::string text;
};

/// One thing that is wrong (or worth a remark), where it is, and what to do about it.
///
/// `problem` says what was found and what was expected: lower case, no full stop, quoted values.
struct Diagnostic {
  enum class Severity { error, warning, note };
  Severity severity = Severity::error;
  Place place;
  std::string problem;
  std::string hint;                    ///< empty: none
  std::optional<Place> other;          ///< second place of a contradiction
  std::string other_remark;            ///< what stands at `other`, e.g. "first given here"
  std::vector<Replacement> repairs{};  ///< all of them together would put it right; never made unasked
};

/// Everything a user can correct. Holds all problems that were found, in the order of their places.
class Error : public std::exception {
 public:
  Error(ExitCode code, std::string problem, std::string hint = {});
  Error(ExitCode code, std::vector<Diagnostic> diagnostics);

  ExitCode code() const noexcept { return code_; }
  std::span<const Diagnostic> diagnostics() const noexcept { return diagnostics_; }
  /// All diagnostics as format_diagnostics shows them.
  const char* what() const noexcept override { return text_.c_str(); }

 private:
  ExitCode code_;
  std::vector<Diagnostic> diagnostics_;
  std::string text_;
};

/// Collects problems while a file is read, so that all of them are told in one go.
class Diagnostics {
 public:
  void add(Diagnostic diagnostic) { list_.push_back(std::move(diagnostic)); }
  void error(Place place, std::string problem, std::string hint = {});
  void warning(Place place, std::string problem, std::string hint = {});
  void note(Place place, std::string problem, std::string hint = {});
  bool has_errors() const noexcept;
  std::span<const Diagnostic> list() const noexcept { return list_; }
  /// Throws Error with every diagnostic, sorted by file and place, when at least one is an error.
  void throw_if_any(ExitCode code = ExitCode::data) const;

 private:
  std::vector<Diagnostic> list_;
};

/// The words around a diagnostic, for readers of another language.
struct DiagnosticWords {
  std::string_view error = "error", warning = "warning", note = "note", hint = "hint", line = "line", see_also = "see also";
  std::string_view before_more = "and ", after_more = " more";   ///< around the number of those that are not shown
};

/// `file:line:column: error: problem`, the line, a caret, the hint; in order of place. At most `limit` are shown, errors
/// rather than warnings, and the rest counted. Long lines are cut around the caret.
std::string format_diagnostics(std::span<const Diagnostic> diagnostics, std::size_t limit = 20, const DiagnosticWords& words = {});

/// The name in `known` that is nearest to `written` (edit distance at most a third of its length, case ignored), or nothing.
std::optional<std::string> nearest_name(std::string_view written, std::span<const std::string> known);

/// `text` between single quotes, for a message: control characters escaped, cut after 60 characters.
std::string quoted(std::string_view text);

}  // namespace jingchu
