#include <openssl/evp.h>

#include <array>

#include "engine/core/error.hpp"
#include "output/results/content_codec.hpp"
#include "output/results/results_file.hpp"

namespace jingchu::output {

std::string sha256_hex(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1 || size != 32) {
    throw Error(ExitCode::bug, "the SHA-256 function of the crypto library does not work");
  }
  constexpr std::string_view digits = "0123456789abcdef";
  std::string hex;
  for (unsigned int i = 0; i < size; ++i) {
    hex += digits[digest[i] >> 4];
    hex += digits[digest[i] & 15];
  }
  return hex;
}

std::string results_digest(const Content& content) { return sha256_hex(detail::encode_results(content)); }

}  // namespace jingchu::output
