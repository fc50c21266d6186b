#include "output/results/findings_text.hpp"

#include <algorithm>

namespace jingchu::output::detail {

std::string text_of(const std::vector<Finding>& findings) {
  std::string text;
  for (const Finding& finding : findings) text += finding.check + '\0' + finding.place + '\0' + finding.problem + '\0';
  return text;
}

std::vector<Finding> findings_of(std::string_view text) {
  std::vector<std::string> parts;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t end = std::min(text.find('\0', from), text.size());
    parts.emplace_back(text.substr(from, end - from));
    from = end + 1;
  }
  std::vector<Finding> findings;
  for (std::size_t i = 0; i + 2 < parts.size(); i += 3) findings.push_back({parts[i], parts[i + 1], parts[i + 2]});
  return findings;
}

}  // namespace jingchu::output::detail
