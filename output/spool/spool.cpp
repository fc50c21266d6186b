#include "output/spool/spool.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <limits>
#include <string_view>
#include <utility>

#include "engine/core/error.hpp"
#include "output/results/file_errors.hpp"
#include "output/results/results_file.hpp"
#include "output/spool/file_bytes.hpp"

namespace jingchu::output {

namespace {

constexpr std::int64_t page = 4096;
constexpr std::string_view first_line = "jingchu-spool 1\n";
constexpr std::string_view record_word = "JCSNAP 1";
constexpr std::size_t digest_digits = 64;

std::string header_text(const std::string& run) {
  std::string text = fmt::format("{}run {}\nUnfinished work of the results file of this name. The same command continues it.\n", first_line, run);
  text.resize(static_cast<std::size_t>(page) - 1, ' ');
  return text + '\n';
}

/// What stands in front of a snapshot, in text: word, number, length, digest of the snapshot, digest of the line so far.
std::string record_head(std::int64_t number, std::size_t length, const std::string& digest) {
  std::string head = fmt::format("{} {:020} {:020} {} ", record_word, number, length, digest);
  return head + sha256_hex(head) + '\n';
}
constexpr std::size_t head_bytes = 8 + 1 + 20 + 1 + 20 + 1 + digest_digits + 1 + digest_digits + 1;

struct Head {
  std::int64_t number = 0;
  std::int64_t length = 0;
  std::string digest;
};

/// Reads the head of a record; false for anything else.
bool read_head(std::string_view bytes, Head& head) {
  if (bytes.size() < head_bytes || bytes.substr(0, record_word.size()) != record_word) return false;
  const std::string_view line = bytes.substr(0, head_bytes);
  if (line.substr(line.size() - 1 - digest_digits, digest_digits) != sha256_hex(line.substr(0, line.size() - 1 - digest_digits))) return false;
  // The digest of a line is easily made for a line of nonsense: the fields are read as those of a stranger.
  const auto number = [&](std::size_t at, std::int64_t& value) {
    const std::string_view digits = line.substr(at, 20);
    const auto [end, error] = std::from_chars(digits.begin(), digits.end(), value);
    return error == std::errc() && end == digits.end() && value >= 0 && value < std::numeric_limits<std::int64_t>::max();
  };
  head.digest = line.substr(51, digest_digits);
  return number(9, head.number) && number(30, head.length);
}

std::int64_t whole_pages(std::int64_t bytes) { return (bytes + page - 1) / page * page; }

std::string_view text_of(std::span<const std::byte> bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

}  // namespace

Spool::Spool(const std::filesystem::path& results, const std::string& run, bool discard) : path_(results) {
  path_ += ".partial";
  take_hold();
  if (belongs_to(run, discard)) {
    find_newest();
  } else {
    start(run);
  }
}

void Spool::take_hold() {
  const std::string name = jingchu::quoted(path_.string());
  // A run that ends removes its spool: what was opened may be gone from the folder by the time it is held.
  for (;;) {
    file_ = detail::FileDescriptor(::open(path_.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0666));
    if (file_.get() < 0) fail_to_make(path_, "make", errno, "choose another place with --output");
    struct stat held {}, there {};
    if (::fstat(file_.get(), &held) != 0) fail_io(path_, "look at", errno);
    if (!S_ISREG(held.st_mode)) throw Error(ExitCode::cannot_create, fmt::format("{} is not a plain file", name), "remove it, or choose another place with --output");
    if (::flock(file_.get(), LOCK_EX | LOCK_NB) != 0) {
      if (errno == EINTR) continue;
      if (errno != EWOULDBLOCK) fail_io(path_, "take hold of", errno);
      throw Error(ExitCode::come_back, fmt::format("another run is at work on {}", jingchu::quoted(path_.string().substr(0, path_.string().size() - std::strlen(".partial")))),
                  "wait for it and repeat the command, or give another name with --output");
    }
    if (::lstat(path_.c_str(), &there) == 0 && there.st_dev == held.st_dev && there.st_ino == held.st_ino) return;
  }
}

bool Spool::belongs_to(const std::string& run, bool discard) {
  const std::string found = detail::read_bytes(file_.get(), 0, static_cast<std::size_t>(page), path_);
  if (found == header_text(run)) return true;
  const std::string beginning = found.substr(0, std::min(found.size(), first_line.size()));
  const bool is_spool = first_line.substr(0, beginning.size()) == beginning;
  if (is_spool && found.size() < static_cast<std::size_t>(page)) return false;   // killed while it was made
  if (is_spool && discard) return false;
  if (!is_spool) throw Error(ExitCode::cannot_create, fmt::format("{} exists and is no unfinished work of this program", jingchu::quoted(path_.string())), "move it away, or give another name with --output");
  // A run that ended before its first snapshot left nothing that could be lost.
  find_newest();
  if (newest_.empty()) return false;
  throw Error(ExitCode::cannot_create, fmt::format("{} holds the unfinished work of another run", jingchu::quoted(path_.string())),
              "repeat the command that began it to finish it; or give another name with --output; or throw its work away with --force");
}

void Spool::start(const std::string& run) {
  has_torn_ = false;
  if (::ftruncate(file_.get(), 0) != 0) fail_io(path_, "empty", errno);
  detail::write_bytes_at(file_.get(), 0, header_text(run), path_);
  place_ = {page, page};
}

void Spool::find_newest() {
  struct stat info {};
  if (::fstat(file_.get(), &info) != 0) fail_io(path_, "look at", errno);
  place_ = {page, page};
  std::vector<std::pair<Head, std::int64_t>> records;
  for (std::int64_t at = page; at < info.st_size; at += page) {
    Head head;
    if (!read_head(detail::read_bytes(file_.get(), at, head_bytes, path_), head)) continue;
    // The number of the last one begun is not used again, whole or not.
    number_ = std::max(number_, head.number);
    if (head.length <= info.st_size - at - static_cast<std::int64_t>(head_bytes)) records.emplace_back(head, at);
  }
  has_torn_ = number_ > 0;
  std::sort(records.begin(), records.end(), [](const auto& a, const auto& b) { return a.first.number > b.first.number; });
  for (const auto& [head, at] : records) {
    const std::string bytes = detail::read_bytes(file_.get(), at + static_cast<std::int64_t>(head_bytes), static_cast<std::size_t>(head.length), path_);
    if (sha256_hex(bytes) != head.digest) continue;
    const auto* data = reinterpret_cast<const std::byte*>(bytes.data());
    newest_.assign(data, data + bytes.size());
    has_torn_ = head.number < number_;
    place_ = {at, whole_pages(at + static_cast<std::int64_t>(head_bytes) + head.length)};
    return;
  }
}

void Spool::save(std::span<const std::byte> snapshot) {
  const std::string_view bytes = text_of(snapshot);
  const std::string head = record_head(++number_, bytes.size(), sha256_hex(bytes));
  const auto length = whole_pages(static_cast<std::int64_t>(head.size() + bytes.size()));
  // In front of the newest one where it fits, else behind it: never over it.
  const std::int64_t at = page + length <= place_.first ? page : place_.end;
  detail::write_bytes_at(file_.get(), at, head, path_);
  detail::write_bytes_at(file_.get(), at + static_cast<std::int64_t>(head.size()), bytes, path_);
  // A failed sync is final: the kernel may have dropped the pages, a second call would report success.
  if (::fdatasync(file_.get()) != 0) fail_io(path_, "write", errno);
  if (!name_is_durable_) {
    detail::sync_folder_of(path_);
    name_is_durable_ = true;
  }
  place_ = {at, at + length};
}

void Spool::remove() {
  if (::unlink(path_.c_str()) != 0 && errno != ENOENT) fail_io(path_, "remove", errno);
}

void remove_spool_of(const std::filesystem::path& results, const std::string& run) noexcept {
  try {
    std::filesystem::path path = results;
    path += ".partial";
    struct stat info {};
    if (::lstat(path.c_str(), &info) != 0 || !S_ISREG(info.st_mode)) return;
    Spool(results, run, false).remove();
  } catch (const Error&) {
    // Another run's, or nothing of ours.
  }
}

}  // namespace jingchu::output
