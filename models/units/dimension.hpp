#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace jingchu::models {

/// The unit of a formula as a linear expression: powers of base units, of price bases and of units that are not known yet.
/// The size of the unit is one more coordinate (its logarithm), so that one algebra does all: a product adds, a power scales.
class Dimension {
 public:
  Dimension() = default;
  static Dimension single(int id, double power = 1);

  friend Dimension operator+(const Dimension& a, const Dimension& b) { return a.plus(b, 1); }
  friend Dimension operator-(const Dimension& a, const Dimension& b) { return a.plus(b, -1); }
  Dimension times(double power) const;
  Dimension plus(const Dimension& other, double power) const;

  const std::vector<std::pair<int, double>>& terms() const noexcept { return terms_; }
  bool is_zero() const noexcept { return terms_.empty(); }

 private:
  std::vector<std::pair<int, double>> terms_;   ///< by id, no zero powers
};

/// Names of coordinates and what is known about units that were not stated. Numbers of coordinates are below
/// `first_unknown`, unknowns lie above.
class UnitSpace {
 public:
  static constexpr int size = 0;   ///< the coordinate that holds the logarithm of a unit's size
  static constexpr int first_unknown = 1 << 24;

  enum class Kind { base, price };
  /// What an unknown may turn out to be. `any`: whatever fits. `number`: the same, of a parameter or shock, which is no
  /// price index unless it says so. `price`: the price basis of money that states none. `index`: a price index or a pure number.
  enum class Freedom { any, number, price, index };

  int coordinate(const std::string& name, Kind kind);
  Dimension unknown(Freedom freedom);

  enum class Answer { same, differ, open };
  /// Requires both to be the same and learns from it. `differ`: they cannot be; nothing is learnt. `open`: too much is unknown.
  Answer require(const Dimension& a, const Dimension& b);
  /// Looks only: `open` when an unknown takes part that could make them the same.
  Answer compare(const Dimension& a, const Dimension& b);

  /// With everything put in that is known.
  Dimension resolved(const Dimension& d) const;
  /// Whether units that could be anything take part in it.
  bool has_unknown(const Dimension& d) const;
  /// Whether a coordinate is a price basis.
  bool is_price(int id) const { return id < first_unknown && kinds_[static_cast<std::size_t>(id)] == Kind::price; }
  const std::string& name(int id) const { return names_[static_cast<std::size_t>(id)]; }
  Freedom freedom(int id) const { return freedoms_[static_cast<std::size_t>(id - first_unknown)]; }

  UnitSpace();

 private:
  bool is_known(int id) const;
  bool is_settled(int id) const;
  void settle_known(int id) const;
  Dimension put_in(const Dimension& d) const;
  Answer settle(const Dimension& a, const Dimension& b, bool learn);
  void assign(int unknown, const Dimension& value);

  std::map<std::pair<Kind, std::string>, int> numbers_;
  std::vector<std::string> names_;
  std::vector<Kind> kinds_;
  std::vector<Freedom> freedoms_;
  mutable std::vector<std::optional<Dimension>> known_;   ///< by unknown; brought up to date when looked at
};

}  // namespace jingchu::models
