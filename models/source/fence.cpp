#include "models/source/fence.hpp"

#include <algorithm>

namespace jingchu::models {

bool lies_in(const std::filesystem::path& file, const std::filesystem::path& folder) {
  if (folder.empty()) return false;
  std::error_code trouble;
  const std::filesystem::path inner = std::filesystem::weakly_canonical(std::filesystem::absolute(file), trouble);
  if (trouble) return false;
  std::filesystem::path outer = std::filesystem::weakly_canonical(std::filesystem::absolute(folder), trouble);
  if (trouble) return false;
  if (outer.filename().empty()) outer = outer.parent_path();   // "results/" is "results"
  return std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end()).first == outer.end();
}

}  // namespace jingchu::models
