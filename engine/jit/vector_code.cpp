#include "engine/jit/vector_code.hpp"

#include <bit>
#include <limits>
#include <map>
#include <utility>

#include "engine/math/coefficients.hpp"

namespace jingchu::engine {

namespace {

constexpr double quiet_nan = std::numeric_limits<double>::quiet_NaN();

class Builder {
 public:
  explicit Builder(const std::vector<char>& read_later) : read_later_(read_later) {}

  void append(const Instruction& in) {
    if (in.code == Code::keep_residual) {
      require_small_residual(get(in.dst), get(in.a), get(in.b));
      return;
    }
    Value r = result(in);
    if (in.then != Then::nothing) r = go_on(in, r);
    rows_[key(in.dst)] = r;
    written_[key(in.dst)] = static_cast<Value>(ops_.size()) - 1;
  }

  /// Puts the stores in: each after its instruction, but none before the chunk can no longer be left.
  VectorCode finish() {
    std::vector<Store> stores;
    for (const auto& [row, after] : written_)
      if (row.first != Space::temp || read_later_[static_cast<std::size_t>(row.second)]) stores.push_back({rows_.at(row), {row.first, row.second}, after});
    Value last_check = -1;
    for (std::size_t i = 0; i < ops_.size(); ++i)
      if (ops_[i].op == VectorOp::require_at_most || ops_[i].op == VectorOp::require_normal) last_check = static_cast<Value>(i);
    VectorCode done;
    std::vector<Value> moved(ops_.size());
    const std::vector<char> used = used_values(stores);
    const auto store_from = [&](auto wanted) {
      for (const Store& s : stores)
        if (wanted(s.after)) done.ops.push_back({VectorOp::store, {moved[static_cast<std::size_t>(s.value)], -1, -1, -1}, s.row});
    };
    for (std::size_t i = 0; i < ops_.size(); ++i) {
      if (used[i]) {
        moved[i] = static_cast<Value>(done.ops.size());
        VectorInstruction op = ops_[i];
        for (Value& s : op.source)
          if (s >= 0) s = moved[static_cast<std::size_t>(s)];
        done.ops.push_back(op);
      }
      const auto at = static_cast<Value>(i);
      if (at == last_check) {
        done.ops.push_back({VectorOp::decide});
        store_from([&](Value after) { return after <= at; });
      } else if (at > last_check) {
        store_from([&](Value after) { return after == at; });
      }
    }
    return done;
  }

 private:
  /// A value that becomes a row once `after` is done: not before its instruction, since rows of two spaces may be the same.
  struct Store {
    Value value;
    Operand row;
    Value after;
  };

  static std::pair<Space, std::int32_t> key(const Operand& o) { return {o.space, o.row}; }

  Value push(VectorInstruction op) {
    ops_.push_back(op);
    return static_cast<Value>(ops_.size()) - 1;
  }
  Value make(VectorOp op, Value a, Value b = -1, Value c = -1) { return push({op, {a, b, c, -1}}); }

  Value get(const Operand& o) {
    const auto [it, added] = rows_.try_emplace(key(o), -1);
    if (added) it->second = push({VectorOp::row, {-1, -1, -1, -1}, o});
    return it->second;
  }
  Value number_of_bits(std::uint64_t bits) {
    const auto [it, added] = numbers_.try_emplace(bits, -1);
    if (added) it->second = push({VectorOp::number, {-1, -1, -1, -1}, {}, bits});
    return it->second;
  }
  Value number(double x) { return number_of_bits(std::bit_cast<std::uint64_t>(x)); }

  Value add(Value a, Value b) { return make(VectorOp::add, a, b); }
  Value sub(Value a, Value b) { return make(VectorOp::sub, a, b); }
  Value mul(Value a, Value b) { return make(VectorOp::mul, a, b); }
  Value div(Value a, Value b) { return make(VectorOp::div, a, b); }
  Value fma(Value a, Value b, Value c) { return make(VectorOp::multiply_add, a, b, c); }
  Value fnma(Value a, Value b, Value c) { return make(VectorOp::subtract_multiply, a, b, c); }
  Value abs(Value a) { return make(VectorOp::bit_and, a, number_of_bits(0x7fffffffffffffffu)); }
  Value choose(Comparison comparison, Value a, Value b, Value yes, Value no) {
    return push({VectorOp::choose, {a, b, yes, no}, {}, 0, comparison});
  }
  /// NaN where x or y is, else `value`.
  Value unless_nan(Value x, Value y, Value value) { return choose(Comparison::unordered, x, y, number(quiet_nan), value); }
  Value truth(Comparison comparison, Value x, Value y) { return unless_nan(x, y, choose(comparison, x, y, number(1.0), number(0.0))); }

  template <std::size_t n>
  Value polynomial(Value x, const double (&c)[n]) {
    Value sum = number(c[n - 1]);
    for (std::size_t i = n - 1; i-- > 0;) sum = fma(sum, x, number(c[i]));
    return sum;
  }

  // As in engine/math/functions.hpp, operation by operation.

  Value exp(Value x) {
    make(VectorOp::require_at_most, abs(x), number(exp_limit));
    const Value t = fma(x, number(log2_of_e), number(rounder));
    const Value n = sub(t, number(rounder));
    const Value r = fnma(n, number(log2_low), fnma(n, number(log2_high), x));
    const Value p = add(number(1.0), fma(mul(r, r), polynomial(r, exp_coefficients), r));
    return make(VectorOp::bit_add, p, make(VectorOp::shift_left_52, t));
  }

