#pragma once

#include "output/hdf5/reader.hpp"
#include "output/results/content.hpp"

namespace jingchu::output::detail {

// The counterpart of write_groups.hpp, called in this order: what comes first gives the sizes of what follows.
// Throw Error(io) for what a complete file cannot look like.

/// The periods of a table, without their days.
TimeAxis read_axis(const hdf5::ReadGroup& group);
void read_scenario_list(const hdf5::ReadGroup& root, Content& content);
void read_tables(const hdf5::ReadGroup& root, Content& content);
void read_annual(const hdf5::ReadGroup& root, Content& content);
void read_history(const hdf5::ReadGroup& root, Content& content);
void read_contrasts(const hdf5::ReadGroup& root, Content& content);
/// What /paths is of, without its values.
void read_kept(const hdf5::ReadGroup& root, Content& content);
void read_targets(const hdf5::ReadGroup& root, Content& content);
/// After read_targets, whose rows it is told by.
void read_conditioned(const hdf5::ReadGroup& root, Content& content);
void read_levers(const hdf5::ReadGroup& root, Content& content);
void read_identities(const hdf5::ReadGroup& root, Content& content);
void read_failures(const hdf5::ReadGroup& root, Content& content);
void read_provenance(const hdf5::ReadGroup& root, Content& content);

}  // namespace jingchu::output::detail
