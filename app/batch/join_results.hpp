#pragma once

#include <filesystem>
#include <vector>

#include "app/batch/batch_work.hpp"

namespace jingchu::app {

/// Whether one results file can hold all runs of a batch: they need one model with its data, one horizon, seed, sampling
/// and number of paths, and the same levels of quantiles. Throws Error(data) with all runs that differ from the first.
void check_joinable(const std::vector<BatchWork>& work);

/// Bytes of memory that joining takes at most: all results, twice.
double memory_to_join(const std::vector<BatchWork>& work);

/// Writes the results files of all runs, which are done, into one, along the dimension `scenario` in the order of the
/// plan; scenarios have the names of the runs there. A file that holds the same already is left alone.
///
/// \return whether it was written. Throws Error(cannot_create) when something else stands there and `order.force` is not
/// set, Error(data) when a results file is damaged, Error(come_back) when a signal came before they were read, Error(io).
bool join_results(const BatchPlan& plan, const std::vector<BatchWork>& work, const BatchOrder& order);

}  // namespace jingchu::app
