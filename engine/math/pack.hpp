#pragma once

// SIMD packs of doubles, one definition per instruction set, for kernel files only (see isa.hpp): the build sets
// JINGCHU_ISA to plain, avx2 or avx512. Every operation is one correctly rounded IEEE operation a lane, so a kernel
// gives the same bits on each. No operation here may differ between instruction sets: min and max pick `b` when
// either operand is NaN or both are zero, as the x86 instructions do.

#include <cmath>
#include <cstdint>
#include <cstring>

#if defined(JINGCHU_ISA_avx2) || defined(JINGCHU_ISA_avx512)
// GCC 12 takes the "any value" operands of its own AVX-512 header for forgotten ones (GCC bug 105593).
#pragma GCC diagnostic push
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#pragma GCC diagnostic ignored "-Wuninitialized"
#endif
#include <immintrin.h>
#pragma GCC diagnostic pop
#endif

namespace jingchu::engine::JINGCHU_ISA {

#if defined(JINGCHU_ISA_avx512)

struct Mask { __mmask8 m; };
struct Bits { __m512i v; };
struct Pack {
  static constexpr int width = 8;
  __m512d v;
  static Pack load(const double* p) { return {_mm512_load_pd(p)}; }
  static Pack loadu(const double* p) { return {_mm512_loadu_pd(p)}; }
  void store(double* p) const { _mm512_store_pd(p, v); }
  void storeu(double* p) const { _mm512_storeu_pd(p, v); }
  static Pack all(double x) { return {_mm512_set1_pd(x)}; }
};
inline Pack operator+(Pack a, Pack b) { return {_mm512_add_pd(a.v, b.v)}; }
inline Pack operator-(Pack a, Pack b) { return {_mm512_sub_pd(a.v, b.v)}; }
inline Pack operator*(Pack a, Pack b) { return {_mm512_mul_pd(a.v, b.v)}; }
inline Pack operator/(Pack a, Pack b) { return {_mm512_div_pd(a.v, b.v)}; }
inline Pack fma(Pack a, Pack b, Pack c) { return {_mm512_fmadd_pd(a.v, b.v, c.v)}; }
inline Pack fnma(Pack a, Pack b, Pack c) { return {_mm512_fnmadd_pd(a.v, b.v, c.v)}; }
inline Pack sqrt(Pack a) { return {_mm512_sqrt_pd(a.v)}; }
inline Pack min(Pack a, Pack b) { return {_mm512_min_pd(a.v, b.v)}; }
inline Pack max(Pack a, Pack b) { return {_mm512_max_pd(a.v, b.v)}; }
inline Pack floor(Pack a) { return {_mm512_roundscale_pd(a.v, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC)}; }
inline Bits bits(Pack a) { return {_mm512_castpd_si512(a.v)}; }
inline Pack from_bits(Bits a) { return {_mm512_castsi512_pd(a.v)}; }
inline Bits all_bits(std::uint64_t x) { return {_mm512_set1_epi64(static_cast<long long>(x))}; }
inline Bits load_bits(const std::uint64_t* p) { return {_mm512_loadu_si512(p)}; }
inline void store_bits(std::uint64_t* p, Bits a) { _mm512_storeu_si512(p, a.v); }
/// The low 16 bits of each lane.
inline void store_low16(std::uint16_t* p, Bits a) { _mm_storeu_si128(reinterpret_cast<__m128i*>(p), _mm512_cvtepi64_epi16(a.v)); }
inline Bits operator&(Bits a, Bits b) { return {_mm512_and_si512(a.v, b.v)}; }
inline Bits operator|(Bits a, Bits b) { return {_mm512_or_si512(a.v, b.v)}; }
inline Bits operator^(Bits a, Bits b) { return {_mm512_xor_si512(a.v, b.v)}; }
inline Bits operator+(Bits a, Bits b) { return {_mm512_add_epi64(a.v, b.v)}; }
inline Bits operator-(Bits a, Bits b) { return {_mm512_sub_epi64(a.v, b.v)}; }
template <int n> Bits shift_left(Bits a) { return {_mm512_slli_epi64(a.v, n)}; }
template <int n> Bits shift_right(Bits a) { return {_mm512_srli_epi64(a.v, n)}; }
/// Product of the low 32 bits of each lane, 64 bits wide.
inline Bits multiply_low32(Bits a, Bits b) { return {_mm512_mul_epu32(a.v, b.v)}; }
/// The same, low halves read as signed numbers.
inline Bits multiply_low32_signed(Bits a, Bits b) { return {_mm512_mul_epi32(a.v, b.v)}; }
/// table[low three bits] of each lane; 8 entries, of which the first is 0. No bits of a lane above the 32nd.
inline Bits entry_of_low3(const std::uint32_t* table, Bits index) {
  return {_mm512_permutexvar_epi64(index.v, _mm512_cvtepu32_epi64(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(table))))};
}
/// The low 32 bits of each lane in reverse order; those above become 0.
inline Bits reverse_low32(Bits a) {
  const __m512i nibble = _mm512_set1_epi8(0x0f);
  const __m512i low = _mm512_broadcast_i32x4(_mm_setr_epi8(0, -128, 64, -64, 32, -96, 96, -32, 16, -112, 80, -48, 48, -80, 112, -16));
  const __m512i high = _mm512_broadcast_i32x4(_mm_setr_epi8(0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15));
  const __m512i bytes = _mm512_broadcast_i32x4(_mm_setr_epi8(3, 2, 1, 0, -1, -1, -1, -1, 11, 10, 9, 8, -1, -1, -1, -1));
  const __m512i turned = _mm512_or_si512(_mm512_shuffle_epi8(low, _mm512_and_si512(a.v, nibble)),
                                         _mm512_shuffle_epi8(high, _mm512_and_si512(_mm512_srli_epi16(a.v, 4), nibble)));
  return {_mm512_shuffle_epi8(turned, bytes)};
}
inline Mask operator<(Pack a, Pack b) { return {_mm512_cmp_pd_mask(a.v, b.v, _CMP_LT_OQ)}; }
inline Mask operator<=(Pack a, Pack b) { return {_mm512_cmp_pd_mask(a.v, b.v, _CMP_LE_OQ)}; }
inline Mask operator==(Pack a, Pack b) { return {_mm512_cmp_pd_mask(a.v, b.v, _CMP_EQ_OQ)}; }
inline Mask unordered(Pack a, Pack b) { return {_mm512_cmp_pd_mask(a.v, b.v, _CMP_UNORD_Q)}; }
inline Mask operator&(Mask a, Mask b) { return {static_cast<__mmask8>(a.m & b.m)}; }
inline Mask operator|(Mask a, Mask b) { return {static_cast<__mmask8>(a.m | b.m)}; }
inline Mask operator!(Mask a) { return {static_cast<__mmask8>(~a.m)}; }
/// a where the mask holds, else b.
inline Pack select(Mask m, Pack a, Pack b) { return {_mm512_mask_blend_pd(m.m, b.v, a.v)}; }
inline Bits select(Mask m, Bits a, Bits b) { return {_mm512_mask_blend_epi64(m.m, b.v, a.v)}; }
/// Bit i = lane i.
inline unsigned lanes(Mask m) { return m.m; }
inline bool any(Mask m) { return m.m != 0; }
/// Writes first + i for every lane i where the mask holds, in order; `list` has room for `width` numbers.
/// \return how many were written
inline int append_lanes(Mask m, int first, int* list) {
  const __m256i index = _mm256_add_epi32(_mm256_set1_epi32(first), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(list), _mm256_maskz_compress_epi32(m.m, index));
  return __builtin_popcount(m.m);
}

