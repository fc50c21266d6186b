#pragma once

namespace jingchu::scenarios {

/// The shipped unit table as CSV text.
const char* standard_units_text() noexcept;

}  // namespace jingchu::scenarios
