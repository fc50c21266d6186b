#include "models/source/text_encoding.hpp"

#include <cstddef>
#include <string_view>

#include <fmt/format.h>

#include "engine/core/error.hpp"
#include "models/source/text_lines.hpp"

namespace jingchu::models {

namespace {

[[noreturn]] void refuse(const Place& place, std::string problem, std::string hint) {
  throw Error(ExitCode::data, {Diagnostic{Diagnostic::Severity::error, place, std::move(problem), std::move(hint), std::nullopt, {}}});
}

unsigned byte_at(std::string_view text, std::size_t at) { return at < text.size() ? static_cast<unsigned char>(text[at]) : 0u; }

/// What the bytes beyond ASCII are when they are read as UTF-8.
struct Utf8Count {
  std::size_t wide = 0;     ///< characters of three and four bytes
  std::size_t wrong = 0;    ///< bytes that belong to no character
};

Utf8Count count_utf8(std::string_view text) {
  Utf8Count count;
  for (std::size_t i = 0; i < text.size();) {
    const int bytes = code_point(text, i).bytes;
    if (bytes >= 3) ++count.wide;
    if (bytes == 0) ++count.wrong;
    i += static_cast<std::size_t>(bytes > 0 ? bytes : 1);
  }
  return count;
}

/// Whether the text reads as GB18030 from end to end, mostly with the Chinese characters of GB2312.
bool looks_like_gbk(std::string_view text) {
  const auto in = [](unsigned byte, unsigned first, unsigned last) { return byte >= first && byte <= last; };
  std::size_t common = 0, others = 0;
  for (std::size_t i = 0; i < text.size();) {
    const unsigned first = byte_at(text, i), second = byte_at(text, i + 1);
    if (first < 0x80) {
      ++i;
    } else if (in(first, 0x81, 0xfe) && (in(second, 0x40, 0x7e) || in(second, 0x80, 0xfe))) {
      // GB2312: signs in rows A1 to A9, characters in B0 to F7.
      ++(in(first, 0xa1, 0xf7) && in(second, 0xa1, 0xfe) ? common : others);
      i += 2;
    } else if (in(first, 0x81, 0xfe) && in(second, 0x30, 0x39) && in(byte_at(text, i + 2), 0x81, 0xfe) && in(byte_at(text, i + 3), 0x30, 0x39)) {
      ++others;
      i += 4;
    } else {
      return false;
    }
  }
  return common > others;
}

/// Whether a character of several bytes begins at `at` and the text ends before it does.
bool is_cut(std::string_view text, std::size_t at) {
  const unsigned lead = byte_at(text, at);
  const std::size_t length = lead >= 0xf0 && lead <= 0xf4 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 1;
  if (at + length <= text.size()) return false;
  for (std::size_t i = at + 1; i < text.size(); ++i)
    if ((byte_at(text, i) & 0xc0u) != 0x80u) return false;
  return true;
}

[[noreturn]] void refuse_wrong_byte(std::string_view text, std::size_t at, const Place& place) {
  const Utf8Count count = count_utf8(text);
  const std::string byte = fmt::format("byte 0x{:02x} is not UTF-8", byte_at(text, at));
  if (is_cut(text, at))
    refuse(place, byte + "; the file ends in the middle of a character", "copy the file again: its end is missing");
  if (count.wide < count.wrong && looks_like_gbk(text))
    refuse(place, byte + "; looks like GBK", fmt::format("convert it: iconv -f GB18030 -t UTF-8 {} > new file", place.file));
  refuse(place, byte, count.wide >= count.wrong ? "the rest of the file is: this byte is damaged" : "save the file as UTF-8");
}

/// Refuses encodings that begin with a mark of their own.
void check_marks(std::string_view bytes, const std::string& name) {
  const Place whole{name, 0, 0, 1, {}};
  const std::string_view four = bytes.substr(0, 4), two = bytes.substr(0, 2);
  if (four == std::string_view("\xff\xfe\0\0", 4) || four == std::string_view("\0\0\xfe\xff", 4)) refuse(whole, "this file is UTF-32", "save it as UTF-8");
  if (two == "\xff\xfe" || two == "\xfe\xff") refuse(whole, "this file is UTF-16", "save it as UTF-8");
  if (bytes.substr(0, 8) == "\x89HDF\r\n\x1a\n") refuse(whole, "this is a results file, not a text", fmt::format("did you mean `jingchu show {}`?", name));
}

}  // namespace

std::string decoded_text(std::string bytes, const std::string& name) {
  check_marks(bytes, name);
  if (std::string_view(bytes).substr(0, 3) == "\xef\xbb\xbf") bytes.erase(0, 3);
  std::string text;
  text.reserve(bytes.size());
  for (std::size_t i = 0; i < bytes.size(); ++i)
    if (!(bytes[i] == '\r' && i + 1 < bytes.size() && bytes[i + 1] == '\n')) text += bytes[i];
  int line = 1;
  std::size_t line_begin = 0;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == '\n') {
      ++line;
      line_begin = i + 1;
    }
    const CodePoint c = code_point(text, i);
    if (c.bytes == 0 || c.value == 0) {
      const int column = static_cast<int>(characters(std::string_view(text).substr(line_begin, i - line_begin))) + 1;
      const Place place{name, line, column, 1, {}};
      if (c.bytes == 0) refuse_wrong_byte(text, i, place);
      // ASCII in UTF-16 has a NUL beside every character.
      const bool wide = i <= 1 && byte_at(text, i + 2) == 0 && text.size() > 2;
      refuse(place, "a NUL byte; this is not a text file", wide ? "it looks like UTF-16: save it as UTF-8" : "give a file made with a text editor");
    }
    i += static_cast<std::size_t>(c.bytes);
  }
  return text;
}

}  // namespace jingchu::models
