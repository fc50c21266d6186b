#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/core/error.hpp"
#include "engine/core/known_name.hpp"
#include "output/report/charts.hpp"
#include "output/report/conditioned.hpp"
#include "output/report/levels.hpp"
#include "output/report/number_text.hpp"
#include "output/report/svg.hpp"

namespace jingchu::output {

namespace {

constexpr double width = 960, height = 540;
constexpr double left = 84, right = 84, top = 116, bottom = 76;
constexpr const char* band_colors[] = {"#dbe8f4", "#b9d2ea", "#8fb8dc", "#5f98ca"};  // wide to narrow
constexpr const char* median_color = "#0f3d68";
constexpr const char* history_color = "#2b2b2b";

/// What is drawn: a series by period or year, with the numbers before it.
struct Series {
  const Column* column = nullptr;
  const SeriesTable* table = nullptr;
  TimeAxis axis;
  std::vector<double> history;   ///< ends just before the axis begins; may be empty
};

Series find_series(const Content& content, const std::string& name, std::size_t scenario) {
  const ScenarioResults& results = content.scenarios.at(scenario);
  std::vector<std::string> known;
  for (std::size_t i = 0; i < content.variables.size(); ++i) {
    if (results.variables[i].quantiles.empty()) continue;
    known.push_back(content.variables[i].name);
    if (content.variables[i].name != name) continue;
    Series series{&content.variables[i], &results.variables[i], content.time, {}};
    const int end = content.history_time.first + content.history_time.count;
    // Only a history that leads up to the run is drawn before it.
    if (content.history_time.per_year == content.time.per_year && end >= content.time.first) {
      const auto& all = content.history[i];
      const auto used = static_cast<std::ptrdiff_t>(std::clamp(content.time.first - content.history_time.first, 0, content.history_time.count));
      series.history.assign(all.begin(), all.begin() + used);
    }
    return series;
  }
  for (std::size_t i = 0; i < content.measures.size(); ++i) {
    if (results.annual_measures[i].quantiles.empty()) continue;
    known.push_back(content.measures[i].name);
    if (content.measures[i].name == name) return {&content.measures[i], &results.annual_measures[i], content.years, {}};
  }
  throw Error(ExitCode::usage, fmt::format("the results hold no quantiles of {}", jingchu::quoted(name)),
              nearest_hint(name, known, "only reported variables and measures can be drawn"));
}

/// From numbers to places on the picture.
struct Frame {
  double first = 0, last = 1;   ///< periods at the left and right edge
  double low = 0, high = 1;
  double x(double period) const { return left + (period - first) / std::max(1.0, last - first) * (width - left - right); }
  double y(double value) const { return height - bottom - (value - low) / (high - low) * (height - top - bottom); }
};

/// Points of a quantile, from the last number of history on, so that the fan opens where history ends.
std::vector<Point> level_points(const Series& series, std::size_t level, const Frame& frame) {
  std::vector<Point> points;
  if (!series.history.empty() && std::isfinite(series.history.back())) points.push_back({frame.x(series.axis.first - 1), frame.y(series.history.back())});
  const auto count = static_cast<std::size_t>(series.axis.count);
  for (std::size_t t = 0; t < count; ++t) {
    const double value = series.table->quantiles[level * count + t];
    if (std::isfinite(value)) points.push_back({frame.x(series.axis.first + static_cast<double>(t)), frame.y(value)});
  }
  return points;
}

Frame make_frame(const Series& series, const std::vector<Band>& bands, const std::optional<std::size_t>& median) {
  Frame frame;
  double low = std::numeric_limits<double>::infinity(), high = -low;
  const auto take = [&](double value) {
    if (!std::isfinite(value)) return;
    low = std::min(low, value);
    high = std::max(high, value);
  };
  const auto count = static_cast<std::size_t>(series.axis.count);
  const auto take_level = [&](std::size_t level) {
    for (std::size_t t = 0; t < count; ++t) take(series.table->quantiles[level * count + t]);
  };
  for (const auto& band : bands) {
    take_level(band.lower);
    take_level(band.upper);
  }
  if (median) take_level(*median);
  for (const double value : series.history) take(value);
  if (!(high >= low)) low = 0, high = 1;
  const double margin = high > low ? 0.05 * (high - low) : std::max(1.0, std::abs(high) * 0.05);
  frame.low = low - margin;
  frame.high = high + margin;
  frame.first = series.axis.first - static_cast<double>(series.history.size());
  frame.last = series.axis.first + series.axis.count - 1;
  return frame;
}

void draw_axes(Svg& svg, const Series& series, const Frame& frame) {
  const Ticks ticks = axis_ticks(frame.low, frame.high, 6);
  for (const double value : ticks.values) {
    svg.line({left, frame.y(value)}, {width - right, frame.y(value)}, {"#e4e4e4", 1, ""});
    svg.text({left - 10, frame.y(value) + 4}, number_text(value, ticks.decimals), {13, "#555555", "end", false});
  }
  svg.line({left, height - bottom}, {width - right, height - bottom}, {"#777777", 1, ""});
  const int per_year = series.axis.per_year;
  const int first_year = static_cast<int>(std::ceil(frame.first / per_year)), last_year = static_cast<int>(std::floor(frame.last / per_year));
  const int step = std::max(1, (last_year - first_year + 12) / 12);
  for (int year = first_year; year <= last_year; ++year) {
    const double x = frame.x(static_cast<double>(year) * per_year);
    const bool labelled = (year - first_year) % step == 0;
    svg.line({x, height - bottom}, {x, height - bottom + (labelled ? 6 : 3)}, {"#777777", 1, ""});
    if (labelled) svg.text({x, height - bottom + 22}, fmt::format("{}", year), {13, "#555555", "middle", false});
  }
}

void draw_history(Svg& svg, const Series& series, const Frame& frame) {
  if (series.history.empty()) return;
  std::vector<Point> run;
  const double first = series.axis.first - static_cast<double>(series.history.size());
  for (std::size_t t = 0; t <= series.history.size(); ++t) {
    if (t < series.history.size() && std::isfinite(series.history[t])) {
      run.push_back({frame.x(first + static_cast<double>(t)), frame.y(series.history[t])});
    } else {
      svg.path(run, {history_color, 2.2, ""});  // a gap in history is a gap in the line
      run.clear();
    }
  }
  const double x = frame.x(series.axis.first - 1);
  svg.line({x, top}, {x, height - bottom}, {"#b0b0b0", 1, "3 4"});
}

void draw_legend(Svg& svg, const std::vector<Band>& bands, bool median, bool history, const Style& style) {
  double x = left;
  const double y = top - 24;
  const auto label = [&](const std::string& words_of_it) {
    svg.text({x + 26, y + 4}, words_of_it, {12, "#555555", "start", false});
    x += 26 + text_pixels(words_of_it, 12) + 22;
  };
  if (history) {
    svg.line({x, y}, {x + 20, y}, {history_color, 2.2, ""});
    label(std::string(words(style, "history", "历史")));
  }
  if (median) {
    svg.line({x, y}, {x + 20, y}, {median_color, 2.6, ""});
    label(std::string(words(style, "median", "中位数")));
  }
  const std::size_t skipped = std::size(band_colors) - std::min(bands.size(), std::size(band_colors));
  for (std::size_t i = 0; i < bands.size(); ++i) {
    svg.rectangle(x, y - 6, 20, 12, band_colors[std::min(i + skipped, std::size(band_colors) - 1)]);
    label(bands[i].text);
  }
}

/// The middle and the band at the end of the horizon, in numbers beside the fan.
void draw_end_labels(Svg& svg, const Series& series, const Content& content, const Frame& frame, const std::optional<std::size_t>& median) {
  const auto count = static_cast<std::size_t>(series.axis.count);
  if (count == 0) return;
  double before = -100;
  const auto label = [&](std::size_t level, bool bold) {
    const double value = series.table->quantiles[level * count + count - 1];
    if (!std::isfinite(value)) return;
    const double y = frame.y(value) + 4;
    if (!bold && std::abs(y - before) < 14) return;
    svg.text({width - right + 8, y}, number_text(value, decimals_for(value)), {12, bold ? median_color : "#777777", "start", bold});
    if (bold) before = y;
  };
  if (median) label(*median, true);
  if (const auto band = reported_band(content.levels)) {
    label(band->lower, false);
    label(band->upper, false);
  }
}

}  // namespace

std::string fan_chart(const Content& content, const std::string& name, const Style& style, std::size_t scenario) {
  const Series series = find_series(content, name, scenario);
  const ScenarioResults& results = content.scenarios[scenario];
  auto bands = even_bands(content.levels);
  // Four bands are told apart at a glance; of more the widest and narrowest stay.
  while (bands.size() > std::size(band_colors)) bands.erase(bands.begin() + static_cast<std::ptrdiff_t>(bands.size() / 2));
  const auto median = find_level(content.levels, 0.5);
  const Frame frame = make_frame(series, bands, median);

  const std::string title = title_of(style, series.column->title_en, series.column->title_zh, series.column->name);
  const std::string unit = unit_text(style, series.column->unit, series.column->unit_zh);
  std::string subtitle = title_of(style, results.title_en, results.title_zh, results.name);
  if (!unit.empty()) subtitle = unit + " · " + subtitle;
  Svg svg(width, height, title, subtitle);
  svg.text({left, 42}, title, {22, "#1a1a1a", "start", true});
  svg.text({left, 66}, subtitle, {14, "#666666", "start", false});

  draw_axes(svg, series, frame);
  const std::size_t skipped = std::size(band_colors) - bands.size();
  for (std::size_t i = 0; i < bands.size(); ++i) {
    auto corners = level_points(series, bands[i].lower, frame);
    const auto back = level_points(series, bands[i].upper, frame);
    corners.insert(corners.end(), back.rbegin(), back.rend());
    svg.area(corners, band_colors[i + skipped]);
  }
  if (median) svg.path(level_points(series, *median, frame), {median_color, 2.6, ""});
  draw_history(svg, series, frame);
  draw_legend(svg, bands, median.has_value(), !series.history.empty(), style);
  draw_end_labels(svg, series, content, frame, median);

  svg.text({left, height - 18}, fmt::format("{} · {} {} · jingchu {} · {}", paths_caption(content, results, style), words(style, "seed", "种子"), content.provenance.seed, content.provenance.engine_version, results.name),
           {11, "#8a8a8a", "start", false});
  return std::move(svg).finish();
}

}  // namespace jingchu::output
