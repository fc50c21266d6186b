#pragma once

#include <string>

#include "output/export/formats.hpp"

namespace jingchu::output::testing {

// What the exports write a piece at a time, as one text.

inline std::string long_csv(const Content& content, const Selection& selection) {
  std::string text;
  output::long_csv(content, selection, [&](std::string_view piece) { text += piece; });
  return text;
}

inline std::string long_json(const Content& content, const Selection& selection) {
  std::string text;
  output::long_json(content, selection, [&](std::string_view piece) { text += piece; });
  return text;
}

inline std::string iamc_csv(const Content& content, const Selection& selection, const std::string& region) {
  std::string text;
  output::iamc_csv(content, selection, region, [&](std::string_view piece) { text += piece; });
  return text;
}

}  // namespace jingchu::output::testing
