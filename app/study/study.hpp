#pragma once

#include "analysis/study.hpp"

namespace jingchu::app {

// What the program runs, stores and shows is the study of a scenario, as analysis/ prepares it.
using analysis::prepare;
using analysis::Study;

}  // namespace jingchu::app
