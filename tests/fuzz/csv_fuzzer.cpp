// CSV texts: the reader itself; what it finds nothing wrong with is then the figures of a small world when its header
// begins with id, else its history.
#include "models/compile.hpp"
#include "models/source/csv.hpp"
#include "scenarios/scenario.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/scenarios/small_world.hpp"

namespace {

using namespace jingchu;

void load_with(const std::string& file, const std::string& text) {
  auto texts = scenarios::testing::small_world();
  for (auto& known : texts) {
    if (known.name == file) known.text = text;
  }
  texts.push_back({"scenario.toml", scenarios::testing::small_scenario()});
  scenarios::load_scenario(*models::memory_store(std::move(texts)), "scenario.toml");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = fuzz::text_of(data, size);
  bool is_table = false;
  fuzz::read_or_refuse([&] {
    Diagnostics problems;
    const models::SourceText source{"table.csv", text};
    const models::CsvTable table = models::read_csv(source, problems);
    is_table = problems.list().empty();
    for (const auto& row : table.rows) {
      for (const auto& cell : row) models::csv_number(cell, problems);
    }
  });
  if (is_table) fuzz::read_or_refuse([&] { load_with(text.starts_with("id") ? "figures.csv" : "history.csv", text); });
  return 0;
}
