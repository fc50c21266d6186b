#include "engine/random/draws.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "engine/core/error.hpp"
#include "engine/random/correlation.hpp"
#include "engine/random/draw_code.hpp"
#include "engine/random/draw_kernels.hpp"
#include "engine/random/sobol.hpp"

namespace jingchu::engine {

namespace {

constexpr std::uint32_t parameter_period = 0xffffffffu;

/// The key of a stream: that of the run for stream 0, else far from it (finaliser of SplitMix64).
std::uint64_t key_of_stream(std::uint64_t seed, std::uint32_t stream) noexcept {
  if (stream == 0) return seed;
  std::uint64_t x = seed + stream * 0x9e3779b97f4a7c15u;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

/// The quantities of one list, ready to draw.
struct DrawList {
  std::vector<DrawCode> codes;
  std::vector<std::uint64_t> keys;   ///< of the stream of each quantity
  std::vector<bool> in_group;
  /// Stretches of quantities [first, end) whose uniforms become normal scores before anything else: long ones are quicker than
  /// one quantity at a time.
  std::vector<std::pair<std::size_t, std::size_t>> scored;
  std::vector<CorrelatedGroup> groups;
  std::vector<double> central;
  std::vector<int> dimension;   ///< of each quantity, among those of its list
  int dimensions = 0;

  DrawList(std::uint64_t seed, const std::vector<DrawnQuantity>& quantities, const std::vector<Correlation>& correlations, bool are_parameters);

  bool begins_as_score(std::size_t i) const { return in_group[i] || (codes[i].needs_score() && !codes[i].truncated); }

  /// From one row of uniforms for each quantity to values, in place. `out` is codes.size() x width.
  void finish(Isa isa, int width, double* out) const noexcept;
};

/// Throws Error where two of the keys that random numbers are drawn by have the same id.
void check_ids(const std::vector<DrawnQuantity>& quantities) {
  std::set<std::string> names, tables;
  for (const DrawnQuantity& q : quantities)
    if (!names.insert(q.name).second) throw Error(ExitCode::data, fmt::format("{} is drawn twice", jingchu::quoted(q.name)), "give each quantity its own name");
  for (const DrawnQuantity& q : quantities)
    if (const auto* law = std::get_if<EmpiricalLaw>(&q.law)) tables.insert(law->table);

  std::map<std::uint32_t, std::string> taken;
  for (const auto* keys : {&names, &tables})
    for (const std::string& key : *keys) {
      const auto [found, added] = taken.try_emplace(draw_id(key), key);
      if (!added)
        throw Error(ExitCode::data, fmt::format("{} and {} would be drawn from the same random numbers", jingchu::quoted(found->second), jingchu::quoted(key)),
                    "rename one of them: both names have the same 32-bit id");
    }
}

DrawList::DrawList(std::uint64_t seed, const std::vector<DrawnQuantity>& quantities, const std::vector<Correlation>& correlations, bool are_parameters) {
  check_ids(quantities);
  groups = correlated_groups(quantities, correlations);
  codes.reserve(quantities.size());
  for (const DrawnQuantity& q : quantities) {
    codes.push_back(prepare_draw(q));
    keys.push_back(key_of_stream(seed, q.stream));
    central.push_back(central_value(q.law, codes.back(), are_parameters));
  }
  std::map<std::uint32_t, int> seen;
  for (const DrawCode& code : codes) dimension.push_back(seen.try_emplace(code.id, static_cast<int>(seen.size())).first->second);
  dimensions = static_cast<int>(seen.size());
  in_group.assign(codes.size(), false);
  for (const CorrelatedGroup& g : groups)
    for (const std::size_t i : g.members) in_group[i] = true;
  for (std::size_t i = 0; i < codes.size(); ++i) {
    if (!begins_as_score(i)) continue;
    if (scored.empty() || scored.back().second != i) scored.emplace_back(i, i);
    scored.back().second = i + 1;
  }
}

void DrawList::finish(Isa isa, int width, double* out) const noexcept {
  const auto row = [=](std::size_t i) { return out + i * static_cast<std::size_t>(width); };
  for (const auto& [first, end] : scored) JINGCHU_DISPATCH(isa, scores_of_uniforms)(static_cast<int>(end - first) * width, row(first));
  for (const CorrelatedGroup& g : groups) JINGCHU_DISPATCH(isa, mix_scores)(g.factor.data(), g.members.data(), g.members.size(), width, out);
  for (std::size_t i = 0; i < codes.size(); ++i) {
    if (begins_as_score(i)) {
      JINGCHU_DISPATCH(isa, values_of_scores)(codes[i], width, row(i));
    } else {
      JINGCHU_DISPATCH(isa, values_of_uniforms)(codes[i], width, row(i));
    }
  }
}

}  // namespace

struct DrawSource::State {
  std::uint64_t seed;
  DrawList parameters, shocks;
  std::optional<SobolPoints> points;
  int point_periods = 0;           ///< that are drawn from them
  bool points_for_parameters = false;

