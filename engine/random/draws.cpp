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
#include "engine/random/split_mix.hpp"
#include "engine/random/sobol.hpp"

namespace jingchu::engine {

namespace {

// Words no period has: of the draws of parameters, and of the keys of Sobol points.
constexpr std::uint32_t parameter_period = 0xffffffffu, points_of_shocks = 0xfffffffeu, points_of_parameters = 0xfffffffdu;

/// The key of a stream: that of the run for stream 0, else far from it (finaliser of SplitMix64).
std::uint64_t key_of_stream(std::uint64_t seed, std::uint32_t stream) noexcept {
  return stream == 0 ? seed : split_mix(seed + stream * split_mix_step);
}

/// The mixing of a group's scores, with the memory it points into.
class GroupMixing {
 public:
  explicit GroupMixing(const CorrelatedGroup& group) {
    const std::size_t n = group.members.size();
    for (std::size_t r = 0; r < n; ++r) {
      const std::size_t first = terms_.size();
      for (std::size_t c = 0; c <= r; ++c)
        if (const double factor = group.factor[r * n + c]; factor != 0) terms_.push_back({group.members[c], factor});
      // What is only multiplied by 1 stays as it is.
      if (terms_.size() == first + 1 && terms_.back().row == group.members[r] && terms_.back().factor == 1) terms_.pop_back();
      else rows_.push_back({group.members[r], terms_.size()});
    }
  }
  Mixing numbers() const noexcept { return {rows_.data(), rows_.size(), terms_.data()}; }

 private:
  std::vector<Mixing::Row> rows_;
  std::vector<Mixing::Term> terms_;
};

/// The quantities of one list, ready to draw.
struct DrawList {
  std::vector<DrawnQuantity> quantities;
  std::vector<Correlation> correlations;
  std::vector<DrawCode> codes;
  std::vector<std::uint64_t> keys;   ///< of the stream of each quantity
  std::vector<bool> in_group;
  std::vector<CorrelatedGroup> groups;
  std::vector<GroupMixing> mixings;   ///< by group
  std::vector<double> central;
  std::vector<std::size_t> source;       ///< of each quantity, among those of its list: columns of one table have one
  std::vector<std::uint32_t> source_ids;

  DrawList(std::uint64_t seed, std::vector<DrawnQuantity> of, std::vector<Correlation> correlated, bool are_parameters);

  bool begins_as_score(std::size_t i) const { return in_group[i] || (codes[i].needs_score() && !codes[i].truncated); }
  /// Continuous laws, and what is correlated, can be drawn from a score.
  bool has_score(std::size_t i) const { return in_group[i] || codes[i].needs_score() || codes[i].kind == DrawCode::Kind::uniform || codes[i].kind == DrawCode::Kind::triangular; }
  /// From uniforms to values in two steps: to scores, of all that have one, and from them to values.
  void to_scores(Isa isa, int width, double* out) const noexcept;
  void from_scores(Isa isa, int width, double* out) const noexcept;
  std::vector<bool> all() const { return std::vector<bool>(codes.size(), true); }
};

/// Quantities of a list that are drawn together, whole groups of correlated ones.
struct DrawnRows {
  const DrawList* list;
  std::vector<std::size_t> rows;
  /// Stretches of neighbours [first, end) whose uniforms become normal scores before anything else: long ones are quicker than
  /// one quantity at a time.
  std::vector<std::pair<std::size_t, std::size_t>> scored;
  std::vector<const GroupMixing*> mixings;

