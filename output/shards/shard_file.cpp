#include "output/shards/shard_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <optional>
#include <nlohmann/json.hpp>

#include "engine/core/error.hpp"
#include "output/results/holes.hpp"
#include "output/results/posix.hpp"
#include "output/results/results_file.hpp"
#include "output/results/sha256.hpp"
#include "output/results/write_bytes.hpp"

namespace jingchu::output {

namespace {

using Json = nlohmann::ordered_json;

// Lines in front of the body: word, "head N", "tally N", "sha256 HEX" of both; fixed width, so that they can be read apart.
constexpr std::size_t preface_bytes = 16 + (5 + 20 + 1) + (6 + 20 + 1) + (7 + 64 + 1) + 1;
constexpr std::int64_t largest_head = std::int64_t{1} << 30;

std::string preface(std::size_t head, std::size_t tally, const std::string& sha256) {
  return fmt::format("{}head {:020}\ntally {:020}\nsha256 {}\n\n", shard_first_line, head, tally, sha256);
}

Json texts_json(const std::vector<Text>& texts) {
  Json list = Json::array();
  for (const Text& text : texts) list.push_back({{"name", text.name}, {"media_type", text.media_type}, {"text", text.text}});
  return list;
}

std::vector<Text> texts_of(const Json& list) {
  std::vector<Text> texts;
  for (const Json& text : list) texts.push_back({text.at("name").get<std::string>(), text.at("text").get<std::string>(), text.at("media_type").get<std::string>()});
  return texts;
}

/// Strings of the provenance by name, once for both ways.
constexpr std::array<std::pair<const char*, std::string Provenance::*>, 12> provenance_texts = {{
    {"engine_version", &Provenance::engine_version}, {"git_sha1", &Provenance::git_sha1}, {"build", &Provenance::build},
    {"model_name", &Provenance::model_name}, {"model_sha256", &Provenance::model_sha256}, {"scenario_sha256", &Provenance::scenario_sha256},
    {"data_sha256", &Provenance::data_sha256}, {"rng", &Provenance::rng}, {"effective_scenario", &Provenance::effective_scenario},
    {"parameters_csv", &Provenance::parameters_csv}, {"targets_csv", &Provenance::targets_csv}, {"model_csv", &Provenance::model_csv},
}};

std::string head_json(const Shard& shard) {
  Json provenance;
  for (const auto& [name, member] : provenance_texts) provenance[name] = shard.provenance.*member;
  provenance["seed"] = shard.provenance.seed;
  provenance["n_paths"] = shard.provenance.n_paths;
  provenance["solver_tolerance"] = shard.provenance.solver_tolerance;
  provenance["scenario_texts"] = texts_json(shard.provenance.scenario_texts);
  provenance["model_texts"] = texts_json(shard.provenance.model_texts);
  provenance["data_texts"] = texts_json(shard.provenance.data_texts);
  const Json head{{"run", shard.run}, {"shard", shard.index}, {"of", shard.count}, {"first_path", shard.first_path}, {"end_path", shard.end_path},
                  {"quantiles", shard.quantiles}, {"kept", shard.kept}, {"kept_f64", shard.kept_f64}, {"provenance", std::move(provenance)}};
  return head.dump() + '\n';
}

/// A whole number; neither a fraction nor one of a size that no integer has.
std::int64_t integer(const Json& value) { return value.get_ref<const Json::number_integer_t&>(); }

/// Number of a shard or of shards; 0, which no shard has, when it is too large for either.
int shard_number(const Json& value) {
  const std::int64_t number = integer(value);
  return number == static_cast<int>(number) ? static_cast<int>(number) : 0;
}

Shard parse_head(const std::string& text) {
  const Json head = Json::parse(text);
  Shard shard;
  shard.run = head.at("run").get<std::string>();
  shard.index = shard_number(head.at("shard"));
  shard.count = shard_number(head.at("of"));
  shard.first_path = integer(head.at("first_path"));
  shard.end_path = integer(head.at("end_path"));
  shard.quantiles = head.at("quantiles").get<std::vector<std::string>>();
  shard.kept = head.at("kept").get<std::vector<std::string>>();
  shard.kept_f64 = head.at("kept_f64").get<bool>();
  const Json& provenance = head.at("provenance");
  for (const auto& [name, member] : provenance_texts) shard.provenance.*member = provenance.at(name).get<std::string>();
  shard.provenance.seed = integer(provenance.at("seed"));
  shard.provenance.n_paths = integer(provenance.at("n_paths"));
  shard.provenance.solver_tolerance = provenance.at("solver_tolerance").get<double>();
  shard.provenance.scenario_texts = texts_of(provenance.at("scenario_texts"));
  shard.provenance.model_texts = texts_of(provenance.at("model_texts"));
  shard.provenance.data_texts = texts_of(provenance.at("data_texts"));
  return shard;
}

[[noreturn]] void refuse(const std::filesystem::path& path, std::string problem, std::string hint = "run the shard again") {
  throw Error(ExitCode::data, {Diagnostic{Diagnostic::Severity::error, Place{path.string(), 0, 0, 1, {}}, std::move(problem), std::move(hint), {}, {}}});
}

/// Reads a file from the front; anything but complete reads is an error.
class Input {
 public:
  explicit Input(const std::filesystem::path& path) : path_(path), file_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)) {
    if (file_.get() < 0) throw Error(ExitCode::no_input, fmt::format("cannot read shard {}: {}", jingchu::quoted(path.string()), detail::system_reason(errno)));
    struct stat info {};
    if (::fstat(file_.get(), &info) != 0) fail();
    if (!S_ISREG(info.st_mode)) refuse(path_, "this is not a plain file", "shards are written by 'jingchu run --shard i/n'");
    size_ = info.st_size;
  }
  std::int64_t size() const noexcept { return size_; }
  int descriptor() const noexcept { return file_.get(); }
  void go_to(std::int64_t place) {
    if (::lseek(file_.get(), static_cast<off_t>(place), SEEK_SET) < 0) fail();
  }
  /// Up to `count` bytes, fewer at the end.
  std::string take(std::size_t count) {
    std::string bytes(count, '\0');
    std::size_t filled = 0;
    while (filled < count) {
      const ssize_t got = ::read(file_.get(), bytes.data() + filled, count - filled);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) fail();
      if (got == 0) break;
      filled += static_cast<std::size_t>(got);
    }
    bytes.resize(filled);
    return bytes;
  }

 private:
  [[noreturn]] void fail() const { throw Error(ExitCode::io, fmt::format("cannot read {}: {}", jingchu::quoted(path_.string()), detail::system_reason(errno))); }
  const std::filesystem::path& path_;
  detail::FileDescriptor file_;
  std::int64_t size_ = 0;
};

