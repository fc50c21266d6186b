#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace jingchu::output {

struct Point {
  double x = 0, y = 0;
};

/// Draws an SVG picture that needs nothing from outside: no style sheets, no fonts, no scripts.
class Svg {
 public:
  struct Stroke {
    std::string color = "#222222";
    double width = 1;
    std::string dashes;            ///< such as "4 3"; empty: a full line
  };
  struct Font {
    double size = 13;
    std::string color = "#333333";
    std::string anchor = "start";  ///< start, middle, end
    bool bold = false;
  };

  /// \param title, description  what the picture shows, for readers that cannot see it.
  Svg(double width, double height, std::string_view title, std::string_view description);
  void rectangle(double x, double y, double width, double height, std::string_view fill, double corner = 0);
  void line(Point from, Point to, const Stroke& stroke);
  void path(const std::vector<Point>& points, const Stroke& stroke);
  void area(const std::vector<Point>& corners, std::string_view fill);
  void circle(Point centre, double radius, std::string_view fill);
  void text(Point at, std::string_view words, const Font& font);
  /// The whole picture.
  std::string finish() &&;

 private:
  std::string out_;
};

/// About how wide a text is in pixels: a wide character takes the size of the font, another a little over half.
double text_pixels(std::string_view text, double size);

/// Text as XML may hold it: marked characters escaped, control characters and broken UTF-8 replaced.
std::string xml_text(std::string_view text);

/// Round numbers for an axis from `low` to `high`: about `wanted` of them, and the decimals they need.
struct Ticks {
  std::vector<double> values;
  int decimals = 0;
};

Ticks axis_ticks(double low, double high, int wanted);

}  // namespace jingchu::output
