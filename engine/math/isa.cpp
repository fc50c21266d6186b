#include "engine/math/isa.hpp"

namespace jingchu::engine {

Isa best_isa() noexcept {
#if defined(__x86_64__)
  // __builtin_cpu_supports also asks whether the operating system saves the wide registers.
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512bw"))
      return Isa::avx512;
    return Isa::avx2;
  }
#endif
  return Isa::plain;
}

std::string_view isa_name(Isa isa) noexcept {
  switch (isa) {
    case Isa::plain: return "plain";
    case Isa::avx2: return "avx2";
    case Isa::avx512: return "avx512";
  }
  return "plain";
}

}  // namespace jingchu::engine
