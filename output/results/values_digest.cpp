#include "output/results/values_digest.hpp"

#include <string_view>

#include "output/results/layout.hpp"
#include "output/results/results_file.hpp"
#include "output/results/sha256.hpp"

namespace jingchu::output::detail {

ValuesDigest::ValuesDigest(const Content& content)
    : blocks_(static_cast<std::size_t>((kept_paths(content) + chunk_paths(content) - 1) / chunk_paths(content))),
      variables_(content.kept.variables.size() + (has_weights(content) ? 1 : 0)), pieces_(content.kept.scenarios.size() * blocks_ * variables_) {}

void ValuesDigest::set(std::size_t scenario, std::size_t block, std::size_t variable, std::span<const std::byte> values) {
  pieces_[(scenario * blocks_ + block) * variables_ + variable] = sha256_hex(std::string_view(reinterpret_cast<const char*>(values.data()), values.size()));
}

std::string ValuesDigest::hex() const {
  Sha256 all;
  for (const std::string& piece : pieces_) all.add(piece);
  return all.hex();
}

}  // namespace jingchu::output::detail
