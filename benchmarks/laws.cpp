// What a draw costs, law by law: from the counter to the value, uncorrelated.

#include <string>
#include <vector>

#include "benchmarks/measure.hpp"
#include "engine/core/aligned.hpp"
#include "engine/random/draws.hpp"

namespace jingchu::benchmarks {

using namespace engine;

namespace {

struct NamedLaw {
  const char* name;
  Law law;
};

std::vector<NamedLaw> all_laws() {
  std::vector<double> rows;
  for (int i = 0; i < 100; ++i) rows.push_back(0.01 * i);
  return {{"normal", NormalLaw{0, 1}},
          {"normal, truncated at two deviations", NormalLaw{0, 1, -2, 2}},
          {"Student's t with 5 degrees of freedom", StudentTLaw{5, 0, 1}},
          {"Student's t, truncated", StudentTLaw{5, 0, 1, -2, 2}},
          {"lognormal", LognormalLaw{1, 0.2}},
          {"PERT", PertLaw{0, 0.3, 1}},
          {"uniform", UniformLaw{0, 1}},
          {"triangular", TriangularLaw{0, 0.3, 1}},
          {"bernoulli", BernoulliLaw{0.1}},
          {"discrete, four values", DiscreteLaw{{0, 1, 2, 3}, {0.4, 0.3, 0.2, 0.1}}},
          {"empirical, 100 rows", EmpiricalLaw{rows, "table"}}};
}

}  // namespace

void laws() {
  constexpr int width = 192, tiles = 8, pairs = 14, repeats = 40;
  constexpr std::size_t shocks = 8;
  std::vector<DrawSource> sources;
  for (const NamedLaw& one : all_laws()) {
    std::vector<DrawnQuantity> list;
    for (std::size_t i = 0; i < shocks; ++i) list.push_back({"e" + std::to_string(i), one.law});
    sources.emplace_back(20260101, std::vector<DrawnQuantity>{}, std::vector<Correlation>{}, std::move(list), std::vector<Correlation>{});
  }
  AlignedDoubles out(2 * shocks * width);
  for (const Isa isa : {Isa::avx512, Isa::avx2}) {
    if (isa > best_isa()) continue;
    std::vector<double> best(sources.size(), 1e9);
    for (int repeat = 0; repeat < repeats; ++repeat)
      for (std::size_t k = 0; k < sources.size(); ++k)
        keep_best(best[k], cpu_of([&] {
          for (int tile = 0; tile < tiles; ++tile)
            for (int pair = 0; pair < pairs; ++pair) sources[k].shocks(isa, std::int64_t{tile} * width, width, pair, out.data());
        }));
    head(fmt::format("laws, Philox included, ns a draw, {}", isa_name(isa)));
    for (std::size_t k = 0; k < sources.size(); ++k) row(all_laws()[k].name, 1e9 * best[k] / (2.0 * shocks * width * tiles * pairs), "ns");
  }
}

}  // namespace jingchu::benchmarks
