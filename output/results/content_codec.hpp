#pragma once

#include <string>
#include <string_view>

#include "output/results/content.hpp"

namespace jingchu::output::detail {

/// The content without its provenance as bytes, equal for equal content: little-endian numbers, floats by their bits
/// (every NaN alike), texts and lists after their length, members in the order of content_fields.hpp.
std::string encode_results(const Content& content);

/// The same of the provenance.
std::string encode_provenance(const Provenance& provenance);

/// All of a content, for decode_content.
std::string encode_content(const Content& content);

/// The counterpart of encode_content. Throws Error(io) for bytes that it cannot have made; no length is believed that
/// the bytes do not bear out.
Content decode_content(std::string_view bytes);

}  // namespace jingchu::output::detail
