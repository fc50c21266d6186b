#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/core/error.hpp"
#include "models/source/source_store.hpp"
#include "models/source/text_place.hpp"

namespace jingchu::models {

/// One cell with its place (valid as long as the text it was read from).
struct CsvCell {
  std::string text;
  TextPlace place;
};

/// A CSV file (RFC 4180): a header and rows of the same length.
struct CsvTable {
  std::vector<CsvCell> header;
  std::vector<std::vector<CsvCell>> rows;
  std::string file;
  /// Index of a column, or nothing.
  std::optional<std::size_t> column(std::string_view name) const;
};

/// Reads a CSV text. Reports rows of another length, a column given twice, quotes that never close, and an empty file.
CsvTable read_csv(const SourceText& source, Diagnostics& problems);

/// Beyond this size a number of the economy is a typing error.
inline constexpr double largest_csv_number = 1e15;

/// A finite number in plain notation, at most `largest` in size; reports decimal commas, thousands separators, text and
/// numbers beyond, and gives nothing then.
std::optional<double> csv_number(const CsvCell& cell, Diagnostics& problems, double largest = largest_csv_number);

}  // namespace jingchu::models
