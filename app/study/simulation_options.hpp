#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/cli/command.hpp"
#include "app/session.hpp"
#include "engine/simulation/simulation.hpp"
#include "scenarios/scenario.hpp"

namespace jingchu::app {

/// Paths a run may have.
inline constexpr std::int64_t most_paths = 1'000'000'000;

// Options of every command that simulates.
Option paths_option();
Option seed_option();
Option sampling_option();
Option set_option();
Option threads_option();
Option isa_option();
Option tile_width_option();
/// Of commands that keep unfinished work.
Option save_interval_option();

/// --paths, --seed and --sampling. Throws Error(usage).
scenarios::Overrides read_overrides(const Arguments& arguments);
/// --threads, --isa and --tile-width. Throws Error(usage); warns when there are more threads than cores.
engine::RunControl read_control(const Arguments& arguments, const Session& session);
/// --save-interval; else `control` as it is. Throws Error(usage).
void read_save_interval(const Arguments& arguments, engine::RunControl& control);

/// The parts of a list "a,b,c".
std::vector<std::string> read_names(const std::string& list);

}  // namespace jingchu::app
