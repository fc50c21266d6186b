#include "engine/solver/block_steps.hpp"

namespace jingchu::engine {

#define JINGCHU_DECLARE_STEPS(isa)                                                                                    \
  namespace isa {                                                                                                     \
  void mark_groups_kernel(std::span<const double>, std::span<char>);                                                  \
  void start_kernel(const StepRows&, std::span<const double>, std::span<const double>);                               \
  bool deactivate_kernel(const StepRows&, double, double*);                                                           \
  bool newton_kernel(const StepRows&, double, bool, bool, double*);                                                   \
  bool chord_kernel(const StepRows&, std::span<const double>, double, bool, double*);                                 \
  }
JINGCHU_DECLARE_STEPS(plain)
JINGCHU_DECLARE_STEPS(avx2)
JINGCHU_DECLARE_STEPS(avx512)
#undef JINGCHU_DECLARE_STEPS

void mark_groups(Isa isa, std::span<const double> active, std::span<char> groups) {
  JINGCHU_DISPATCH(isa, mark_groups_kernel)(active, groups);
}

void start_from_previous(Isa isa, const StepRows& rows, std::span<const double> growth,
                         std::span<const double> central) {
  JINGCHU_DISPATCH(isa, start_kernel)(rows, growth, central);
}

bool deactivate_solved(Isa isa, const StepRows& rows, double tolerance, double* active) {
  return JINGCHU_DISPATCH(isa, deactivate_kernel)(rows, tolerance, active);
}

bool newton_step(Isa isa, const StepRows& rows, double tolerance, bool by_step, bool first, double* active) {
  return JINGCHU_DISPATCH(isa, newton_kernel)(rows, tolerance, by_step, first, active);
}

bool chord_step(Isa isa, const StepRows& rows, std::span<const double> inverse, double tolerance, bool by_step,
                double* active) {
  return JINGCHU_DISPATCH(isa, chord_kernel)(rows, inverse, tolerance, by_step, active);
}

}  // namespace jingchu::engine
