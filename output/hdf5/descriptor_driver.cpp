#include "output/hdf5/descriptor_driver.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <new>

namespace jingchu::output::hdf5 {

namespace {

constexpr haddr_t largest_address = (haddr_t{1} << 62) - 1;
constexpr std::size_t largest_step = std::size_t{1} << 30;  // write(2) takes a little less than 2 GiB at once
constexpr haddr_t most_waiting = haddr_t{16} << 20;         // bytes that may wait for the disk before it is told to begin

/// What the access list of a file carries to the driver.
struct Access {
  DescriptorIo* io;
};

/// An open file; HDF5 sees its first member.
struct Open {
  H5FD_t base{};
  DescriptorIo* io = nullptr;
  haddr_t end_of_space = 0;   ///< what HDF5 has given out
  haddr_t end_of_file = 0;
  haddr_t handed_on = 0;      ///< up to here the system was told to write
};

Open& open_of(H5FD_t* file) { return *reinterpret_cast<Open*>(file); }
const Open& open_of(const H5FD_t* file) { return *reinterpret_cast<const Open*>(file); }

H5FD_t* open_file(const char*, unsigned, hid_t access_list, haddr_t) {
  const auto* access = static_cast<const Access*>(H5Pget_driver_info(access_list));
  struct stat info {};
  if (access == nullptr || ::fstat(access->io->descriptor(), &info) != 0) return nullptr;
  Open* const file = new (std::nothrow) Open;
  if (file == nullptr) return nullptr;
  file->io = access->io;
  file->end_of_file = file->handed_on = static_cast<haddr_t>(info.st_size);
  return &file->base;
}

herr_t close_file(H5FD_t* file) {
  delete &open_of(file);
  return 0;
}

herr_t query(const H5FD_t*, unsigned long* flags) {
  *flags = H5FD_FEAT_AGGREGATE_METADATA | H5FD_FEAT_ACCUMULATE_METADATA | H5FD_FEAT_DATA_SIEVE | H5FD_FEAT_AGGREGATE_SMALLDATA;
  return 0;
}

haddr_t end_of_space(const H5FD_t* file, H5FD_mem_t) { return open_of(file).end_of_space; }

herr_t set_end_of_space(H5FD_t* file, H5FD_mem_t, haddr_t end) {
  open_of(file).end_of_space = end;
  return 0;
}

haddr_t end_of_file(const H5FD_t* file, H5FD_mem_t) { return std::max(open_of(file).end_of_file, open_of(file).end_of_space); }

herr_t read_bytes(H5FD_t* file, H5FD_mem_t, hid_t, haddr_t at, std::size_t size, void* buffer) {
  Open& open = open_of(file);
  auto* to = static_cast<unsigned char*>(buffer);
  while (size > 0) {
    const ssize_t count = ::pread(open.io->descriptor(), to, std::min(size, largest_step), static_cast<off_t>(at));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      open.io->note(errno);
      return -1;
    }
    if (count == 0) {
      std::memset(to, 0, size);  // given out but not written yet
      return 0;
    }
    to += count;
    at += static_cast<haddr_t>(count);
    size -= static_cast<std::size_t>(count);
  }
  return 0;
}

/// The disk works while more is computed; else all of a large file would wait for the fsync at its end. Only a hint: what fails here fails there again.
void hand_on(Open& open) {
  if (open.end_of_file < open.handed_on + most_waiting) return;
#ifdef SYNC_FILE_RANGE_WRITE
  static_cast<void>(::sync_file_range(open.io->descriptor(), static_cast<off_t>(open.handed_on), static_cast<off_t>(open.end_of_file - open.handed_on), SYNC_FILE_RANGE_WRITE));
#endif
  open.handed_on = open.end_of_file;
}

herr_t write_bytes(H5FD_t* file, H5FD_mem_t, hid_t, haddr_t at, std::size_t size, const void* buffer) {
  Open& open = open_of(file);
  const auto* from = static_cast<const unsigned char*>(buffer);
  while (size > 0 && open.io->trouble() == 0) {
    const ssize_t count = ::pwrite(open.io->descriptor(), from, std::min(size, largest_step), static_cast<off_t>(at));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) {
      open.io->note(count < 0 ? errno : ENOSPC);
      break;
    }
    from += count;
    at += static_cast<haddr_t>(count);
    size -= static_cast<std::size_t>(count);
    open.end_of_file = std::max(open.end_of_file, at);
  }
  hand_on(open);
  return 0;
}

herr_t cut(H5FD_t* file, hid_t, hbool_t) {
  Open& open = open_of(file);
  if (open.end_of_file == open.end_of_space || open.io->trouble() != 0) return 0;
  if (::ftruncate(open.io->descriptor(), static_cast<off_t>(open.end_of_space)) != 0) open.io->note(errno);
  open.end_of_file = open.end_of_space;
  return 0;
}

H5FD_class_t make_class() {
  H5FD_class_t driver{};
#ifdef H5FD_CLASS_VERSION
  driver.version = H5FD_CLASS_VERSION;
  driver.value = static_cast<H5FD_class_value_t>(600);   // of those that HDF5 leaves to others
#endif
  driver.name = "jingchu-descriptor";
  driver.maxaddr = largest_address;
  driver.fc_degree = H5F_CLOSE_SEMI;
  driver.fapl_size = sizeof(Access);
  driver.open = open_file;
  driver.close = close_file;
  driver.query = query;
  driver.get_eoa = end_of_space;
  driver.set_eoa = set_end_of_space;
  driver.get_eof = end_of_file;
  driver.read = read_bytes;
  driver.write = write_bytes;
  driver.truncate = cut;
  const H5FD_mem_t map[H5FD_MEM_NTYPES] = H5FD_FLMAP_DICHOTOMY;
  std::copy(std::begin(map), std::end(map), std::begin(driver.fl_map));
  return driver;
}

}  // namespace

Handle open_for_adding(DescriptorIo& io) {
  const std::string what = "cannot add to the results file";
  static const H5FD_class_t driver = make_class();
  // Once, and for as long as the process lives: when a file is closed, HDF5 1.10 gives up the file's hold on its driver before it
  // calls the driver, and so reads what it has freed where the file's hold was the last.
  static const hid_t number = H5FDregister(&driver);
  checked(number, what);
  const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, what);
  const Access carried{&io};
  checked(H5Pset_driver(access.id(), number, &carried), what);
  checked(H5Pset_libver_bounds(access.id(), H5F_LIBVER_V18, H5F_LIBVER_V18), what);
  checked(H5Pset_fclose_degree(access.id(), H5F_CLOSE_SEMI), what);
  return Handle(H5Fopen("jingchu-results-on-a-descriptor", H5F_ACC_RDWR, access.id()), H5Fclose, what);
}

}  // namespace jingchu::output::hdf5
