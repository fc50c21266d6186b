#include "output/results/differences.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "output/results/change_fields.hpp"
#include "output/results/conditioned_fields.hpp"
#include "output/results/content_codec.hpp"
#include "output/results/layout.hpp"
#include "output/results/target_fields.hpp"

namespace jingchu::output {

namespace {

class Comparison {
 public:
  Comparison(const Content& a, const Content& b) : a_(a), b_(b) {}

  std::vector<Difference> run() {
    one("/", "title", a_.title_en, b_.title_en);
    one("/", "title_zh", a_.title_zh, b_.title_zh);
    numbers("/quantiles/quantile", {}, a_.levels, b_.levels);
    axis("/quantiles/time", a_.time, b_.time);
    axis("/annual/quantiles/time", a_.years, b_.years);
    axis("/history/time", a_.history_time, b_.history_time);
    columns("/moments", a_.variables, b_.variables);
    columns("/annual/moments", a_.measures, b_.measures);
    one("/paths", "", kept(a_), kept(b_));
    one("/paths", "values", a_.kept_sha256, b_.kept_sha256);
    one("/scenarios/scenario", "number of scenarios", a_.scenarios.size(), b_.scenarios.size());
    one("/contrast_targets/scenario", "number of scenarios", a_.contrasts.size(), b_.contrasts.size());
    one("/conditioned/scenario", "number of scenarios", a_.conditioned.size(), b_.conditioned.size());
    // Tables of other shapes are not compared number by number: that they differ was said.
    if (list_.empty()) {
      for (std::size_t v = 0; v < a_.variables.size(); ++v) numbers("/history/" + a_.variables[v].name, a_.history_time, a_.history[v], b_.history[v]);
      for (std::size_t s = 0; s < a_.scenarios.size(); ++s) scenario(a_.scenarios[s], b_.scenarios[s]);
      for (std::size_t c = 0; c < std::min(a_.contrasts.size(), b_.contrasts.size()); ++c) contrast(a_.contrasts[c], b_.contrasts[c]);
      for (std::size_t c = 0; c < std::min(a_.conditioned.size(), b_.conditioned.size()); ++c) conditioned(a_.conditioned[c], b_.conditioned[c]);
    }
    // Whatever has no line above still counts.
    if (list_.empty() && detail::encode_results(a_) != detail::encode_results(b_)) list_.push_back({"another dataset", "", "", ""});
    return std::move(list_);
  }

 private:
  static bool equal(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }
  template <class Value>
  static bool equal(const Value& a, const Value& b) { return a == b; }

