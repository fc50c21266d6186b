#pragma once

#include <string>

#include "app/cli/language.hpp"
#include "app/study/study.hpp"
#include "engine/simulation/simulate.hpp"

namespace jingchu::app {

/// "12 of 1,000 paths failed (1.2 %, allowed 0.1 %)" and the three most frequent reasons, one a line, with the command
/// that shows the first failed path.
std::string failures_text(const Study& study, const engine::Outcome& outcome, Language language);

/// "not finite" or "not converged".
Text failure_kind_text(engine::FailureKind kind);

}  // namespace jingchu::app
