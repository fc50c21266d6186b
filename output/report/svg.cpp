#include "output/report/svg.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/core/text_display.hpp"

namespace jingchu::output {

namespace {

// Chinese fonts of the usual systems first, so that digits and Latin letters come from the same face.
constexpr std::string_view fonts = "'Noto Sans CJK SC','Noto Sans SC','Source Han Sans SC','PingFang SC','Microsoft YaHei','WenQuanYi Micro Hei',"
                                   "'Helvetica Neue',Arial,sans-serif";

std::string coordinates(const std::vector<Point>& points) {
  std::string text;
  for (const auto& point : points) text += fmt::format("{}{:.1f},{:.1f}", text.empty() ? "" : " ", point.x, point.y);
  return text;
}

}  // namespace

std::string xml_text(std::string_view text) {
  std::string result;
  for (const auto& glyph : jingchu::detail::glyphs(text)) {
    if (glyph.bytes == "&") result += "&amp;";
    else if (glyph.bytes == "<") result += "&lt;";
    else if (glyph.bytes == ">") result += "&gt;";
    else if (glyph.bytes == "\"") result += "&quot;";
    else result += glyph.bytes;
  }
  return result;
}

double text_pixels(std::string_view text, double size) {
  double pixels = 0;
  for (const auto& glyph : jingchu::detail::glyphs(text)) pixels += glyph.columns == 2 ? size : glyph.columns * 0.56 * size;
  return pixels;
}

Ticks axis_ticks(double low, double high, int wanted) {
  Ticks ticks;
  if (!std::isfinite(low) || !std::isfinite(high) || !(high > low)) return ticks;
  const double rough = (high - low) / std::max(1, wanted);
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  double step = 10 * power;
  for (const double factor : {1.0, 2.0, 2.5, 5.0}) {
    if (factor * power >= rough) {
      step = factor * power;
      break;
    }
  }
  while (ticks.decimals < 12 && std::abs(step * std::pow(10.0, ticks.decimals) - std::round(step * std::pow(10.0, ticks.decimals))) > 1e-6) ++ticks.decimals;
  const double slack = step * 1e-6;
  for (double n = std::ceil((low - slack) / step); n * step <= high + slack && ticks.values.size() < 1000; ++n) ticks.values.push_back(n * step);
  return ticks;
}

Svg::Svg(double width, double height, std::string_view title, std::string_view description) {
  out_ = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0:.0f} {1:.0f}\" width=\"{0:.0f}\" height=\"{1:.0f}\" role=\"img\" font-family=\"{2}\">\n"
      "<title>{3}</title>\n<desc>{4}</desc>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n",
      width, height, fonts, xml_text(title), xml_text(description));
}

void Svg::rectangle(double x, double y, double width, double height, std::string_view fill, double corner) {
  out_ += fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" rx=\"{:.1f}\" fill=\"{}\"/>\n", x, y, std::max(0.0, width), std::max(0.0, height), corner, fill);
}

void Svg::line(Point from, Point to, const Stroke& stroke) {
  out_ += fmt::format("<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" stroke=\"{}\" stroke-width=\"{:.1f}\"{}/>\n", from.x, from.y, to.x, to.y, stroke.color,
                      stroke.width, stroke.dashes.empty() ? "" : fmt::format(" stroke-dasharray=\"{}\"", stroke.dashes));
}

void Svg::path(const std::vector<Point>& points, const Stroke& stroke) {
  if (points.size() < 2) return;
  out_ += fmt::format("<polyline points=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{:.1f}\" stroke-linejoin=\"round\" stroke-linecap=\"round\"{}/>\n", coordinates(points),
                      stroke.color, stroke.width, stroke.dashes.empty() ? "" : fmt::format(" stroke-dasharray=\"{}\"", stroke.dashes));
}

void Svg::area(const std::vector<Point>& corners, std::string_view fill) {
  if (corners.size() >= 3) out_ += fmt::format("<polygon points=\"{}\" fill=\"{}\"/>\n", coordinates(corners), fill);
}

void Svg::circle(Point centre, double radius, std::string_view fill) {
  out_ += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{:.1f}\" fill=\"{}\"/>\n", centre.x, centre.y, radius, fill);
}

void Svg::text(Point at, std::string_view words, const Font& font) {
  out_ += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" font-size=\"{:.0f}\" fill=\"{}\" text-anchor=\"{}\"{}>{}</text>\n", at.x, at.y, font.size, font.color, font.anchor,
                      font.bold ? " font-weight=\"600\"" : "", xml_text(words));
}

std::string Svg::finish() && { return std::move(out_) + "</svg>\n"; }

}  // namespace jingchu::output
