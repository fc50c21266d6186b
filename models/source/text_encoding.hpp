#pragma once

#include <string>

namespace jingchu::models {

/// Bytes of a file as UTF-8 text with "\n" line ends and without byte order mark.
///
/// Throws Error(data): UTF-16, UTF-32, a results file, NUL bytes, and at the first byte that is not UTF-8: whether the
/// text looks like GBK, is cut in the middle of a character, or is damaged. `name`: of the file, for messages.
std::string decoded_text(std::string bytes, const std::string& name);

}  // namespace jingchu::models
