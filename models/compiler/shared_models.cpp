#include "models/shared_models.hpp"

#include <algorithm>
#include <utility>

namespace jingchu::models {

namespace {

constexpr std::size_t most_known = 16;

template <class T>
T& remember(std::vector<T>& list, T entry) {
  if (list.size() == most_known) list.erase(list.begin());
  return list.emplace_back(std::move(entry));
}

bool same(const SourceText& a, const SourceText& b) { return a.name == b.name && a.text == b.text; }

std::vector<std::string> words_of(const std::vector<MeasureRequest>& requests) {
  std::vector<std::string> words;
  for (const MeasureRequest& request : requests) {
    words.push_back(request.name);
    words.push_back(request.formula);
  }
  return words;
}

}  // namespace

/// A store that notes what is read through it.
class SharedModels::Recorder : public SourceStore {
 public:
  explicit Recorder(SourceStore& store) : store_(store) {}
  const SourceText& read(std::string_view reference, std::string_view from, Kind kind, const Place& place) override {
    const SourceText& text = store_.read(reference, from, kind, place);
    readings.push_back({std::string(reference), std::string(from), kind, place, text});
    return text;
  }
  const std::vector<const SourceText*>& used() const override { return store_.used(); }

  std::vector<Reading> readings;

 private:
  SourceStore& store_;
};

std::shared_ptr<const Model> SharedModels::load(SourceStore& store, std::string_view reference, std::string_view from, const Place& place) {
  const SourceText& text = store.read(reference, from, SourceStore::Kind::model, place);
  for (const KnownModel& known : models_) {
    // Texts are read as load_model reads them, so that the store remembers the same ones in the same order.
    if (same(known.texts.front().text, text) &&
        std::all_of(known.texts.begin() + 1, known.texts.end(), [&](const Reading& r) { return same(store.read(r.reference, r.from, r.kind, r.place), r.text); }))
      return known.model;
  }
  Recorder recorder(store);
  auto model = std::make_shared<const Model>(load_model(recorder, reference, from, place));
  return remember(models_, {std::move(recorder.readings), std::move(model)}).model;
}

CompiledModel SharedModels::compile(const std::shared_ptr<const Model>& model, const PeriodRange& horizon, const std::set<std::string>& tuned,
                                    const std::vector<MeasureRequest>& requests) {
  const auto words = words_of(requests);
  const auto known = std::find_if(programs_.begin(), programs_.end(), [&](const KnownProgram& p) {
    return p.model == model && p.horizon.first == horizon.first && p.horizon.last == horizon.last && p.tuned == tuned && p.requests == words;
  });
  if (known != programs_.end()) return known->compiled;
  return remember(programs_, {model, horizon, tuned, words, models::compile(*model, horizon, tuned, requests)}).compiled;
}

}  // namespace jingchu::models
