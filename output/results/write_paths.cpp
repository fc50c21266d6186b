#include "output/results/write_paths.hpp"

#include <algorithm>
#include <condition_variable>
#include <limits>
#include <mutex>
#include <numeric>
#include <string>
#include <vector>

#include "engine/core/error.hpp"
#include "engine/simulation/parallel.hpp"
#include "output/hdf5/library.hpp"
#include "output/hdf5/packer.hpp"
#include "output/hdf5/writer.hpp"
#include "output/results/layout.hpp"
#include "output/results/values_digest.hpp"
#include "output/results/write_groups.hpp"

namespace jingchu::output::detail {

namespace {

using Packed = std::vector<unsigned char>;

std::int64_t size_of(const std::vector<Packed>& packed) {
  return std::accumulate(packed.begin(), packed.end(), std::int64_t{0}, [](std::int64_t sum, const Packed& p) { return sum + static_cast<std::int64_t>(p.size()); });
}

/// What one thread works with: a chunk of every kept variable.
template <class Real>
class Block {
 public:
  Block(const Content& content, const PathSource& source)
      : reader_(source.reader()), periods_(static_cast<std::size_t>(content.time.count)), paths_(static_cast<std::size_t>(chunk_paths(content))),
        values_(content.kept.variables.size() * paths_ * periods_), weights_(has_weights(content) ? paths_ : 0),
        packed_(content.kept.variables.size() + (has_weights(content) ? 1 : 0)) {
    for (std::size_t v = 0; v < content.kept.variables.size(); ++v) chunks_.push_back(&values_[v * paths_ * periods_]);
  }

  /// The chunks of `paths`, packed, those of the weights last; what is left of the last one is NaN.
  /// \param scenario  position in KeptPaths::scenarios
  const std::vector<Packed>& fill(const Content& content, std::size_t scenario, std::size_t number, engine::PathRange paths, ValuesDigest& digest) {
    reader_->read(content.kept.scenarios[scenario], paths, std::span<Real* const>(chunks_), weights_.empty() ? nullptr : weights_.data());
    const std::size_t used = static_cast<std::size_t>(paths.count()) * periods_, size = paths_ * periods_;
    for (std::size_t v = 0; v < chunks_.size(); ++v) {
      digest.set(scenario, number, v, std::as_bytes(std::span(chunks_[v], used)));
      std::fill(chunks_[v] + used, chunks_[v] + size, std::numeric_limits<Real>::quiet_NaN());
      packer_.pack(std::as_bytes(std::span(chunks_[v], size)), sizeof(Real), packed_[v]);
    }
    if (!weights_.empty()) {
      digest.set(scenario, number, chunks_.size(), std::as_bytes(std::span(weights_).first(static_cast<std::size_t>(paths.count()))));
      std::fill(weights_.begin() + static_cast<std::ptrdiff_t>(paths.count()), weights_.end(), std::numeric_limits<double>::quiet_NaN());
      packer_.pack(std::as_bytes(std::span(weights_)), sizeof(double), packed_.back());
    }
    return packed_;
  }

 private:
  std::unique_ptr<PathReader> reader_;
  hdf5::Packer packer_;
  std::size_t periods_, paths_;
  std::vector<Real> values_;
  std::vector<double> weights_;   ///< empty: all paths weigh the same
  std::vector<Packed> packed_;
  std::vector<Real*> chunks_;
};

/// Blocks of paths, handed out in order and written in order.
class Queue {
 public:
  Queue(std::int64_t blocks, const std::atomic<bool>* stop) : blocks_(blocks), stop_(stop) {}

  /// The next block to compute; -1 when none is left or the work is at its end.
  std::int64_t next() {
    const std::lock_guard lock(guard_);
    if (ended_ || at_ == blocks_ || (stop_ != nullptr && stop_->load(std::memory_order_relaxed))) return -1;
    return at_++;
  }

  /// Calls `write` when all blocks before `block` are written. False: the work ended before.
  template <class Write>
  bool in_turn(std::int64_t block, Write write) {
    std::unique_lock lock(guard_);
    turn_.wait(lock, [&] { return ended_ || written_ == block; });
    if (ended_) return false;
    write();
    ++written_;
    turn_.notify_all();
    return true;
  }

  /// One thread's trouble ends the work of all.
  void end() {
    const std::lock_guard lock(guard_);
    ended_ = true;
    turn_.notify_all();
  }
  bool complete() const noexcept { return written_ == blocks_; }

