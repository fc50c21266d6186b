#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/math/isa.hpp"
#include "engine/random/draw_code.hpp"

namespace jingchu::engine {

/// Where in the stream of random numbers a row of draws lies: Philox counter and key, without the path.
struct DrawKey {
  std::uint64_t seed = 0;
  std::uint32_t period_word = 0;
  std::uint32_t id = 0;
};

/// A lower triangular matrix that rows are multiplied by, without its zeros: the terms of a row begin where those of the row before end.
struct Mixing {
  struct Row {
    std::size_t row;   ///< that is replaced
    std::size_t end;   ///< of its terms
  };
  struct Term {
    std::size_t row;
    double factor;
  };
  const Row* rows;
  std::size_t count;
  const Term* terms;
};

#define JINGCHU_DECLARE_DRAW_KERNELS(isa)                                                                              \
  namespace isa {                                                                                                      \
  /* Raw bits of `width` paths (words 0-1 in `first`, words 2-3 in `second`). */                                       \
  void draw_bits(const DrawKey& key, std::int64_t first_path, int width, std::uint64_t* first, std::uint64_t* second) noexcept; \
  /* The same as uniforms in (0, 1); `second` may be null. */                                                          \
  void draw_uniforms(const DrawKey& key, std::int64_t first_path, int width, double* first, double* second) noexcept;  \
  /* In place; `count` numbers, of any number of rows. */                                                              \
  void scores_of_uniforms(int count, double* numbers) noexcept;                                                        \
  /* In place: each row of the mixing becomes the sum of its terms, of the rows of `out` as they were. */              \
  void mix_scores(const Mixing& mixing, int width, double* out) noexcept;                                              \
  /* In place, from uniforms (or from correlated normal scores) to values of the law. */                               \
  void values_of_uniforms(const DrawNumbers& law, int width, double* row) noexcept;                                      \
  void values_of_scores(const DrawNumbers& law, int width, double* row) noexcept;                                        \
  }

JINGCHU_DECLARE_DRAW_KERNELS(avx512)
JINGCHU_DECLARE_DRAW_KERNELS(avx2)
JINGCHU_DECLARE_DRAW_KERNELS(plain)
#undef JINGCHU_DECLARE_DRAW_KERNELS

}  // namespace jingchu::engine
