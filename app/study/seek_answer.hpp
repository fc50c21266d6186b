#pragma once

#include <optional>
#include <string>

#include "analysis/seek.hpp"
#include "app/study/study.hpp"
#include "output/results/content.hpp"
#include "output/report/style.hpp"

namespace jingchu::app {

/// What was asked and what came of it, for the texts.
struct Sought {
  const Study& base;
  const analysis::LeverMix& levers;
  const analysis::SeekQuestion& question;
  std::optional<analysis::Exchange> exchange = {};   ///< of an answer at least cost: what may be cheaper still
};

/// The answer in sentences that can be read aloud, then the levers; on top of what else the amount does.
std::string seek_text(const Sought& sought, const analysis::SeekAnswer& answer, const output::Style& style);
std::string central_text(const Sought& sought, const analysis::CentralAnswer& answer, const output::Style& style);

/// \param effects  the comparison of the base with the answer; without contrasts when no lever moves.
std::string seek_json(const Sought& sought, const analysis::SeekAnswer& answer, const output::Content& effects);
std::string central_json(const Sought& sought, const analysis::CentralAnswer& answer);

}  // namespace jingchu::app
