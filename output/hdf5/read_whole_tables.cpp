// Tables in one piece: no size is believed that the file does not really have.

#include <fmt/format.h>

#include <exception>
#include <memory>

#include "output/hdf5/reader.hpp"

namespace jingchu::output::hdf5 {

namespace {

constexpr std::size_t most_text_bytes = std::size_t{256} << 20;  // in one dataset: far above any model and its data
constexpr std::size_t text_element_bytes = 16;  // a variable-length element in the file: length, heap address, index

/// Memory for the texts of one dataset. Many elements may point to one text of the file, so the file's size does not
/// bound their sum: the pool does.
class TextPool {
 public:
  static void* allocate(std::size_t size, void* pool) noexcept {
    auto& self = *static_cast<TextPool*>(pool);
    if (size > most_text_bytes - self.used_) {
      self.exhausted_ = true;
      return nullptr;
    }
    try {
      self.texts_.push_back(std::make_unique<char[]>(size));
    } catch (const std::exception&) {
      self.exhausted_ = true;
      return nullptr;
    }
    self.used_ += size;
    return self.texts_.back().get();
  }
  static void release(void*, void*) noexcept {}
  bool exhausted() const noexcept { return exhausted_; }

 private:
  std::vector<std::unique_ptr<char[]>> texts_;
  std::size_t used_ = 0;
  bool exhausted_ = false;
};

}  // namespace

Handle ReadGroup::open_dataset(const std::string& name, const std::vector<hsize_t>& shape, std::size_t element_bytes, std::size_t& count) const {
  const std::string place = object_name(name_, name);
  const std::string what = fmt::format("'{}' is missing or no dataset", place);
  Handle dataset = open_any(name, what);
  const Handle list(H5Dget_create_plist(dataset.id()), H5Pclose, what);
  if (checked(H5Pget_layout(list.id()), what) != H5D_CONTIGUOUS || checked(H5Pget_external_count(list.id()), what) != 0) {
    refuse(fmt::format("'{}' is not stored in one piece inside the file", place));
  }
  const Handle space(H5Dget_space(dataset.id()), H5Sclose, what);
  if (extent_of(space.id(), what) != shape) refuse(fmt::format("'{}' does not have the dimensions it should have", place));
  // Bounded by the file before anything is multiplied: 2^60 rows cannot be inside it.
  count = 1;
  for (const hsize_t size : shape) {
    if (size > file_bytes_ || (size > 0 && count > file_bytes_ / size)) refuse(fmt::format("'{}' is larger than the file", place));
    count *= static_cast<std::size_t>(size);
  }
  if (count > 0 && H5Dget_storage_size(dataset.id()) != count * element_bytes) {
    refuse(fmt::format("'{}' is incomplete", place));
  }
  return dataset;
}

std::vector<double> ReadGroup::doubles(const std::string& name, const std::vector<hsize_t>& shape) const {
  std::size_t count = 0;
  const Handle dataset = open_dataset(name, shape, sizeof(double), count);
  std::vector<double> values(count);
  const std::string what = fmt::format("cannot read '{}'", object_name(name_, name));
  if (count > 0) checked(H5Dread(dataset.id(), H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), what);
  return values;
}

std::vector<std::int64_t> ReadGroup::integers(const std::string& name, const std::vector<hsize_t>& shape) const {
  const std::string what = fmt::format("cannot read '{}'", object_name(name_, name));
  if (!has(name)) refuse(fmt::format("'{}' is missing", object_name(name_, name)));
  std::size_t bytes = 0;
  {
    const Handle dataset(H5Dopen2(handle_.id(), name.c_str(), H5P_DEFAULT), H5Dclose, what);
    const Handle type(H5Dget_type(dataset.id()), H5Tclose, what);
    bytes = H5Tget_size(type.id());
  }
  std::size_t count = 0;
  const Handle dataset = open_dataset(name, shape, bytes, count);
  std::vector<std::int64_t> values(count);
  if (count > 0) checked(H5Dread(dataset.id(), H5T_NATIVE_INT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), what);
  return values;
}

std::vector<std::string> ReadGroup::texts(const std::string& name, const std::vector<hsize_t>& shape) const {
  const std::string place = object_name(name_, name);
  const std::string what = fmt::format("cannot read '{}'", place);
  std::size_t count = 0;
  const Handle dataset = open_dataset(name, shape, text_element_bytes, count);
  if (count == 0) return {};
  const Handle stored(H5Dget_type(dataset.id()), H5Tclose, what);
  if (checked(H5Tis_variable_str(stored.id()), what) == 0) refuse(fmt::format("'{}' holds no texts", place));
  const Handle type = text_type();
  TextPool pool;
  const Handle transfer(H5Pcreate(H5P_DATASET_XFER), H5Pclose, what);
  checked(H5Pset_vlen_mem_manager(transfer.id(), TextPool::allocate, &pool, TextPool::release, &pool), what);
  std::vector<char*> pointers(count, nullptr);
  const herr_t result = H5Dread(dataset.id(), type.id(), H5S_ALL, H5S_ALL, transfer.id(), pointers.data());
  if (pool.exhausted()) refuse(fmt::format("the texts of '{}' are too large", place));
  checked(result, what);
  std::vector<std::string> values;
  values.reserve(count);
  // HDF5 gives an empty text back as no pointer.
  for (const char* pointer : pointers) values.emplace_back(pointer == nullptr ? "" : pointer);
  return values;
}

}  // namespace jingchu::output::hdf5
