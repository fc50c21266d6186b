#include "output/hdf5/literal_code.hpp"

#include <algorithm>
#include <cstring>

namespace jingchu::output::hdf5 {

namespace {

constexpr std::uint32_t longest = 14;      // four codes and seven bits left over fit into 64
constexpr std::uint64_t header_bits = 3 + 5 + 5 + 4 + 19 * 3 + (257 + 1) * 4;
constexpr std::uint64_t tail_bits = 3 + 7 + 32;   // the empty stored block, at most

/// Bits, the lowest first, into memory that is long enough.
class BitWriter {
 public:
  explicit BitWriter(unsigned char* to) : at_(to) {}
  void add(std::uint64_t bits, std::uint32_t length) noexcept {
    held_ |= bits << count_;
    count_ += length;
  }
  /// Leaves at most 7 bits behind. Writes 8 bytes.
  void flush() noexcept {
    std::memcpy(at_, &held_, sizeof held_);
    at_ += count_ >> 3;
    held_ >>= count_ & ~7U;
    count_ &= 7U;
  }
  void put(std::uint64_t bits, std::uint32_t length) noexcept {
    add(bits, length);
    flush();
  }
  void to_whole_byte() noexcept {
    if (count_ > 0) put(0, 8 - count_);
  }
  unsigned char* at() const noexcept { return at_; }

 private:
  unsigned char* at_;
  std::uint64_t held_ = 0;
  std::uint32_t count_ = 0;
};

std::uint32_t reversed(std::uint32_t code, std::uint32_t length) {
  std::uint32_t result = 0;
  for (; length > 0; --length, code >>= 1) result = result << 1 | (code & 1U);
  return result;
}

}  // namespace

void count_bytes(std::span<const std::byte> bytes, ByteCounts& counts) {
  // Four tables: equal neighbours need not wait for each other.
  std::array<ByteCounts, 4> each{};
  const std::size_t whole = bytes.size() / 4 * 4;
  for (std::size_t i = 0; i < whole; i += 4)
    for (std::size_t k = 0; k < 4; ++k) ++each[k][std::to_integer<std::size_t>(bytes[i + k])];
  for (std::size_t i = whole; i < bytes.size(); ++i) ++each[0][std::to_integer<std::size_t>(bytes[i])];
  for (std::size_t b = 0; b < counts.size(); ++b) counts[b] += each[0][b] + each[1][b] + each[2][b] + each[3][b];
}

LiteralCode::LiteralCode(const ByteCounts& counts) {
  set_lengths(counts);
  set_codes();
  bits_ = header_bits + codes_[end_of_block].length + tail_bits;
  for (std::size_t b = 0; b < counts.size(); ++b) bits_ += static_cast<std::uint64_t>(counts[b]) * codes_[b].length;
}

void LiteralCode::set_lengths(const ByteCounts& counts) {
  // Huffman's tree from symbols in ascending order of their counts: the two lightest of the leaves and nodes left are always at the heads of two rows.
  struct Leaf {
    std::uint32_t count;
    std::uint32_t symbol;
  };
  std::vector<Leaf> leaves;
  for (std::uint32_t b = 0; b < counts.size(); ++b)
    if (counts[b] > 0) leaves.push_back({counts[b], b});
  leaves.push_back({1, end_of_block});
  if (leaves.size() == 1) leaves.push_back({1, 0});   // a code has two words at least
  std::sort(leaves.begin(), leaves.end(), [](const Leaf& a, const Leaf& b) { return a.count != b.count ? a.count < b.count : a.symbol < b.symbol; });
  const std::size_t n = leaves.size();
  std::vector<std::uint64_t> weights(n - 1);
  std::vector<std::size_t> parents(2 * n - 1);   // leaves, then nodes
  std::size_t leaf = 0, node = 0;
  for (std::size_t made = 0; made < n - 1; ++made) {
    for (int child = 0; child < 2; ++child) {
      const bool take_leaf = leaf < n && (node == made || leaves[leaf].count <= weights[node]);
      weights[made] += take_leaf ? leaves[leaf].count : weights[node];
      parents[take_leaf ? leaf++ : n + node++] = n + made;
    }
  }
  std::vector<std::uint32_t> depths(2 * n - 1, 0);
  std::array<std::uint32_t, longest + 1> of_length{};
  for (std::size_t i = 2 * n - 2; i-- > 0;) {
    depths[i] = depths[parents[i]] + 1;
    if (i < n) ++of_length[std::min(depths[i], longest)];
  }
  // Words cut to the greatest length are too many for it. A shorter word becomes the beginning of two: itself and one of them.
  std::uint64_t taken = 0;
  for (std::uint32_t length = 1; length <= longest; ++length) taken += static_cast<std::uint64_t>(of_length[length]) << (longest - length);
  for (; taken > std::uint64_t{1} << longest; --taken) {
    std::uint32_t length = longest - 1;
    while (of_length[length] == 0) --length;
    --of_length[length];
    of_length[length + 1] += 2;
    --of_length[longest];
  }
  std::size_t next = 0;
  for (std::uint32_t length = longest; length > 0; --length)
    for (std::uint32_t i = 0; i < of_length[length]; ++i) codes_[leaves[next++].symbol].length = length;
}

void LiteralCode::set_codes() {
  std::uint32_t code = 0;
  for (std::uint32_t length = 1; length <= longest; ++length) {
    for (Code& of : codes_)
      if (of.length == length) of.bits = reversed(code++, length);
    code <<= 1;
  }
}

void LiteralCode::write(std::span<const std::byte> bytes, std::vector<unsigned char>& to) const {
  const std::size_t before = to.size();
  to.resize(before + bits_ / 8 + 16);
  BitWriter out(to.data() + before);
  // A block of its own code: 257 lengths for bytes and the end, one for distances, which do not occur. Lengths are written by a code whose
  // words all have four bits, so that no search for the best is needed: the head takes 137 bytes.
  out.put(0b100, 3);
  out.put(257 - 257, 5);
  out.put(1 - 1, 5);
  out.put(19 - 4, 4);
  for (std::uint32_t i = 0; i < 19; ++i) out.put(i < 3 ? 0 : 4, 3);   // the first three stand for repetitions
  for (const Code& code : codes_) out.put(reversed(code.length, 4), 4);
  out.put(reversed(1, 4), 4);
  const std::size_t whole = bytes.size() / 4 * 4;
  const auto add = [&](std::byte byte) {
    const Code code = codes_[std::to_integer<std::size_t>(byte)];
    out.add(code.bits, code.length);
  };
  for (std::size_t i = 0; i < whole; i += 4) {
    for (std::size_t k = 0; k < 4; ++k) add(bytes[i + k]);
    out.flush();
  }
  for (std::size_t i = whole; i < bytes.size(); ++i) {
    add(bytes[i]);
    out.flush();
  }
  out.put(codes_[end_of_block].bits, codes_[end_of_block].length);
  out.put(0b000, 3);
  out.to_whole_byte();
  out.put(0xffff0000U, 32);
  to.resize(static_cast<std::size_t>(out.at() - to.data()));
}

}  // namespace jingchu::output::hdf5
