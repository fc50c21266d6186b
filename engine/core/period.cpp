#include "engine/core/period.hpp"

namespace jingchu {

namespace {

/// The number that `text` writes in exactly these digits, else -1.
int whole_number(std::string_view text) {
  int value = text.empty() ? -1 : 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

}  // namespace

std::string Period::to_string() const {
  std::string text = std::to_string(year());
  switch (frequency_) {
    case Frequency::annual: break;
    case Frequency::quarterly: text.append("Q").append(std::to_string(sub())); break;
    case Frequency::monthly: text.append(sub() < 10 ? "-0" : "-").append(std::to_string(sub())); break;
  }
  return text;
}

std::optional<Period> Period::parse(std::string_view text, Frequency frequency) {
  const std::size_t length = frequency == Frequency::annual ? 4 : frequency == Frequency::quarterly ? 6 : 7;
  if (text.size() != length) return std::nullopt;
  const int year = whole_number(text.substr(0, 4));
  if (year < 1000) return std::nullopt;
  if (frequency == Frequency::annual) return Period(frequency, year);
  if (text[4] != (frequency == Frequency::quarterly ? 'Q' : '-')) return std::nullopt;
  const int sub = whole_number(text.substr(5));
  if (sub < 1 || sub > static_cast<int>(frequency)) return std::nullopt;
  return Period(frequency, year, sub);
}

std::string example_period(Frequency frequency, int year) { return Period(frequency, year, static_cast<int>(frequency)).to_string(); }

}  // namespace jingchu
