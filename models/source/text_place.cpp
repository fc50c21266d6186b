#include "models/source/text_place.hpp"

#include <algorithm>
#include <string_view>

#include "models/source/text_lines.hpp"

namespace jingchu::models {

namespace {

// Messages show 100 columns. A file of one line of 16 MiB must not be copied for each of its problems.
constexpr std::size_t longest_shown = 2000;

std::string shown_line(std::string_view text, std::size_t begin, int column) {
  const std::string_view rest = text.substr(std::min(begin, text.size()));
  const std::size_t length = std::min(rest.substr(0, longest_shown + 1).find('\n'), rest.size());
  if (length <= longest_shown) return std::string(rest.substr(0, length));
  std::size_t end = longest_shown;
  while (end > 0 && (static_cast<unsigned char>(rest[end]) & 0xc0) == 0x80) --end;   // not inside a character
  const std::string_view start = rest.substr(0, end);
  return characters(start) > static_cast<std::size_t>(column) ? std::string(start) : std::string();
}

}  // namespace

TextPlace::operator Place() const {
  if (!source) return {};
  Place place{source->name, line, column, width, {}};
  if (line > 0) place.text = shown_line(source->text, line_begin, column);
  return place;
}

Place place_inside(const Place& start, std::string_view text, std::size_t begin, std::size_t end) {
  Place place = start;
  begin = std::min(begin, text.size());
  const std::string_view before = text.substr(0, begin);
  const std::size_t line = before.rfind('\n');
  std::string_view inside = text.substr(begin, std::min(std::max(end, begin), text.size()) - begin);
  inside = inside.substr(0, inside.find('\n'));
  place.width = std::max(1, static_cast<int>(characters(inside)));
  if (line == std::string_view::npos) {
    place.column += static_cast<int>(characters(before));
    return place;
  }
  // A later line of the text is a whole line of the file.
  place.line += static_cast<int>(std::count(before.begin(), before.end(), '\n'));
  place.column = static_cast<int>(characters(before.substr(line + 1))) + 1;
  place.text = shown_line(text, line + 1, place.column);
  return place;
}

}  // namespace jingchu::models
