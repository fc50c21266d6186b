#include "engine/random/same_law.hpp"

#include <tuple>

namespace jingchu::engine {

namespace {

auto numbers(const NormalLaw& l) { return std::tie(l.mean, l.sd, l.lower, l.upper); }
auto numbers(const StudentTLaw& l) { return std::tie(l.df, l.mean, l.sd, l.lower, l.upper); }
auto numbers(const LognormalLaw& l) { return std::tie(l.mean, l.cv); }
auto numbers(const UniformLaw& l) { return std::tie(l.low, l.high); }
auto numbers(const TriangularLaw& l) { return std::tie(l.low, l.mode, l.high); }
auto numbers(const PertLaw& l) { return std::tie(l.low, l.mode, l.high); }
auto numbers(const BernoulliLaw& l) { return std::tie(l.p); }
auto numbers(const DiscreteLaw& l) { return std::tie(l.values, l.probabilities); }
auto numbers(const EmpiricalLaw& l) { return std::tie(l.rows, l.table); }

}  // namespace

bool same_law(const Law& a, const Law& b) {
  return a.index() == b.index() && std::visit([&](const auto& mine) { return numbers(mine) == numbers(std::get<std::decay_t<decltype(mine)>>(b)); }, a);
}

}  // namespace jingchu::engine