  Value log(Value x) {
    make(VectorOp::require_normal, x);
    const Value shifted = make(VectorOp::bit_add, x, number_of_bits(bits_of_one - bits_of_sqrt_half));
    const Value m = make(VectorOp::bit_add, make(VectorOp::bit_and, shifted, number_of_bits(mantissa_bits)), number_of_bits(bits_of_sqrt_half));
    const Value k = sub(make(VectorOp::bit_or, make(VectorOp::shift_right_52, shifted), number_of_bits(bits_of_two_to_52)), number(exponent_offset));
    const Value f = sub(m, number(1.0));
    const Value s = div(f, add(f, number(2.0)));
    const Value z = mul(s, s);
    const Value r = mul(z, polynomial(z, log_coefficients));
    const Value half_square = mul(mul(number(0.5), f), f);
    const Value low = fma(s, add(half_square, r), mul(k, number(log2_low32)));
    return fma(k, number(log2_high32), sub(f, sub(half_square, low)));
  }

  /// Leaves the chunk where |x - y| / max(|x|, |y|) may be more than what is kept; see evaluate.kernels.cpp.
  void require_small_residual(Value kept, Value x, Value y) {
    const Value size = make(VectorOp::max, abs(x), abs(y)), difference = abs(sub(x, y));
    make(VectorOp::require_at_most, difference, mul(mul(kept, size), number(1 - 0x1p-50)));
    make(VectorOp::require_at_most, number(0x1p-900), size);
  }

  Value result(const Instruction& in) {
    const Value a = get(in.a);
    const auto b = [&] { return get(in.b); };
    const auto c = [&] { return get(in.c); };
    switch (in.code) {
      case Code::copy: return a;
      case Code::add: return add(a, b());
      case Code::sub: return sub(a, b());
      case Code::mul: return mul(a, b());
      case Code::div: return div(a, b());
      case Code::neg: return make(VectorOp::bit_xor, a, number_of_bits(0x8000000000000000u));
      case Code::multiply_add: return fma(a, b(), c());
      case Code::multiply_subtract: return make(VectorOp::multiply_subtract, a, b(), c());
      case Code::subtract_multiply: return fnma(a, b(), c());
      case Code::log_of_ratio: return log(div(a, b()));
      case Code::exp_times: return mul(exp(a), b());
      case Code::exp: return exp(a);
      case Code::log: return log(a);
      case Code::sqrt: return make(VectorOp::sqrt, a);
      case Code::abs: return abs(a);
      case Code::min: return unless_nan(a, b(), make(VectorOp::min, a, b()));
      case Code::max: return unless_nan(a, b(), make(VectorOp::max, a, b()));
      case Code::floor: return make(VectorOp::floor, a);
      case Code::mod: return fnma(b(), make(VectorOp::floor, div(a, b())), a);
      case Code::less: return truth(Comparison::less, a, b());
      case Code::less_equal: return truth(Comparison::less_equal, a, b());
      case Code::equal: return truth(Comparison::equal, a, b());
      case Code::not_equal: return truth(Comparison::not_equal, a, b());
      case Code::logical_and: {
        const Value zero = number(0.0), second = choose(Comparison::equal, b(), zero, zero, number(1.0));
        return unless_nan(a, b(), choose(Comparison::equal, a, zero, zero, second));
      }
      case Code::logical_or: {
        const Value zero = number(0.0), one = number(1.0), second = choose(Comparison::equal, b(), zero, zero, one);
        return unless_nan(a, b(), choose(Comparison::equal, a, zero, second, one));
      }
      case Code::logical_not: return truth(Comparison::equal, a, number(0.0));
      case Code::select: return unless_nan(a, a, choose(Comparison::equal, a, number(0.0), c(), b()));
      default: return a;   // can_emit has refused it
    }
  }

  Value go_on(const Instruction& in, Value r) {
    const auto d = [&] { return get(in.d); };
    const auto e = [&] { return get(in.e); };
    switch (in.then) {
      case Then::plus: return add(r, d());
      case Then::minus: return sub(r, d());
      case Then::taken_from: return sub(d(), r);
      case Then::times: return mul(r, d());
      case Then::over: return div(r, d());
      case Then::plus_product: return fma(d(), e(), r);
      case Then::minus_product: return fnma(d(), e(), r);
      case Then::times_plus: return fma(r, d(), e());
      case Then::times_taken_from: return fnma(r, d(), e());
      case Then::exp: return exp(r);
      case Then::exp_times: return mul(exp(r), d());
      default: return r;
    }
  }

  std::vector<char> used_values(const std::vector<Store>& stores) const {
    std::vector<char> used(ops_.size(), 0);
    for (const Store& s : stores) used[static_cast<std::size_t>(s.value)] = 1;
    for (std::size_t i = ops_.size(); i-- > 0;) {
      if (ops_[i].op == VectorOp::require_at_most || ops_[i].op == VectorOp::require_normal) used[i] = 1;
      if (!used[i]) continue;
      for (const Value s : ops_[i].source)
        if (s >= 0) used[static_cast<std::size_t>(s)] = 1;
    }
    return used;
  }

  const std::vector<char>& read_later_;
  std::vector<VectorInstruction> ops_;
  std::map<std::pair<Space, std::int32_t>, Value> rows_;
  std::map<std::uint64_t, Value> numbers_;
  std::map<std::pair<Space, std::int32_t>, Value> written_;   // rows, and the last operation of the instruction that wrote them
};

}  // namespace

VectorCode vector_code(std::span<const Instruction> code, const Chunk& chunk) {
  Builder builder(chunk.read_later);
  for (int i = chunk.begin; i < chunk.end; ++i) builder.append(code[static_cast<std::size_t>(i)]);
  return builder.finish();
}

}  // namespace jingchu::engine
