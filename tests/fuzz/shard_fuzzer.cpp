// Shard files: the bytes as they are, and as head and tally, parted at the first NUL, behind a preface that fits them, so that
// more than the digest is tried.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <unistd.h>

#include <fmt/format.h>

#include "output/results/results_file.hpp"
#include "output/shards/shard_file.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

using namespace jingchu;

void read(const std::string& bytes) {
  const std::filesystem::path file = std::filesystem::temp_directory_path() / fmt::format("jingchu-fuzz-{}.shard", ::getpid());
  std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
  fuzz::read_or_refuse([&] { output::read_shard(file, std::int64_t{1} << 20); });
  fuzz::read_or_refuse([&] { output::read_shard_head(file); });
  std::filesystem::remove(file);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = fuzz::text_of(data, size);
  read(text);
  const std::string head = text.substr(0, text.find('\0'));
  const std::string tally = head.size() < text.size() ? text.substr(head.size() + 1) : std::string();
  read(fmt::format("{}head {:020}\ntally {:020}\nsha256 {}\n\n{}{}", output::shard_first_line, head.size(), tally.size(), output::sha256_hex(head + tally), head, tally));
  return 0;
}
