#include "engine/jit/chunks.hpp"

#include <algorithm>
#include <span>

namespace jingchu::engine {

namespace {

using Live = std::vector<char>;   // by temp

/// Weight of a chunk, in operations of one machine instruction: enough to pay for the loop, few enough that several packs fit
/// into the window of the machine.
constexpr int most_weight = 32;

int weight_of(Code code) {
  switch (code) {
    case Code::exp: case Code::exp_times: case Code::log: return 20;
    case Code::log_of_ratio: return 24;
    case Code::div: case Code::mod: case Code::sqrt: return 4;
    case Code::min: case Code::max: case Code::select: case Code::less: case Code::less_equal: case Code::equal: case Code::not_equal:
    case Code::logical_and: case Code::logical_or: case Code::logical_not: return 3;
    case Code::keep_residual: return 8;
    default: return 1;
  }
}

int weight_of(const Instruction& in) {
  switch (in.then) {
    case Then::nothing: return weight_of(in.code);
    case Then::exp: case Then::exp_times: return 1 + 20;
    case Then::over: return 1 + 4;
    default: return 2;
  }
}

bool writes_lanes(Space space) { return space == Space::temp || space == Space::path || space == Space::now || space == Space::output; }

template <class F>
void each_operand(const Instruction& in, F f) {
  f(in.a);
  f(in.b);
  f(in.c);
  if (in.code == Code::keep_residual) f(in.dst);
  if (in.then == Then::nothing) return;
  f(in.d);
  f(in.e);
}

/// What is read after a place, from what is read after a later one.
void step_back(const Instruction& in, Live& live) {
  if (in.dst.space == Space::temp) live[static_cast<std::size_t>(in.dst.row)] = 0;
  each_operand(in, [&](const Operand& o) {
    if (o.space == Space::temp) live[static_cast<std::size_t>(o.row)] = 1;
  });
}

/// A row of a fixed period may be one that the chunk has just written as a row of this period.
bool may_alias(const Instruction& in, bool has_written_now) {
  bool reads = false;
  each_operand(in, [&](const Operand& o) { reads = reads || o.space == Space::absolute; });
  return reads && has_written_now;
}

std::vector<Chunk> divide(std::span<const Instruction> code, int begin, int end) {
  std::vector<Chunk> chunks;
  int weight = 0;
  bool has_written_now = false, is_residual = false;
  for (int i = begin; i < end; ++i) {
    const Instruction& in = code[static_cast<std::size_t>(i)];
    const bool emitted = can_emit(in), residual = in.code == Code::keep_residual;
    const int own = weight_of(in);
    if (chunks.empty() || chunks.back().emitted != emitted || is_residual != residual || (emitted && weight + own > most_weight) || may_alias(in, has_written_now)) {
      chunks.push_back({i, i, emitted, {}});
      weight = 0;
      has_written_now = false;
      is_residual = residual;
    }
    chunks.back().end = i + 1;
    weight += own;
    has_written_now = has_written_now || in.dst.space == Space::now;
  }
  return chunks;
}

/// Fills read_later of the stretch's chunks; `live` is what is read after it, and becomes what is read from its begin on.
void look_back(std::span<const Instruction> code, Stretch& stretch, Live& live) {
  for (auto chunk = stretch.chunks.rbegin(); chunk != stretch.chunks.rend(); ++chunk) {
    chunk->read_later = live;
    for (int i = chunk->end; i-- > chunk->begin;) step_back(code[static_cast<std::size_t>(i)], live);
  }
}

void join(Live& to, const Live& from) {
  for (std::size_t i = 0; i < to.size(); ++i) to[i] = to[i] || from[i];
}

}  // namespace

bool can_emit(const Instruction& in) {
  switch (in.code) {
    case Code::pow: case Code::sin: case Code::cos: case Code::tan: case Code::tanh: case Code::normal_cdf: return false;
    default: break;
  }
  return writes_lanes(in.dst.space);
}

std::vector<Stretch> stretches_of_step(const Program::Body& body) {
  const std::span<const Instruction> code = body.step.instructions;
  const auto stretch = [&](int begin, int end) { return Stretch{begin, end, divide(code, begin, end)}; };
  std::vector<Stretch> found;
  std::vector<int> block_of;   // by stretch; -1 between blocks. The derivatives follow their residuals.
  for (const StepItem& item : body.items) {
    if (item.block < 0) {
      found.push_back(stretch(item.begin, item.end));
      block_of.push_back(-1);
      continue;
    }
    const BlockCode& block = body.block_codes[static_cast<std::size_t>(item.block)];
    found.push_back(stretch(block.begin, block.residual_end));
    found.push_back(stretch(block.residual_end, block.end));
    block_of.insert(block_of.end(), 2, item.block);
  }

  // The solver runs residuals and derivatives in turn, any number of times, and reads their results in between.
  const auto temps = static_cast<std::size_t>(body.step.temps);
  const auto back_through = [&](Live& after) {
    for (std::size_t s = found.size(); s-- > 0;) {
      if (block_of[s] < 0) {
        look_back(code, found[s], after);
        continue;
      }
      const BlockCode& block = body.block_codes[static_cast<std::size_t>(block_of[s])];
      Stretch &derivatives = found[s], &residuals = found[--s];
      Live live = after;
      const auto add = [&](Operand o) {
        if (o.space == Space::temp) live[static_cast<std::size_t>(o.row)] = 1;
      };
      for (const Operand o : block.residuals) add(o);
      for (const JacobianEntry& j : block.jacobian) add(j.value);
      // What is read from the begin of either may be what the other has left: two rounds reach all.
      for (int round = 0; round < 2; ++round) {
        Live at_derivatives = live, at_residuals = live;
        look_back(code, derivatives, at_derivatives);
        look_back(code, residuals, at_residuals);
        join(live, at_derivatives);
        join(live, at_residuals);
      }
      after = live;
    }
  };
  Live nothing(temps, 0);
  back_through(nothing);
  return found;
}

std::vector<Stretch> stretches_of(const Section& section) {
  std::vector<Stretch> found{{0, static_cast<int>(section.instructions.size()), {}}};
  found.front().chunks = divide(section.instructions, 0, found.front().end);
  Live nothing(static_cast<std::size_t>(section.temps), 0);
  look_back(section.instructions, found.front(), nothing);
  return found;
}

}  // namespace jingchu::engine
