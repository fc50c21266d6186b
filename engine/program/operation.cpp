#include "engine/program/operation.hpp"

#include <stdexcept>
#include <utility>

#include "engine/program/evaluate.hpp"

namespace jingchu::engine {

Code code_of(Op op) {
  switch (op) {
    case Op::add: return Code::add;
    case Op::sub: return Code::sub;
    case Op::mul: return Code::mul;
    case Op::div: return Code::div;
    case Op::neg: return Code::neg;
    case Op::pow: return Code::pow;
    case Op::exp: return Code::exp;
    case Op::log: return Code::log;
    case Op::sqrt: return Code::sqrt;
    case Op::abs: return Code::abs;
    case Op::min: return Code::min;
    case Op::max: return Code::max;
    case Op::sin: return Code::sin;
    case Op::cos: return Code::cos;
    case Op::tan: return Code::tan;
    case Op::tanh: return Code::tanh;
    case Op::floor: return Code::floor;
    case Op::mod: return Code::mod;
    case Op::normal_cdf: return Code::normal_cdf;
    case Op::less: return Code::less;
    case Op::less_equal: return Code::less_equal;
    case Op::equal: return Code::equal;
    case Op::not_equal: return Code::not_equal;
    case Op::logical_and: return Code::logical_and;
    case Op::logical_or: return Code::logical_or;
    case Op::logical_not: return Code::logical_not;
    case Op::select: return Code::select;
    default: throw std::logic_error("code_of: not an operation of the register machine");
  }
}

double apply(Op op, double a, double b, double c) {
  if (op == Op::greater) return apply(Op::less, b, a, c);
  if (op == Op::greater_equal) return apply(Op::less_equal, b, a, c);
  return evaluate_one(code_of(op), a, b, c);
}

}  // namespace jingchu::engine
