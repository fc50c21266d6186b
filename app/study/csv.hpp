#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace jingchu::app {

/// One line of a CSV file (RFC 4180) with its end; a field is quoted only where it must be.
std::string csv_line(std::initializer_list<std::string_view> fields);
std::string csv_line(std::span<const std::string_view> fields);

/// The shortest text that reads back as the same number; "nan", "inf", "-inf" where it is none.
std::string csv_number(double value);

}  // namespace jingchu::app
