#include "output/results/kept_values.hpp"

#include <cstring>
#include <span>
#include <string>

#include "output/results/layout.hpp"
#include "output/results/read_within.hpp"

namespace jingchu::output {

KeptReader::KeptReader(const std::filesystem::path& path, Trust trust)
    : path_(path), trust_(trust), sealed_(path), content_(detail::read_sealed(sealed_, path, trust, detail::limits_of(trust))) {}

std::int64_t KeptReader::paths() const { return detail::kept_paths(content_); }
std::int64_t KeptReader::paths_of_piece() const { return detail::chunk_paths(content_); }

KeptPiece KeptReader::read(std::size_t scenario, engine::PathRange paths, const std::vector<std::size_t>& variables) const {
  const auto count = static_cast<std::size_t>(paths.count()), periods = static_cast<std::size_t>(content_.time.count);
  const std::size_t weights = detail::has_weights(content_) ? count : 0, total = variables.size() * count * periods + weights;
  const std::string bytes = detail::of_results_file(path_, [&] {
    return detail::answer_of_file(sealed_, detail::limits_of(trust_), [&](const hdf5::ReadFile& file) {
      const hdf5::ReadGroup group(file, "paths");
      std::vector<double> all(total);
      std::span<double> left(all);
      for (const std::size_t v : variables) {
        group.part(content_.variables[v].name, {scenario, static_cast<hsize_t>(paths.first), 0}, {1, count, periods}, left.first(count * periods));
        left = left.subspan(count * periods);
      }
      if (weights > 0) group.part("path_weight", {scenario, static_cast<hsize_t>(paths.first)}, {1, count}, left);
      return std::string(reinterpret_cast<const char*>(all.data()), all.size() * sizeof(double));
    });
  });
  KeptPiece piece;
  std::vector<double> all(total);
  std::memcpy(all.data(), bytes.data(), total * sizeof(double));
  auto from = all.begin();
  for (std::size_t v = 0; v < variables.size(); ++v, from += static_cast<std::ptrdiff_t>(count * periods)) piece.values.emplace_back(from, from + static_cast<std::ptrdiff_t>(count * periods));
  piece.weights.assign(from, all.end());
  return piece;
}

}  // namespace jingchu::output