  DrawnRows(const DrawList& of, std::vector<bool> wanted);

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

DrawList::DrawList(std::uint64_t seed, std::vector<DrawnQuantity> of, std::vector<Correlation> correlated, bool are_parameters)
    : quantities(std::move(of)), correlations(std::move(correlated)) {
  check_ids(quantities);
  groups = correlated_groups(quantities, correlations);
  codes.reserve(quantities.size());
  for (const DrawnQuantity& q : quantities) {
    codes.push_back(prepare_draw(q));
    keys.push_back(key_of_stream(seed, q.stream));
    central.push_back(central_value(q.law, codes.back(), are_parameters));
  }
  std::map<std::uint32_t, std::size_t> seen;
  for (const DrawCode& code : codes) {
    const auto [place, added] = seen.try_emplace(code.id, source_ids.size());
    if (added) source_ids.push_back(code.id);
    source.push_back(place->second);
  }
  in_group.assign(codes.size(), false);
  for (const CorrelatedGroup& g : groups) {
    mixings.emplace_back(g);
    for (const std::size_t i : g.members) in_group[i] = true;
  }
}

DrawnRows::DrawnRows(const DrawList& of, std::vector<bool> wanted) : list(&of) {
  for (std::size_t g = 0; g < of.groups.size(); ++g) {
    const std::vector<std::size_t>& members = of.groups[g].members;
    if (std::none_of(members.begin(), members.end(), [&](std::size_t i) { return wanted[i]; })) continue;
    mixings.push_back(&of.mixings[g]);
    for (const std::size_t i : members) wanted[i] = true;
  }
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (!wanted[i]) continue;
    rows.push_back(i);
    if (!of.begins_as_score(i)) continue;
    if (scored.empty() || scored.back().second != i) scored.emplace_back(i, i);
    scored.back().second = i + 1;
  }
}

void DrawnRows::finish(Isa isa, int width, double* out) const noexcept {
  const auto row = [=](std::size_t i) { return out + i * static_cast<std::size_t>(width); };
  for (const auto& [first, end] : scored) JINGCHU_DISPATCH(isa, scores_of_uniforms)(static_cast<int>(end - first) * width, row(first));
  for (const GroupMixing* mixing : mixings) JINGCHU_DISPATCH(isa, mix_scores)(mixing->numbers(), width, out);
  for (const std::size_t i : rows) {
    if (list->begins_as_score(i)) {
      JINGCHU_DISPATCH(isa, values_of_scores)(list->codes[i], width, row(i));
    } else {
      JINGCHU_DISPATCH(isa, values_of_uniforms)(list->codes[i], width, row(i));
    }
  }
}

void DrawList::to_scores(Isa isa, int width, double* out) const noexcept {
  for (std::size_t i = 0; i < codes.size(); ++i)
    if (has_score(i)) JINGCHU_DISPATCH(isa, scores_of_uniforms)(width, out + i * static_cast<std::size_t>(width));
}

void DrawList::from_scores(Isa isa, int width, double* out) const noexcept {
  for (const GroupMixing& mixing : mixings) JINGCHU_DISPATCH(isa, mix_scores)(mixing.numbers(), width, out);
  for (std::size_t i = 0; i < codes.size(); ++i) {
    double* const row = out + i * static_cast<std::size_t>(width);
    if (has_score(i)) {
      JINGCHU_DISPATCH(isa, values_of_scores)(codes[i], width, row);
    } else {
      JINGCHU_DISPATCH(isa, values_of_uniforms)(codes[i], width, row);
    }
  }
}

}  // namespace

struct DrawSource::State {
  std::uint64_t seed;
  Sampling sampling;
  int periods;
  DrawList parameters, shocks;
  DrawnRows all_parameters{parameters, parameters.all()}, all_shocks{shocks, shocks.all()};
  std::optional<SobolPoints> parameter_points = {}, shock_points = {};

  void use_points() {
    parameter_points.emplace(seed, points_of_parameters, parameters.source_ids, sampling.replicates, 1);
    shock_points.emplace(seed, points_of_shocks, shocks.source_ids, sampling.replicates, std::min(periods, sobol_dimensions));
  }
  static void from_points(const SobolPoints& points, Isa isa, const DrawnRows& part, int dimension, std::int64_t first_path, int width, double* out) noexcept {
    for (const std::size_t i : part.rows) points.uniforms(isa, part.list->source[i], dimension, first_path, width, out + i * static_cast<std::size_t>(width));
  }

  void parameter_uniforms(const DrawnRows& part, Isa isa, std::int64_t first_path, int width, double* out) const noexcept {
    if (parameter_points) return from_points(*parameter_points, isa, part, 0, first_path, width, out);
    for (const std::size_t i : part.rows) {
      const DrawKey key{parameters.keys[i], parameter_period, parameters.codes[i].id};
      JINGCHU_DISPATCH(isa, draw_uniforms)(key, first_path, width, out + i * static_cast<std::size_t>(width), nullptr);
    }
  }
  void draw_parameters(const DrawnRows& part, Isa isa, std::int64_t first_path, int width, double* out) const noexcept {
    parameter_uniforms(part, isa, first_path, width, out);
    part.finish(isa, width, out);
  }