  static std::string kept(const Content& content) {
    if (content.kept.empty()) return "no single paths";
    std::string names;
    for (const std::size_t s : content.kept.scenarios) names += (names.empty() ? "" : " ") + content.scenarios[s].name;
    for (const std::size_t v : content.kept.variables) names += " " + content.variables[v].name;
    return fmt::format("{} of {}", content.kept.f64 ? "f64" : "f32", names);
  }
  void add(const std::string& dataset, std::string place, std::string first, std::string second) {
    const bool known = std::any_of(list_.begin(), list_.end(), [&](const Difference& d) { return d.dataset == dataset; });
    if (!known) list_.push_back({dataset, std::move(place), std::move(first), std::move(second)});
  }
  template <class Value>
  void one(const std::string& dataset, const std::string& place, const Value& first, const Value& second) {
    if (!equal(first, second)) add(dataset, place, fmt::format("{}", first), fmt::format("{}", second));
  }
  void axis(const std::string& dataset, const TimeAxis& first, const TimeAxis& second) {
    const auto text = [](const TimeAxis& axis) { return axis.count == 0 ? std::string("empty") : fmt::format("{} periods from {} on", axis.count, detail::period_name(axis.per_year, axis.first)); };
    one(dataset, "", text(first), text(second));
  }
  void columns(const std::string& group, const std::vector<Column>& first, const std::vector<Column>& second) {
    one(group, "number of variables", first.size(), second.size());
    for (std::size_t i = 0; i < std::min(first.size(), second.size()); ++i) {
      one(group, "name", first[i].name, second[i].name);
      const std::string dataset = group + "/" + first[i].name;
      one(dataset, "unit", first[i].unit, second[i].unit);
      one(dataset, "equation or formula", first[i].comment, second[i].comment);
      one(dataset, "reported", first[i].reported, second[i].reported);
    }
  }
  void numbers(const std::string& dataset, const TimeAxis& time, const std::vector<double>& first, const std::vector<double>& second, const std::string& row = {}) {
    if (first.size() != second.size()) return add(dataset, row, fmt::format("{} values", first.size()), fmt::format("{} values", second.size()));
    const auto [a, b] = std::mismatch(first.begin(), first.end(), second.begin(), [](double x, double y) { return equal(x, y); });
    if (a == first.end()) return;
    const auto index = static_cast<int>(a - first.begin());
    std::string place = row;
    if (time.count > 0) place += (place.empty() ? "" : ", ") + detail::period_name(time.per_year, time.first + index % time.count);
    add(dataset, place, fmt::format("{}", *a), fmt::format("{}", *b));
  }
  void tables(const std::string& group, const std::vector<Column>& columns, const TimeAxis& time, const std::string& scenario,
              const std::vector<SeriesTable>& first, const std::vector<SeriesTable>& second) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      for (std::size_t m = 0; m < detail::moment_names.size(); ++m) {
        numbers(group + "/moments/" + columns[i].name, time, detail::moment_of(first[i], m), detail::moment_of(second[i], m), fmt::format("{}, {}", scenario, detail::moment_names[m]));
      }
      numbers(group + "/quantiles/" + columns[i].name, time, first[i].quantiles, second[i].quantiles, scenario);
      numbers(group + "/quantile_errors/" + columns[i].name, time, first[i].quantile_errors, second[i].quantile_errors, scenario);
    }
  }
  void targets(const ScenarioResults& first, const ScenarioResults& second) {
    one("/targets/target", first.name + ", number of targets", first.targets.size(), second.targets.size());
    for (std::size_t i = 0; i < std::min(first.targets.size(), second.targets.size()); ++i) {
      const TargetRow &a = first.targets[i], &b = second.targets[i];
      const std::string place = fmt::format("{}, {}", first.name, a.id);
      one("/targets/target", place, a.id, b.id);
      for (const auto& field : detail::target_numbers) one(fmt::format("/targets/{}", field.name), place, a.*field.member, b.*field.member);
      for (const auto& field : detail::target_texts) one(fmt::format("/targets/{}", field.name), place, a.*field.member, b.*field.member);
      one("/targets/n_paths", place, a.n_paths, b.n_paths);
      numbers("/targets/value_quantiles", {}, a.value_quantiles, b.value_quantiles, place);
    }
    for (std::size_t i = 0; i < std::min(first.joint.size(), second.joint.size()); ++i) {
      for (const auto& field : detail::joint_numbers) one(fmt::format("/targets/{}", field.name), first.joint[i].tier_set, first.joint[i].*field.member, second.joint[i].*field.member);
    }
    numbers("/targets/targets_met", {}, first.targets_met, second.targets_met, first.name);
  }
  void scenario(const ScenarioResults& first, const ScenarioResults& second) {
    one("/scenarios/scenario", "", first.name, second.name);
    one("/scenarios/n_paths", first.name, first.n_paths, second.n_paths);
    one("/scenarios/n_failed", first.name, first.n_failed, second.n_failed);
    tables("", a_.variables, a_.time, first.name, first.variables, second.variables);
    tables("/annual", a_.variables, a_.years, first.name, first.annual_variables, second.annual_variables);
    tables("/annual", a_.measures, a_.years, first.name, first.annual_measures, second.annual_measures);
    targets(first, second);
    for (std::size_t i = 0; i < std::min(first.levers.size(), second.levers.size()); ++i) {
      numbers("/levers/value", a_.time, first.levers[i].value, second.levers[i].value, fmt::format("{}, {}", first.name, first.levers[i].name));
    }
    for (std::size_t i = 0; i < std::min(first.identities.size(), second.identities.size()); ++i) {
      one("/identities/largest_residual", fmt::format("{}, {}", first.name, first.identities[i].name), first.identities[i].largest_residual, second.identities[i].largest_residual);
    }
    one("/failures/failure", first.name + ", number of failed paths listed", first.failures.size(), second.failures.size());
  }