 private:
  std::int64_t blocks_, at_ = 0, written_ = 0;
  const std::atomic<bool>* stop_;
  bool ended_ = false;
  std::mutex guard_;
  std::condition_variable turn_;
};

void write_path_numbers(hdf5::Group& group, std::int64_t paths) {
  constexpr std::int64_t numbers_a_chunk = 65536;
  const std::int64_t chunk = std::min(numbers_a_chunk, paths);
  hdf5::Node path = group.packed_coordinate("path", hdf5::Stored::i32, static_cast<std::size_t>(paths), static_cast<std::size_t>(chunk));
  put_pure(path, {"number of the path, from 0", "路径编号，从 0 起"});
  hdf5::Packer packer;
  Packed packed;
  std::vector<std::int32_t> numbers(static_cast<std::size_t>(chunk));
  for (std::int64_t first = 0; first < paths; first += chunk) {
    std::iota(numbers.begin(), numbers.end(), static_cast<std::int32_t>(first));
    packer.pack(std::as_bytes(std::span(numbers)), sizeof(std::int32_t), packed);
    hdf5::write_chunk(path, {static_cast<hsize_t>(first)}, packed);
  }
}

template <class Real>
std::string write_values(hdf5::AddedFile& target, const std::vector<hdf5::Node>& datasets, const NewFile& file, const Content& content, const PathSource& source) {
  const std::int64_t paths = kept_paths(content), chunk = chunk_paths(content), blocks = (paths + chunk - 1) / chunk;
  const std::int64_t scenarios = static_cast<std::int64_t>(content.kept.scenarios.size()), total = scenarios * paths;
  Queue queue(scenarios * blocks, source.stop);
  ValuesDigest digest(content);
  const auto work = [&](int) {
    try {
      start_hdf5();   // its switches belong to the thread
      Block<Real> block(content, source);
      for (std::int64_t i = queue.next(); i >= 0; i = queue.next()) {
        const std::int64_t scenario = i / blocks, first = i % blocks * chunk;
        const std::vector<Packed>& packed = block.fill(content, static_cast<std::size_t>(scenario), static_cast<std::size_t>(i % blocks), {first, std::min(first + chunk, paths)}, digest);
        const bool written = queue.in_turn(i, [&] {
          for (std::size_t v = 0; v < packed.size(); ++v) {
            std::vector<hsize_t> corner = {static_cast<hsize_t>(scenario), static_cast<hsize_t>(first)};
            if (v < content.kept.variables.size()) corner.push_back(0);
            hdf5::write_chunk(datasets[v], corner, packed[v]);
          }
          if (target.trouble() != 0) file.fail("write", target.trouble(), (scenarios * blocks - i) * size_of(packed));
          if (source.progress) source.progress(scenario * paths + std::min(first + chunk, paths), total);
        });
        if (!written) return;
      }
    } catch (...) {
      queue.end();
      throw;
    }
  };
  engine::run_workers(static_cast<int>(std::clamp<std::int64_t>(source.threads, 1, scenarios * blocks)), work);
  if (!queue.complete()) throw Error(ExitCode::come_back, "stopped by a signal while single paths were written", source.after_stop);
  return digest.hex();
}

}  // namespace

std::string write_paths(const NewFile& file, const Content& content, const PathSource& source) {
  const bool f64 = content.kept.f64;
  std::string digest;
  hdf5::AddedFile target(file.descriptor());
  {
    hdf5::Group group(target.root(), "paths");
    write_scenarios(group, content, content.kept.scenarios);
    write_path_numbers(group, kept_paths(content));
    write_time(group, content.time);
    const std::vector<hsize_t> chunk = {1, static_cast<hsize_t>(chunk_paths(content)), static_cast<hsize_t>(content.time.count)};
    std::vector<hdf5::Node> datasets;
    for (const std::size_t v : content.kept.variables) {
      const Column& column = content.variables[v];
      hdf5::Node& dataset = datasets.emplace_back(group.packed_variable(column.name, {"scenario", "path", "time"}, f64 ? hdf5::Stored::f64 : hdf5::Stored::f32, chunk));
      describe_column(dataset, column, "scenario_title scenario_title_zh period");
      if (const std::string method = cell_method(column, false); !method.empty()) dataset.attribute("cell_methods", method);
    }
    if (has_weights(content)) {
      hdf5::Node& dataset = datasets.emplace_back(group.packed_variable("path_weight", {"scenario", "path"}, hdf5::Stored::f64, {1, static_cast<hsize_t>(chunk_paths(content))}));
      put_pure(dataset, {"weight of the path, relative to the largest there can be", "路径权重（相对于最大权重）"});
    }
    digest = f64 ? write_values<double>(target, datasets, file, content, source) : write_values<float>(target, datasets, file, content, source);
    group.attribute(values_digest_name, digest);
    for (hdf5::Node& dataset : datasets) dataset.close();
  }
  target.finish();
  if (target.trouble() != 0) file.fail("write", target.trouble());
  return digest;
}

}  // namespace jingchu::output::detail
