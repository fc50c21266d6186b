#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/math/isa.hpp"
#include "engine/random/law.hpp"
#include "engine/random/sampling.hpp"

namespace jingchu::engine {

/// Draws the parameters and shocks of a tile of paths.
///
/// The uniform behind a draw depends on (seed, path, period, stable 32-bit id of the name) alone, so it is the same
/// for any thread count, tile width, shard, and set of other shocks. One Philox4x32-10 call serves one name in two
/// consecutive periods: counter = (path low, path high, period / 2, id), key = seed (of streams other than 0: a mix of seed and
/// stream); parameters use period 0xffffffff.
/// The first 64 bits serve the even period (and parameters), the last 64 the odd one; a uniform is (52 high bits + 0.5) / 2^52.
/// The columns of an empirical table are keyed by the table's name instead, so that they share its row.
/// With Sobol sampling the uniform is that of (seed, replicate and point of the path, period, id) instead, see sobol.hpp; periods beyond
/// its dimensions are drawn as in random sampling.
/// Correlation joins the normal scores of a connected group by a Cholesky factor in order of name.
///
/// Const after construction and shared by all threads. Throws Error while constructing: names whose ids collide, a law
/// whose numbers make no distribution, correlations that correlated_groups refuses (not positive semi-definite, say).
///
/// Source: Salmon et al. (2011), "Parallel random numbers: as easy as 1, 2, 3", SC11; Wichura (1988), AS 241.
class DrawSource {
 public:
  DrawSource(std::uint64_t seed, std::vector<DrawnQuantity> parameters, std::vector<Correlation> parameter_correlations,
             std::vector<DrawnQuantity> shocks, std::vector<Correlation> shock_correlations, Sampling sampling = {}, int periods = 0);
  ~DrawSource();
  DrawSource(DrawSource&&) noexcept;
  DrawSource& operator=(DrawSource&&) noexcept;

  std::size_t parameter_count() const noexcept;
  std::size_t shock_count() const noexcept;

  /// \param out  parameter_count x width, row i = parameter i, one column a path from `first_path` on; 64-byte aligned,
  ///             width a multiple of 8; with Sobol sampling first_path too. Does not allocate or throw.
  void parameters(Isa isa, std::int64_t first_path, int width, double* out) const noexcept;

  /// The shocks of the periods `2 * pair` and `2 * pair + 1` of the horizon.
  /// \param out  2 x shock_count x width, period-major; 64-byte aligned. Does not allocate or throw.
  void shocks(Isa isa, std::int64_t first_path, int width, std::int32_t pair, double* out) const noexcept;

  /// Some quantities of a source, drawn without the others: those asked for, and those that are correlated with them.
  class Part;
  /// What this source draws otherwise than another, whose values are there already: nothing, when their laws, streams, seeds and
  /// samplings are equal; none where they have other quantities, so that nothing can be taken over. The source outlives the part.
  std::optional<Part> difference_from(const DrawSource& other) const;

  // The same in two steps, for proposals that move the scores between: independent standard normal scores where has_score says so,
  // uniforms elsewhere; then values. Arguments as above; of the values in place, a period at a time.
  bool parameter_has_score(std::size_t i) const noexcept;
  bool shock_has_score(std::size_t i) const noexcept;
  void parameter_scores(Isa isa, std::int64_t first_path, int width, double* out) const noexcept;
  void shock_scores(Isa isa, std::int64_t first_path, int width, std::int32_t pair, double* out) const noexcept;
  void parameters_of_scores(Isa isa, int width, double* out) const noexcept;
  void shocks_of_scores(Isa isa, int width, double* out) const noexcept;

  /// Values on the central path: the stated mean of a law that has one, else its median.
  std::vector<double> central_parameters() const;
  /// Shocks of the central path: those of the uniform 0.5.
  std::vector<double> central_shocks() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

class DrawSource::Part {
 public:
  ~Part();
  Part(Part&&) noexcept;
  Part& operator=(Part&&) noexcept;

  bool has_parameters() const noexcept;
  bool has_shocks() const noexcept;
  /// As those of the source, but of all rows of `out` they touch only those of the part.
  void parameters(Isa isa, std::int64_t first_path, int width, double* out) const noexcept;
  void shocks(Isa isa, std::int64_t first_path, int width, std::int32_t pair, double* out) const noexcept;

 private:
  friend class DrawSource;
  struct Rows;
  Part(const State& state, Rows rows);
  const State* state_;
  std::unique_ptr<Rows> rows_;
};

/// The stable 32-bit id of a name: FNV-1a of its bytes, then a finalising mix.
std::uint32_t draw_id(std::string_view name) noexcept;

}  // namespace jingchu::engine
