#pragma once

#include <vector>

#include "engine/math/isa.hpp"

namespace jingchu::engine::testing {

/// The instruction sets that this machine has, the narrowest first.
inline std::vector<Isa> available_isas() {
  std::vector<Isa> list = {Isa::plain};
  if (best_isa() != Isa::plain) list.push_back(Isa::avx2);
  if (best_isa() == Isa::avx512) list.push_back(Isa::avx512);
  return list;
}

}  // namespace jingchu::engine::testing
