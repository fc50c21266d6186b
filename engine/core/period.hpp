#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace jingchu {

/// Periods a year.
enum class Frequency : int { annual = 1, quarterly = 4, monthly = 12 };

/// One period of a calendar: `2023Q4`, `2023` or `2023-11`, by frequency. Plain arithmetic in periods.
class Period {
 public:
  constexpr Period() = default;
  /// \param sub  1-based quarter or month of the year; 1 for annual.
  constexpr Period(Frequency frequency, int year, int sub = 1)
      : frequency_(frequency), ordinal_(year * static_cast<int>(frequency) + sub - 1) {}

  constexpr Frequency frequency() const noexcept { return frequency_; }
  constexpr int year() const noexcept { return floor_div(ordinal_, static_cast<int>(frequency_)); }
  /// 1-based position inside the year.
  constexpr int sub() const noexcept { return ordinal_ - year() * static_cast<int>(frequency_) + 1; }

  friend constexpr Period operator+(Period p, int n) { p.ordinal_ += n; return p; }
  friend constexpr Period operator-(Period p, int n) { p.ordinal_ -= n; return p; }
  /// Number of periods from `b` to `a`.
  friend constexpr int operator-(Period a, Period b) { return a.ordinal_ - b.ordinal_; }
  friend constexpr auto operator<=>(Period, Period) = default;

  std::string to_string() const;
  /// Reads the notation of `frequency`; nothing when the text is not exactly such a period (years 1000 to 9999).
  static std::optional<Period> parse(std::string_view text, Frequency frequency);

 private:
  static constexpr int floor_div(int a, int b) { return a >= 0 ? a / b : -((-a + b - 1) / b); }
  Frequency frequency_ = Frequency::quarterly;
  int ordinal_ = 0;
};

/// First and last period, both included.
struct PeriodRange {
  Period first;
  Period last;
  constexpr int count() const noexcept { return last - first + 1; }
  constexpr bool contains(Period p) const noexcept { return p >= first && p <= last; }
};

/// How periods of a frequency are written, by the last one of a year: 2023, 2023Q4 or 2023-12. For hints.
std::string example_period(Frequency frequency, int year = 2023);

}  // namespace jingchu
