#include "app/batch/batch_work.hpp"

#include <set>
#include <tuple>

#include <fmt/format.h>

#include "app/study/capacity.hpp"
#include "app/study/results_content.hpp"
#include "app/study/run_identity.hpp"
#include "app/study/study.hpp"

namespace jingchu::app {

namespace {

/// Problems of many scenarios, each told once though many items share a file.
class Problems {
 public:
  void take(const Error& error, const BatchItem& item) {
    if (error.code() == ExitCode::io || error.code() == ExitCode::bug) throw Error(error);
    if (!list_.has_errors()) code_ = error.code() == ExitCode::no_input ? ExitCode::no_input : ExitCode::data;
    for (Diagnostic diagnostic : error.diagnostics()) {
      const bool typed = diagnostic.place.file.starts_with("--");
      // What a command line would say in --set stands in the plan here.
      if (diagnostic.place.file == "--set") diagnostic.place = item.set_places[static_cast<std::size_t>(diagnostic.place.line - 1)];
      else if (diagnostic.place.file.empty()) diagnostic.place = item.scenario_place;
      else if (typed) diagnostic.place = diagnostic.place.file == "--model" ? item.model_place : item.place;
      if (diagnostic.other && diagnostic.other->file == "--set") diagnostic.other = item.set_places[static_cast<std::size_t>(diagnostic.other->line - 1)];
      const auto [at, is_new] = told_.emplace(diagnostic.place.file, diagnostic.place.line, diagnostic.place.column, diagnostic.problem);
      if (is_new) list_.add(std::move(diagnostic));
    }
  }
  void throw_if_any() const { list_.throw_if_any(code_); }

 private:
  Diagnostics list_;
  ExitCode code_ = ExitCode::data;
  std::set<std::tuple<std::string, int, int, std::string>> told_;
};

}  // namespace

void BatchOrder::stop_if_asked(const std::string& where) const {
  if (control.stop && *control.stop) throw Error(ExitCode::come_back, "stopped by a signal " + where, "the same command continues");
}

std::optional<models::Fence> fence_of(const BatchPlan& plan, bool allow_outside) {
  if (allow_outside) return std::nullopt;
  return models::Fence{plan.folder, "keep what a plan needs beside it, or allow all of it with --allow-outside"};
}

std::vector<BatchWork> check_batch(const BatchPlan& plan, const BatchOrder& order) {
  Problems problems;
  std::vector<BatchWork> list;
  for (const BatchItem& item : plan.items) {
    order.stop_if_asked("before the first run");
    try {
      const auto store = order.store();
      const Study study = prepare(*store, item.scenario, item.overrides, {}, nullptr, order.shared.get());
      BatchWork work;
      work.item = item;
      work.file = order.folder / (item.name + ".h5");
      const output::Provenance from = provenance(study, *store);
      work.run = run_digest(study, from);
      work.frame = {from.model_sha256 + from.data_sha256, study.scenario.horizon, study.scenario.seed, study.scenario.sampling, study.scenario.quantile_levels};
      work.paths = study.scenario.paths;
      work.cells = static_cast<std::int64_t>(study.model().variables.size()) * study.plan.periods + static_cast<std::int64_t>(study.compiled->outputs.size());
      work.memory = memory_needed(study, order.control.threads, order.control.tile_width);
      work.disk = results_disk(study);
      list.push_back(std::move(work));
    } catch (const Error& error) {
      problems.take(error, item);
    }
  }
  problems.throw_if_any();
  return list;
}

}  // namespace jingchu::app
