#pragma once

#include <string>
#include <vector>

namespace jingchu::app {

/// Rows of texts without headings, printed with aligned columns. The last column is not padded.
class PlainTable {
 public:
  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  bool empty() const { return rows_.empty(); }
  std::string text(int indent) const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace jingchu::app
