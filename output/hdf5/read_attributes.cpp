// Attributes of a group and of its datasets.

#include <fmt/format.h>

#include "output/hdf5/reader.hpp"

namespace jingchu::output::hdf5 {

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
