#pragma once

namespace jingchu::engine {

// 128-bit integers, which GCC and clang have as an extension.
__extension__ typedef __int128 Int128;
__extension__ typedef unsigned __int128 Uint128;

}  // namespace jingchu::engine
