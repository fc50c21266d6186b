#pragma once

#include <algorithm>
#include <cstddef>
#include <random>
#include <string>

namespace jingchu::output::testing {

/// One change of a kind and place that the generator draws; says what it did.
inline std::string damage(std::string& bytes, std::mt19937& random) {
  const std::size_t place = random() % bytes.size();
  switch (random() % 5) {
    case 0: bytes[place] = static_cast<char>(bytes[place] ^ (1 << (random() % 8))); return "one bit at " + std::to_string(place);
    case 1:
      for (std::size_t i = place; i < std::min(place + 8, bytes.size()); ++i) bytes[i] = static_cast<char>(random());
      return "8 bytes at " + std::to_string(place);
    case 2:
      for (std::size_t i = place; i < std::min(place + 512, bytes.size()); ++i) bytes[i] = 0;
      return "512 zeros at " + std::to_string(place);
    case 3: bytes.resize(place); return "cut at " + std::to_string(place);
    default: {
      const std::size_t other = random() % bytes.size();
      const std::size_t length = std::min<std::size_t>(64, bytes.size() - std::max(place, other));
      std::swap_ranges(bytes.begin() + static_cast<std::ptrdiff_t>(std::min(place, other)),
                       bytes.begin() + static_cast<std::ptrdiff_t>(std::min(place, other) + std::min<std::size_t>(length, place > other ? place - other : other - place)),
                       bytes.begin() + static_cast<std::ptrdiff_t>(std::max(place, other)));
      return "64 bytes swapped, " + std::to_string(place) + " and " + std::to_string(other);
    }
  }
}

}  // namespace jingchu::output::testing
