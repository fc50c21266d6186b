#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/core/error.hpp"

namespace jingchu::app {

/// Language of what the program says. Numbers and files never depend on it.
enum class Language { en, zh };

/// A text in both languages.
struct Text {
  std::string_view en;
  std::string_view zh;
};

inline std::string_view in(Language language, const Text& text) { return language == Language::zh ? text.zh : text.en; }

/// The text of a label (anything with members `zh` and `en`) in `language`, or the other one where it is missing.
template <class Label>
const std::string& label_in(Language language, const Label& label) {
  const std::string& wanted = language == Language::zh ? label.zh : label.en;
  return wanted.empty() ? (language == Language::zh ? label.en : label.zh) : wanted;
}

/// The words around diagnostics in a language; what they say stays as it was written.
DiagnosticWords diagnostic_words(Language language);

/// "zh" or "en"; nothing for another word.
std::optional<Language> parse_language(std::string_view word);

/// From LC_ALL, LC_MESSAGES, LANG, the first that is set: zh* is Chinese, everything else English.
Language language_of_environment();

}  // namespace jingchu::app
