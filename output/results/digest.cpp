#include <openssl/evp.h>

#include <array>

#include "engine/core/error.hpp"
#include "output/results/content_codec.hpp"
#include "output/results/results_file.hpp"
#include "output/results/sha256.hpp"

namespace jingchu::output {

namespace detail {

namespace {

void demand(bool works) {
  if (!works) throw Error(ExitCode::bug, "the SHA-256 function of the crypto library does not work");
}

}  // namespace

void Sha256::Free::operator()(void* context) const noexcept { EVP_MD_CTX_free(static_cast<EVP_MD_CTX*>(context)); }

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
  demand(context_ != nullptr && EVP_DigestInit_ex(static_cast<EVP_MD_CTX*>(context_.get()), EVP_sha256(), nullptr) == 1);
}

void Sha256::add(std::string_view piece) { demand(EVP_DigestUpdate(static_cast<EVP_MD_CTX*>(context_.get()), piece.data(), piece.size()) == 1); }

std::string Sha256::hex() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  demand(EVP_DigestFinal_ex(static_cast<EVP_MD_CTX*>(context_.get()), digest.data(), &size) == 1 && size == 32);
  constexpr std::string_view digits = "0123456789abcdef";
  std::string hex;
  for (unsigned int i = 0; i < size; ++i) {
    hex += digits[digest[i] >> 4];
    hex += digits[digest[i] & 15];
  }
  return hex;
}

}  // namespace detail

std::string sha256_hex(std::string_view text) {
  detail::Sha256 digest;
  digest.add(text);
  return digest.hex();
}

std::string results_digest(const Content& content) { return sha256_hex(detail::encode_results(content)); }

}  // namespace jingchu::output
