#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace jingchu::output {

/// Columns that `text` takes on a terminal: 2 for Chinese and other wide characters, 0 for combining marks.
int display_width(std::string_view text);

/// `text` with blanks up to `columns`, behind it or before it.
std::string pad_right(std::string_view text, int columns);
std::string pad_left(std::string_view text, int columns);

/// `text`, cut to `columns` with an ellipsis when it is longer.
std::string shortened(std::string_view text, int columns);

/// `text` in lines of at most `columns`, broken at blanks and between Chinese characters.
std::vector<std::string> wrapped(std::string_view text, int columns);

}  // namespace jingchu::output
