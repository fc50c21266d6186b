#include "output/hdf5/reader.hpp"

#include <fmt/format.h>
#include <hdf5_hl.h>

#include <algorithm>

#include "output/hdf5/check_storage.hpp"

namespace jingchu::output::hdf5 {

namespace {

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
  return extent_of(space.id(), what);
}

}  // namespace jingchu::output::hdf5
