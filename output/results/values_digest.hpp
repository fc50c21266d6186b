#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "output/results/content.hpp"

namespace jingchu::output::detail {

/// Attribute of /paths that holds a ValuesDigest.
inline constexpr const char* values_digest_name = "values_sha256";

/// What stands for all values of /paths in a digest of results: the SHA-256 of the SHA-256s of its pieces as hex digits, one behind the other.
///
/// A piece is what a chunk holds of real paths, as little-endian floats. Pieces follow each other scenario by scenario, chunk by chunk of paths, variable
/// by variable, weights last: so threads can each take the digests of their own chunks, in any order.
class ValuesDigest {
 public:
  explicit ValuesDigest(const Content& content);

  /// Blocks of paths of a scenario, each a chunk of every variable.
  std::size_t blocks() const noexcept { return blocks_; }
  /// \param variable  position in KeptPaths::variables; their number for the weights
  /// Pieces of different places may be set at the same time.
  void set(std::size_t scenario, std::size_t block, std::size_t variable, std::span<const std::byte> values);
  /// Of all pieces, each of which was set: 64 hex digits.
  std::string hex() const;

 private:
  std::size_t blocks_, variables_;
  std::vector<std::string> pieces_;
};

}  // namespace jingchu::output::detail
