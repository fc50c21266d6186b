#include "output/hdf5/reader.hpp"

#include <fmt/format.h>
#include <hdf5_hl.h>

#include <algorithm>
#include <memory>

#include "engine/core/error.hpp"
#include "output/hdf5/check_storage.hpp"

namespace jingchu::output::hdf5 {

namespace {

constexpr std::size_t most_text_bytes = std::size_t{256} << 20;  // in one dataset: far above any model and its data
constexpr std::size_t text_element_bytes = 16;  // a variable-length element in the file: length, heap address, index

[[noreturn]] void refuse(const std::string& problem) { throw Error(ExitCode::io, problem); }

herr_t collect_name(hid_t, const char* name, const H5L_info_t*, void* data) {
  static_cast<std::vector<std::string>*>(data)->emplace_back(name);
  return 0;
}

herr_t place_of_scale(hid_t, unsigned, hid_t scale, void* data) {
  H5O_info_t info;
  if (H5Oget_info2(scale, &info, H5O_INFO_BASIC) < 0) return -1;
  *static_cast<haddr_t*>(data) = info.addr;
  return 0;
}

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

Handle open_file(const std::string& name) {
  const std::string what = "it is no HDF5 file";
  const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, what);
  checked(H5Pset_fclose_degree(access.id(), H5F_CLOSE_SEMI), what);
#if H5_VERSION_GE(1, 10, 7)
  // Nobody writes into a file under its final name, and some shared disks have no locks.
  checked(H5Pset_file_locking(access.id(), 0, 1), what);
#endif
  return Handle(H5Fopen(name.c_str(), H5F_ACC_RDONLY, access.id()), H5Fclose, what);
}

std::vector<hsize_t> shape_of(hid_t space, const std::string& what) {
  const int rank = checked(H5Sget_simple_extent_ndims(space), what);
  std::vector<hsize_t> sizes(static_cast<std::size_t>(rank));
  if (rank > 0) checked(H5Sget_simple_extent_dims(space, sizes.data(), nullptr), what);
  return sizes;
}

}  // namespace

ReadFile::ReadFile(const std::string& name, std::size_t bytes)
    : Handle(open_file(name)),
      ReadGroup(Handle(H5Gopen2(Handle::id(), "/", H5P_DEFAULT), H5Gclose, "it has no root group"), "/", bytes) {}

void ReadFile::check_storage() const { check_stored_objects(Handle::id(), file_bytes()); }

ReadGroup::ReadGroup(const ReadGroup& parent, const std::string& name) : name_(object_name(parent.name_, name)), file_bytes_(parent.file_bytes_) {
  const std::string what = fmt::format("group '{}' is missing", name_);
  if (!parent.has(name)) refuse(what);
  handle_ = Handle(H5Gopen2(parent.handle_.id(), name.c_str(), H5P_DEFAULT), H5Gclose, what);
}

bool ReadGroup::has(const std::string& name) const {
  return checked(H5Lexists(handle_.id(), name.c_str(), H5P_DEFAULT), fmt::format("cannot read group '{}'", name_)) > 0;
}

std::vector<std::string> ReadGroup::datasets() const {
  const std::string what = fmt::format("cannot list group '{}'", name_);
  std::vector<std::string> names;
  checked(H5Literate(handle_.id(), H5_INDEX_CRT_ORDER, H5_ITER_INC, nullptr, collect_name, &names), what);
  std::erase_if(names, [&](const std::string& name) {
    H5O_info_t info;
    checked(H5Oget_info_by_name2(handle_.id(), name.c_str(), &info, H5O_INFO_BASIC, H5P_DEFAULT), what);
    return info.type != H5O_TYPE_DATASET;
  });
  return names;
}

Handle ReadGroup::open_any(const std::string& name, const std::string& what) const {
  if (!has(name)) refuse(what);
  return Handle(H5Dopen2(handle_.id(), name.c_str(), H5P_DEFAULT), H5Dclose, what);
}

