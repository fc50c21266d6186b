#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace jingchu::scenarios {

/// Whether a name may become part of file names: ASCII letters, digits, '.', '_', '-' and Chinese characters (U+4E00 to
/// U+9FFF), not '.' or '-' first, at most 100 bytes. Other letters have look-alikes, invisible marks and writing directions.
bool serves_as_file_name(std::string_view name);

/// A hint for a name that is not known: `did you mean 'x'? levers of hubei: a, b, c` (at most twelve are listed).
std::string name_hint(std::string_view written, const std::vector<std::string>& known, std::string_view kind);

/// Names of things that have a `name`.
template <class List>
std::vector<std::string> names_of(const List& list) {
  std::vector<std::string> names;
  for (const auto& item : list) names.push_back(item.name);
  return names;
}

}  // namespace jingchu::scenarios
