#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace jingchu::app {

/// Reads a whole number written in decimal digits, nothing before or after it. Throws Error(usage) with the range
/// for everything else: "1e3", "ten", "", "0x10", "+5", out of range.
/// \param option  as the user writes it, e.g. "--paths"
/// \param reason  why the range ends where it does; may be empty
std::int64_t read_integer(std::string_view option, std::string_view text, std::int64_t lowest, std::int64_t highest, std::string_view reason = {});

/// 1536 -> "1.5 KB"; powers of 1000, one decimal below 10.
std::string human_bytes(double bytes);

}  // namespace jingchu::app