std::string ReadGroup::type(const std::string& name) const {
  const std::string what = fmt::format("'{}' is missing or no dataset", object_name(name_, name));
  const Handle dataset = open_any(name, what);
  const Handle type(H5Dget_type(dataset.id()), H5Tclose, what);
  if (H5Tis_variable_str(type.id()) > 0 && H5Tget_cset(type.id()) == H5T_CSET_UTF8) return "text";
  const std::pair<const char*, hid_t> known[] = {{"f64", H5T_IEEE_F64LE}, {"f32", H5T_IEEE_F32LE}, {"i8", H5T_STD_I8LE}, {"i32", H5T_STD_I32LE}, {"i64", H5T_STD_I64LE}};
  for (const auto& [text, id] : known) {
    if (H5Tequal(type.id(), id) > 0) return text;
  }
  return "another";
}

std::vector<std::string> ReadGroup::dimensions(const std::string& name) const {
  const std::string what = fmt::format("the dimensions of '{}' cannot be read", object_name(name_, name));
  const Handle dataset = open_any(name, what);
  const std::size_t rank = shape(name).size();
  if (checked(H5DSis_scale(dataset.id()), what) > 0) return std::vector<std::string>(rank, name);
  // HDF5 finds the name of an object by a walk through the whole file, once for each; the places of a group are few.
  if (places_.empty()) {
    for (const auto& sibling : datasets()) {
      H5O_info_t info;
      checked(H5Oget_info_by_name2(handle_.id(), sibling.c_str(), &info, H5O_INFO_BASIC, H5P_DEFAULT), what);
      places_.emplace(info.addr, sibling);
    }
  }
  std::vector<std::string> names;
  for (unsigned axis = 0; axis < rank; ++axis) {
    haddr_t place = HADDR_UNDEF;
    if (checked(H5DSget_num_scales(dataset.id(), axis), what) == 1) checked(H5DSiterate_scales(dataset.id(), axis, nullptr, place_of_scale, &place), what);
    const auto found = places_.find(place);
    names.push_back(found == places_.end() ? "?" : found->second);
  }
  return names;
}

std::vector<hsize_t> ReadGroup::shape(const std::string& name) const {
  const std::string what = fmt::format("'{}' is missing or no dataset", object_name(name_, name));
  const Handle dataset = open_any(name, what);
  const Handle space(H5Dget_space(dataset.id()), H5Sclose, what);
  return shape_of(space.id(), what);
}

