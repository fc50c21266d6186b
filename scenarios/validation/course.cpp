#include "scenarios/validation/course.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace jingchu::scenarios {
namespace {

/// First and last period of one selector part: a period in the notation of the frequency, or a year.
std::optional<PeriodRange> parse_part(std::string_view text, Frequency frequency) {
  if (const auto period = Period::parse(text, frequency)) return PeriodRange{*period, *period};
  if (const auto year = Period::parse(text, Frequency::annual)) {
    return PeriodRange{Period(frequency, year->year(), 1), Period(frequency, year->year(), static_cast<int>(frequency))};
  }
  return std::nullopt;
}

void report_twice(const CourseRule& rule, const WrittenSpan& span, const WrittenSpan& earlier, Period period,
                  Diagnostics& problems) {
  Diagnostic d;
  d.place = span.key_place;
  d.problem = fmt::format("{} is set twice in {}", rule.what, period.to_string());
  d.hint = "give every period one value";
  d.other = earlier.key_place;
  d.other_remark = "first set here";
  problems.add(std::move(d));
}

}  // namespace

std::optional<PeriodRange> parse_selector(std::string_view text, Frequency frequency) {
  const auto dots = text.find("..");
  if (dots == std::string_view::npos) return parse_part(text, frequency);
  const auto first = parse_part(text.substr(0, dots), frequency);
  const auto last = parse_part(text.substr(dots + 2), frequency);
  if (!first || !last || last->last < first->first) return std::nullopt;
  return PeriodRange{first->first, last->last};
}

std::string selector_notation(Frequency frequency) {
  switch (frequency) {
    case Frequency::annual: return "2024 or 2024..2026";
    case Frequency::monthly: return "2024, 2024-01, 2024..2026 or 2024-01..2024-12";
    case Frequency::quarterly: break;
  }
  return "2024, 2024Q1, 2024..2026 or 2024Q1..2024Q4";
}

std::vector<std::optional<double>> resolve_courses(const std::vector<WrittenCourse>& courses, const PeriodRange& horizon,
                                                   int horizon_layer, const CourseRule& rule, Diagnostics& problems) {
  const auto count = static_cast<std::size_t>(horizon.count());
  std::vector<std::optional<double>> values(count);
  for (const WrittenCourse& course : courses) {
    std::vector<const WrittenSpan*> set_by(count, nullptr);
    for (const WrittenSpan& span : course.spans) {
      if (!(span.value >= rule.lower && span.value <= rule.upper)) {
        problems.error(span.place,
                       fmt::format("{} is {}; expected {} to {}{}{}", rule.what, span.value, rule.lower, rule.upper,
                                   rule.unit.empty() || rule.unit == "1" ? "" : " ", rule.unit == "1" ? "" : rule.unit),
                       "the model states these bounds");
        continue;
      }
      PeriodRange range = horizon;
      if (!span.key.empty()) {
        const auto parsed = parse_selector(span.key, horizon.first.frequency());
        if (!parsed) {
          problems.error(span.key_place, fmt::format("{} is no period", jingchu::quoted(span.key)),
                         "write " + selector_notation(horizon.first.frequency()));
          continue;
        }
        if (!horizon.contains(parsed->first) || !horizon.contains(parsed->last)) {
          if (course.layer >= horizon_layer) {
            problems.error(span.key_place,
                           fmt::format("{} lies outside the horizon {}..{}", jingchu::quoted(span.key), horizon.first.to_string(),
                                       horizon.last.to_string()),
                           "name periods inside the horizon, or change 'horizon'");
            continue;
          }
          if (parsed->last < horizon.first || parsed->first > horizon.last) continue;
        }
        range = {std::max(parsed->first, horizon.first), std::min(parsed->last, horizon.last)};
      }
      for (Period p = range.first; p <= range.last; p = p + 1) {
        const auto i = static_cast<std::size_t>(p - horizon.first);
        if (set_by[i]) {
          report_twice(rule, span, *set_by[i], p, problems);
          break;
        }
        set_by[i] = &span;
        values[i] = span.value;
      }
    }
  }
  return values;
}

}  // namespace jingchu::scenarios
