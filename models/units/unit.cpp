#include "models/units/unit.hpp"

#include <charconv>
#include <cmath>

#include <fmt/format.h>

namespace jingchu::models {

namespace {

constexpr int most_factors = 8;

bool is_word(std::string_view text) {
  if (text.empty()) return false;
  for (const char c : text)
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_')) return false;
  return !(text.front() >= '0' && text.front() <= '9');
}

bool is_one(std::string_view base) { return base == "ratio" || base == "index" || base == "1"; }

/// A base unit as the table writes it: "CNY", "kg/tce"; `ratio` and `index` count nothing.
std::optional<Unit> base_unit(std::string_view text) {
  Unit unit;
  double power = 1;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('/'), text.size());
    const std::string_view name = text.substr(0, end);
    if (!is_one(name)) {
      if (!is_word(name)) return std::nullopt;
      unit.powers[std::string(name)] += power;
    }
    power = -1;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  std::erase_if(unit.powers, [](const auto& p) { return p.second == 0; });
  return unit;
}

std::optional<Unit> named(std::string_view name, const UnitTable& table) {
  auto found = table.units.find(std::string(name));
  if (found == table.units.end())
    for (auto it = table.units.begin(); it != table.units.end() && found == table.units.end(); ++it)
      if (it->second.label.zh == name || it->second.label.en == name) found = it;
  if (found == table.units.end()) return std::nullopt;
  auto unit = base_unit(found->second.si_unit);
  if (unit) unit->size = found->second.si_per_unit;
  return unit;
}

/// "EUR_1e6", "EUR", "persons_1e3": a base unit of its own, or one of the table's, with a power of ten behind it.
std::optional<Unit> counted(std::string_view name, const UnitTable& table) {
  if (auto unit = named(name, table)) return unit;
  double size = 1;
  if (const std::size_t tail = name.rfind("_1e"); tail != std::string_view::npos && tail > 0) {
    const std::string_view digits = name.substr(tail + 1);
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), size);
    if (read.ec == std::errc() && read.ptr == digits.data() + digits.size()) name = name.substr(0, tail);
    else size = 1;
  }
  if (!is_word(name)) return std::nullopt;
  auto unit = named(name, table);
  if (!unit) unit = Unit{{{std::string(name), 1.0}}, 1.0};
  unit->size *= size;
  return unit;
}

}  // namespace

std::optional<Unit> parse_unit(std::string_view text, const UnitTable& table) {
  if (auto unit = named(text, table)) return unit;
  Unit product;
  double sign = 1;
  for (int factors = 0;; ++factors) {
    const std::size_t end = std::min(text.find_first_of("*/"), text.size());
    std::string_view factor = text.substr(0, end);
    int power = 1;
    if (const std::size_t hat = factor.find('^'); hat != std::string_view::npos) {
      const std::string_view digits = factor.substr(hat + 1);
      const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), power);
      if (read.ec != std::errc() || read.ptr != digits.data() + digits.size() || power < -9 || power > 9) return std::nullopt;
      factor = factor.substr(0, hat);
    }
    const auto unit = counted(factor, table);
    if (!unit || factors == most_factors) return std::nullopt;
    for (const auto& [base, p] : unit->powers) product.powers[base] += sign * power * p;
    product.size *= std::pow(unit->size, sign * power);
    if (end == text.size()) break;
    sign = text[end] == '/' ? -1 : 1;
    text.remove_prefix(end + 1);
  }
  std::erase_if(product.powers, [](const auto& p) { return p.second == 0; });
  return product;
}

std::string unit_text(const Unit& unit, const UnitTable& table) {
  for (const auto& [name, entry] : table.units) {
    const auto same = named(name, table);
    if (same && same->powers == unit.powers && std::abs(same->size / unit.size - 1) < 1e-9) return name;
  }
  std::string above, below;
  for (const auto& [base, power] : unit.powers) {
    std::string& side = power > 0 ? above : below;
    if (!side.empty()) side += power > 0 ? "*" : "/";
    side += std::abs(power) == 1 ? base : fmt::format("{}^{:.4g}", base, std::abs(power));
  }
  if (std::abs(unit.size - 1) > 1e-9) above = fmt::format("{:.6g}{}{}", unit.size, above.empty() ? "" : " ", above);
  if (above.empty()) above = "1";
  return below.empty() ? above : above + "/" + below;
}

}  // namespace jingchu::models