  void use_points(int replicates, int periods) {
    point_periods = periods;
    points_for_parameters = parameters.dimensions <= sobol_dimensions;
    points.emplace(seed, replicates, points_for_parameters ? parameters.dimensions + periods * shocks.dimensions : 0);
  }
  /// The uniforms of a list whose first dimension is `first`.
  void from_points(Isa isa, const DrawList& list, int first, std::int64_t first_path, int width, double* out) const noexcept {
    for (std::size_t i = 0; i < list.codes.size(); ++i) points->uniforms(isa, first + list.dimension[i], first_path, width, out + i * static_cast<std::size_t>(width));
  }
};

DrawSource::DrawSource(std::uint64_t seed, std::vector<DrawnQuantity> parameters, std::vector<Correlation> parameter_correlations,
                       std::vector<DrawnQuantity> shocks, std::vector<Correlation> shock_correlations, Sampling sampling, int periods)
    : state_(new State{seed, DrawList(seed, parameters, parameter_correlations, true), DrawList(seed, shocks, shock_correlations, false), {}}) {
  if (sampling.kind != Sampling::Kind::sobol) return;
  for (const auto* list : {&parameters, &shocks})
    if (std::any_of(list->begin(), list->end(), [](const DrawnQuantity& q) { return q.stream != 0; })) throw std::logic_error("DrawSource: a Sobol sampling has one stream");
  state_->use_points(sampling.replicates, dimension_use(parameters, shocks, periods).periods);
}

DrawSource::~DrawSource() = default;
DrawSource::DrawSource(DrawSource&&) noexcept = default;
DrawSource& DrawSource::operator=(DrawSource&&) noexcept = default;

std::size_t DrawSource::parameter_count() const noexcept { return state_->parameters.codes.size(); }
std::size_t DrawSource::shock_count() const noexcept { return state_->shocks.codes.size(); }

void DrawSource::parameters(Isa isa, std::int64_t first_path, int width, double* out) const noexcept {
  const DrawList& list = state_->parameters;
  if (state_->points_for_parameters) {
    state_->from_points(isa, list, 0, first_path, width, out);
    return list.finish(isa, width, out);
  }
  for (std::size_t i = 0; i < list.codes.size(); ++i) {
    const DrawKey key{list.keys[i], parameter_period, list.codes[i].id};
    JINGCHU_DISPATCH(isa, draw_uniforms)(key, first_path, width, out + i * static_cast<std::size_t>(width), nullptr);
  }
  list.finish(isa, width, out);
}

void DrawSource::shocks(Isa isa, std::int64_t first_path, int width, std::int32_t pair, double* out) const noexcept {
  const DrawList& list = state_->shocks;
  double* odd = out + list.codes.size() * static_cast<std::size_t>(width);
  const int period = 2 * pair, points_left = state_->point_periods - period;
  for (std::size_t i = 0; points_left < 2 && i < list.codes.size(); ++i) {
    const DrawKey key{list.keys[i], static_cast<std::uint32_t>(pair), list.codes[i].id};
    const std::size_t row = i * static_cast<std::size_t>(width);
    JINGCHU_DISPATCH(isa, draw_uniforms)(key, first_path, width, out + row, odd + row);
  }
  for (int half = 0; half < 2 && half < points_left; ++half)
    state_->from_points(isa, list, state_->parameters.dimensions + (period + half) * list.dimensions, first_path, width, half == 0 ? out : odd);
  list.finish(isa, width, out);
  list.finish(isa, width, odd);
}

std::vector<double> DrawSource::central_parameters() const { return state_->parameters.central; }
std::vector<double> DrawSource::central_shocks() const { return state_->shocks.central; }

std::uint32_t draw_id(std::string_view name) noexcept {
  std::uint32_t h = 2166136261u;  // FNV-1a
  for (const char c : name) h = (h ^ static_cast<unsigned char>(c)) * 16777619u;
  h ^= h >> 16;  // MurmurHash3's finaliser: names that differ in the last letter only get ids that differ everywhere
  h *= 0x85ebca6bu;
  h ^= h >> 13;
  h *= 0xc2b2ae35u;
  return h ^ (h >> 16);
}

}  // namespace jingchu::engine
