#pragma once

#include <string>
#include <string_view>

namespace jingchu::output {

/// How a report is shown.
struct Style {
  bool chinese = false;   ///< Chinese instead of English
  bool color = false;     ///< ANSI colours, for a terminal
  int width = 100;        ///< columns of the terminal; 0: as many as needed
};

/// The text in the language of `style`.
inline std::string_view words(const Style& style, std::string_view english, std::string_view chinese) {
  return style.chinese ? chinese : english;
}

/// A title in the language of `style`, the other language when it has none, `name` when there is neither.
const std::string& title_of(const Style& style, const std::string& english, const std::string& chinese, const std::string& name);

/// A unit in the language of `style`: `CNY_1e8` is "100m CNY" or 亿元.
///
/// \param chinese  the unit as the content gives it in Chinese; of several, divided by '|', the first. May be empty.
std::string unit_text(const Style& style, const std::string& unit, const std::string& chinese);

}  // namespace jingchu::output
