#include "app/cli/language.hpp"

#include <cstdlib>

namespace jingchu::app {

DiagnosticWords diagnostic_words(Language language) {
  if (language == Language::en) return {};
  return {"错误", "警告", "说明", "提示", "第几行", "另见", "另有 ", " 处"};
}

std::optional<Language> parse_language(std::string_view word) {
  if (word == "zh") return Language::zh;
  if (word == "en") return Language::en;
  return std::nullopt;
}

Language language_of_environment() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    return std::string_view(value).starts_with("zh") ? Language::zh : Language::en;
  }
  return Language::en;
}

}  // namespace jingchu::app
