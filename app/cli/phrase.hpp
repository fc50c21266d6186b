#pragma once

#include <string>
#include <type_traits>
#include <utility>

#include <fmt/format.h>

#include "app/cli/language.hpp"

namespace jingchu::app {

/// A format text in both languages; both are checked against the arguments when the program is compiled.
template <class... Arguments>
struct PhraseText {
  fmt::format_string<Arguments...> en;
  fmt::format_string<Arguments...> zh;
};

/// phrase(language, {"{} paths", "{} 条路径"}, count)
template <class... Arguments>
std::string phrase(Language language, std::type_identity_t<PhraseText<Arguments...>> text, Arguments&&... arguments) {
  return fmt::format(language == Language::zh ? text.zh : text.en, std::forward<Arguments>(arguments)...);
}

}  // namespace jingchu::app
