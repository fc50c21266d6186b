#include "output/results/seal.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <optional>
#include <vector>

#include "engine/core/error.hpp"
#include "output/results/holes.hpp"
#include "output/results/layout.hpp"
#include "output/results/sha256.hpp"

namespace jingchu::output {

namespace detail {

namespace {

constexpr std::string_view first_words = "jingchu-results ";
constexpr std::size_t piece_bytes = std::size_t{1} << 20;
constexpr std::size_t digest_letters = 64;

std::string seal_text(const std::array<int, 2>& version, const Seal& seal) {
  std::string text = fmt::format("{}{}.{}\nbytes {}\nstate complete\nsha256 {}\n", first_words, version[0], version[1], seal.bytes, seal.sha256);
  text.resize(seal_bytes - 1, ' ');
  return text + '\n';
}

[[noreturn]] void refuse(const std::filesystem::path& path, std::string problem, std::string hint = {}) {
  throw Error(ExitCode::data, {Diagnostic{Diagnostic::Severity::error, Place{path.string(), 0, 0, 1, {}}, std::move(problem), std::move(hint), {}, {}}});
}

constexpr const char* damage_hint = "results files are written by 'jingchu run'; an interrupted copy is shorter than its original";

/// What follows `key` on a line of its own; nothing when there is no such line.
std::optional<std::string_view> line_of(std::string_view seal, std::string_view key) {
  const std::string start = fmt::format("\n{} ", key);
  const auto at = seal.find(start);
  if (at == std::string_view::npos) return std::nullopt;
  const auto from = at + start.size();
  return seal.substr(from, seal.find('\n', from) - from);
}

/// Major and minor version from the first line of a seal; zeros when they cannot be read.
std::array<int, 2> version_of(std::string_view seal) {
  std::array<int, 2> version = {0, 0};
  const char* const end = seal.data() + seal.size();
  const auto major = std::from_chars(seal.data() + first_words.size(), end, version[0]);
  if (major.ec != std::errc() || major.ptr == end || *major.ptr != '.') return {0, 0};
  std::from_chars(major.ptr + 1, end, version[1]);
  return version;
}

/// Reads `size` bytes at `from`, as many as there are.
std::string read_piece(int file, std::int64_t from, std::size_t size, const std::filesystem::path& path) {
  std::string bytes(size, '\0');
  std::size_t filled = 0;
  while (filled < size) {
    const ssize_t count = ::pread(file, bytes.data() + filled, size - filled, static_cast<off_t>(from) + static_cast<off_t>(filled));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw Error(ExitCode::io, fmt::format("cannot read {}: {}", jingchu::quoted(path.string()), system_reason(errno)));
    if (count == 0) break;
    filled += static_cast<std::size_t>(count);
  }
  bytes.resize(filled);
  return bytes;
}

/// SHA-256 of the first `bytes` bytes, read a piece at a time.
std::string digest_of(int file, std::int64_t bytes, const std::filesystem::path& path) {
  Sha256 digest;
  for (std::int64_t at = 0; at < bytes;) {
    const auto size = static_cast<std::size_t>(std::min<std::int64_t>(static_cast<std::int64_t>(piece_bytes), bytes - at));
    const std::string piece = read_piece(file, at, size, path);
    if (piece.empty()) break;
    digest.add(piece);
    at += static_cast<std::int64_t>(piece.size());
  }
  return digest.hex();
}

int open_file(const std::filesystem::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (file < 0) throw Error(ExitCode::no_input, fmt::format("cannot read results file {}: {}", jingchu::quoted(path.string()), system_reason(errno)));
  return file;
}

}  // namespace

Seal seal_of(std::string_view body) { return {static_cast<std::int64_t>(body.size()), sha256_hex(body)}; }

Seal seal_of(const NewFile& file) {
  struct stat info {};
  if (::fstat(file.descriptor(), &info) != 0) file.fail("read", errno);
  const auto bytes = static_cast<std::int64_t>(info.st_size);
  return {bytes, digest_of(file.descriptor(), bytes, file.path())};
}

std::string make_seal(const Seal& seal) { return seal_text({schema_version[0], schema_version[1]}, seal); }

SealedFile::SealedFile(const std::filesystem::path& path) : path_(path), file_(open_file(path)) {
  struct stat info {};
  if (::fstat(file_.get(), &info) != 0) throw Error(ExitCode::io, fmt::format("cannot read {}: {}", jingchu::quoted(path.string()), system_reason(errno)));
  if (!S_ISREG(info.st_mode)) refuse(path, "this is not a plain file");
  const auto size = static_cast<std::int64_t>(info.st_size);
  const auto seal_size = static_cast<std::int64_t>(seal_bytes);
  const std::string text = size < seal_size ? std::string() : read_piece(file_.get(), size - seal_size, seal_bytes, path);
  if (!text.starts_with(first_words)) refuse(path, "this is not a complete results file: there is no seal at its end", damage_hint);
  version_ = version_of(text);
  if (version_[0] > schema_version[0]) {
    refuse(path, fmt::format("this results file has schema version {}.{}, this program reads {}.x", version_[0], version_[1], schema_version[0]),
           "read it with a newer version of the program");
  }
  seal_ = Seal{size - seal_size, std::string(line_of(text, "sha256").value_or(""))};
  // A newer minor version may say more in its seal; what it says here it says alike.
  const bool known = version_[0] == schema_version[0] && version_[1] <= schema_version[1];
  const bool fits = known ? text == seal_text(version_, seal_)
                          : line_of(text, "bytes") == fmt::format("{}", seal_.bytes) && line_of(text, "state") == std::string_view("complete");
  if (!fits || seal_.sha256.size() != digest_letters) refuse(path, "the seal of this results file does not fit it: it is damaged", damage_hint);
  if (is_mostly_holes(file_.get(), seal_.bytes)) refuse(path, "most of this results file was never written: it is made of holes", damage_hint);
}

void SealedFile::check_digest() const {
  if (digest_of(file_.get(), seal_.bytes, path_) != seal_.sha256) refuse(path_, "the checksum of this results file differs: it is damaged", damage_hint);
}

std::string SealedFile::name_of_descriptor() const {
  std::string name = fmt::format("/proc/self/fd/{}", file_.get());
  if (::access(name.c_str(), F_OK) == 0) return name;
  // Where /proc is not mounted there is only its path, if that still leads to it.
  struct stat held {}, there {};
  if (::fstat(file_.get(), &held) != 0 || ::stat(path_.c_str(), &there) != 0 || held.st_dev != there.st_dev || held.st_ino != there.st_ino)
    throw Error(ExitCode::io, fmt::format("cannot open {} again: another file has its name now", jingchu::quoted(path_.string())));
  return path_.string();
}

}  // namespace detail

Seal check_seal(const std::filesystem::path& path) {
  const detail::SealedFile file(path);
  file.check_digest();
  return file.seal();
}

}  // namespace jingchu::output
