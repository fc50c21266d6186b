#include "app/cli/number.hpp"

#include <charconv>
#include <cmath>
#include <system_error>

#include <fmt/format.h>

#include "engine/core/error.hpp"
#include "output/report/number_text.hpp"

namespace jingchu::app {

std::int64_t read_integer(std::string_view option, std::string_view text, std::int64_t lowest, std::int64_t highest,
                          std::string_view reason) {
  std::int64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  const bool number = stop == end && error != std::errc::invalid_argument;
  if (number && error == std::errc{} && value >= lowest && value <= highest) return value;
  const std::string range = fmt::format("expected {} to {}", output::count_text(lowest), output::count_text(highest));
  if (number) throw Error(ExitCode::usage, fmt::format("{} {} is out of range; {}", option, jingchu::quoted(text), range), std::string(reason));
  throw Error(ExitCode::usage, fmt::format("{} {} is not a whole number; {}", option, jingchu::quoted(text), range), "write it in digits, such as 1000");
}

std::string human_bytes(double bytes) {
  constexpr const char* units[] = {"B", "KB", "MB", "GB", "TB"};
  std::size_t unit = 0;
  while (bytes >= 999.5 && unit + 1 < std::size(units)) {
    bytes /= 1000;
    ++unit;
  }
  return unit > 0 && bytes < 9.95 ? fmt::format("{:.1f} {}", bytes, units[unit]) : fmt::format("{:.0f} {}", std::round(bytes), units[unit]);
}

}  // namespace jingchu::app
