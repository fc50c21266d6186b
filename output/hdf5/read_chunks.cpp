// Tables in chunks, those of single paths: read in parts, or as the bytes that a Packer made.

#include <fmt/format.h>

#include "output/hdf5/reader.hpp"

namespace jingchu::output::hdf5 {

void ReadGroup::read_part(const std::string& name, const std::vector<hsize_t>& first, const std::vector<hsize_t>& count, std::size_t values, hid_t type, void* out) const {
  const std::string what = fmt::format("cannot read '{}'", object_name(name_, name));
  const Handle dataset = open_any(name, what);
  const Handle space(H5Dget_space(dataset.id()), H5Sclose, what);
  const std::vector<hsize_t> sizes = extent_of(space.id(), what);
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

}  // namespace jingchu::output::hdf5
