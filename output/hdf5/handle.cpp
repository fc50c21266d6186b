#include "output/hdf5/handle.hpp"

#include "engine/core/error.hpp"

namespace jingchu::output::hdf5 {

namespace {

constexpr std::size_t shown_entries = 4;  // of the error stack; the rest are the callers of callers

herr_t collect(unsigned, const H5E_error2_t* entry, void* data) {
  auto& texts = *static_cast<std::vector<std::string>*>(data);
  std::string text;
  if (entry->func_name != nullptr) text = entry->func_name;
  if (entry->desc != nullptr && entry->desc[0] != '\0') text += std::string(": ") + entry->desc;
  texts.push_back(std::move(text));
  return 0;
}

}  // namespace

void throw_hdf5_error(std::string_view what) {
  std::vector<std::string> texts;
  // Upward: the first entry is the innermost, where the reason stands.
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, collect, &texts);
  std::string problem(what);
  std::string separator = " (HDF5: ";
  for (std::size_t i = 0; i < texts.size() && i < shown_entries; ++i) {
    problem += separator + texts[i];
    separator = "; ";
  }
  if (!texts.empty()) problem += ")";
  throw Error(ExitCode::io, std::move(problem));
}

void refuse(std::string problem) { throw Error(ExitCode::io, std::move(problem)); }

Handle text_type() {
  Handle type(H5Tcopy(H5T_C_S1), H5Tclose, "cannot make the string type");
  checked(H5Tset_size(type.id(), H5T_VARIABLE), "cannot make the string type");
  checked(H5Tset_cset(type.id(), H5T_CSET_UTF8), "cannot make the string type");
  return type;
}

std::vector<hsize_t> extent_of(hid_t space, std::string_view what) {
  const int rank = checked(H5Sget_simple_extent_ndims(space), what);
  std::vector<hsize_t> sizes(static_cast<std::size_t>(rank));
  if (rank > 0) checked(H5Sget_simple_extent_dims(space, sizes.data(), nullptr), what);
  return sizes;
}

std::string object_name(std::string_view group, std::string_view name) {
  std::string text(group);
  if (text.empty() || text.back() != '/') text += '/';
  text += name;
  return text;
}

}  // namespace jingchu::output::hdf5
