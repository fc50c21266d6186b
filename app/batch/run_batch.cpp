#include "app/batch/run_batch.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <functional>
#include <map>
#include <utility>

#include <poll.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/batch/child_run.hpp"
#include "app/cli/number.hpp"
#include "app/cli/phrase.hpp"
#include "app/console/console.hpp"
#include "app/study/capacity.hpp"
#include "output/results/results_file.hpp"

namespace jingchu::app {

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// Whether the results that the manifest tells of are there, to the last byte.
bool is_done(const BatchWork& work, const ItemState& state) {
  if (state.status != ItemStatus::done) return false;
  try {
    return output::check_seal(work.file).sha256 == state.file_sha256;
  } catch (const Error&) {
    return false;
  }
}

/// Memory for as many runs as work at the same time, and disk for all that are to do.
void check_space(const std::vector<BatchWork>& work, const std::vector<std::size_t>& to_do, const BatchOrder& order) {
  std::vector<double> memory;
  double disk = 0;
  for (const std::size_t i : to_do) {
    memory.push_back(work[i].memory);
    disk += work[i].disk;
  }
  std::sort(memory.begin(), memory.end(), std::greater<>());
  memory.resize(std::min(memory.size(), static_cast<std::size_t>(order.jobs)));
  double needed = 0;
  for (const double bytes : memory) needed += bytes;
  if (needed > free_memory())
    throw Error(ExitCode::io, fmt::format("not enough memory: {} runs at a time with {} threads each need about {}, {} free", memory.size(), order.control.threads, human_bytes(needed), human_bytes(free_memory())),
                "use fewer --jobs or --threads");
  if (disk > free_disk(order.folder))
    throw Error(ExitCode::cannot_create, fmt::format("not enough space in {}: the results need about {}, {} free", jingchu::quoted(order.folder.string()), human_bytes(disk), human_bytes(free_disk(order.folder))),
                "free some, or choose another place with --output");
}

class Batch {
 public:
  Batch(const std::vector<BatchWork>& work, const BatchOrder& order, Manifest& manifest, const Interruption& interruption, RunLog& log, const Session& session)
      : work_(work), order_(order), manifest_(manifest), interruption_(interruption), log_(log), session_(session) {
    for (std::size_t i = 0; i < work.size(); ++i) {
      order.stop_if_asked("before the first run");
      if (!order.force && is_done(work[i], manifest.state(i))) continue;
      manifest.state(i) = {};
      to_do_.push_back(i);
    }
    if (to_do_.size() < work.size()) {
      log_.write("skipped", {{"items", work.size() - to_do_.size()}});
      talk(session, phrase(session.language, {"{} of {} runs are done already", "{} / {} 项此前已完成"}, work.size() - to_do_.size(), work.size()));
    }
    check_space(work, to_do_, order);
  }

  int carry_out() {
    manifest_.write();
    while (next_ < to_do_.size() || !running_.empty()) {
      const bool asked = interruption_.asked();
      if (asked && !stopping_) stop_all();
      if (!asked && next_ < to_do_.size() && running_.size() < static_cast<std::size_t>(order_.jobs)) begin(to_do_[next_++]);
      else if (running_.empty()) break;   // stopped with nothing at work
      else wait();
    }
    manifest_.write();
    if (interruption_.asked() && next_ < to_do_.size()) return static_cast<int>(ExitCode::come_back);
    int code = 0;
    for (std::size_t i = 0; i < work_.size(); ++i) code = std::max(code, manifest_.state(i).exit_code);
    return code;
  }

 private:
  void begin(std::size_t item) {
    log_.write("item", {{"name", work_[item].item.name}, {"paths", work_[item].paths}});
    const auto start = Clock::now();
    running_.emplace(item, std::pair(ChildRun(work_[item], order_, interruption_, session_), start));
  }

  void stop_all() {
    stopping_ = true;
    for (const auto& [item, run] : running_) run.first.stop();
  }

  void wait() {
    std::vector<pollfd> ends;
    std::vector<std::size_t> items;
    for (const auto& [item, run] : running_) {
      ends.push_back({run.first.descriptor(), POLLIN, 0});
      items.push_back(item);
    }
    // The time limit is for a signal that came right before.
    constexpr int milliseconds = 200;
    if (::poll(ends.data(), ends.size(), milliseconds) <= 0) return;
    for (std::size_t i = 0; i < ends.size(); ++i)
      if (ends[i].revents != 0 && !running_.at(items[i]).first.take()) end(items[i]);
  }

  void end(std::size_t item) {
    auto& [run, start] = running_.at(item);
    const double seconds = seconds_since(start);
    ItemState state = run.end();
    running_.erase(item);
    ++ended_;
    nlohmann::ordered_json line{{"name", work_[item].item.name}, {"exit_code", state.exit_code}, {"seconds", seconds}};
    if (!state.text.empty()) line["text"] = state.text;
    log_.write("item_end", line);
    talk(session_, phrase(session_.language, {"[{}/{}] {}: exit code {} after {:.1f} s", "[{}/{}] {}：退出码 {}，用时 {:.1f} 秒"}, ended_, to_do_.size(), work_[item].item.name, state.exit_code, seconds));
    if (!state.text.empty()) say(fmt::format("{}: {}{}", work_[item].item.name, state.text, state.text.ends_with('\n') ? "" : "\n"));
    manifest_.state(item) = std::move(state);
    write_manifest();
  }

  /// After every run, unless that would take more than a hundredth of the time: a batch may have thousands.
  void write_manifest() {
    constexpr double share_of_time = 100;
    if (seconds_since(written_) < share_of_time * cost_) return;
    const auto start = Clock::now();
    manifest_.write();
    written_ = Clock::now();
    cost_ = seconds_since(start);
  }

  const std::vector<BatchWork>& work_;
  const BatchOrder& order_;
  Manifest& manifest_;
  const Interruption& interruption_;
  RunLog& log_;
  const Session& session_;
  std::vector<std::size_t> to_do_;
  std::size_t next_ = 0, ended_ = 0;
  std::map<std::size_t, std::pair<ChildRun, Clock::time_point>> running_;
  bool stopping_ = false;
  Clock::time_point written_ = Clock::now();
  double cost_ = 0;
};

}  // namespace

int run_batch(const std::vector<BatchWork>& work, const BatchOrder& order, Manifest& manifest, const Interruption& interruption, RunLog& log, const Session& session) {
  return Batch(work, order, manifest, interruption, log, session).carry_out();
}

}  // namespace jingchu::app
