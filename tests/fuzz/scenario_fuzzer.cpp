// Scenario files over a small model with history and figures.
#include "scenarios/scenario.hpp"

#include "models/compile.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/scenarios/small_world.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jingchu;
  auto texts = scenarios::testing::small_world();
  texts.push_back({"base.toml", scenarios::testing::small_scenario()});
  texts.push_back({"scenario.toml", fuzz::text_of(data, size)});
  fuzz::read_or_refuse([&] {
    const auto scenario = scenarios::load_scenario(*models::memory_store(texts), "scenario.toml");
    // What was understood, written again, is understood too.
    texts.back().text = scenario.effective_toml;
    if (scenarios::load_scenario(*models::memory_store(texts), "scenario.toml").effective_toml != scenario.effective_toml) std::abort();
  });
  return 0;
}
