#include "app/console/terminal_text.hpp"

#include <cstddef>

namespace jingchu::app {

namespace {

constexpr std::string_view clear_line = "\r\x1b[K";
constexpr std::string_view replacement = "\xEF\xBF\xBD";

/// Length of the sequence at the start of `text` that the program may have written; 0: there is none.
std::size_t own_sequence(std::string_view text) {
  if (text.starts_with('\n') || text.starts_with('\t')) return 1;
  if (text.starts_with(clear_line)) return clear_line.size();
  if (text.starts_with("\r\n")) return 2;
  if (!text.starts_with("\x1b[")) return 0;
  const std::size_t end = text.find_first_not_of("0123456789;", 2);
  return end != std::string_view::npos && text[end] == 'm' ? end + 1 : 0;
}

/// Length of the control character at the start of `text`, those of two bytes (U+0080 to U+009F) among them; 0: there is none.
std::size_t control_character(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  if (first < 0x20 || first == 0x7f) return 1;
  const bool two_bytes = first == 0xc2 && text.size() > 1 && static_cast<unsigned char>(text[1]) >= 0x80 && static_cast<unsigned char>(text[1]) < 0xa0;
  return two_bytes ? 2 : 0;
}

}  // namespace

std::string terminal_text(std::string_view text) {
  std::string shown;
  shown.reserve(text.size());
  while (!text.empty()) {
    const std::size_t own = own_sequence(text), control = own > 0 ? 0 : control_character(text);
    const std::size_t plain = own + control > 0 ? own : 1;
    shown += control > 0 ? replacement : text.substr(0, plain);
    text.remove_prefix(control > 0 ? control : plain);
  }
  return shown;
}

}  // namespace jingchu::app
