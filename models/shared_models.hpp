#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "models/compile.hpp"
#include "models/model.hpp"
#include "models/source/source_store.hpp"

namespace jingchu::models {

/// Models and compiled programs that many scenarios share: each is read and compiled once as long as its texts are the
/// same. Holds the last few of each, so its memory is bounded. For one thread.
class SharedModels {
 public:
  /// As load_model. A model that is known is looked at again only in its texts, which `store` hands out as always.
  std::shared_ptr<const Model> load(SourceStore& store, std::string_view reference, std::string_view from, const Place& place);
  /// As compile(), for a model of load().
  CompiledModel compile(const std::shared_ptr<const Model>& model, const PeriodRange& horizon, const std::set<std::string>& tuned,
                        const std::vector<MeasureRequest>& requests);

 private:
  /// A text as it was asked for.
  struct Reading {
    std::string reference, from;
    SourceStore::Kind kind;
    Place place;
    SourceText text;
  };
  struct KnownModel {
    std::vector<Reading> texts;          ///< the model's own first
    std::shared_ptr<const Model> model;
  };
  struct KnownProgram {
    std::shared_ptr<const Model> model;
    PeriodRange horizon;
    std::set<std::string> tuned;
    std::vector<std::string> requests;   ///< names and formulas
    CompiledModel compiled;
  };
  class Recorder;

  std::vector<KnownModel> models_;       ///< oldest first
  std::vector<KnownProgram> programs_;
};

}  // namespace jingchu::models
