#pragma once

#include <hdf5.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace jingchu::output::hdf5 {

/// Throws Error(io): `what` failed, with the newest entries of HDF5's own error stack.
[[noreturn]] void throw_hdf5_error(std::string_view what);

/// Throws Error(io): what HDF5 gives well is not what it should be.
[[noreturn]] void refuse(std::string problem);

/// Passes on what an HDF5 function returned; a negative value becomes an Error(io) that begins with `what`
/// ("cannot write 'quantiles/Y'"). Every HDF5 call of output/ goes through here.
template <class Result>
Result checked(Result result, std::string_view what) {
  if (result < 0) throw_hdf5_error(what);
  return result;
}

/// Owns one HDF5 identifier. Closing by the destructor ignores errors, for the way out of an exception; close()
/// reports them.
class Handle {
 public:
  using Closer = herr_t (*)(hid_t);

  Handle() = default;
  /// \param id  as an HDF5 function returned it; negative: Error(io) with `what`.
  Handle(hid_t id, Closer closer, std::string_view what) : id_(checked(id, what)), closer_(closer) {}
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, H5I_INVALID_HID)), closer_(other.closer_) {}
  Handle& operator=(Handle&& other) noexcept {
    if (this != &other) {
      release();
      id_ = std::exchange(other.id_, H5I_INVALID_HID);
      closer_ = other.closer_;
    }
    return *this;
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() { release(); }

  hid_t id() const noexcept { return id_; }
  /// Throws Error(io) when HDF5 cannot close the object.
  void close(std::string_view what) {
    if (id_ >= 0) checked(closer_(std::exchange(id_, H5I_INVALID_HID)), what);
  }

 private:
  void release() noexcept {
    if (id_ >= 0) closer_(id_);
    id_ = H5I_INVALID_HID;
  }
  hid_t id_ = H5I_INVALID_HID;
  Closer closer_ = nullptr;
};

/// The variable-length UTF-8 string of schema section 4.
Handle text_type();

/// Sizes of a data space by dimension; none of a scalar. Throws Error(io) with `what`.
std::vector<hsize_t> extent_of(hid_t space, std::string_view what);

/// `group/name`, for messages.
std::string object_name(std::string_view group, std::string_view name);

}  // namespace jingchu::output::hdf5
