#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "output/hdf5/handle.hpp"

namespace jingchu::output::hdf5 {

/// Reads a group of a results file that nobody needs to trust.
///
/// Before a value is read, the dataset must be plain: stored in one piece inside the file, no filter, no external
/// storage, no virtual layout, as many bytes as its dimensions say. So no other file is touched and no size is
/// believed that the file does not really have. Throws Error(io) with the object's name.
class ReadGroup {
 public:
  ReadGroup(const ReadGroup& parent, const std::string& name);

  bool has(const std::string& name) const;
  /// Names of the datasets, in the order they were made.
  std::vector<std::string> datasets() const;

  std::vector<hsize_t> shape(const std::string& name) const;
  /// \param shape  what the dimensions must be.
  std::vector<double> doubles(const std::string& name, const std::vector<hsize_t>& shape) const;
  std::vector<std::int64_t> integers(const std::string& name, const std::vector<hsize_t>& shape) const;
  std::vector<std::string> texts(const std::string& name, const std::vector<hsize_t>& shape) const;

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

 private:
  Handle open_dataset(const std::string& name, const std::vector<hsize_t>& shape, std::size_t element_bytes, std::size_t& count) const;
  Handle open_attribute(const std::string& dataset, const std::string& name) const;

  Handle handle_;
  std::string name_;
  std::size_t file_bytes_ = 0;
};

/// An HDF5 file given as bytes in memory. Refuses links that leave the file and groups nested deeper than the schema.
class ReadFile : private Handle, public ReadGroup {
 public:
  explicit ReadFile(std::span<const unsigned char> bytes);
};

}  // namespace jingchu::output::hdf5
