#include "engine/random/sobol.hpp"

#include <boost/random/sobol.hpp>

#include "engine/random/draw_kernels.hpp"
#include "engine/random/sobol_kernels.hpp"

namespace jingchu::engine {

namespace {

static_assert(sobol_dimensions == boost::random::default_sobol_table::max_dimension);

std::uint32_t reversed(std::uint32_t x) noexcept {
  std::uint32_t result = 0;
  for (int k = 0; k < sobol_bits; ++k) result |= ((x >> k) & 1u) << (sobol_bits - 1 - k);
  return result;
}

/// The direction numbers, read off the points of Boost's sequence: it goes by Gray code, so its point 2^k (counted from a point 0
/// it leaves out) is the exclusive or of direction numbers k and k - 1.
std::vector<std::uint32_t> direction_numbers(int dimensions) {
  const auto count = static_cast<std::size_t>(dimensions);
  std::vector<std::uint32_t> numbers(count * sobol_bits);
  boost::random::sobol_engine<std::uint32_t, sobol_bits> engine(count);
  for (std::size_t k = 0; k < sobol_bits; ++k) {
    engine.seed((std::uint32_t{1} << k) - 1);
    for (std::size_t d = 0; d < count; ++d) {
      const std::uint32_t before = k == 0 ? 0 : numbers[d * sobol_bits + k - 1];
      numbers[d * sobol_bits + k] = reversed(engine()) ^ before;
    }
  }
  return numbers;
}

/// Keys of the scrambles: Philox with the run's key, at counters no path has.
std::vector<std::uint32_t> scramble_keys(std::uint64_t seed, int replicates, int dimensions) {
  constexpr std::uint32_t scramble_period = 0xfffffffe;
  constexpr int row = 8;
  const int padded = (dimensions + row - 1) / row * row;
  std::vector<std::uint64_t> bits(static_cast<std::size_t>(padded)), unused(bits.size());
  std::vector<std::uint32_t> keys;
  for (int r = 0; r < replicates; ++r) {
    plain::draw_bits({seed, scramble_period, static_cast<std::uint32_t>(r)}, 0, padded, bits.data(), unused.data());
    for (std::size_t d = 0; d < static_cast<std::size_t>(dimensions); ++d) keys.push_back(static_cast<std::uint32_t>(bits[d] >> 32));
  }
  return keys;
}

}  // namespace

SobolPoints::SobolPoints(std::uint64_t seed, int replicates, int dimensions)
    : replicates_(replicates), dimensions_(dimensions), directions_(dimensions > 0 ? direction_numbers(dimensions) : std::vector<std::uint32_t>()),
      keys_(scramble_keys(seed, replicates, dimensions)) {}

void SobolPoints::uniforms(Isa isa, int dimension, std::int64_t first_path, int width, double* out) const noexcept {
  const std::uint32_t* directions = directions_.data() + static_cast<std::size_t>(dimension) * sobol_bits;
  for_each_replicate(first_path, width, replicates_, [&](int replicate, int lane, int lanes) {
    const std::uint32_t key = keys_[static_cast<std::size_t>(replicate) * static_cast<std::size_t>(dimensions_) + static_cast<std::size_t>(dimension)];
    JINGCHU_DISPATCH(isa, sobol_uniforms)(directions, key, replicate_point(first_path + lane, replicates_).point, lanes, out + lane);
  });
}

}  // namespace jingchu::engine
