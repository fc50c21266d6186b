#pragma once

#include <string>
#include <string_view>

#include "output/results/content.hpp"

namespace jingchu::output::detail {

/// The content as bytes, equal for equal content: little-endian numbers, floats by their bits (every NaN alike), texts
/// and lists after their length, members in the order of content.hpp.
std::string encode_results(const Content& content);

/// The same of the provenance.
std::string encode_provenance(const Provenance& provenance);

}  // namespace jingchu::output::detail