#elif defined(JINGCHU_ISA_avx2)

struct Mask { __m256d m; };
struct Bits { __m256i v; };
struct Pack {
  static constexpr int width = 4;
  __m256d v;
  static Pack load(const double* p) { return {_mm256_load_pd(p)}; }
  static Pack loadu(const double* p) { return {_mm256_loadu_pd(p)}; }
  void store(double* p) const { _mm256_store_pd(p, v); }
  void storeu(double* p) const { _mm256_storeu_pd(p, v); }
  static Pack all(double x) { return {_mm256_set1_pd(x)}; }
};
inline Pack operator+(Pack a, Pack b) { return {_mm256_add_pd(a.v, b.v)}; }
inline Pack operator-(Pack a, Pack b) { return {_mm256_sub_pd(a.v, b.v)}; }
inline Pack operator*(Pack a, Pack b) { return {_mm256_mul_pd(a.v, b.v)}; }
inline Pack operator/(Pack a, Pack b) { return {_mm256_div_pd(a.v, b.v)}; }
inline Pack fma(Pack a, Pack b, Pack c) { return {_mm256_fmadd_pd(a.v, b.v, c.v)}; }
inline Pack fnma(Pack a, Pack b, Pack c) { return {_mm256_fnmadd_pd(a.v, b.v, c.v)}; }
inline Pack sqrt(Pack a) { return {_mm256_sqrt_pd(a.v)}; }
inline Pack min(Pack a, Pack b) { return {_mm256_min_pd(a.v, b.v)}; }
inline Pack max(Pack a, Pack b) { return {_mm256_max_pd(a.v, b.v)}; }
inline Pack floor(Pack a) { return {_mm256_floor_pd(a.v)}; }
inline Bits bits(Pack a) { return {_mm256_castpd_si256(a.v)}; }
inline Pack from_bits(Bits a) { return {_mm256_castsi256_pd(a.v)}; }
inline Bits all_bits(std::uint64_t x) { return {_mm256_set1_epi64x(static_cast<long long>(x))}; }
inline Bits load_bits(const std::uint64_t* p) { return {_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p))}; }
inline void store_bits(std::uint64_t* p, Bits a) { _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), a.v); }
inline void store_low16(std::uint16_t* p, Bits a) {
  const __m256i low = _mm256_shuffle_epi8(a.v, _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 1, 8, 9, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1)));
  _mm_storel_epi64(reinterpret_cast<__m128i*>(p), _mm_unpacklo_epi32(_mm256_castsi256_si128(low), _mm256_extracti128_si256(low, 1)));
}
inline Bits operator&(Bits a, Bits b) { return {_mm256_and_si256(a.v, b.v)}; }
inline Bits operator|(Bits a, Bits b) { return {_mm256_or_si256(a.v, b.v)}; }
inline Bits operator^(Bits a, Bits b) { return {_mm256_xor_si256(a.v, b.v)}; }
inline Bits operator+(Bits a, Bits b) { return {_mm256_add_epi64(a.v, b.v)}; }
inline Bits operator-(Bits a, Bits b) { return {_mm256_sub_epi64(a.v, b.v)}; }
template <int n> Bits shift_left(Bits a) { return {_mm256_slli_epi64(a.v, n)}; }
template <int n> Bits shift_right(Bits a) { return {_mm256_srli_epi64(a.v, n)}; }
inline Bits multiply_low32(Bits a, Bits b) { return {_mm256_mul_epu32(a.v, b.v)}; }
inline Bits multiply_low32_signed(Bits a, Bits b) { return {_mm256_mul_epi32(a.v, b.v)}; }
inline Bits entry_of_low3(const std::uint32_t* table, Bits index) {
  return {_mm256_permutevar8x32_epi32(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(table)), index.v)};
}
inline Bits reverse_low32(Bits a) {
  const __m256i nibble = _mm256_set1_epi8(0x0f);
  const __m256i low = _mm256_broadcastsi128_si256(_mm_setr_epi8(0, -128, 64, -64, 32, -96, 96, -32, 16, -112, 80, -48, 48, -80, 112, -16));
  const __m256i high = _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15));
  const __m256i bytes = _mm256_broadcastsi128_si256(_mm_setr_epi8(3, 2, 1, 0, -1, -1, -1, -1, 11, 10, 9, 8, -1, -1, -1, -1));
  const __m256i turned = _mm256_or_si256(_mm256_shuffle_epi8(low, _mm256_and_si256(a.v, nibble)),
                                         _mm256_shuffle_epi8(high, _mm256_and_si256(_mm256_srli_epi16(a.v, 4), nibble)));
  return {_mm256_shuffle_epi8(turned, bytes)};
}
inline Mask operator<(Pack a, Pack b) { return {_mm256_cmp_pd(a.v, b.v, _CMP_LT_OQ)}; }
inline Mask operator<=(Pack a, Pack b) { return {_mm256_cmp_pd(a.v, b.v, _CMP_LE_OQ)}; }
inline Mask operator==(Pack a, Pack b) { return {_mm256_cmp_pd(a.v, b.v, _CMP_EQ_OQ)}; }
inline Mask unordered(Pack a, Pack b) { return {_mm256_cmp_pd(a.v, b.v, _CMP_UNORD_Q)}; }
inline Mask operator&(Mask a, Mask b) { return {_mm256_and_pd(a.m, b.m)}; }
inline Mask operator|(Mask a, Mask b) { return {_mm256_or_pd(a.m, b.m)}; }
inline Mask operator!(Mask a) { return {_mm256_xor_pd(a.m, _mm256_castsi256_pd(_mm256_set1_epi64x(-1)))}; }
inline Pack select(Mask m, Pack a, Pack b) { return {_mm256_blendv_pd(b.v, a.v, m.m)}; }
inline Bits select(Mask m, Bits a, Bits b) {
  return {_mm256_castpd_si256(_mm256_blendv_pd(_mm256_castsi256_pd(b.v), _mm256_castsi256_pd(a.v), m.m))};
}
inline unsigned lanes(Mask m) { return static_cast<unsigned>(_mm256_movemask_pd(m.m)); }
inline bool any(Mask m) { return _mm256_movemask_pd(m.m) != 0; }
inline int append_lanes(Mask m, int first, int* list) {
  // Row r holds the positions of the bits of r, two bits each.
  static constexpr std::uint8_t order[16] = {0x00, 0x00, 0x01, 0x04, 0x02, 0x08, 0x09, 0x24, 0x03, 0x0c, 0x0d, 0x34, 0x0e, 0x38, 0x39, 0xe4};
  const unsigned set = lanes(m);
  const unsigned packed = order[set];
  const __m128i index = _mm_and_si128(_mm_srlv_epi32(_mm_set1_epi32(static_cast<int>(packed)), _mm_setr_epi32(0, 2, 4, 6)), _mm_set1_epi32(3));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(list), _mm_add_epi32(index, _mm_set1_epi32(first)));
  return __builtin_popcount(set);
}

