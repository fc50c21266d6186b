#include "output/report/style.hpp"

#include <array>
#include <utility>

namespace jingchu::output {

namespace {

struct Word {
  std::string_view id, english, chinese;
};

constexpr std::array<Word, 4> scales = {{{"_1e4", "10k", "万"}, {"_1e8", "100m", "亿"}, {"_1e12", "tn", "万亿"}, {"_1e3", "1k", "千"}}};
constexpr std::array<Word, 15> bases = {{{"CNY", "CNY", "元"},
                                         {"percent", "%", "%"},
                                         {"pp", "pp", "个百分点"},
                                         {"t", "t", "吨"},
                                         {"persons", "persons", "人"},
                                         {"person_times", "person-times", "人次"},
                                         {"count", "", "个"},
                                         {"jin", "jin", "斤"},
                                         {"mu", "mu", "亩"},
                                         {"km", "km", "公里"},
                                         {"years", "years", "年"},
                                         {"minutes", "minutes", "分钟"},
                                         {"times", "times", "倍"},
                                         {"index", "index", "指数"},
                                         {"1", "", ""}}};

std::string_view base_word(std::string_view id, bool chinese) {
  for (const auto& base : bases) {
    if (base.id == id) return chinese ? base.chinese : base.english;
  }
  return id;
}

}  // namespace

const std::string& title_of(const Style& style, const std::string& english, const std::string& chinese, const std::string& name) {
  const std::string& first = style.chinese ? chinese : english;
  const std::string& second = style.chinese ? english : chinese;
  if (!first.empty()) return first;
  return second.empty() ? name : second;
}

std::string unit_text(const Style& style, const std::string& unit, const std::string& chinese) {
  if (unit == "1") return {};   // a bare number
  if (style.chinese && !chinese.empty()) return chinese.substr(0, chinese.find('|'));
  for (const auto& scale : scales) {
    if (unit.size() <= scale.id.size() || !unit.ends_with(scale.id)) continue;
    const std::string_view id = std::string_view(unit).substr(0, unit.size() - scale.id.size());
    const std::string_view base = base_word(id, style.chinese);
    if (style.chinese) return std::string(scale.chinese).append(base);
    // A mere count has only its scale.
    return base.empty() ? std::string(scale.english) : std::string(scale.english).append(" ").append(base);
  }
  return std::string(base_word(unit, style.chinese));
}

}  // namespace jingchu::output
