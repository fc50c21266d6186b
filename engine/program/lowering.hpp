#pragma once

#include "engine/program/body.hpp"

namespace jingchu::engine {

/// Lowers an ordered system to register code: fills every section of `body` from its system and blocks.
void lower(Program::Body& body);

}  // namespace jingchu::engine
