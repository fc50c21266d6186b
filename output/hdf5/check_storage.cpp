#include "output/hdf5/check_storage.hpp"

#include <fmt/format.h>

#include <exception>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/error.hpp"
#include "output/hdf5/handle.hpp"

namespace jingchu::output::hdf5 {

namespace {

constexpr int deepest_group = 3;             // the schema has two levels
constexpr std::size_t most_objects = 200000;
constexpr std::size_t most_dimensions = 8;   // the schema has three
constexpr hsize_t most_chunk_bytes = hsize_t{64} << 20;
// Deflate makes at most 1,032 bytes of one (zlib's technical note): a larger promise is no data.
constexpr double most_inflation = 1100;

class Walk {
 public:
  explicit Walk(std::size_t file_bytes) : file_bytes_(static_cast<double>(file_bytes)) {}

  void group(hid_t group, const std::string& place, int depth) {
    std::vector<std::string> names;
    collected_ = &names;
    problem_place_ = &place;
    if (H5Literate(group, H5_INDEX_NAME, H5_ITER_NATIVE, nullptr, collect, this) < 0) {
      if (trouble_) std::rethrow_exception(std::exchange(trouble_, nullptr));
      throw_hdf5_error(fmt::format("group '{}' cannot be listed", place));
    }
    for (const auto& name : names) object(group, name, object_name(place, name), depth);
  }

 private:
  static herr_t collect(hid_t, const char* name, const H5L_info_t* info, void* data) noexcept {
    Walk& self = *static_cast<Walk*>(data);
    try {
      if (info->type != H5L_TYPE_HARD) refuse(fmt::format("{} is a link to another place", jingchu::quoted(object_name(*self.problem_place_, name))));
      if (++self.objects_ > most_objects) refuse("it holds too many objects");
      self.collected_->emplace_back(name);
      return 0;
    } catch (...) {
      self.trouble_ = std::current_exception();
      return -1;
    }
  }

  void object(hid_t group_id, const std::string& name, const std::string& place, int depth) {
    const std::string what = fmt::format("{} cannot be read", jingchu::quoted(place));
    const Handle object(H5Oopen(group_id, name.c_str(), H5P_DEFAULT), H5Oclose, what);
    switch (H5Iget_type(object.id())) {
      case H5I_GROUP:
        if (depth + 1 > deepest_group) refuse(fmt::format("groups are nested too deeply at {}", jingchu::quoted(place)));
        return group(object.id(), place, depth + 1);
      case H5I_DATASET: return dataset(object.id(), place, what);
      default: refuse(fmt::format("{} is neither a group nor a dataset", jingchu::quoted(place)));
    }
  }

  void dataset(hid_t dataset, const std::string& place, const std::string& what) const {
    const std::string named = jingchu::quoted(place);
    const Handle space(H5Dget_space(dataset), H5Sclose, what);
    const std::vector<hsize_t> sizes = extent_of(space.id(), what);
    if (sizes.size() > most_dimensions) refuse(fmt::format("{} has {} dimensions", named, sizes.size()));
    const Handle type(H5Dget_type(dataset), H5Tclose, what);
    double bytes = static_cast<double>(H5Tget_size(type.id()));
    for (const hsize_t size : sizes) bytes *= static_cast<double>(size);
    if (bytes > file_bytes_ * most_inflation) refuse(fmt::format("{} is larger than its file can be", named));

    const Handle list(H5Dget_create_plist(dataset), H5Pclose, what);
    if (checked(H5Pget_external_count(list.id()), what) != 0) refuse(fmt::format("{} has its data outside the file", named));
    const H5D_layout_t layout = checked(H5Pget_layout(list.id()), what);
    if (layout == H5D_VIRTUAL) refuse(fmt::format("{} has its data in other datasets", named));
    if (layout == H5D_CHUNKED) chunks(list.id(), static_cast<int>(sizes.size()), static_cast<hsize_t>(H5Tget_size(type.id())), named, what);
    if (layout != H5D_CHUNKED && static_cast<double>(H5Dget_storage_size(dataset)) > file_bytes_) refuse(fmt::format("{} is larger than the file", named));
  }

  static void chunks(hid_t list, int rank, hsize_t element_bytes, const std::string& named, const std::string& what) {
    std::vector<hsize_t> sizes(static_cast<std::size_t>(rank));
    checked(H5Pget_chunk(list, rank, sizes.data()), what);
    double bytes = static_cast<double>(element_bytes);
    for (const hsize_t size : sizes) bytes *= static_cast<double>(size);
    if (bytes > static_cast<double>(most_chunk_bytes)) refuse(fmt::format("{} has chunks of too many bytes", named));
    const int filters = checked(H5Pget_nfilters(list), what);
    for (int i = 0; i < filters; ++i) {
      unsigned flags = 0;
      std::size_t values = 0;
      const H5Z_filter_t filter = checked(H5Pget_filter2(list, static_cast<unsigned>(i), &flags, &values, nullptr, 0, nullptr, nullptr), what);
      if (filter != H5Z_FILTER_DEFLATE && filter != H5Z_FILTER_SHUFFLE && filter != H5Z_FILTER_FLETCHER32) {
        refuse(fmt::format("{} is packed with filter {}, which not every HDF5 has", named, filter));
      }
    }
  }

  double file_bytes_;
  std::size_t objects_ = 0;
  std::vector<std::string>* collected_ = nullptr;
  const std::string* problem_place_ = nullptr;
  std::exception_ptr trouble_;
};

}  // namespace

void check_stored_objects(hid_t file, std::size_t file_bytes) {
  const std::string what = "it has no root group";
  const Handle root(H5Gopen2(file, "/", H5P_DEFAULT), H5Gclose, what);
  Walk(file_bytes).group(root.id(), "/", 0);
}

}  // namespace jingchu::output::hdf5
