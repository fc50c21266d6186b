// Spools: the bytes as they are; and a good spool with two snapshots, in which the bytes from the third on replace
// those at the place that the first two say.
#include <filesystem>
#include <fstream>
#include <span>
#include <string>

#include <unistd.h>

#include <fmt/format.h>

#include "output/spool/spool.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

using namespace jingchu;

const std::string run(64, 'a');

std::filesystem::path results() { return std::filesystem::temp_directory_path() / fmt::format("jingchu-fuzz-{}.h5", ::getpid()); }
std::filesystem::path partial() { return results().string() + ".partial"; }

std::string file_bytes(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

const std::string& good_spool() {
  static const std::string bytes = [] {
    std::filesystem::remove(partial());
    output::Spool spool(results(), run, true);
    for (const char* text : {"first", "second"}) spool.save(std::as_bytes(std::span(std::string_view(text))));
    const std::string all = file_bytes(partial());
    spool.remove();
    return all;
  }();
  return bytes;
}

void open(const std::string& bytes) {
  std::ofstream(partial(), std::ios::binary | std::ios::trunc) << bytes;
  try {
    output::Spool spool(results(), run, false);
    if (!spool.newest().empty()) {
      const std::string newest(reinterpret_cast<const char*>(spool.newest().data()), spool.newest().size());
      // A snapshot is whole or it is none.
      if (bytes.find(newest) == std::string::npos) std::abort();
    }
    spool.save(std::as_bytes(std::span(std::string_view("third"))));
    spool.remove();
  } catch (const Error& error) {
    // Nothing of ours, or another run's.
    if (error.code() != ExitCode::cannot_create) throw;
    std::filesystem::remove(partial());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = fuzz::text_of(data, size);
  open(text);
  if (text.size() > 2) {
    std::string patched = good_spool();
    const std::size_t at = (static_cast<std::size_t>(data[0]) * 256 + data[1]) % patched.size();
    patched.replace(at, std::min(text.size() - 2, patched.size() - at), text.substr(2, patched.size() - at));
    open(patched);
  }
  return 0;
}
