#include "engine/core/error.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "engine/core/text_display.hpp"

namespace jingchu {

namespace {

constexpr int longest_line = 100;  // columns of a source line that are shown

std::string_view severity_name(Diagnostic::Severity severity, const DiagnosticWords& words) {
  switch (severity) {
    case Diagnostic::Severity::error: break;
    case Diagnostic::Severity::warning: return words.warning;
    case Diagnostic::Severity::note: return words.note;
  }
  return words.error;
}

bool stands_before(const Diagnostic& a, const Diagnostic& b) {
  return std::tie(a.place.file, a.place.line, a.place.column) < std::tie(b.place.file, b.place.line, b.place.column);
}

std::string heading(const Place& place, const DiagnosticWords& words) {
  std::string text = place.file;
  if (place.line > 0) {
    text += text.empty() ? std::string(words.line) + " " : ":";
    text += std::to_string(place.line);
    if (place.column > 0) text.append(":").append(std::to_string(place.column));
  }
  return text.empty() ? text : text + ": ";
}

/// The part [first, last) of a line that is shown, so that the underlined characters are inside.
std::pair<std::size_t, std::size_t> window(const std::vector<detail::Glyph>& line, std::size_t caret) {
  int columns = 0;
  for (const auto& glyph : line) columns += glyph.columns;
  if (columns <= longest_line) return {0, line.size()};
  std::size_t first = std::min(caret, line.size());
  for (int before = 0; first > 0 && before < longest_line / 2; --first) before += line[first - 1].columns;
  std::size_t last = first;
  int shown = 0;
  while (last < line.size() && shown + line[last].columns <= longest_line) shown += line[last++].columns;
  // Near the end of the line the window would be half empty: move it back.
  while (first > 0 && shown + line[first - 1].columns <= longest_line) shown += line[--first].columns;
  return {first, last};
}

std::string shown_line(const Place& place) {
  if (place.line <= 0 || place.text.empty()) return {};
  const auto line = detail::glyphs(place.text);
  const std::size_t caret = place.column > 0 ? static_cast<std::size_t>(place.column - 1) : 0;
  const auto [first, last] = window(line, caret);

  std::string number = std::to_string(place.line);
  if (number.size() < 5) number.insert(0, 5 - number.size(), ' ');
  std::string text = number + " | " + (first > 0 ? "..." : "");
  for (std::size_t i = first; i < last; ++i) text += line[i].bytes;
  if (last < line.size()) text += "...";
  text += '\n';
  if (place.column <= 0) return text;

  std::string under = std::string(number.size(), ' ') + " | " + (first > 0 ? "   " : "");
  for (std::size_t i = first; i < std::min(caret, last); ++i) under.append(static_cast<std::size_t>(line[i].columns), ' ');
  std::size_t carets = 0;
  const std::size_t end = caret + static_cast<std::size_t>(std::max(place.width, 1));
  for (std::size_t i = caret; i < std::min(end, last); ++i) carets += static_cast<std::size_t>(line[i].columns);
  under.append(std::max<std::size_t>(carets, 1), '^');
  return text + under + '\n';
}

std::string shown(const Diagnostic& diagnostic, const DiagnosticWords& words) {
  std::string text = heading(diagnostic.place, words);
  text += severity_name(diagnostic.severity, words);
  text += ": " + diagnostic.problem + '\n' + shown_line(diagnostic.place);
  if (diagnostic.other) {
    text += heading(*diagnostic.other, words).append(words.note).append(": ");
    text += diagnostic.other_remark.empty() ? words.see_also : std::string_view(diagnostic.other_remark);
    text += '\n' + shown_line(*diagnostic.other);
  }
  if (!diagnostic.hint.empty()) text.append("  ").append(words.hint).append(": ").append(diagnostic.hint) += '\n';
  return text;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Letters changed, added, left out or swapped with their neighbour (optimal string alignment).
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0u : 1u)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

}  // namespace

Error::Error(ExitCode code, std::string problem, std::string hint) : code_(code) {
  Diagnostic diagnostic;
  diagnostic.problem = std::move(problem);
  diagnostic.hint = std::move(hint);
  diagnostics_.push_back(std::move(diagnostic));
  text_ = format_diagnostics(diagnostics_);
}

Error::Error(ExitCode code, std::vector<Diagnostic> diagnostics) : code_(code), diagnostics_(std::move(diagnostics)) {
  std::stable_sort(diagnostics_.begin(), diagnostics_.end(), stands_before);
  text_ = format_diagnostics(diagnostics_);
}

namespace {

Diagnostic made(Diagnostic::Severity severity, Place place, std::string problem, std::string hint) {
  Diagnostic diagnostic;
  diagnostic.severity = severity;
  diagnostic.place = std::move(place);
  diagnostic.problem = std::move(problem);
  diagnostic.hint = std::move(hint);
  return diagnostic;
}

}  // namespace

void Diagnostics::error(Place place, std::string problem, std::string hint) {
  add(made(Diagnostic::Severity::error, std::move(place), std::move(problem), std::move(hint)));
}

void Diagnostics::warning(Place place, std::string problem, std::string hint) {
  add(made(Diagnostic::Severity::warning, std::move(place), std::move(problem), std::move(hint)));
}

void Diagnostics::note(Place place, std::string problem, std::string hint) {
  add(made(Diagnostic::Severity::note, std::move(place), std::move(problem), std::move(hint)));
}

bool Diagnostics::has_errors() const noexcept {
  return std::any_of(list_.begin(), list_.end(), [](const Diagnostic& d) { return d.severity == Diagnostic::Severity::error; });
}

void Diagnostics::throw_if_any(ExitCode code) const {
  if (has_errors()) throw Error(code, list_);
}

std::string format_diagnostics(std::span<const Diagnostic> diagnostics, std::size_t limit, const DiagnosticWords& words) {
  std::vector<const Diagnostic*> chosen;
  for (const Diagnostic& d : diagnostics) chosen.push_back(&d);
  const auto by_place = [](const Diagnostic* a, const Diagnostic* b) { return stands_before(*a, *b); };
  std::stable_sort(chosen.begin(), chosen.end(), by_place);
  if (chosen.size() > limit) {
    // Warnings must not push an error out of the part that is shown.
    std::stable_partition(chosen.begin(), chosen.end(), [](const Diagnostic* d) { return d->severity == Diagnostic::Severity::error; });
    chosen.resize(limit);
    std::stable_sort(chosen.begin(), chosen.end(), by_place);
  }
  std::string text;
  for (const Diagnostic* d : chosen) text += shown(*d, words);
  if (diagnostics.size() > chosen.size()) text.append(words.before_more).append(std::to_string(diagnostics.size() - chosen.size())).append(words.after_more).append("\n");
  return text;
}

std::optional<std::string> nearest_name(std::string_view written, std::span<const std::string> known) {
  constexpr std::size_t longest_name = 100;  // the work grows with the square
  if (written.empty() || written.size() > longest_name) return std::nullopt;
  std::string folded(written);
  std::transform(folded.begin(), folded.end(), folded.begin(), lower);
  const std::size_t allowed = std::max<std::size_t>(1, written.size() / 3);
  std::size_t best_distance = allowed + 1;
  std::optional<std::string> best;
  for (const std::string& name : known) {
    if (name.size() > written.size() + allowed) continue;
    std::string candidate = name;
    std::transform(candidate.begin(), candidate.end(), candidate.begin(), lower);
    // A name of one letter is one letter away from every other.
    const std::size_t distance = edit_distance(folded, candidate);
    if (distance >= std::max(written.size(), name.size())) continue;
    if (distance < best_distance) {
      best_distance = distance;
      best = name;
    }
  }
  return best;
}

std::string quoted(std::string_view text) {
  constexpr int longest_quote = 60;
  constexpr std::string_view digits = "0123456789abcdef";
  std::string result = "'";
  for (int count = 0; !text.empty(); ++count) {
    if (count == longest_quote) {
      result += "...";
      break;
    }
    const std::size_t length = detail::character_length(text);
    const auto byte = static_cast<unsigned char>(text.front());
    if (text.front() == '\n') {
      result += "\\n";
    } else if (text.front() == '\t') {
      result += "\\t";
    } else if (text.front() == '\r') {
      result += "\\r";
    } else if (length == 1 && (byte < 0x20 || byte >= 0x7f)) {
      result += "\\x";
      result += digits[byte >> 4];
      result += digits[byte & 15u];
    } else if (length > 1) {
      result += detail::glyphs(text.substr(0, length)).front().bytes;  // '?' for marks that would turn the line round
    } else {
      result += text.front();
    }
    text.remove_prefix(length);
  }
  return result + "'";
}

}  // namespace jingchu