std::int64_t number_at(std::string_view text, std::size_t at) {
  std::int64_t value = -1;
  std::from_chars(text.data() + at, text.data() + at + 20, value);
  return value;
}

/// \param largest_tally  that is read; nothing: none is.
Shard read(const std::filesystem::path& path, std::optional<std::int64_t> largest_tally) {
  Input input(path);
  const std::string start = input.take(preface_bytes);
  if (!start.starts_with(shard_first_line)) refuse(path, "this is not a shard of a run", "shards are written by 'jingchu run --shard i/n'");
  const bool whole = start.size() == preface_bytes;
  const std::int64_t head_size = whole ? number_at(start, 21) : -1, tally_size = whole ? number_at(start, 48) : -1;
  // No sum of what the file says of itself: it could be any number.
  if (head_size < 0 || head_size > largest_head || tally_size < 0 || tally_size != input.size() - static_cast<std::int64_t>(preface_bytes) - head_size)
    refuse(path, "this shard is not complete");
  if (detail::is_mostly_holes(input.descriptor(), input.size())) refuse(path, "most of this shard was never written: it is made of holes");
  input.go_to(preface_bytes);
  detail::Sha256 digest;
  const std::string head = input.take(static_cast<std::size_t>(head_size));
  digest.add(head);
  std::string tally;
  if (largest_tally) {
    if (tally_size > *largest_tally) refuse(path, fmt::format("this shard's statistics take {} bytes, more than those of its run can", tally_size));
    tally = input.take(static_cast<std::size_t>(tally_size));
    digest.add(tally);
  } else {
    constexpr std::size_t step = std::size_t{1} << 20;
    for (std::string part = input.take(step); !part.empty(); part = input.take(step)) digest.add(part);
  }
  if (start != preface(static_cast<std::size_t>(head_size), static_cast<std::size_t>(tally_size), digest.hex())) refuse(path, "the checksum of this shard differs: it is damaged");
  Shard shard;
  try {
    shard = parse_head(head);
  } catch (const Json::exception& error) {
    refuse(path, fmt::format("the head of this shard cannot be read: {}", error.what()));
  }
  if (shard.count < 1 || shard.index < 1 || shard.index > shard.count || shard.first_path < 0 || shard.end_path <= shard.first_path)
    refuse(path, "the head of this shard contradicts itself");
  const auto* bytes = reinterpret_cast<const std::byte*>(tally.data());
  shard.tally.assign(bytes, bytes + tally.size());
  return shard;
}

}  // namespace

void write_shard(const std::filesystem::path& path, const Shard& shard, bool force) {
  check_output_place(path, force);
  const std::string head = head_json(shard);
  const std::string_view tally(reinterpret_cast<const char*>(shard.tally.data()), shard.tally.size());
  detail::Sha256 digest;
  digest.add(head);
  digest.add(tally);
  detail::write_bytes(path, {preface(head.size(), tally.size(), digest.hex()), head, tally}, force);
}

Shard read_shard(const std::filesystem::path& path, std::int64_t largest_tally) { return read(path, largest_tally); }
Shard read_shard_head(const std::filesystem::path& path) { return read(path, {}); }

}  // namespace jingchu::output
