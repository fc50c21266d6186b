#pragma once

#include <cstdint>
#include <string>

#include "output/report/style.hpp"

namespace jingchu::output {

/// A count with commas: `10,000`.
std::string count_text(std::int64_t count);

/// Decimals that show numbers of this size with three or more digits: 0 from 1,000 on, 1 from 10, 2 from 1, and so on.
int decimals_for(double largest);

/// A number with so many decimals, commas between thousands, never "-0"; "-" when it is not a number.
std::string number_text(double value, int decimals);

/// The same without zeros at the end of the decimals.
std::string short_number(double value, int decimals);

/// A probability in percent as it may honestly be shown.
struct ProbabilityText {
  std::string text;       ///< "35.1 % ± 0.2", "> 99.9 %", "< 0.03 %"
  bool never = false;     ///< no path at all met it: the limit is 3/N, with 95 % confidence
  bool always = false;    ///< every path met it: likewise
};

/// \param standard_error  left out where it is not a number.
/// \param paths  that the probability is a share of; the "rule of three" (Hanley and Lippman-Hand 1983, JAMA 249:1743)
///               gives the limits where no path or every path hit.
ProbabilityText probability_text(double probability, double standard_error, std::int64_t paths);

/// A probability to stand in a sentence that is read aloud: "35.1 %", "less than 0.03 %" where no path met it.
std::string spoken_probability(double probability, std::int64_t paths, const Style& style);

/// A probability alone, in percent with one decimal, within "< 0.1 %" and "> 99.9 %".
std::string percent_text(double share);

}  // namespace jingchu::output
