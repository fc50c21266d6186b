#include "models/units/quantity.hpp"

#include <algorithm>
#include <cmath>

namespace jingchu::models {

namespace {

bool is_whole(Span s) { return s == Span::flow || s == Span::annual_flow || s == Span::stock; }

Span part_of(Span s) { return s == Span::stock || s == Span::share_of_stock ? Span::share_of_stock : Span::multiple_of_flow; }

/// The written numbers that stand before the product or quotient.
double number_of(const Quantity& q) { return q.written ? *q.written : q.factor; }

/// Span of an amount times or divided by something that has none.
void keep_span(Quantity& result, const Quantity& amount, const Quantity& other, double times, int periods) {
  result.span = amount.span;
  result.is_lagged = amount.is_lagged;
  if (other.is_truth || other.is_growth || (other.written && std::abs(times) == 1)) return;
  if (amount.span == Span::annual_flow && other.written && times == 1.0 / periods) result.span = Span::flow;
  else if (amount.span == Span::flow && other.written && times == periods) result.span = Span::annual_flow;
  else result.span = part_of(amount.span);
}

}  // namespace

Quantity multiply(const Quantity& a, const Quantity& b, int periods) {
  if (a.written && b.written) {
    Quantity q;
    q.written = *a.written * *b.written;
    return q;
  }
  if (a.takes_any_unit() && b.takes_any_unit()) {
    Quantity q;
    q.is_truth = true;
    return q;
  }
  Quantity q;
  q.dimension = a.dimension + b.dimension;
  q.factor = (a.is_truth ? 1 : number_of(a)) * (b.is_truth ? 1 : number_of(b));
  if (std::abs(q.factor) == 1) q.factor = 1;
  q.is_level = a.is_level || b.is_level;
  q.is_growth = (a.is_growth || a.is_truth) && (b.is_growth || b.is_truth);
  if (a.span != Span::none && b.span == Span::none) keep_span(q, a, b, number_of(b), periods);
  if (b.span != Span::none && a.span == Span::none) keep_span(q, b, a, number_of(a), periods);
  return q;
}

Quantity divide(const Quantity& a, const Quantity& b, int periods) {
  Quantity inverse = b;
  inverse.dimension = b.dimension.times(-1);
  inverse.span = Span::none;
  inverse.factor = b.factor != 0 ? 1 / b.factor : 0;
  if (b.written) inverse.written = *b.written != 0 ? 1 / *b.written : 0;
  Quantity q = multiply(a, inverse, periods);
  if (a.span != Span::none && b.span != Span::none) {
    q.span = Span::none;
    q.is_growth = a.span == b.span && is_whole(a.span);
  }
  return q;
}

SpanOfSum span_of_sum(const std::vector<Term>& terms, const std::string& own) {
  SpanOfSum sum;
  int flow = -1, stock_plus = -1, stock_minus = -1, current = -1, stocks = 0;
  bool has_share = false, has_multiple = false, has_unsaid = false, all_lagged = true;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    const Quantity& q = terms[i].quantity;
    const int at = static_cast<int>(i);
    switch (q.span) {
      case Span::none: has_unsaid = has_unsaid || q.written != 0.0; break;
      case Span::share_of_stock: has_share = true; break;
      case Span::multiple_of_flow: has_multiple = true; break;
      case Span::flow:
      case Span::annual_flow:
        if (flow < 0) flow = at;
        else if (terms[static_cast<std::size_t>(flow)].quantity.span != q.span && sum.second < 0) {
          sum.first = flow;
          sum.second = at;
        }
        break;
      case Span::stock:
        ++stocks;
        (terms[i].is_minus ? stock_minus : stock_plus) = at;
        if (!q.is_lagged) {
          all_lagged = false;
          if (q.stock != own || own.empty()) current = at;
        }
        break;
    }
  }
  const auto quantity = [&](int i) -> const Quantity& { return terms[static_cast<std::size_t>(i)].quantity; };
  // What does not say what it is may be either.
  has_multiple = has_multiple || has_unsaid;
  const Span flow_span = flow < 0 ? Span::none : quantity(flow).span;
  if (stocks == 0) {
    const bool is_amount = std::any_of(terms.begin(), terms.end(), [](const Term& t) { return t.quantity.span != Span::none; });
    sum.span = has_share ? Span::share_of_stock : has_multiple && is_amount ? Span::multiple_of_flow : flow_span;
  } else if (stock_plus >= 0 && stock_minus >= 0) {
    const bool is_change = stocks == 2 && !quantity(stock_plus).stock.empty() && quantity(stock_plus).stock == quantity(stock_minus).stock;
    sum.span = is_change && !has_share && !has_multiple ? (flow < 0 ? Span::flow : flow_span) : Span::share_of_stock;
  } else if (has_share) {
    sum.span = Span::share_of_stock;
  } else {
    // Into the stock of an equation goes the flow of one period.
    const int stock = current >= 0 ? current : flow_span == Span::annual_flow && !own.empty() ? std::max(stock_plus, stock_minus) : -1;
    if (flow >= 0 && stock >= 0 && sum.second < 0) {
      sum.first = std::min(flow, stock);
      sum.second = std::max(flow, stock);
    }
    sum.span = has_multiple ? Span::share_of_stock : Span::stock;
    sum.is_lagged = all_lagged && flow < 0;
  }
  if (sum.second >= 0) sum.span = Span::none;   // told once
  return sum;
}

bool agree(Span a, Span b) { return !is_whole(a) || !is_whole(b) || a == b; }

std::string span_text(Span span, int periods) {
  const char* period = periods == 1 ? "year" : periods == 4 ? "quarter" : "month";
  switch (span) {
    case Span::flow: return std::string("a flow of a ") + period;
    case Span::annual_flow: return "a flow of a year";
    case Span::stock: return "a stock";
    default: return {};
  }
}

}  // namespace jingchu::models
