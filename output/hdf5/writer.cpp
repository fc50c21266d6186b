#include "output/hdf5/writer.hpp"

#include <fmt/format.h>
#include <hdf5_hl.h>

#include <limits>
#include <type_traits>

#include "engine/core/error.hpp"

namespace jingchu::output::hdf5 {

namespace {

constexpr std::size_t memory_step = std::size_t{1} << 20;  // the file in memory grows by this many bytes

template <class Value>
struct TypeOf;
template <>
struct TypeOf<float> { static hid_t file() { return H5T_IEEE_F32LE; } static hid_t memory() { return H5T_NATIVE_FLOAT; } };
template <>
struct TypeOf<double> { static hid_t file() { return H5T_IEEE_F64LE; } static hid_t memory() { return H5T_NATIVE_DOUBLE; } };
template <>
struct TypeOf<std::int8_t> { static hid_t file() { return H5T_STD_I8LE; } static hid_t memory() { return H5T_NATIVE_INT8; } };
template <>
struct TypeOf<std::int32_t> { static hid_t file() { return H5T_STD_I32LE; } static hid_t memory() { return H5T_NATIVE_INT32; } };
template <>
struct TypeOf<std::int64_t> { static hid_t file() { return H5T_STD_I64LE; } static hid_t memory() { return H5T_NATIVE_INT64; } };

Handle space_of(const std::vector<hsize_t>& sizes, const std::string& what) {
  if (sizes.empty()) return Handle(H5Screate(H5S_SCALAR), H5Sclose, what);
  return Handle(H5Screate_simple(static_cast<int>(sizes.size()), sizes.data(), nullptr), H5Sclose, what);
}

Handle dataset_list(const std::string& what) {
  Handle list(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, what);
  checked(H5Pset_obj_track_times(list.id(), 0), what);
  return list;
}

/// HDF5 reads a C string up to its NUL: what comes behind would be lost without a word.
const char* c_text(const std::string& text, const std::string& where) {
  if (text.find('\0') != std::string::npos) {
    throw Error(ExitCode::io, fmt::format("cannot write a text with a NUL character to '{}'", where));
  }
  return text.c_str();
}

template <class Value>
void write_attribute(const Node& node, const std::string& name, const std::vector<hsize_t>& sizes, const Value* values) {
  const std::string what = fmt::format("cannot write attribute '{}' of '{}'", name, node.name());
  const Handle space = space_of(sizes, what);
  Handle attribute(H5Acreate2(node.id(), name.c_str(), TypeOf<Value>::file(), space.id(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose, what);
  checked(H5Awrite(attribute.id(), TypeOf<Value>::memory(), values), what);
  attribute.close(what);
}

template <class Value>
void write_values(hid_t dataset, std::span<const Value> values, const std::string&, const std::string& what) {
  if (!values.empty()) checked(H5Dwrite(dataset, TypeOf<Value>::memory(), H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), what);
}

void write_values(hid_t dataset, std::span<const std::string> values, const std::string& where, const std::string& what) {
  if (values.empty()) return;
  std::vector<const char*> pointers;
  pointers.reserve(values.size());
  for (const auto& value : values) pointers.push_back(c_text(value, where));
  const Handle type = text_type();
  checked(H5Dwrite(dataset, type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers.data()), what);
}

/// A dataset with its values; contiguous, because chunks and deflate make tables of this size larger.
template <class Value>
Node make_dataset(const Node& group, const std::string& name, const std::vector<hsize_t>& sizes, std::span<const Value> values) {
  const std::string place = object_name(group.name(), name);
  const std::string what = fmt::format("cannot write '{}'", place);
  const Handle space = space_of(sizes, what);
  const Handle list = dataset_list(what);
  Handle type;
  if constexpr (std::is_same_v<Value, std::string>) {
    type = text_type();
  } else {
    type = Handle(H5Tcopy(TypeOf<Value>::file()), H5Tclose, what);
  }
  if constexpr (std::is_same_v<Value, double>) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    checked(H5Pset_fill_value(list.id(), H5T_NATIVE_DOUBLE, &nan), what);
  }
  Node dataset(Handle(H5Dcreate2(group.id(), name.c_str(), type.id(), space.id(), H5P_DEFAULT, list.id(), H5P_DEFAULT), H5Dclose, what), place);
  write_values(dataset.id(), values, place, what);
  if constexpr (std::is_same_v<Value, double>) dataset.attribute("_FillValue", std::numeric_limits<double>::quiet_NaN());
  return dataset;
}

Node make_packed(const Node& group, const std::string& name, Stored type, const std::vector<hsize_t>& sizes, const std::vector<hsize_t>& chunk) {
  constexpr unsigned level = 1;
  const std::string place = object_name(group.name(), name);
  const std::string what = fmt::format("cannot write '{}'", place);
  const Handle space = space_of(sizes, what);
  const Handle list = dataset_list(what);
  checked(H5Pset_chunk(list.id(), static_cast<int>(chunk.size()), chunk.data()), what);
  checked(H5Pset_shuffle(list.id()), what);
  checked(H5Pset_deflate(list.id(), level), what);
  const float nan32 = std::numeric_limits<float>::quiet_NaN();
  const double nan64 = std::numeric_limits<double>::quiet_NaN();
  if (type == Stored::f32) checked(H5Pset_fill_value(list.id(), H5T_NATIVE_FLOAT, &nan32), what);
  if (type == Stored::f64) checked(H5Pset_fill_value(list.id(), H5T_NATIVE_DOUBLE, &nan64), what);
  const hid_t stored = type == Stored::f32 ? TypeOf<float>::file() : type == Stored::f64 ? TypeOf<double>::file() : TypeOf<std::int32_t>::file();
  Node dataset(Handle(H5Dcreate2(group.id(), name.c_str(), stored, space.id(), H5P_DEFAULT, list.id(), H5P_DEFAULT), H5Dclose, what), place);
  if (type == Stored::f32) dataset.attribute("_FillValue", nan32);
  if (type == Stored::f64) dataset.attribute("_FillValue", nan64);
  return dataset;
}

// The file's memory is a vector of ours: it outlives the file (H5Fget_file_image of HDF5 1.10 spoils the checksum of
// the superblock) and it is zero where HDF5 writes nothing, so that equal content gives equal bytes.

void* image_resize(void*, std::size_t size, H5FD_file_image_op_t, void* data) {
  auto& bytes = *static_cast<std::vector<unsigned char>*>(data);
  try {
    bytes.resize(size);
  } catch (const std::exception&) {
    return nullptr;  // HDF5 reports it
  }
  return bytes.data();
}

void* image_allocate(std::size_t size, H5FD_file_image_op_t operation, void* data) { return image_resize(nullptr, size, operation, data); }
herr_t image_keep(void*, H5FD_file_image_op_t, void*) { return 0; }
void* same_data(void* data) { return data; }
herr_t keep_data(void*) { return 0; }

Handle create_file(std::vector<unsigned char>& bytes) {
  const std::string what = "cannot make the results file";
  const Handle creation(H5Pcreate(H5P_FILE_CREATE), H5Pclose, what);
  checked(H5Pset_link_creation_order(creation.id(), H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED), what);
  checked(H5Pset_obj_track_times(creation.id(), 0), what);
  const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, what);
  checked(H5Pset_libver_bounds(access.id(), H5F_LIBVER_V18, H5F_LIBVER_V18), what);
  checked(H5Pset_fclose_degree(access.id(), H5F_CLOSE_SEMI), what);
  checked(H5Pset_fapl_core(access.id(), memory_step, 0), what);
  H5FD_file_image_callbacks_t callbacks = {image_allocate, nullptr, image_resize, image_keep, same_data, keep_data, &bytes};
  checked(H5Pset_file_image_callbacks(access.id(), &callbacks), what);
  // The name is never used on disk: the core driver has no backing store.
  return Handle(H5Fcreate("jingchu-results-in-memory", H5F_ACC_TRUNC, creation.id(), access.id()), H5Fclose, what);
}

const std::string finish_failed = "cannot finish the results file";

void close_file(Node& root) {
  const ssize_t open = checked(H5Fget_obj_count(root.id(), H5F_OBJ_ALL | H5F_OBJ_LOCAL), finish_failed);
  if (open != 1) throw Error(ExitCode::bug, fmt::format("{}: {} objects are still open", finish_failed, open - 1));
  root.close();
}

Handle create_group(const Node& parent, const std::string& name) {
  const std::string what = fmt::format("cannot make group '{}'", object_name(parent.name(), name));
  const Handle creation(H5Pcreate(H5P_GROUP_CREATE), H5Pclose, what);
  checked(H5Pset_link_creation_order(creation.id(), H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED), what);
  checked(H5Pset_obj_track_times(creation.id(), 0), what);
  return Handle(H5Gcreate2(parent.id(), name.c_str(), H5P_DEFAULT, creation.id(), H5P_DEFAULT), H5Gclose, what);
}

}  // namespace

void Node::attribute(const std::string& name, const std::string& text) {
  const std::string what = fmt::format("cannot write attribute '{}' of '{}'", name, name_);
  const Handle type = text_type();
  const Handle space = space_of({}, what);
  Handle attribute(H5Acreate2(id(), name.c_str(), type.id(), space.id(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose, what);
  const char* pointer = c_text(text, name_);
  checked(H5Awrite(attribute.id(), type.id(), &pointer), what);
  attribute.close(what);
}

void Node::attribute(const std::string& name, double value) { write_attribute(*this, name, {}, &value); }
void Node::attribute(const std::string& name, float value) { write_attribute(*this, name, {}, &value); }
void Node::attribute(const std::string& name, std::int8_t value) { write_attribute(*this, name, {}, &value); }
void Node::attribute(const std::string& name, std::int32_t value) { write_attribute(*this, name, {}, &value); }
void Node::attribute(const std::string& name, std::int64_t value) { write_attribute(*this, name, {}, &value); }
void Node::attribute(const std::string& name, std::span<const std::int32_t> values) {
  write_attribute(*this, name, {values.size()}, values.data());
}
void Node::attribute(const std::string& name, std::span<const std::int8_t> values) {
  write_attribute(*this, name, {values.size()}, values.data());
}

Group::Group(const Node& parent, const std::string& name)
    : Node(create_group(parent, name), object_name(parent.name(), name)) {}

void Group::dimension(const std::string& name, std::size_t count) {
  const std::string what = fmt::format("cannot make dimension '{}'", object_name(this->name(), name));
  const Handle space = space_of({count}, what);
  const Handle list = dataset_list(what);
  Handle scale(H5Dcreate2(id(), name.c_str(), H5T_IEEE_F32LE, space.id(), H5P_DEFAULT, list.id(), H5P_DEFAULT), H5Dclose, what);
  // The text by which netCDF tells such a dimension from a variable (netCDF-4 file format, "Dimensions without variables").
  const std::string label = fmt::format("This is a netCDF dimension but not a netCDF variable.{:>10}", count);
  checked(H5DSset_scale(scale.id(), label.c_str()), what);
  dimensions_[name] = Dimension{std::move(scale), count};
}

template <class Value>
Node Group::add_coordinate(const std::string& name, std::span<const Value> values) {
  Node dataset = make_dataset<Value>(*this, name, {values.size()}, values);
  make_scale(dataset, name, values.size());
  return dataset;
}

void Group::make_scale(const Node& dataset, const std::string& name, std::size_t count) {
  const std::string what = fmt::format("cannot make dimension '{}'", object_name(this->name(), name));
  checked(H5DSset_scale(dataset.id(), name.c_str()), what);
  dimensions_[name] = Dimension{Handle(H5Dopen2(id(), name.c_str(), H5P_DEFAULT), H5Dclose, what), count};
}

void Group::attach_scales(const Node& dataset, const std::vector<std::string>& dimensions) {
  for (std::size_t axis = 0; axis < dimensions.size(); ++axis) {
    checked(H5DSattach_scale(dataset.id(), dimensions_.at(dimensions[axis]).scale.id(), static_cast<unsigned>(axis)), fmt::format("cannot write '{}'", dataset.name()));
  }
}

template <class Value>
Node Group::add(const std::string& name, const std::vector<std::string>& dimensions, std::span<const Value> values) {
  const std::string what = fmt::format("cannot write '{}'", object_name(this->name(), name));
  std::vector<hsize_t> sizes;
  std::size_t count = 1;
  for (const auto& dimension : dimensions) {
    sizes.push_back(dimensions_.at(dimension).count);
    count *= dimensions_.at(dimension).count;
  }
  if (count != values.size()) {
    throw Error(ExitCode::bug, fmt::format("{}: {} values for {} places", what, values.size(), count));
  }
  Node dataset = make_dataset<Value>(*this, name, sizes, values);
  attach_scales(dataset, dimensions);
  return dataset;
}

Node Group::packed_coordinate(const std::string& name, Stored type, std::size_t count, std::size_t chunk) {
  Node dataset = make_packed(*this, name, type, {count}, {chunk});
  make_scale(dataset, name, count);
  return dataset;
}

Node Group::packed_variable(const std::string& name, const std::vector<std::string>& dimensions, Stored type, const std::vector<hsize_t>& chunk) {
  std::vector<hsize_t> sizes;
  for (const auto& dimension : dimensions) sizes.push_back(dimensions_.at(dimension).count);
  Node dataset = make_packed(*this, name, type, sizes, chunk);
  attach_scales(dataset, dimensions);
  return dataset;
}

Node Group::coordinate(const std::string& name, std::span<const double> values) { return add_coordinate(name, values); }
Node Group::coordinate(const std::string& name, std::span<const std::int32_t> values) { return add_coordinate(name, values); }
Node Group::coordinate(const std::string& name, std::span<const std::string> values) { return add_coordinate(name, values); }

Node Group::variable(const std::string& name, const std::vector<std::string>& dimensions, std::span<const double> values) { return add(name, dimensions, values); }
Node Group::variable(const std::string& name, const std::vector<std::string>& dimensions, std::span<const std::int8_t> values) { return add(name, dimensions, values); }
Node Group::variable(const std::string& name, const std::vector<std::string>& dimensions, std::span<const std::int32_t> values) { return add(name, dimensions, values); }
Node Group::variable(const std::string& name, const std::vector<std::string>& dimensions, std::span<const std::int64_t> values) { return add(name, dimensions, values); }
Node Group::variable(const std::string& name, const std::vector<std::string>& dimensions, std::span<const std::string> values) { return add(name, dimensions, values); }

void write_chunk(const Node& dataset, const std::vector<hsize_t>& first, std::span<const unsigned char> packed) {
  checked(H5Dwrite_chunk(dataset.id(), H5P_DEFAULT, 0, first.data(), packed.size(), packed.data()), fmt::format("cannot write '{}'", dataset.name()));
}

AddedFile::AddedFile(int descriptor) : io_(descriptor), root_(std::in_place, open_for_adding(io_), "/") {}

void AddedFile::finish() { close_file(*root_); }

MemoryFile::MemoryFile() : root_(std::in_place, create_file(bytes_), "/") {}

std::vector<unsigned char> MemoryFile::finish() {
  close_file(*root_);
  // Superblock of version 2: the end of the file, little-endian (HDF5 File Format Specification 2.0, II.A).
  constexpr std::size_t end_place = 28;
  std::size_t size = 0;
  for (std::size_t i = 8; i-- > 0;) size = size << 8 | bytes_.at(end_place + i);
  if (bytes_.at(8) != 2 || size > bytes_.size()) throw Error(ExitCode::bug, finish_failed + ": its superblock is not as expected");
  bytes_.resize(size);
  return std::move(bytes_);
}

}  // namespace jingchu::output::hdf5
