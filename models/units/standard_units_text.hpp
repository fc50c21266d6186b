#pragma once

namespace jingchu::models {

/// The shipped unit table as CSV text.
const char* standard_units_text() noexcept;

}  // namespace jingchu::models
