#include "output/results/content_codec.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <map>
#include <type_traits>
#include <vector>

namespace jingchu::output::detail {

namespace {

class Encoder {
 public:
  void add(std::int64_t value) {
    auto bits = static_cast<std::uint64_t>(value);
    for (int i = 0; i < 8; ++i, bits >>= 8) bytes_ += static_cast<char>(bits & 0xff);
  }
  void add(int value) { add(std::int64_t{value}); }
  void add(bool value) { add(std::int64_t{value}); }
  void add(double value) {
    // Sign and payload of a NaN depend on the instruction that made it.
    const double canonical = std::isnan(value) ? std::bit_cast<double>(std::uint64_t{0x7ff8000000000000}) : value;
    add(std::bit_cast<std::int64_t>(canonical));
  }
  void add(const std::string& text) {
    add(static_cast<std::int64_t>(text.size()));
    bytes_ += text;
  }
  template <class Value>
  void add(const std::vector<Value>& list) {
    add(static_cast<std::int64_t>(list.size()));
    for (const auto& value : list) add(value);
  }
  template <class Value>
  void add(const std::map<std::string, Value>& map) {
    add(static_cast<std::int64_t>(map.size()));
    for (const auto& [name, value] : map) all(name, value);
  }
  void add(const TimeAxis& v) { all(v.per_year, v.first, v.count); }
  void add(const Column& v) {
    all(v.name, v.title_en, v.title_zh, v.unit, v.basis, v.measure, v.annual_rule, v.comment, v.reported, v.quantile_resolution, v.unit_zh);
  }
  void add(const SeriesTable& v) { all(v.mean, v.sd, v.min, v.max, v.mean_se, v.n, v.quantiles, v.quantile_errors); }
  void add(const TargetRow& v) {
    all(v.id, v.title_en, v.title_zh, v.sense, v.unit, v.unit_zh, v.tier, v.section, v.ease, v.status, v.reason, v.measure, v.judgement, v.line,
        v.lever, v.probability, v.standard_error, v.lower_bound, v.upper_bound, v.probability_with_tolerance, v.mean, v.threshold, v.upper, v.tolerance);
    // A target without numbers may have no quantiles or undefined ones: the file does not tell these apart.
    const bool none = std::all_of(v.value_quantiles.begin(), v.value_quantiles.end(), [](double q) { return std::isnan(q); });
    add(none ? std::vector<double>() : v.value_quantiles);
    add(v.n_paths);
  }
  void add(const JointRow& v) { all(v.tier_set, v.probability, v.standard_error, v.lower_bound, v.upper_bound); }
  void add(const LeverRow& v) { all(v.name, v.title_en, v.title_zh, v.unit, v.value, v.standard, v.unit_zh); }
  void add(const FailureRow& v) { all(v.path, v.kind, v.equation, v.time_index); }
  void add(const IdentityRow& v) { all(v.name, v.largest_residual); }
  void add(const Text& v) { all(v.name, v.text, v.media_type); }
  void add(const ScenarioResults& v) {
    all(v.name, v.title_en, v.title_zh, v.asks_en, v.asks_zh, v.variables, v.annual_variables, v.annual_measures, v.targets, v.joint,
        v.targets_met, v.levers, v.failures, v.failed_by_kind, v.failed_by_equation, v.n_paths, v.n_failed, v.identities);
  }
  void add(const Provenance& v) {
    all(v.engine_version, v.git_sha1, v.build, v.model_name, v.model_sha256, v.scenario_sha256, v.data_sha256, v.rng, v.seed, v.n_paths,
        v.n_failed, v.scenario_texts, v.model_texts, v.data_texts, v.effective_scenario, v.parameters_csv, v.solver_tolerance);
  }
  template <class... Values>
  void all(const Values&... values) {
    (add(values), ...);
  }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

}  // namespace

std::string encode_results(const Content& v) {
  Encoder encoder;
  encoder.all(v.title_en, v.title_zh, v.levels, v.time, v.years, v.history_time, v.variables, v.measures, v.history, v.scenarios);
  return encoder.take();
}

std::string encode_provenance(const Provenance& provenance) {
  Encoder encoder;
  encoder.add(provenance);
  return encoder.take();
}

}  // namespace jingchu::output::detail
