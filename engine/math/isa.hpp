#pragma once

#include <string_view>

namespace jingchu::engine {

/// Instruction sets the kernels are compiled for. All give the same bits.
enum class Isa { plain, avx2, avx512 };

/// The widest instruction set this machine has; plain where it lacks AVX2 with FMA.
Isa best_isa() noexcept;
std::string_view isa_name(Isa isa) noexcept;

// A kernel file (listed under KERNELS in CMake) puts its code into namespace jingchu::engine::JINGCHU_ISA and is
// compiled three times. The caller picks the function by Isa:
//
//   namespace avx512 { void f(); }  namespace avx2 { void f(); }  namespace plain { void f(); }
//   JINGCHU_DISPATCH(isa, f)()
#define JINGCHU_DISPATCH(isa, function)                             \
  ((isa) == ::jingchu::engine::Isa::avx512 ? avx512::function      \
   : (isa) == ::jingchu::engine::Isa::avx2 ? avx2::function        \
                                           : plain::function)

}  // namespace jingchu::engine
