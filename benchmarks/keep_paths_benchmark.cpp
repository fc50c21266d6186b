// What keeping every value costs: `run --keep-paths all` against what its parts allow, on the values that it keeps itself.
//
//   keep_paths_benchmark PROGRAM [paths] [rounds]
//
// One round after the other: the run, the same run without single paths, its parts alone on all cores (simulating values, packing, digests), writing and
// syncing the bytes of the results file, and for comparison libdeflate and HDF5's own filters. Rates are of values as they are before packing; ratios are of
// totals over the rounds. Two bounds: what disk and compressor allow, the slower of writing these bytes and of packing them by libdeflate, HDF5's method in its
// fastest library; and what the parts allow, since a run has to simulate too: one without single paths, then values again, our packer, digests, writing.

#include <fcntl.h>
#include <hdf5.h>
#include <libdeflate.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <numeric>
#include <span>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "benchmarks/measure.hpp"
#include "engine/simulation/simulation.hpp"
#include "output/hdf5/packer.hpp"
#include "output/results/results_file.hpp"

namespace jingchu::benchmarks {
namespace {

void demand(bool works, const char* what) {
  if (!works) throw std::runtime_error(what);
}

/// Seconds on the clock and of all cores.
struct Cost {
  double wall = 0, cpu = 0;
  Cost& operator+=(const Cost& other) {
    wall += other.wall;
    cpu += other.cpu;
    return *this;
  }
};

using Clock = std::chrono::steady_clock;
double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

double cpu_of(const rusage& usage) {
  const auto seconds = [](const timeval& t) { return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec); };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double own_cpu() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return cpu_of(usage);
}

Cost cost_of(const std::function<void()>& work) {
  const double cpu = own_cpu();
  const auto start = Clock::now();
  work();
  return {seconds_since(start), own_cpu() - cpu};
}

/// \param peak  raised to the memory that it takes [MiB]
Cost run_program(std::vector<std::string> words, double& peak) {
  const auto start = Clock::now();
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  const pid_t child = fork();
  demand(child >= 0, "cannot fork");
  if (child == 0) {
    const int nothing = open("/dev/null", O_WRONLY);
    dup2(nothing, STDOUT_FILENO);
    execv(pointers[0], pointers.data());
    _exit(127);
  }
  int status = 0;
  rusage usage{};
  demand(wait4(child, &status, 0, &usage) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0, "the program failed");
  peak = std::max(peak, static_cast<double>(usage.ru_maxrss) / 1024);
  return {seconds_since(start), cpu_of(usage)};
}

/// All values of /paths, chunk by chunk, as they were before they were packed.
struct Kept {
  std::vector<std::vector<float>> chunks;
  hsize_t paths_of_chunk = 0, periods = 0;
  double bytes = 0;
};

herr_t read_variable(hid_t group, const char* name, const H5L_info_t*, void* to) {
  Kept& kept = *static_cast<Kept*>(to);
  const hid_t dataset = H5Dopen2(group, name, H5P_DEFAULT), space = H5Dget_space(dataset), list = H5Dget_create_plist(dataset);
  hsize_t shape[3], chunk[3];
  if (H5Sget_simple_extent_ndims(space) == 3 && H5Pget_chunk(list, 3, chunk) == 3) {
    H5Sget_simple_extent_dims(space, shape, nullptr);
    kept.paths_of_chunk = chunk[1];
    kept.periods = chunk[2];
    const hsize_t size = chunk[1] * chunk[2];
    const hid_t memory = H5Screate_simple(1, &size, nullptr);
    for (hsize_t first = 0; first + chunk[1] <= shape[1]; first += chunk[1]) {
      const hsize_t corner[3] = {0, first, 0}, count[3] = {1, chunk[1], chunk[2]};
      H5Sselect_hyperslab(space, H5S_SELECT_SET, corner, nullptr, count, nullptr);
      demand(H5Dread(dataset, H5T_NATIVE_FLOAT, memory, space, H5P_DEFAULT, kept.chunks.emplace_back(size).data()) >= 0, "cannot read kept values");
    }
    H5Sclose(memory);
  }
  H5Pclose(list);
  H5Sclose(space);
  H5Dclose(dataset);
  return 0;
}

Kept read_kept(const std::string& file) {
  const hid_t id = H5Fopen(file.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), group = H5Gopen2(id, "/paths", H5P_DEFAULT);
  demand(group >= 0, "the results hold no single paths");
  Kept kept;
  H5Literate(group, H5_INDEX_NAME, H5_ITER_NATIVE, nullptr, read_variable, &kept);
  H5Gclose(group);
  H5Fclose(id);
  for (const auto& chunk : kept.chunks) kept.bytes += static_cast<double>(chunk.size() * sizeof(float));
  return kept;
}

/// Calls make() once and its answer for every chunk, on each core.
template <class Make>
void on_all_cores(const Kept& kept, Make make) {
  std::atomic<std::size_t> next{0};
  std::vector<std::jthread> threads;
  for (unsigned i = 0; i < std::max(1U, std::thread::hardware_concurrency()); ++i) {
    threads.emplace_back([&] {
      auto use = make();
      for (std::size_t at = next++; at < kept.chunks.size(); at = next++) use(std::as_bytes(std::span(kept.chunks[at])));
    });
  }
}

void libdeflate_alone(const Kept& kept) {
  on_all_cores(kept, [] {
    struct Free {
      void operator()(libdeflate_compressor* compressor) const { libdeflate_free_compressor(compressor); }
    };
    return [compressor = std::unique_ptr<libdeflate_compressor, Free>(libdeflate_alloc_compressor(1)), shuffled = std::vector<std::byte>(), packed = std::vector<std::byte>()](
               std::span<const std::byte> values) mutable {
      const std::size_t count = values.size() / sizeof(float);
      shuffled.resize(values.size());
      for (std::size_t i = 0; i < count; ++i)
        for (std::size_t b = 0; b < sizeof(float); ++b) shuffled[b * count + i] = values[i * sizeof(float) + b];
      packed.resize(libdeflate_zlib_compress_bound(compressor.get(), shuffled.size()));
      demand(libdeflate_zlib_compress(compressor.get(), shuffled.data(), shuffled.size(), packed.data(), packed.size()) > 0, "libdeflate failed");
    };
  });
}

void packer_alone(const Kept& kept) {
  on_all_cores(kept, [] {
    return [packer = output::hdf5::Packer(), packed = std::vector<unsigned char>()](std::span<const std::byte> values) mutable { packer.pack(values, sizeof(float), packed); };
  });
}

/// Simulates the values of all variables, as a run does that keeps them.
void simulating_alone(const Report& report, std::int64_t paths, std::int64_t block) {
  const engine::Simulation simulation({{&report.compiled.program, &report.plan}}, {}, engine::RunControl{});
  const std::size_t variables = report.scenario.model->variables.size(), values = static_cast<std::size_t>(block * report.plan.periods);
  std::vector<int> all(variables);
  std::iota(all.begin(), all.end(), 0);
  std::atomic<std::int64_t> next{0};
  std::vector<std::jthread> threads;
  for (unsigned i = 0; i < std::max(1U, std::thread::hardware_concurrency()); ++i) {
    threads.emplace_back([&] {
      engine::PathValues reader = simulation.path_values(0, engine::RunControl{}.tile_width);
      std::vector<float> room(variables * values);
      std::vector<float*> out;
      for (std::size_t v = 0; v < variables; ++v) out.push_back(&room[v * values]);
      for (std::int64_t first = block * next++; first < paths; first = block * next++) reader.read({first, std::min(paths, first + block)}, all, std::span<float* const>(out), nullptr);
    });
  }
}

/// Digests of all values, on all cores, and of the file, which its seal states.
void digests_alone(const Kept& kept, const std::string& bytes) {
  on_all_cores(kept, [] {
    return [](std::span<const std::byte> values) { demand(!output::sha256_hex({reinterpret_cast<const char*>(values.data()), values.size()}).empty(), "no digest"); };
  });
  demand(!output::sha256_hex(bytes).empty(), "no digest");
}

void raw_writing(const std::string& bytes, const std::string& file) {
  const int out = open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  std::string_view left = bytes;
  while (!left.empty()) {
    const ssize_t count = write(out, left.data(), std::min<std::size_t>(left.size(), 1 << 22));
    demand(count > 0, "cannot write");
    left.remove_prefix(static_cast<std::size_t>(count));
  }
  demand(fsync(out) == 0 && close(out) == 0, "cannot sync");
}

/// The first chunks by H5Dwrite with HDF5's filters shuffle and deflate. \return bytes of values
double hdf5_filters(const Kept& kept, const std::string& file) {
  const std::size_t chunks = std::max<std::size_t>(1, kept.chunks.size() / 10);
  const hsize_t shape[2] = {chunks * kept.paths_of_chunk, kept.periods}, chunk[2] = {kept.paths_of_chunk, kept.periods};
  const hid_t id = H5Fcreate(file.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT), space = H5Screate_simple(2, shape, nullptr), list = H5Pcreate(H5P_DATASET_CREATE);
  H5Pset_chunk(list, 2, chunk);
  H5Pset_shuffle(list);
  H5Pset_deflate(list, 1);
  const hid_t dataset = H5Dcreate2(id, "values", H5T_IEEE_F32LE, space, H5P_DEFAULT, list, H5P_DEFAULT), memory = H5Screate_simple(2, chunk, nullptr);
  double bytes = 0;
  for (std::size_t at = 0; at < chunks; ++at) {
    const hsize_t corner[2] = {at * kept.paths_of_chunk, 0};
    H5Sselect_hyperslab(space, H5S_SELECT_SET, corner, nullptr, chunk, nullptr);
    demand(H5Dwrite(dataset, H5T_NATIVE_FLOAT, memory, space, H5P_DEFAULT, kept.chunks[at].data()) >= 0, "H5Dwrite failed");
    bytes += static_cast<double>(kept.chunks[at].size() * sizeof(float));
  }
  H5Sclose(memory);
  H5Dclose(dataset);
  H5Pclose(list);
  H5Sclose(space);
  demand(H5Fclose(id) >= 0, "H5Fclose failed");
  return bytes;
}

void measure(const std::string& program, const std::string& paths, int rounds) {
  const auto folder = std::filesystem::temp_directory_path() / fmt::format("jingchu-keep-paths-{}", getpid());
  std::filesystem::create_directories(folder);
  const std::string file = folder / "kept.h5", other = folder / "other";
  const std::vector<std::string> plain = {program, "run", "hubei-2024/report", "--paths", paths, "--quiet", "--force", "-o"};
  auto without = plain, with = plain;
  without.push_back(other);
  with.insert(with.end(), {file, "--keep-paths", "all"});
  // Only now: the memory of a process that forks counts as that of its child, and the values come to gigabytes.
  double peak = 0, peak_without = 0, later = 0;
  run_program(without, peak_without);
  run_program(with, peak);
  const Kept kept = read_kept(file);
  std::ifstream stream(file, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
  const double values = static_cast<double>(kept.periods) * std::stod(paths) * static_cast<double>(sizeof(float)) *
                        static_cast<double>(kept.chunks.size()) / std::floor(std::stod(paths) / static_cast<double>(kept.paths_of_chunk));
  const Report report = load_report();
  Cost run, bare, simulating, libdeflate, packer, digests, raw, filters;
  double filtered = 0;
  for (int round = 0; round < rounds; ++round) {
    run += run_program(with, later);
    libdeflate += cost_of([&] { libdeflate_alone(kept); });
    bare += run_program(without, later);
    simulating += cost_of([&] { simulating_alone(report, std::stoll(paths), static_cast<std::int64_t>(kept.paths_of_chunk)); });
    packer += cost_of([&] { packer_alone(kept); });
    digests += cost_of([&] { digests_alone(kept, bytes); });
    raw += cost_of([&] { raw_writing(bytes, other); });
    filters += cost_of([&] { filtered += hdf5_filters(kept, other); });
  }
  std::filesystem::remove_all(folder);
  const double n = rounds, mega = 1e-6;
  struct Rate {
    double wall, cpu;
  };
  const auto rate = [&](double size, const Cost& cost) { return Rate{mega * size / cost.wall, mega * size / cost.cpu}; };
  const Rate of_run = rate(n * values, run), of_keeping = rate(n * values, {run.wall - bare.wall, run.cpu - bare.cpu}), of_libdeflate = rate(n * kept.bytes, libdeflate),
             of_simulating = rate(n * values, simulating), of_packer = rate(n * kept.bytes, packer), of_digests = rate(n * kept.bytes, digests), of_raw = rate(n * values, raw), of_filters = rate(filtered, filters);
  head(fmt::format("{} paths of hubei-2024/report, {:.0f} MB of values in a results file of {:.0f} MB, {} rounds; memory {:.0f} MiB, {:.0f} without single paths", paths, mega * values,
                   mega * static_cast<double>(bytes.size()), rounds, peak, peak_without));
  const auto rates = [](const char* what, const Rate& r) { fmt::print("{:<72} {:>9.0f} MB/s {:>9.0f} MB a second of CPU\n", what, r.wall, r.cpu); };
  rates("run --keep-paths all, from the command to the sealed file", of_run);
  rates("what keeping adds to a run", of_keeping);
  rates("simulating the values alone, all cores", of_simulating);
  rates("shuffle and libdeflate alone, all cores", of_libdeflate);
  rates("the packer alone, all cores", of_packer);
  rates("digests of values and file alone", of_digests);
  rates("writing and syncing the bytes of the file, in MB of values", of_raw);
  rates("H5Dwrite with shuffle and deflate, one thread", of_filters);
  const Rate allowed{std::min(of_libdeflate.wall, of_raw.wall), of_libdeflate.cpu};
  Cost parts = bare;
  for (const Cost& part : {simulating, packer, digests, raw}) parts += part;
  const Rate of_parts = rate(n * values, parts), of_work = rate(n * values, {simulating.wall + packer.wall, simulating.cpu + packer.cpu});
  const auto ratios = [](const char* what, const Rate& a, const Rate& b) { fmt::print("{:<72} {:>9.2f}      {:>9.2f} by CPU time\n", what, a.wall / b.wall, a.cpu / b.cpu); };
  ratios("run against what disk and compressor allow", of_run, allowed);
  ratios("run against the sum of its parts, each alone", of_run, of_parts);
  ratios("run against simulating once and packing", of_run, of_work);
  ratios("run against libdeflate alone", of_run, of_libdeflate);
  ratios("keeping against libdeflate alone", of_keeping, of_libdeflate);
  ratios("keeping against the packer alone", of_keeping, of_packer);
  ratios("run against raw writing", of_run, of_raw);
  ratios("run against HDF5's filters", of_run, of_filters);
}

}  // namespace
}  // namespace jingchu::benchmarks

int main(int argc, char** argv) {
  if (argc < 2) {
    fmt::print(stderr, "keep_paths_benchmark PROGRAM [paths] [rounds]\n");
    return 64;
  }
  try {
    jingchu::benchmarks::measure(std::filesystem::absolute(argv[1]), argc > 2 ? argv[2] : "100000", argc > 3 ? std::atoi(argv[3]) : 3);
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 70;
  }
}
