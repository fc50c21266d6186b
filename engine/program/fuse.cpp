#include "engine/program/fuse.hpp"

#include <algorithm>

namespace jingchu::engine {

namespace {

bool can_begin(Code code) {
  switch (code) {
    case Code::add: case Code::sub: case Code::mul: case Code::multiply_add: case Code::subtract_multiply: return true;
    default: return false;
  }
}

int operands_of(Code code) {
  switch (code) {
    case Code::exp: return 1;
    case Code::multiply_add: case Code::subtract_multiply: return 3;
    default: return 2;
  }
}

struct Continuation {
  Then then = Then::nothing;
  Operand d, e;
};

/// How instruction `in` goes on from its operand number `place`.
Continuation continuation(const Instruction& in, int place) {
  const Operand other = place == 0 ? in.b : in.a;
  switch (in.code) {
    case Code::add: return {Then::plus, other, other};
    case Code::sub: return {place == 0 ? Then::minus : Then::taken_from, other, other};
    case Code::mul: return {Then::times, other, other};
    case Code::div: return place == 0 ? Continuation{Then::over, in.b, in.b} : Continuation{};
    case Code::multiply_add: return place == 2 ? Continuation{Then::plus_product, in.a, in.b} : Continuation{Then::times_plus, other, in.c};
    case Code::subtract_multiply: return place == 2 ? Continuation{Then::minus_product, in.a, in.b} : Continuation{Then::times_taken_from, other, in.c};
    case Code::exp: return {Then::exp, in.dst, in.dst};
    case Code::exp_times: return place == 0 ? Continuation{Then::exp_times, in.b, in.b} : Continuation{};
    default: return {};
  }
}

}  // namespace

std::vector<int> fuse(std::vector<Instruction>& code, int virtual_temps, std::span<const int> borders, std::span<const int> kept) {
  const auto count = static_cast<std::size_t>(virtual_temps);
  std::vector<int> readers(count, 0), writer(count, -1);
  for (const Instruction& in : code)
    for (const Operand& o : {in.a, in.b, in.c})
      if (o.space == Space::temp) ++readers[static_cast<std::size_t>(o.row)];
  for (const int temp : kept) readers[static_cast<std::size_t>(temp)] += 2;
  std::vector<char> gone(code.size(), 0);
  std::vector<int> edges(borders.begin(), borders.end());
  std::sort(edges.begin(), edges.end());
  const auto together = [&](int i, int j) { return std::upper_bound(edges.begin(), edges.end(), i) == std::upper_bound(edges.begin(), edges.end(), j); };
  for (std::size_t j = 0; j < code.size(); ++j) {
    const Instruction in = code[j];
    const Operand* const operands[] = {&in.a, &in.b, &in.c};
    for (int place = 0; place < operands_of(in.code); ++place) {
      const Operand& o = *operands[place];
      // Operands that an operation lacks repeat its first, so a single reader of that counts more than once.
      if (o.space != Space::temp || readers[static_cast<std::size_t>(o.row)] != 1 + (place == 0 ? 3 - operands_of(in.code) : 0)) continue;
      const int i = writer[static_cast<std::size_t>(o.row)];
      const Continuation next = continuation(in, place);
      if (i < 0 || next.then == Then::nothing) continue;
      Instruction& first = code[static_cast<std::size_t>(i)];
      if (first.then != Then::nothing || !can_begin(first.code) || !together(i, static_cast<int>(j))) continue;
      Instruction joined = first;
      joined.dst = in.dst;
      joined.then = next.then;
      joined.d = next.then == Then::exp ? joined.a : next.d;
      joined.e = next.then == Then::exp ? joined.a : next.e;
      code[j] = joined;
      gone[static_cast<std::size_t>(i)] = 1;
      break;
    }
    if (in.dst.space == Space::temp) writer[static_cast<std::size_t>(in.dst.row)] = static_cast<int>(j);
  }
  std::vector<int> moved(code.size() + 1);
  int kept_count = 0;
  for (std::size_t i = 0; i < code.size(); ++i) {
    moved[i] = kept_count;
    if (gone[i]) continue;
    code[static_cast<std::size_t>(kept_count++)] = code[i];
  }
  moved[code.size()] = kept_count;
  code.resize(static_cast<std::size_t>(kept_count));
  return moved;
}

}  // namespace jingchu::engine
