#include "engine/math/functions.hpp"
#include "engine/random/draw_kernels.hpp"
#include "engine/random/philox.hpp"

namespace jingchu::engine::JINGCHU_ISA {

namespace {

template <class Use>
void for_each_pack_of_bits(const DrawKey& key, std::int64_t first_path, int width, Use use) {
  alignas(64) static constexpr std::uint64_t lane[8] = {0, 1, 2, 3, 4, 5, 6, 7};
  const Bits lanes_of_pack = load_bits(lane);
  const PhiloxKeys keys(key.seed);
  const Bits period = all_bits(key.period_word), id = all_bits(key.id);
  const auto paths = [&](int i) { return all_bits(static_cast<std::uint64_t>(first_path + i)) + lanes_of_pack; };
  int i = 0;
  for (; i + 4 * Pack::width <= width; i += 4 * Pack::width) {
    PhiloxBits random[4];
    philox<4>({paths(i), paths(i + Pack::width), paths(i + 2 * Pack::width), paths(i + 3 * Pack::width)}, period, id, keys, random);
    for (int j = 0; j < 4; ++j) use(i + j * Pack::width, random[j]);
  }
  for (; i < width; i += Pack::width) {
    PhiloxBits random[1];
    philox<1>({paths(i)}, period, id, keys, random);
    use(i, random[0]);
  }
}

/// In place on every pack of a row.
template <class F>
void map_row(int width, double* row, F f) {
  for (int i = 0; i < width; i += Pack::width) f(Pack::loadu(row + i)).storeu(row + i);
}

/// The series law.tail, by Clenshaw's recurrence.
Pack tail_series(const DrawNumbers& law, Pack argument) {
  const Pack x = (argument - Pack::all(law.tail_centre)) * Pack::all(law.tail_scale);
  const Pack twice = x + x;
  Pack next = Pack::all(0.0), after = Pack::all(0.0);
  for (std::size_t k = law.tail.size; k-- > 1;) {
    const Pack current = fma(twice, next, Pack::all(law.tail[k]) - after);
    after = next;
    next = current;
  }
  return fma(x, next, Pack::all(law.tail[0]) - after);
}

Pack student_t_quantile(const DrawNumbers& law, Pack score) {
  const Pack bounded_score = max(min(score, Pack::all(largest_score)), Pack::all(-largest_score));
  const Pack square = bounded_score * bounded_score;
  const Pack x = fma(square, Pack::all(2 / (central_score * central_score)), Pack::all(-1.0));
  std::size_t k = law.centre.size - 1;
  Pack ratio = Pack::all(law.centre[k]);
  while (k-- > 0) ratio = fma(ratio, x, Pack::all(law.centre[k]));
  const Mask far = square > Pack::all(central_score * central_score);
  if (any(far)) ratio = select(far, exp(tail_series(law, square)), ratio);
  return bounded_score * ratio;
}

Pack pert_quantile(const DrawNumbers& law, Pack score) {
  const Pack bounded_score = max(min(score, Pack::all(largest_score)), Pack::all(-largest_score));
  const Pack one = Pack::all(1.0);
  return one / (one + exp(-tail_series(law, bounded_score)));
}

/// `n` packs of every row at once: a factor is read for all of them, and no sum waits for another.
template <int n>
void mix_packs(const Mixing& mixing, int width, double* out) {
  const auto row = [=](std::size_t r) { return out + r * static_cast<std::size_t>(width); };
  // From the last row up, as each needs the unmixed rows before it.
  for (std::size_t r = mixing.count; r-- > 0;) {
    const Mixing::Term* term = mixing.terms + (r == 0 ? 0 : mixing.rows[r - 1].end);
    const Mixing::Term* const end = mixing.terms + mixing.rows[r].end;
    Pack sum[n];
#pragma GCC unroll 4
    for (int j = 0; j < n; ++j) sum[j] = Pack::all(term->factor) * Pack::loadu(row(term->row) + j * Pack::width);
    for (++term; term != end; ++term)
#pragma GCC unroll 4
      for (int j = 0; j < n; ++j) sum[j] = fma(Pack::all(term->factor), Pack::loadu(row(term->row) + j * Pack::width), sum[j]);
#pragma GCC unroll 4
    for (int j = 0; j < n; ++j) sum[j].storeu(row(mixing.rows[r].row) + j * Pack::width);
  }
}

/// From the scores of untruncated normals (or those already inside the bounds) to values.
void finish_scores(const DrawNumbers& law, int width, double* row) {
  const Pack shift = Pack::all(law.shift), scale = Pack::all(law.scale);
  switch (law.kind) {
    case DrawNumbers::Kind::student_t:
      map_row(width, row, [&](Pack z) { return fma(student_t_quantile(law, z), scale, shift); });
      break;
    case DrawNumbers::Kind::lognormal:
      map_row(width, row, [&](Pack z) { return exp(fma(z, scale, shift)); });
      break;
    case DrawNumbers::Kind::pert: {
      const Pack low = Pack::all(law.low), range = Pack::all(law.high - law.low);
      map_row(width, row, [&](Pack z) { return min(fma(pert_quantile(law, z), range, low), Pack::all(law.high)); });
      break;
    }
    default:
      map_row(width, row, [&](Pack z) { return fma(z, scale, shift); });
  }
  if (law.truncated) {
    // Rounding may carry a value over its bound.
    const Pack lower = Pack::all(law.lower), upper = Pack::all(law.upper);
    map_row(width, row, [&](Pack v) { return max(min(v, upper), lower); });
  }
}

void truncated_scores(const DrawNumbers& law, int width, double* row) {
  const Pack low = Pack::all(law.probability_low), span = Pack::all(law.probability_span), one = Pack::all(1.0);
  if (law.from_above) {
    map_row(width, row, [&](Pack u) { return fma(one - u, span, low); });
    inverse_normal_tile(row, row, width);
    map_row(width, row, [](Pack z) { return -z; });
  } else {
    map_row(width, row, [&](Pack u) { return fma(u, span, low); });
    inverse_normal_tile(row, row, width);
  }
}

void finish_uniforms(const DrawNumbers& law, int width, double* row) {
  const Pack low = Pack::all(law.low), high = Pack::all(law.high), one = Pack::all(1.0), zero = Pack::all(0.0);
  switch (law.kind) {
    case DrawNumbers::Kind::triangular: {
      const Pack split = Pack::all(law.split), left = Pack::all(law.left), right = Pack::all(law.right);
      map_row(width, row, [&](Pack u) { return select(u < split, low + sqrt(u * left), high - sqrt((one - u) * right)); });
      break;
    }
    case DrawNumbers::Kind::bernoulli: {
      const Pack p = Pack::all(law.split);
      map_row(width, row, [&](Pack u) { return select(u < p, one, zero); });
      break;
    }
    case DrawNumbers::Kind::discrete:
      map_row(width, row, [&](Pack u) {
        Pack value = Pack::all(law.values[0]);
        for (std::size_t k = 0; k < law.thresholds.size; ++k)
          value = select(u >= Pack::all(law.thresholds[k]), Pack::all(law.values[k + 1]), value);
        return value;
      });
      break;
    case DrawNumbers::Kind::empirical: {
      const auto count = static_cast<double>(law.values.size);
      const auto last = law.values.size - 1;
      for (int i = 0; i < width; ++i) {
        const auto index = static_cast<std::size_t>(row[i] * count);
        row[i] = law.values[index < last ? index : last];
      }
      break;
    }
    default: {
      const Pack range = Pack::all(law.high - law.low);
      map_row(width, row, [&](Pack u) { return fma(u, range, low); });
    }
  }
}

}  // namespace

void draw_bits(const DrawKey& key, std::int64_t first_path, int width, std::uint64_t* first, std::uint64_t* second) noexcept {
  for_each_pack_of_bits(key, first_path, width, [=](int i, PhiloxBits random) {
    store_bits(first + i, random.first);
    store_bits(second + i, random.second);
  });
}

void draw_uniforms(const DrawKey& key, std::int64_t first_path, int width, double* first, double* second) noexcept {
  if (second == nullptr) {
    for_each_pack_of_bits(key, first_path, width, [=](int i, PhiloxBits random) { unit_uniform(random.first).storeu(first + i); });
  } else {
    for_each_pack_of_bits(key, first_path, width, [=](int i, PhiloxBits random) {
      unit_uniform(random.first).storeu(first + i);
      unit_uniform(random.second).storeu(second + i);
    });
  }
}

void scores_of_uniforms(int count, double* numbers) noexcept { inverse_normal_tile(numbers, numbers, count); }

void mix_scores(const Mixing& mixing, int width, double* out) noexcept {
  int i = 0;
  for (; i + 4 * Pack::width <= width; i += 4 * Pack::width) mix_packs<4>(mixing, width, out + i);
  for (; i < width; i += Pack::width) mix_packs<1>(mixing, width, out + i);
}

void values_of_uniforms(const DrawNumbers& law, int width, double* row) noexcept {
  if (!law.needs_score()) return finish_uniforms(law, width, row);
  if (law.truncated) {
    truncated_scores(law, width, row);
  } else {
    inverse_normal_tile(row, row, width);
  }
  finish_scores(law, width, row);
}

void values_of_scores(const DrawNumbers& law, int width, double* row) noexcept {
  if (law.needs_score() && !law.truncated) return finish_scores(law, width, row);
  // Kept inside (0, 1) where a sum of scores goes further than one uniform can.
  map_row(width, row, [](Pack z) { return max(min(normal_cdf(z), Pack::all(0x1.fffffffffffffp-1)), Pack::all(0x1p-53)); });
  if (!law.needs_score()) return finish_uniforms(law, width, row);
  truncated_scores(law, width, row);
  finish_scores(law, width, row);
}

}  // namespace jingchu::engine::JINGCHU_ISA
