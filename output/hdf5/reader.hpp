#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "output/hdf5/handle.hpp"

namespace jingchu::output::hdf5 {

/// Reads a group of a results file that nobody needs to trust.
///
/// Tables are stored plain (all but those of single paths, see part()): in one piece inside the file, without filters, with as many bytes as their dimensions say.
/// That and the dimensions are checked before a value is read, so no size is believed that the file does not really
/// have. Throws Error(io) with the object's name. What there is: reader.cpp; values: read_whole_tables.cpp, read_chunks.cpp, read_attributes.cpp.
class ReadGroup {
 public:
  ReadGroup(const ReadGroup& parent, const std::string& name);

  /// Place in the file, for messages.
  const std::string& name() const noexcept { return name_; }
  bool has(const std::string& name) const;
  /// Names of the datasets, in the order they were made.
  std::vector<std::string> datasets() const;

  std::vector<hsize_t> shape(const std::string& name) const;
  /// "f64", "f32", "i8", "i32", "i64" or "text" as this project stores them, "another" for everything else.
  std::string type(const std::string& name) const;
  /// The name of the scale of each axis; a scale has itself. "?" for an axis without exactly one scale of this group.
  std::vector<std::string> dimensions(const std::string& name) const;
  /// \param shape  what the dimensions must be.
  std::vector<double> doubles(const std::string& name, const std::vector<hsize_t>& shape) const;
  std::vector<std::int64_t> integers(const std::string& name, const std::vector<hsize_t>& shape) const;
  std::vector<std::string> texts(const std::string& name, const std::vector<hsize_t>& shape) const;

  /// Part of a table in chunks, packed or not: `count` places from `first` on along each axis.
  /// \param out  as many values as that; converted where the file has another float
  void part(const std::string& name, const std::vector<hsize_t>& first, const std::vector<hsize_t>& count, std::span<float> out) const;
  void part(const std::string& name, const std::vector<hsize_t>& first, const std::vector<hsize_t>& count, std::span<double> out) const;
  void part(const std::string& name, const std::vector<hsize_t>& first, const std::vector<hsize_t>& count, std::span<std::int32_t> out) const;
  /// The bytes of the chunk that begins at `first`, as a Packer made them. Throws when it is packed in another way.
  void packed_chunk(const std::string& name, const std::vector<hsize_t>& first, std::vector<unsigned char>& packed) const;
  /// Sizes of a chunk; empty for a table in one piece.
  std::vector<hsize_t> chunk(const std::string& name) const;
  /// Chunks that the file has; those missing would be read as NaN.
  hsize_t stored_chunks(const std::string& name) const;

  bool has_attribute(const std::string& dataset, const std::string& name) const;
  /// Attributes of the group itself (`dataset` empty) or of one of its datasets.
  std::string text_attribute(const std::string& dataset, const std::string& name) const;
  /// "" where there is none.
  std::string optional_text_attribute(const std::string& dataset, const std::string& name) const;
  double double_attribute(const std::string& dataset, const std::string& name) const;
  std::int64_t integer_attribute(const std::string& dataset, const std::string& name) const;
  std::vector<std::int64_t> integer_list_attribute(const std::string& dataset, const std::string& name) const;

 protected:
  ReadGroup(Handle handle, std::string name, std::size_t file_bytes)
      : handle_(std::move(handle)), name_(std::move(name)), file_bytes_(file_bytes) {}
  std::size_t file_bytes() const noexcept { return file_bytes_; }

 private:
  Handle open_dataset(const std::string& name, const std::vector<hsize_t>& shape, std::size_t element_bytes, std::size_t& count) const;
  void read_part(const std::string& name, const std::vector<hsize_t>& first, const std::vector<hsize_t>& count, std::size_t values, hid_t type, void* out) const;
  Handle open_any(const std::string& name, const std::string& what) const;
  Handle open_attribute(const std::string& dataset, const std::string& name) const;

  Handle handle_;
  std::string name_;
  std::size_t file_bytes_ = 0;
  mutable std::map<haddr_t, std::string> places_;   ///< of the datasets, once somebody asks for dimensions
};

/// An HDF5 file, opened for reading.
class ReadFile : private Handle, public ReadGroup {
 public:
  /// \param name  of the file; \param bytes  its length, without what stands behind the HDF5 data.
  ReadFile(const std::string& name, std::size_t bytes);

  /// Looks at every object before any value is read. Throws Error(io) for links that lead to another place or file,
  /// groups nested deeper than the schema, data outside the file or in other datasets, filters that not every HDF5 has,
  /// and dimensions that the length of the file cannot bear.
  void check_storage() const;
};

}  // namespace jingchu::output::hdf5
