#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "engine/core/error.hpp"

namespace jingchu::fuzz {

/// Reads something written by anybody. Fine: it is read, or refused as bad data or missing input, with a text that says
/// where. Everything else, another exception among it, is a finding and ends the program.
template <class Work>
void read_or_refuse(const Work& work) {
  try {
    work();
  } catch (const Error& error) {
    const bool expected = error.code() == ExitCode::data || error.code() == ExitCode::no_input;
    if (expected && std::string_view(error.what()).find("error: ") != std::string_view::npos) return;
    std::fprintf(stderr, "refused with code %d: %s\n", static_cast<int>(error.code()), error.what());
    std::abort();
  }
}

inline std::string text_of(const std::uint8_t* data, std::size_t size) { return {reinterpret_cast<const char*>(data), size}; }

}  // namespace jingchu::fuzz
