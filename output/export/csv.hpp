#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace jingchu::output {

/// One field of a CSV line after RFC 4180: quoted when it holds a comma, a quote or a line break, quotes doubled.
std::string csv_field(std::string_view text);

/// One record with its line end (LF, as every tool takes it). A record of one empty field is written `""`, else it
/// would be an empty line.
std::string csv_line(const std::vector<std::string>& fields);

/// The shortest decimal text that reads back to the same double, without locale; empty for NaN, which CSV cannot say.
std::string csv_number(double value);
/// The same of a float, which takes fewer digits.
std::string csv_float(float value);

}  // namespace jingchu::output
