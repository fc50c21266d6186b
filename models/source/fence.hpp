#pragma once

#include <filesystem>
#include <string>

namespace jingchu::models {

/// Keeps reading inside one folder (and the libraries): texts written by others may not lead anywhere else.
struct Fence {
  std::filesystem::path folder;   ///< empty: nothing but the libraries is read
  std::string hint;               ///< what whoever may lift the fence can do
};

/// Whether `file` lies in `folder`, at any depth. Links are followed; neither need exist. Nothing lies in "".
bool lies_in(const std::filesystem::path& file, const std::filesystem::path& folder);

}  // namespace jingchu::models
