#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "output/hdf5/descriptor_driver.hpp"
#include "output/hdf5/handle.hpp"

namespace jingchu::output::hdf5 {

/// Something that carries attributes: the file's root, a group, a dataset.
class Node {
 public:
  Node(Handle handle, std::string name) : handle_(std::move(handle)), name_(std::move(name)) {}
  hid_t id() const noexcept { return handle_.id(); }
  /// Place in the file, for messages.
  const std::string& name() const noexcept { return name_; }
  /// Throws Error(io) when HDF5 cannot close it.
  void close() { handle_.close("cannot close '" + name_ + "'"); }

  /// Scalar attributes; a text is variable-length UTF-8. Throw Error(io), as everything here.
  void attribute(const std::string& name, const std::string& text);
  void attribute(const std::string& name, double value);
  void attribute(const std::string& name, float value);
  void attribute(const std::string& name, std::int8_t value);
  void attribute(const std::string& name, std::int32_t value);
  void attribute(const std::string& name, std::int64_t value);
  /// One-dimensional.
  void attribute(const std::string& name, std::span<const std::int32_t> values);
  void attribute(const std::string& name, std::span<const std::int8_t> values);

 private:
  Handle handle_;
  std::string name_;
};

/// What a packed dataset holds.
enum class Stored { f32, f64, i32 };

/// Bytes an element has.
constexpr std::size_t bytes_of(Stored type) { return type == Stored::f64 ? 8 : 4; }

/// A group that is a complete table of its own: it remembers its dimensions, so that variables name their axes.
///
/// Links are indexed by creation order and no object carries a time: netCDF wants the first, equal bytes the second.
class Group : public Node {
 public:
  /// Makes group `name` inside `parent` (a file or a group).
  Group(const Node& parent, const std::string& name);

  /// A dimension without values (`bnds`, `failure`).
  void dimension(const std::string& name, std::size_t count);
  /// A dimension with its values: a variable of the same name, along itself.
  Node coordinate(const std::string& name, std::span<const double> values);
  Node coordinate(const std::string& name, std::span<const std::int32_t> values);
  Node coordinate(const std::string& name, std::span<const std::string> values);

  /// A variable along dimensions made before, row-major; the number of values must fit them. None: a scalar.
  /// Floats get NaN as fill value, once for HDF5 and once as `_FillValue`.
  Node variable(const std::string& name, const std::vector<std::string>& dimensions, std::span<const double> values);
  Node variable(const std::string& name, const std::vector<std::string>& dimensions, std::span<const std::int8_t> values);
  Node variable(const std::string& name, const std::vector<std::string>& dimensions, std::span<const std::int32_t> values);
  Node variable(const std::string& name, const std::vector<std::string>& dimensions, std::span<const std::int64_t> values);
  Node variable(const std::string& name, const std::vector<std::string>& dimensions, std::span<const std::string> values);

  /// Datasets in chunks, packed by shuffle and deflate, for values too many to be in memory: they come with write_chunk.
  /// Floats get NaN as fill value.
  Node packed_coordinate(const std::string& name, Stored type, std::size_t count, std::size_t chunk);
  /// \param chunk  one size a dimension
  Node packed_variable(const std::string& name, const std::vector<std::string>& dimensions, Stored type, const std::vector<hsize_t>& chunk);

 private:
  struct Dimension {
    Handle scale;
    std::size_t count = 0;
  };
  template <class Value>
  Node add(const std::string& name, const std::vector<std::string>& dimensions, std::span<const Value> values);
  template <class Value>
  Node add_coordinate(const std::string& name, std::span<const Value> values);
  void make_scale(const Node& dataset, const std::string& name, std::size_t count);
  void attach_scales(const Node& dataset, const std::vector<std::string>& dimensions);

  std::map<std::string, Dimension> dimensions_;
};

/// Writes one chunk as a Packer made it; the last ones of a dimension are as long as the others.
/// \param first  place of its first element
void write_chunk(const Node& dataset, const std::vector<hsize_t>& first, std::span<const unsigned char> packed);

/// A file on the disk that more is added to; see DescriptorIo.
class AddedFile {
 public:
  explicit AddedFile(int descriptor);
  Node& root() noexcept { return *root_; }
  /// errno of the first read or write that failed; 0: none did.
  int trouble() const noexcept { return io_.trouble(); }
  /// Closes the file. Every group must be gone by then: a leaked identifier is an Error(io).
  void finish();

 private:
  DescriptorIo io_;
  std::optional<Node> root_;   ///< declared after what it writes to
};

/// A new file that lives in memory: nothing reaches the disk before it is whole.
///
/// Not written through HDF5's own file access; see DescriptorIo.
class MemoryFile {
 public:
  MemoryFile();
  Node& root() noexcept { return *root_; }
  /// Closes the file and gives its bytes. Every group must be gone by then: a leaked identifier is an Error(io).
  std::vector<unsigned char> finish();

 private:
  std::vector<unsigned char> bytes_;  ///< longer than the file: it grows by steps
  std::optional<Node> root_;          ///< declared after the bytes it writes to
};

}  // namespace jingchu::output::hdf5
