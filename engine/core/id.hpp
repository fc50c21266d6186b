#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace jingchu::engine {

/// An index that knows what it counts: a ShockId does not convert to a VariableId.
template <class Tag>
struct Id {
  std::int32_t index = -1;
  constexpr Id() = default;
  constexpr explicit Id(std::size_t i) : index(static_cast<std::int32_t>(i)) {}
  constexpr explicit Id(std::int32_t i) : index(i) {}
  constexpr bool valid() const noexcept { return index >= 0; }
  constexpr std::size_t operator()() const noexcept { return static_cast<std::size_t>(index); }
  friend constexpr auto operator<=>(Id, Id) = default;
};

using VariableId = Id<struct VariableTag>;     ///< an endogenous variable: one equation each
using ParameterId = Id<struct ParameterTag>;   ///< an uncertain parameter, drawn once a path
using ShockId = Id<struct ShockTag>;           ///< a quantity drawn every period
using SettingId = Id<struct SettingTag>;       ///< a number fixed for the whole run (a fixed parameter)
using SeriesId = Id<struct SeriesTag>;         ///< an exogenous series: one number a period, the same on all paths
using ExprId = Id<struct ExprTag>;             ///< a node of an ExpressionGraph

}  // namespace jingchu::engine

template <class Tag>
struct std::hash<jingchu::engine::Id<Tag>> {
  std::size_t operator()(jingchu::engine::Id<Tag> id) const noexcept { return static_cast<std::size_t>(id.index); }
};
