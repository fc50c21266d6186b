#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace jingchu::output::detail {

/// SHA-256 of bytes that come piece by piece. Throws Error(bug) when the crypto library does not work.
class Sha256 {
 public:
  Sha256();
  void add(std::string_view piece);
  /// The digest of all pieces as 64 hex digits; once.
  std::string hex();

 private:
  struct Free {
    void operator()(void* context) const noexcept;
  };
  std::unique_ptr<void, Free> context_;
};

}  // namespace jingchu::output::detail