  void shock_uniforms(const DrawnRows& part, Isa isa, std::int64_t first_path, int width, std::int32_t pair, double* out) const noexcept {
    double* odd = out + shocks.codes.size() * static_cast<std::size_t>(width);
    const int period = 2 * pair, points_left = (shock_points ? shock_points->dimensions() : 0) - period;
    if (points_left < 2)
      for (const std::size_t i : part.rows) {
        const DrawKey key{shocks.keys[i], static_cast<std::uint32_t>(pair), shocks.codes[i].id};
        const std::size_t row = i * static_cast<std::size_t>(width);
        JINGCHU_DISPATCH(isa, draw_uniforms)(key, first_path, width, out + row, odd + row);
      }
    for (int half = 0; half < 2 && half < points_left; ++half)
      from_points(*shock_points, isa, part, period + half, first_path, width, half == 0 ? out : odd);
  }
  void draw_shocks(const DrawnRows& part, Isa isa, std::int64_t first_path, int width, std::int32_t pair, double* out) const noexcept {
    shock_uniforms(part, isa, first_path, width, pair, out);
    part.finish(isa, width, out);
    part.finish(isa, width, out + shocks.codes.size() * static_cast<std::size_t>(width));
  }
};

DrawSource::DrawSource(std::uint64_t seed, std::vector<DrawnQuantity> parameters, std::vector<Correlation> parameter_correlations,
                       std::vector<DrawnQuantity> shocks, std::vector<Correlation> shock_correlations, Sampling sampling, int periods)
    : state_(new State{seed, sampling, periods, DrawList(seed, std::move(parameters), std::move(parameter_correlations), true), DrawList(seed, std::move(shocks), std::move(shock_correlations), false)}) {
  if (sampling.kind != Sampling::Kind::sobol) return;
  for (const auto* list : {&state_->parameters.quantities, &state_->shocks.quantities})
    if (std::any_of(list->begin(), list->end(), [](const DrawnQuantity& q) { return q.stream != 0; })) throw std::logic_error("DrawSource: a Sobol sampling has one stream");
  state_->use_points();
}

DrawSource::~DrawSource() = default;
DrawSource::DrawSource(DrawSource&&) noexcept = default;
DrawSource& DrawSource::operator=(DrawSource&&) noexcept = default;

std::size_t DrawSource::parameter_count() const noexcept { return state_->parameters.codes.size(); }
std::size_t DrawSource::shock_count() const noexcept { return state_->shocks.codes.size(); }

void DrawSource::parameters(Isa isa, std::int64_t first_path, int width, double* out) const noexcept { state_->draw_parameters(state_->all_parameters, isa, first_path, width, out); }

void DrawSource::shocks(Isa isa, std::int64_t first_path, int width, std::int32_t pair, double* out) const noexcept { state_->draw_shocks(state_->all_shocks, isa, first_path, width, pair, out); }

namespace {

/// The quantities of a list that take other values than those of another list, by place; none where the lists are not of the same quantities.
std::optional<std::vector<bool>> changed_rows(const DrawList& mine, const DrawList& theirs) {
  const auto same_pair = [](const Correlation& a, const Correlation& b) { return a.first == b.first && a.second == b.second && a.value == b.value; };
  if (mine.quantities.size() != theirs.quantities.size() || !std::equal(mine.correlations.begin(), mine.correlations.end(), theirs.correlations.begin(), theirs.correlations.end(), same_pair)) return std::nullopt;
  std::vector<bool> changed;
  for (std::size_t i = 0; i < mine.quantities.size(); ++i) {
    const DrawnQuantity &a = mine.quantities[i], &b = theirs.quantities[i];
    if (a.name != b.name) return std::nullopt;
    changed.push_back(a.stream != b.stream || a.law != b.law);
  }
  return changed;
}

}  // namespace

struct DrawSource::Part::Rows {
  DrawnRows parameters, shocks;
};

std::optional<DrawSource::Part> DrawSource::difference_from(const DrawSource& other) const {
  if (state_->seed != other.state_->seed || state_->sampling != other.state_->sampling || state_->periods != other.state_->periods) return std::nullopt;
  const auto parameters = changed_rows(state_->parameters, other.state_->parameters), shocks = changed_rows(state_->shocks, other.state_->shocks);
  if (!parameters || !shocks) return std::nullopt;
  return Part(*state_, {DrawnRows(state_->parameters, *parameters), DrawnRows(state_->shocks, *shocks)});
}

DrawSource::Part::Part(const State& state, Rows rows) : state_(&state), rows_(std::make_unique<Rows>(std::move(rows))) {}
DrawSource::Part::~Part() = default;
DrawSource::Part::Part(Part&&) noexcept = default;
DrawSource::Part& DrawSource::Part::operator=(Part&&) noexcept = default;

bool DrawSource::Part::has_parameters() const noexcept { return !rows_->parameters.rows.empty(); }
bool DrawSource::Part::has_shocks() const noexcept { return !rows_->shocks.rows.empty(); }
void DrawSource::Part::parameters(Isa isa, std::int64_t first_path, int width, double* out) const noexcept { state_->draw_parameters(rows_->parameters, isa, first_path, width, out); }
void DrawSource::Part::shocks(Isa isa, std::int64_t first_path, int width, std::int32_t pair, double* out) const noexcept { state_->draw_shocks(rows_->shocks, isa, first_path, width, pair, out); }

bool DrawSource::parameter_has_score(std::size_t i) const noexcept { return state_->parameters.has_score(i); }
bool DrawSource::shock_has_score(std::size_t i) const noexcept { return state_->shocks.has_score(i); }

void DrawSource::parameter_scores(Isa isa, std::int64_t first_path, int width, double* out) const noexcept {
  state_->parameter_uniforms(state_->all_parameters, isa, first_path, width, out);
  state_->parameters.to_scores(isa, width, out);
}

void DrawSource::shock_scores(Isa isa, std::int64_t first_path, int width, std::int32_t pair, double* out) const noexcept {
  state_->shock_uniforms(state_->all_shocks, isa, first_path, width, pair, out);
  state_->shocks.to_scores(isa, width, out);
  state_->shocks.to_scores(isa, width, out + shock_count() * static_cast<std::size_t>(width));
}

void DrawSource::parameters_of_scores(Isa isa, int width, double* out) const noexcept { state_->parameters.from_scores(isa, width, out); }
void DrawSource::shocks_of_scores(Isa isa, int width, double* out) const noexcept { state_->shocks.from_scores(isa, width, out); }

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
