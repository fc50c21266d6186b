#pragma once

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace jingchu::testing {

/// How many times as many random changes to make as in every build: JINGCHU_MUTATIONS, which tests/night sets.
inline int mutation_factor() {
  const char* const given = std::getenv("JINGCHU_MUTATIONS");
  int factor = 1;
  if (given != nullptr) std::from_chars(given, given + std::string_view(given).size(), factor);
  return std::clamp(factor, 1, 1000);
}

/// Damages a text: up to three bytes changed, stretches deleted, doubled or exchanged, or pieces of the language put in.
class Mutator {
 public:
  explicit Mutator(unsigned seed) : random_(seed) {}

  std::string operator()(std::string text) {
    static const std::vector<std::string> pieces = {"[", "]", "{", "}", "(", ")", "\"", "'", "=", ",", ".", "-", "\n", "\\", "#", "nan", "1e999",
                                                    "[-1]", "[2023Q4]", "\"\"\"", "，", "\xff", "log(", "^", "true", "0", "[[", "\\u0000", "99999999999999999999"};
    for (int n = below(3); n >= 0; --n) {
      if (text.empty()) return text;
      const std::size_t at = place(text), length = std::min<std::size_t>(static_cast<std::size_t>(below(12)) + 1, text.size() - at);
      switch (below(6)) {
        case 0: text[at] = static_cast<char>(below(256)); break;
        case 1: text.erase(at, length); break;
        case 2: text.insert(at, text.substr(at, length)); break;
        case 3: std::swap(text[at], text[place(text)]); break;
        case 4: text.insert(at, pieces[static_cast<std::size_t>(below(static_cast<int>(pieces.size())))]); break;
        default: text.insert(at, text.substr(place(text), length)); break;
      }
    }
    return text;
  }
  int below(int limit) { return static_cast<int>(random_() % static_cast<unsigned>(limit)); }

 private:
  std::size_t place(const std::string& text) { return random_() % text.size(); }
  std::mt19937 random_;
};

}  // namespace jingchu::testing
