#pragma once

#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/source/source_store.hpp"
#include "scenarios/scenario.hpp"
#include "tests/scenarios/small_world.hpp"

namespace jingchu::scenarios::testing {

/// The small world with `text` as scenario.toml, and further texts.
inline std::unique_ptr<models::SourceStore> world(std::string text, std::vector<models::SourceText> more = {}) {
  auto texts = small_world();
  for (auto& item : more) {
    std::erase_if(texts, [&](const auto& have) { return have.name == item.name; });
    texts.push_back(std::move(item));
  }
  texts.push_back({"scenario.toml", std::move(text)});
  return models::memory_store(std::move(texts));
}

/// Loads scenario.toml of that world.
inline Scenario load(std::string text, std::vector<models::SourceText> more = {}, const Overrides& overrides = {}) {
  return load_scenario(*world(std::move(text), std::move(more)), "scenario.toml", overrides);
}

/// Code and text of the error that loading gives; code -1 and "no error" when there is none.
struct Complaint {
  int code = -1;
  std::string text = "no error";
};

inline Complaint complaint(std::string text, std::vector<models::SourceText> more = {}, const Overrides& overrides = {}) {
  try {
    load(std::move(text), std::move(more), overrides);
  } catch (const Error& error) {
    return {static_cast<int>(error.code()), error.what()};
  }
  return {};
}

inline std::ostream& operator<<(std::ostream& out, const Complaint& c) { return out << "code " << c.code << ":\n" << c.text; }

/// Matches a Complaint of exit code `code` whose text holds every one of the parts.
MATCHER_P2(Complains, code, parts, "has this code and says these things") {
  bool good = arg.code == code;
  for (const std::string& part : parts) good = good && arg.text.find(part) != std::string::npos;
  return good;
}

inline auto Says(std::vector<std::string> parts) { return Complains(65, std::move(parts)); }

/// The shipped libraries.
inline std::unique_ptr<models::SourceStore> shipped() { return models::file_store({JINGCHU_SOURCE_DIR}); }

}  // namespace jingchu::scenarios::testing
