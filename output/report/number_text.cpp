#include "output/report/number_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace jingchu::output {

namespace {

/// Puts commas between the thousands of the whole part.
std::string with_commas(std::string digits) {
  const std::size_t end = std::min(digits.find('.'), digits.size());
  const std::size_t begin = !digits.empty() && digits.front() == '-' ? 1 : 0;
  for (std::size_t i = end; i > begin + 3;) {
    i -= 3;
    digits.insert(digits.begin() + static_cast<std::ptrdiff_t>(i), ',');
  }
  return digits;
}

}  // namespace

std::string count_text(std::int64_t count) { return with_commas(fmt::format("{}", count)); }

int decimals_for(double largest) {
  const double size = std::abs(largest);
  if (!(size > 0) || std::isinf(size)) return 1;
  if (size >= 1000) return 0;
  if (size >= 10) return 1;
  return std::clamp(2 - static_cast<int>(std::floor(std::log10(size))), 2, 8);
}

std::string number_text(double value, int decimals) {
  if (std::isnan(value)) return "-";
  if (std::isinf(value)) return fmt::format("{}", value);
  if (std::abs(value) >= 1e15) return fmt::format("{:.4g}", value);
  std::string digits = fmt::format("{:.{}f}", value, decimals);
  if (digits.find_first_not_of("-0.") == std::string::npos && digits.front() == '-') digits.erase(0, 1);
  return with_commas(std::move(digits));
}

std::string short_number(double value, int decimals) {
  std::string text = number_text(value, decimals);
  if (text.find('.') == std::string::npos || text.find('e') != std::string::npos) return text;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

std::string percent_text(double share) {
  const double percent = 100 * share;
  if (std::isnan(percent)) return "-";
  if (percent > 99.9) return "> 99.9 %";
  if (percent > 0 && percent < 0.1) return "< 0.1 %";
  return fmt::format("{:.1f} %", percent);
}

ProbabilityText probability_text(double probability, double standard_error, std::int64_t paths) {
  if (std::isnan(probability) || paths <= 0) return {"-", false, false};
  ProbabilityText result;
  const double limit = std::min(100.0, 300.0 / static_cast<double>(paths));
  const int limit_decimals = std::clamp(1 - static_cast<int>(std::floor(std::log10(limit))), 0, 8);  // two digits
  if (probability <= 0) {
    result.never = true;
    result.text = fmt::format("< {} %", short_number(limit, limit_decimals));
  } else if (probability >= 1) {
    result.always = true;
    result.text = fmt::format("> {} %", short_number(100 - limit, limit_decimals));
  } else if (probability > 0.999 || probability < 0.001) {
    result.text = percent_text(probability);
  } else {
    const double error = 100 * standard_error;
    const int decimals = error < 0.05 ? 2 : 1;
    result.text = fmt::format("{:.{}f} %", 100 * probability, decimals);
    if (!std::isnan(error)) result.text += fmt::format(" ± {:.{}f}", error, decimals);
  }
  return result;
}

std::string spoken_probability(double probability, std::int64_t paths, const Style& style) {
  std::string text = probability_text(probability, std::nan(""), paths).text;
  const auto say = [&](const char* sign, std::string_view words_for_it) {
    if (text.starts_with(sign)) text = std::string(words_for_it) + text.substr(std::string_view(sign).size());
  };
  say("< ", words(style, "less than ", "低于 "));
  say("> ", words(style, "more than ", "高于 "));
  return text;
}

}  // namespace jingchu::output
