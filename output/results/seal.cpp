#include "output/results/seal.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>

#include "engine/core/error.hpp"
#include "output/results/layout.hpp"
#include "output/results/posix.hpp"

namespace jingchu::output {

namespace detail {

namespace {

constexpr std::string_view first_words = "jingchu-results ";

std::string seal_text(std::int64_t bytes, const std::string& sha256) {
  std::string text = fmt::format("{}{}.{}\nbytes {}\nstate complete\nsha256 {}\n", first_words, schema_version[0], schema_version[1], bytes, sha256);
  text.resize(seal_bytes - 1, ' ');
  return text + '\n';
}

Place whole_file(const std::filesystem::path& path) { return Place{path.string(), 0, 0, 1, {}}; }

[[noreturn]] void refuse(const std::filesystem::path& path, std::string problem, std::string hint = {}) {
  throw Error(ExitCode::data, {Diagnostic{Diagnostic::Severity::error, whole_file(path), std::move(problem), std::move(hint), {}, {}}});
}

/// Major and minor version from the first line of a seal; zeros when they cannot be read.
std::array<int, 2> seal_version(std::string_view seal) {
  std::array<int, 2> version = {0, 0};
  const char* const end = seal.data() + seal.size();
  const auto major = std::from_chars(seal.data() + first_words.size(), end, version[0]);
  if (major.ec != std::errc() || major.ptr == end || *major.ptr != '.') return {0, 0};
  std::from_chars(major.ptr + 1, end, version[1]);
  return version;
}

}  // namespace

std::string make_seal(std::string_view body) { return seal_text(static_cast<std::int64_t>(body.size()), sha256_hex(body)); }

Seal check_seal_of(std::string_view bytes, const std::filesystem::path& path) {
  const std::string hint = "results files are written by 'jingchu run'; an interrupted copy is shorter than its original";
  if (bytes.size() < seal_bytes || bytes.substr(bytes.size() - seal_bytes, first_words.size()) != first_words) {
    refuse(path, "this is not a complete results file: there is no seal at its end", hint);
  }
  const std::string_view body = bytes.substr(0, bytes.size() - seal_bytes);
  const std::string_view found = bytes.substr(body.size());
  Seal seal{static_cast<std::int64_t>(body.size()), sha256_hex(body)};
  if (const auto version = seal_version(found); version[0] > schema_version[0] || (version[0] == schema_version[0] && version[1] > schema_version[1])) {
    // A newer minor version only adds, but its seal is checked by its own digest alone.
    if (version[0] > schema_version[0]) {
      refuse(path, fmt::format("this results file has schema version {}.{}, this program reads {}.x", version[0], version[1], schema_version[0]),
             "read it with a newer version of the program");
    }
    if (found.find("\nsha256 " + seal.sha256 + "\n") == std::string_view::npos) refuse(path, "the checksum of this results file differs: it is damaged", hint);
    return seal;
  }
  if (found != seal_text(seal.bytes, seal.sha256)) refuse(path, "the checksum of this results file differs: it is damaged", hint);
  return seal;
}

std::string read_whole_file(const std::filesystem::path& path) {
  const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (file.get() < 0) {
    throw Error(ExitCode::no_input, fmt::format("cannot read results file {}: {}", jingchu::quoted(path.string()), system_reason(errno)));
  }
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) throw Error(ExitCode::io, fmt::format("cannot read {}: {}", jingchu::quoted(path.string()), system_reason(errno)));
  if (!S_ISREG(info.st_mode)) refuse(path, "this is not a plain file");
  std::string bytes(static_cast<std::size_t>(info.st_size), '\0');
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t count = ::read(file.get(), bytes.data() + filled, bytes.size() - filled);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw Error(ExitCode::io, fmt::format("cannot read {}: {}", jingchu::quoted(path.string()), system_reason(errno)));
    if (count == 0) break;
    filled += static_cast<std::size_t>(count);
  }
  bytes.resize(filled);
  return bytes;
}

}  // namespace detail

Seal check_seal(const std::filesystem::path& path) { return detail::check_seal_of(detail::read_whole_file(path), path); }

}  // namespace jingchu::output
