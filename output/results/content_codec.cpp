#include "output/results/content_codec.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "engine/core/error.hpp"
#include "output/results/content_fields.hpp"

namespace jingchu::output::detail {

namespace {

class Encoder {
 public:
  template <class... Values>
  void all(const Values&... values) {
    (add(values), ...);
  }
  std::string take() { return std::move(bytes_); }

 private:
  void add(std::int64_t value) {
    auto bits = static_cast<std::uint64_t>(value);
    for (int i = 0; i < 8; ++i, bits >>= 8) bytes_ += static_cast<char>(bits & 0xff);
  }
  void add(std::size_t value) { add(static_cast<std::int64_t>(value)); }
  void add(int value) { add(std::int64_t{value}); }
  void add(bool value) { add(std::int64_t{value}); }
  void add(double value) {
    // Sign and payload of a NaN depend on the instruction that made it.
    const double canonical = std::isnan(value) ? std::bit_cast<double>(std::uint64_t{0x7ff8000000000000}) : value;
    add(std::bit_cast<std::int64_t>(canonical));
  }
  void add(const std::string& text) {
    add(static_cast<std::int64_t>(text.size()));
    bytes_ += text;
  }
  template <class Value>
  void add(const std::vector<Value>& list) {
    add(static_cast<std::int64_t>(list.size()));
    for (const auto& value : list) add(value);
  }
  template <class Value>
  void add(const std::map<std::string, Value>& map) {
    add(static_cast<std::int64_t>(map.size()));
    for (const auto& [name, value] : map) all(name, value);
  }
  void add(const TargetRow& row) {
    // A target without numbers may have no quantiles or undefined ones: the file does not tell these apart.
    if (!std::all_of(row.value_quantiles.begin(), row.value_quantiles.end(), [](double q) { return std::isnan(q); })) return add_fields(row);
    TargetRow bare = row;
    bare.value_quantiles.clear();
    add_fields(bare);
  }
  template <class Struct>
  void add(const Struct& value) {
    add_fields(value);
  }
  template <class Struct>
  void add_fields(const Struct& value) {
    fields(value, [this](const auto&... members) { this->all(members...); });
  }
  std::string bytes_;
};

class Decoder {
 public:
  explicit Decoder(std::string_view bytes) : rest_(bytes) {}
  template <class... Values>
  void all(Values&... values) {
    (read(values), ...);
  }
  bool at_end() const { return rest_.empty(); }

 private:
  static constexpr std::size_t number_bytes = 8;

  std::string_view take(std::size_t size) {
    if (size > rest_.size()) throw Error(ExitCode::io, "the results end too early");
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }
  std::size_t read_count(std::size_t element_bytes) {
    std::int64_t count = 0;
    read(count);
    if (count < 0 || static_cast<std::uint64_t>(count) > rest_.size() / element_bytes) throw Error(ExitCode::io, "a list of the results has an impossible length");
    return static_cast<std::size_t>(count);
  }
  void read(std::int64_t& value) {
    const std::string_view taken = take(number_bytes);
    std::uint64_t bits = 0;
    for (std::size_t i = number_bytes; i-- > 0;) bits = bits << 8 | static_cast<unsigned char>(taken[i]);
    value = static_cast<std::int64_t>(bits);
  }
  void read(std::size_t& value) {
    std::int64_t wide = 0;
    read(wide);
    if (wide < 0) throw Error(ExitCode::io, "a position in the results is negative");
    value = static_cast<std::size_t>(wide);
  }
  void read(int& value) {
    std::int64_t wide = 0;
    read(wide);
    value = static_cast<int>(wide);
  }
  void read(bool& value) {
    std::int64_t wide = 0;
    read(wide);
    value = wide != 0;
  }
  void read(double& value) {
    std::int64_t bits = 0;
    read(bits);
    value = std::bit_cast<double>(bits);
  }
  void read(std::string& text) { text = take(read_count(1)); }
  template <class Value>
  void read(std::vector<Value>& list) {
    // One by one: a number that lies about the length is found before memory is taken for it.
    for (std::size_t i = read_count(number_bytes); i > 0; --i) read(list.emplace_back());
  }
  template <class Value>
  void read(std::map<std::string, Value>& map) {
    for (std::size_t i = read_count(2 * number_bytes); i > 0; --i) {
      std::string name;
      read(name);
      read(map[name]);
    }
  }
  template <class Struct>
  void read(Struct& value) {
    fields(value, [this](auto&... members) { this->all(members...); });
  }
  std::string_view rest_;
};

}  // namespace

std::string encode_results(const Content& content) {
  Encoder encoder;
  encoder.all(content);
  // Results without published values or single paths have the bytes, and so the digest, they had before there could be any.
  if (!content.conditioned.empty()) encoder.all(content.conditioned);
  if (!content.kept.empty()) encoder.all(content.kept, content.kept_sha256);
  return encoder.take();
}

std::string encode_provenance(const Provenance& provenance) {
  Encoder encoder;
  encoder.all(provenance);
  return encoder.take();
}

std::string encode_content(const Content& content) {
  Encoder encoder;
  encoder.all(content, content.kept, content.kept_sha256, content.provenance, content.conditioned);
  return encoder.take();
}

Content decode_content(std::string_view bytes) {
  Decoder decoder(bytes);
  Content content;
  decoder.all(content, content.kept, content.kept_sha256, content.provenance, content.conditioned);
  if (!decoder.at_end()) throw Error(ExitCode::io, "bytes are left behind the results");
  return content;
}

}  // namespace jingchu::output::detail