#else

struct Mask { bool m; };
struct Bits { std::uint64_t v; };
struct Pack {
  static constexpr int width = 1;
  double v;
  static Pack load(const double* p) { return {*p}; }
  static Pack loadu(const double* p) { return {*p}; }
  void store(double* p) const { *p = v; }
  void storeu(double* p) const { *p = v; }
  static Pack all(double x) { return {x}; }
};
inline Pack operator+(Pack a, Pack b) { return {a.v + b.v}; }
inline Pack operator-(Pack a, Pack b) { return {a.v - b.v}; }
inline Pack operator*(Pack a, Pack b) { return {a.v * b.v}; }
inline Pack operator/(Pack a, Pack b) { return {a.v / b.v}; }
inline Pack fma(Pack a, Pack b, Pack c) { return {std::fma(a.v, b.v, c.v)}; }
inline Pack fnma(Pack a, Pack b, Pack c) { return {std::fma(-a.v, b.v, c.v)}; }
inline Pack sqrt(Pack a) { return {std::sqrt(a.v)}; }
inline Pack min(Pack a, Pack b) { return {a.v < b.v ? a.v : b.v}; }
inline Pack max(Pack a, Pack b) { return {a.v > b.v ? a.v : b.v}; }
inline Pack floor(Pack a) { return {std::floor(a.v)}; }
inline Bits bits(Pack a) { Bits r; std::memcpy(&r.v, &a.v, 8); return r; }
inline Pack from_bits(Bits a) { Pack r; std::memcpy(&r.v, &a.v, 8); return r; }
inline Bits all_bits(std::uint64_t x) { return {x}; }
inline Bits load_bits(const std::uint64_t* p) { return {*p}; }
inline void store_bits(std::uint64_t* p, Bits a) { *p = a.v; }
inline void store_low16(std::uint16_t* p, Bits a) { *p = static_cast<std::uint16_t>(a.v); }
inline Bits operator&(Bits a, Bits b) { return {a.v & b.v}; }
inline Bits operator|(Bits a, Bits b) { return {a.v | b.v}; }
inline Bits operator^(Bits a, Bits b) { return {a.v ^ b.v}; }
inline Bits operator+(Bits a, Bits b) { return {a.v + b.v}; }
inline Bits operator-(Bits a, Bits b) { return {a.v - b.v}; }
template <int n> Bits shift_left(Bits a) { return {a.v << n}; }
template <int n> Bits shift_right(Bits a) { return {a.v >> n}; }
inline Bits multiply_low32(Bits a, Bits b) { return {(a.v & 0xffffffffu) * (b.v & 0xffffffffu)}; }
inline Bits multiply_low32_signed(Bits a, Bits b) {
  const auto low = [](std::uint64_t x) { return static_cast<std::int64_t>(static_cast<std::int32_t>(static_cast<std::uint32_t>(x))); };
  return {static_cast<std::uint64_t>(low(a.v) * low(b.v))};
}
inline Bits entry_of_low3(const std::uint32_t* table, Bits index) { return {table[index.v & 7]}; }
inline Bits reverse_low32(Bits a) {
  std::uint64_t result = 0;
  for (int k = 0; k < 32; ++k) result |= ((a.v >> k) & 1) << (31 - k);
  return {result};
}
inline Mask operator<(Pack a, Pack b) { return {a.v < b.v}; }
inline Mask operator<=(Pack a, Pack b) { return {a.v <= b.v}; }
inline Mask operator==(Pack a, Pack b) { return {a.v == b.v}; }
inline Mask unordered(Pack a, Pack b) { return {std::isnan(a.v) || std::isnan(b.v)}; }
inline Mask operator&(Mask a, Mask b) { return {a.m && b.m}; }
inline Mask operator|(Mask a, Mask b) { return {a.m || b.m}; }
inline Mask operator!(Mask a) { return {!a.m}; }
inline Pack select(Mask m, Pack a, Pack b) { return m.m ? a : b; }
inline Bits select(Mask m, Bits a, Bits b) { return m.m ? a : b; }
inline unsigned lanes(Mask m) { return m.m ? 1u : 0u; }
inline bool any(Mask m) { return m.m; }
inline int append_lanes(Mask m, int first, int* list) {
  *list = first;
  return m.m ? 1 : 0;
}

#endif

inline Mask operator>(Pack a, Pack b) { return b < a; }
inline Mask operator>=(Pack a, Pack b) { return b <= a; }
inline Pack operator-(Pack a) { return from_bits(bits(a) ^ all_bits(0x8000000000000000u)); }
inline Pack abs(Pack a) { return from_bits(bits(a) & all_bits(0x7fffffffffffffffu)); }

}  // namespace jingchu::engine::JINGCHU_ISA
