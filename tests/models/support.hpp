#pragma once

#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/model.hpp"

namespace jingchu::models::testing {

/// Exit code and text of an error; code -1 and "no error" when there was none.
struct Complaint {
  int code = -1;
  std::string text = "no error";
};

inline std::ostream& operator<<(std::ostream& out, const Complaint& c) { return out << "code " << c.code << ":\n" << c.text; }

/// What `work` throws.
template <class Work>
Complaint complaint_of(Work work) {
  try {
    work();
  } catch (const Error& error) {
    return {static_cast<int>(error.code()), error.what()};
  }
  return {};
}

/// Matches a Complaint of exit code `code` whose text holds every one of the parts.
MATCHER_P2(Complains, code, parts, "has this code and says these things") {
  bool good = arg.code == code;
  for (const std::string& part : parts) {
    if (arg.text.find(part) == std::string::npos) {
      good = false;
      *result_listener << "does not say: " << part << "; ";
    }
  }
  return good;
}
/// Wrong contents of a file: exit code 65.
inline auto Says(std::vector<std::string> parts) { return Complains(65, std::move(parts)); }

/// How often `part` stands in `text`.
inline int count(const std::string& text, const std::string& part) {
  int n = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++n;
  return n;
}

inline Model load(std::string text, std::vector<SourceText> others = {}, Diagnostics* remarks = nullptr) {
  others.push_back({"model.toml", std::move(text)});
  const auto store = memory_store(std::move(others));
  return load_model(*store, "model.toml", "", {}, remarks);
}

inline Complaint complaint(std::string text, std::vector<SourceText> others = {}) {
  return complaint_of([&] { load(std::move(text), std::move(others)); });
}

/// The first four lines of a quarterly model.
inline const std::string head = "format = \"jingchu-model 1\"\nname = \"small\"\nfrequency = \"quarterly\"\norigin = \"2024Q1\"\n";

}  // namespace jingchu::models::testing
