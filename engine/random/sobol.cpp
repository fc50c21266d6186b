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

/// For each octal digit of a point's number and each of its values, the exclusive or of the direction numbers of its bits.
std::vector<std::uint32_t> digit_tables(int dimensions) {
  const std::vector<std::uint32_t> directions = direction_numbers(dimensions);
  std::vector<std::uint32_t> tables;
  tables.reserve(static_cast<std::size_t>(dimensions) * sobol_digits * 8);
  for (std::size_t d = 0; d < static_cast<std::size_t>(dimensions); ++d)
    for (std::size_t digit = 0; digit < sobol_digits; ++digit)
      for (unsigned value = 0; value < 8; ++value) {
        std::uint32_t sum = 0;
        for (unsigned bit = 0; bit < 3; ++bit)
          if (const std::size_t k = 3 * digit + bit; k < sobol_bits && (value >> bit & 1)) sum ^= directions[d * sobol_bits + k];
        tables.push_back(sum);
      }
  return tables;
}

}  // namespace

SobolPoints::SobolPoints(std::uint64_t seed, std::uint32_t stream, const std::vector<std::uint32_t>& ids, int replicates, int dimensions)
    : replicates_(replicates), dimensions_(dimensions), sources_(ids.size()), tables_(ids.empty() || dimensions == 0 ? std::vector<std::uint32_t>() : digit_tables(dimensions)) {
  // Keys are Philox numbers of the run's key, at counters no path has: the path is 2^20 times the replicate, plus 0 for the order and 1 + d for
  // the scramble of dimension d.
  constexpr int row = 8;
  const int padded = (dimensions + 1 + row - 1) / row * row;
  std::vector<std::uint64_t> bits(static_cast<std::size_t>(padded)), unused(bits.size());
  for (int r = 0; r < replicates; ++r)
    for (const std::uint32_t id : ids) {
      plain::draw_bits({seed, stream, id}, std::int64_t{r} << 20, padded, bits.data(), unused.data());
      orders_.push_back(bits[0]);
      for (std::size_t d = 1; d <= static_cast<std::size_t>(dimensions); ++d) keys_.push_back(static_cast<std::uint32_t>(bits[d] >> 32));
    }
}

void SobolPoints::uniforms(Isa isa, std::size_t source, int dimension, std::int64_t first_path, int width, double* out) const noexcept {
  const std::uint32_t* tables = tables_.data() + static_cast<std::size_t>(dimension) * sobol_digits * 8;
  for_each_replicate(first_path, width, replicates_, [&](int replicate, int lane, int lanes) {
    const std::size_t at = static_cast<std::size_t>(replicate) * sources_ + source;
    const std::uint32_t key = keys_[at * static_cast<std::size_t>(dimensions_) + static_cast<std::size_t>(dimension)];
    JINGCHU_DISPATCH(isa, sobol_uniforms)(tables, orders_[at], key, replicate_point(first_path + lane, replicates_).point, lanes, out + lane);
  });
}

}  // namespace jingchu::engine
