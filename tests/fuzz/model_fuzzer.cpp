// Model files over a small history.
#include "models/compile.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/scenarios/small_world.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jingchu;
  auto texts = scenarios::testing::small_world();
  texts.front().text = fuzz::text_of(data, size);
  fuzz::read_or_refuse([&] {
    const auto store = models::memory_store(std::move(texts));
    const models::Model model = models::load_model(*store, "toy.toml", "", {});
    const models::CompiledModel compiled = models::compile(model, {Period(model.frequency, 2024, 1), Period(model.frequency, 2024, static_cast<int>(model.frequency))}, {}, {});
    models::bind(model, compiled, {});
  });
  return 0;
}
