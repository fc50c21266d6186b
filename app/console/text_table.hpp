#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace jingchu::app {

/// `text` and as many blanks as fill `columns` of a terminal, where a Chinese character takes two.
std::string padded(std::string_view text, int columns);

/// Rows of texts, printed with aligned columns. The last column is not padded.
class TextTable {
 public:
  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  bool empty() const { return rows_.empty(); }
  std::string text(int indent) const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace jingchu::app