Handle ReadGroup::open_dataset(const std::string& name, const std::vector<hsize_t>& shape, std::size_t element_bytes, std::size_t& count) const {
  const std::string place = object_name(name_, name);
  const std::string what = fmt::format("'{}' is missing or no dataset", place);
  if (!has(name)) refuse(what);
  Handle dataset(H5Dopen2(handle_.id(), name.c_str(), H5P_DEFAULT), H5Dclose, what);
  const Handle list(H5Dget_create_plist(dataset.id()), H5Pclose, what);
  if (checked(H5Pget_layout(list.id()), what) != H5D_CONTIGUOUS || checked(H5Pget_external_count(list.id()), what) != 0) {
    refuse(fmt::format("'{}' is not stored in one piece inside the file", place));
  }
  const Handle space(H5Dget_space(dataset.id()), H5Sclose, what);
  if (shape_of(space.id(), what) != shape) refuse(fmt::format("'{}' does not have the dimensions it should have", place));
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

void ReadGroup::read_part(const std::string& name, const std::vector<hsize_t>& first, const std::vector<hsize_t>& count, std::size_t values, hid_t type, void* out) const {
  const std::string what = fmt::format("cannot read '{}'", object_name(name_, name));
  const Handle dataset = open_any(name, what);
  const Handle space(H5Dget_space(dataset.id()), H5Sclose, what);
  const std::vector<hsize_t> sizes = shape_of(space.id(), what);
  std::size_t wanted = 1;
  bool inside = sizes.size() == first.size() && sizes.size() == count.size();
  for (std::size_t axis = 0; inside && axis < sizes.size(); ++axis) {
    inside = count[axis] <= sizes[axis] && first[axis] <= sizes[axis] - count[axis];
    wanted *= static_cast<std::size_t>(count[axis]);
  }
  if (!inside || wanted != values) refuse(fmt::format("'{}' does not have the dimensions it should have", object_name(name_, name)));
  checked(H5Sselect_hyperslab(space.id(), H5S_SELECT_SET, first.data(), nullptr, count.data(), nullptr), what);
  const Handle memory(H5Screate_simple(static_cast<int>(count.size()), count.data(), nullptr), H5Sclose, what);
  checked(H5Dread(dataset.id(), type, memory.id(), space.id(), H5P_DEFAULT, out), what);
}

void ReadGroup::part(const std::string& name, const std::vector<hsize_t>& first, const std::vector<hsize_t>& count, std::span<float> out) const {
  read_part(name, first, count, out.size(), H5T_NATIVE_FLOAT, out.data());
}
void ReadGroup::part(const std::string& name, const std::vector<hsize_t>& first, const std::vector<hsize_t>& count, std::span<double> out) const {
  read_part(name, first, count, out.size(), H5T_NATIVE_DOUBLE, out.data());
}
void ReadGroup::part(const std::string& name, const std::vector<hsize_t>& first, const std::vector<hsize_t>& count, std::span<std::int32_t> out) const {
  read_part(name, first, count, out.size(), H5T_NATIVE_INT32, out.data());
}

void ReadGroup::packed_chunk(const std::string& name, const std::vector<hsize_t>& first, std::vector<unsigned char>& packed) const {
  const std::string place = object_name(name_, name), what = fmt::format("cannot read '{}'", place);
  const Handle dataset = open_any(name, what);
  const Handle list(H5Dget_create_plist(dataset.id()), H5Pclose, what);
  const auto filter = [&](unsigned i) {
    unsigned flags = 0;
    std::size_t values = 0;
    return H5Pget_filter2(list.id(), i, &flags, &values, nullptr, 0, nullptr, nullptr);
  };
  if (checked(H5Pget_layout(list.id()), what) != H5D_CHUNKED || checked(H5Pget_nfilters(list.id()), what) != 2 || filter(0) != H5Z_FILTER_SHUFFLE || filter(1) != H5Z_FILTER_DEFLATE)
    refuse(fmt::format("'{}' is not packed by shuffle and deflate", place));
  hsize_t bytes = 0;
  checked(H5Dget_chunk_storage_size(dataset.id(), first.data(), &bytes), what);
  if (bytes == 0 || bytes > file_bytes_) refuse(fmt::format("'{}' is incomplete", place));
  packed.resize(static_cast<std::size_t>(bytes));
  std::uint32_t left_out = 0;
  checked(H5Dread_chunk(dataset.id(), H5P_DEFAULT, first.data(), &left_out, packed.data()), what);
  if (left_out != 0) refuse(fmt::format("'{}' is not packed by shuffle and deflate", place));
}

std::vector<hsize_t> ReadGroup::chunk(const std::string& name) const {
  const std::string what = fmt::format("'{}' is missing or no dataset", object_name(name_, name));
  const Handle dataset = open_any(name, what);
  const Handle list(H5Dget_create_plist(dataset.id()), H5Pclose, what);
  if (checked(H5Pget_layout(list.id()), what) != H5D_CHUNKED) return {};
  std::vector<hsize_t> sizes(shape(name).size());
  checked(H5Pget_chunk(list.id(), static_cast<int>(sizes.size()), sizes.data()), what);
  return sizes;
}

hsize_t ReadGroup::stored_chunks(const std::string& name) const {
  const std::string what = fmt::format("cannot read '{}'", object_name(name_, name));
  const Handle dataset = open_any(name, what);
  const Handle space(H5Dget_space(dataset.id()), H5Sclose, what);
  hsize_t count = 0;
  checked(H5Dget_num_chunks(dataset.id(), space.id(), &count), what);
  return count;
}

bool ReadGroup::has_attribute(const std::string& dataset, const std::string& name) const {
  const std::string object = dataset.empty() ? "." : dataset;
  const htri_t there = H5Aexists_by_name(handle_.id(), object.c_str(), name.c_str(), H5P_DEFAULT);
  return checked(there, fmt::format("cannot read '{}'", object_name(name_, dataset))) > 0;
}

Handle ReadGroup::open_attribute(const std::string& dataset, const std::string& name) const {
  const std::string place = dataset.empty() ? name_ : object_name(name_, dataset);
  const std::string what = fmt::format("attribute '{}' of '{}' is missing", name, place);
  const std::string object = dataset.empty() ? "." : dataset;
  if ((!dataset.empty() && !has(dataset)) || !has_attribute(dataset, name)) refuse(what);
  return Handle(H5Aopen_by_name(handle_.id(), object.c_str(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose, what);
}

std::string ReadGroup::text_attribute(const std::string& dataset, const std::string& name) const {
  const Handle attribute = open_attribute(dataset, name);
  const std::string what = fmt::format("cannot read attribute '{}' of '{}'", name, object_name(name_, dataset));
  const Handle stored(H5Aget_type(attribute.id()), H5Tclose, what);
  const Handle space(H5Aget_space(attribute.id()), H5Sclose, what);
  if (checked(H5Tis_variable_str(stored.id()), what) == 0 || checked(H5Sget_simple_extent_npoints(space.id()), what) != 1) {
    refuse(what + ": it is no text");
  }
  const Handle type = text_type();
  char* pointer = nullptr;
  checked(H5Aread(attribute.id(), type.id(), &pointer), what);
  std::string text = pointer == nullptr ? "" : pointer;
  checked(H5Dvlen_reclaim(type.id(), space.id(), H5P_DEFAULT, &pointer), what);
  return text;
}

std::string ReadGroup::optional_text_attribute(const std::string& dataset, const std::string& name) const {
  return has_attribute(dataset, name) ? text_attribute(dataset, name) : std::string();
}

double ReadGroup::double_attribute(const std::string& dataset, const std::string& name) const {
  const Handle attribute = open_attribute(dataset, name);
  const std::string what = fmt::format("cannot read attribute '{}' of '{}'", name, object_name(name_, dataset));
  const Handle space(H5Aget_space(attribute.id()), H5Sclose, what);
  if (checked(H5Sget_simple_extent_npoints(space.id()), what) != 1) refuse(what + ": it is no single number");
  double value = 0;
  checked(H5Aread(attribute.id(), H5T_NATIVE_DOUBLE, &value), what);
  return value;
}

std::int64_t ReadGroup::integer_attribute(const std::string& dataset, const std::string& name) const {
  const auto values = integer_list_attribute(dataset, name);
  if (values.size() != 1) refuse(fmt::format("attribute '{}' of '{}' is no single number", name, object_name(name_, dataset)));
  return values.front();
}

std::vector<std::int64_t> ReadGroup::integer_list_attribute(const std::string& dataset, const std::string& name) const {
  const Handle attribute = open_attribute(dataset, name);
  const std::string what = fmt::format("cannot read attribute '{}' of '{}'", name, object_name(name_, dataset));
  const Handle space(H5Aget_space(attribute.id()), H5Sclose, what);
  const hssize_t count = checked(H5Sget_simple_extent_npoints(space.id()), what);
  if (count < 0 || count > 1024) refuse(what + ": it is too long");
  std::vector<std::int64_t> values(static_cast<std::size_t>(count));
  checked(H5Aread(attribute.id(), H5T_NATIVE_INT64, values.data()), what);
  return values;
}

}  // namespace jingchu::output::hdf5