  void contrast(const ContrastResults& first, const ContrastResults& second) {
    const std::string at = "/contrast_targets/";
    one(at + "scenario", "", first.scenario, second.scenario);
    one(at + "n_paths", first.scenario, first.n_paths, second.n_paths);
    one(at + detail::unlike_paths_name, first.scenario, first.unlike_paths, second.unlike_paths);
    for (const auto& field : detail::effective_numbers) one(at + field.name, first.scenario, first.*field.member, second.*field.member);
    const auto tables = [&](const std::string& group, const std::vector<Column>& columns, const TimeAxis& time, std::vector<DifferenceTable> ContrastResults::*member) {
      for (std::size_t i = 0; i < columns.size(); ++i) {
        const DifferenceTable &a = (first.*member)[i], &b = (second.*member)[i];
        for (std::size_t m = 0; m < detail::difference_moment_names.size(); ++m)
          numbers(group + "/contrast_moments/" + columns[i].name, time, detail::moment_of(a, m), detail::moment_of(b, m), fmt::format("{}, {}", first.scenario, detail::difference_moment_names[m]));
        numbers(group + "/contrasts/" + columns[i].name, time, a.series.quantiles, b.series.quantiles, first.scenario);
      }
    };
    tables("", a_.variables, a_.time, &ContrastResults::variables);
    tables("/annual", a_.variables, a_.years, &ContrastResults::annual_variables);
    tables("/annual", a_.measures, a_.years, &ContrastResults::annual_measures);
    for (const auto& [list, prefix] : {std::pair{&ContrastResults::targets, ""}, {&ContrastResults::joint, "joint_"}}) {
      const auto &a = first.*list, &b = second.*list;
      one(at + prefix + "change", first.scenario + ", number of rows", a.size(), b.size());
      for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
        const std::string place = fmt::format("{}, {}", first.scenario, a[i].name);
        for (const auto& field : detail::change_numbers) one(at + prefix + field.name, place, a[i].*field.member, b[i].*field.member);
        for (const auto& field : detail::change_counts) one(at + prefix + field.name, place, a[i].*field.member, b[i].*field.member);
      }
    }
  }
  void conditioned(const ConditionedResults& first, const ConditionedResults& second) {
    const std::string at = "/conditioned/", &name = a_.scenarios[first.scenario].name;
    one(at + "scenario", "", name, b_.scenarios[second.scenario].name);
    one(at + "proposal", name, first.proposal, second.proposal);
    for (const auto& field : detail::conditioned_numbers) one(at + field.name, name, first.*field.member, second.*field.member);
    one(at + "observation", name + ", number of rows", first.observed.size(), second.observed.size());
    for (std::size_t i = 0; i < std::min(first.observed.size(), second.observed.size()); ++i) {
      const std::string place = fmt::format("{}, {}", name, first.observed[i].measure);
      for (const auto& field : detail::observed_numbers) one(at + field.name, place, first.observed[i].*field.member, second.observed[i].*field.member);
      for (const auto& field : detail::observed_texts) one(at + field.name, place, first.observed[i].*field.member, second.observed[i].*field.member);
    }
    one(at + "release", name + ", number of rows", first.releases.size(), second.releases.size());
    for (std::size_t r = 0; r < std::min(first.releases.size(), second.releases.size()); ++r) {
      const ReleaseRow &a = first.releases[r], &b = second.releases[r];
      const std::string place = fmt::format("{}, {}", name, a.name);
      one(at + "release", place, a.name, b.name);
      one(at + "observations", place, a.observations, b.observations);
      for (const auto& field : detail::release_numbers) one(at + field.name, place, a.*field.member, b.*field.member);
      for (const auto& [list, prefix] : {std::pair{&ReleaseRow::targets, ""}, {&ReleaseRow::joint, "joint_"}})
        for (std::size_t i = 0; i < std::min((a.*list).size(), (b.*list).size()); ++i)
          for (const auto& field : detail::update_numbers) one(at + prefix + field.name, fmt::format("{}, {}", place, (a.*list)[i].name), (a.*list)[i].*field.member, (b.*list)[i].*field.member);
    }
  }

  const Content& a_;
  const Content& b_;
  std::vector<Difference> list_;
};

}  // namespace

std::vector<Difference> differences(const Content& first, const Content& second) { return Comparison(first, second).run(); }

}  // namespace jingchu::output
