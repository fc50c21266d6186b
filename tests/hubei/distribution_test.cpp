// The distribution of 2024 and the fan to 2030, against the figures of another program.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/hubei/hubei_model.hpp"

namespace jingchu {
namespace {

using tests::horizon;
using tests::HubeiModel;
using tests::number;
using tests::read_table;

/// 20,000 paths, as many as the reference used.
class HubeiDistribution : public HubeiModel {
 protected:
  static constexpr std::int64_t paths = 20000;

  static void SetUpTestSuite() {
    HubeiModel::SetUpTestSuite();
    engine::Plan run = plan();
    run.path_count = paths;
    for (const auto& row : read_table("summary_2024.csv").rows) {
      if (row.at("threshold").empty()) continue;
      engine::TargetRule rule;
      rule.output = measure_of(row.at("measure"), 2024);
      rule.sense = row.at("sense") == "at least" ? engine::Sense::at_least : engine::Sense::at_most;
      rule.threshold = number(row.at("threshold"));
      run.targets.push_back(rule);
    }
    outcome_ = new engine::Outcome(engine::simulate(compiled().program, run, {}));
  }
  static void TearDownTestSuite() {
    delete outcome_;
    HubeiModel::TearDownTestSuite();
  }
  static const engine::Outcome& outcome() { return *outcome_; }
  static engine::SeriesSummary summary(int output, const std::vector<double>& levels) {
    const std::size_t first = model().variables.size() * static_cast<std::size_t>(horizon.count());
    return outcome().statistics.summary(first + static_cast<std::size_t>(output), levels);
  }

 private:
  static inline engine::Outcome* outcome_ = nullptr;
};

TEST_F(HubeiDistribution, AgreesWithTheReferenceIn2024WithinMonteCarloError) {
  // Both sides have sampling errors; the reference is also rounded. Five joint standard errors leave a chance of about
  // 1e-4 that one of these two hundred comparisons fails by bad luck, and the seed is fixed.
  constexpr double allowed = 5;
  const std::vector<double> levels{0.05, 0.25, 0.5, 0.75, 0.95};
  const std::array<std::string, 5> columns{"p5", "p25", "median", "p75", "p95"};
  std::size_t target = 0;
  for (const auto& row : read_table("summary_2024.csv").rows) {
    const std::string& name = row.at("measure");
    const engine::SeriesSummary got = summary(measure_of(name, 2024), levels);
    const double rounding = number(row.at("resolution")) / 2;
    for (std::size_t i = 0; i < levels.size(); ++i) {
      if (row.at(columns[i]).empty()) continue;
      const double error = std::sqrt(2.0) * got.quantile_errors[i];
      EXPECT_NEAR(got.quantiles[i], number(row.at(columns[i])), allowed * error + rounding) << name << ' ' << columns[i];
    }
    if (!row.at("sd").empty()) {
      const double error = got.sd / std::sqrt(static_cast<double>(paths));  // sqrt(2) x sd / sqrt(2 n), two sides
      EXPECT_NEAR(got.sd, number(row.at("sd")), allowed * error + std::max(rounding, 0.005)) << name << " sd";
    }
    if (row.at("threshold").empty()) continue;
    const engine::Probability p = outcome().targets.probability(target++, outcome().failed);
    EXPECT_NEAR(p.value, number(row.at("probability")), allowed * std::sqrt(2.0) * p.standard_error + 0.005) << name;
  }
}

TEST_F(HubeiDistribution, ClosesItsAccountsOnEveryPath) {
  EXPECT_EQ(outcome().failed, 0);
  ASSERT_FALSE(outcome().identity_residuals.empty());
  for (const double residual : outcome().identity_residuals) EXPECT_LT(residual, 1e-9);
}

TEST_F(HubeiDistribution, LeavesNoMeasureOf2024Certain) {
  for (const auto& m : model().measures) EXPECT_GT(summary(measure_of(m.name, 2024), {}).sd, 0) << m.name;
}

TEST_F(HubeiDistribution, KeepsToTheReferencesMediansUntil2030) {
  for (const auto& row : read_table("medians.csv").rows) {
    const int year = static_cast<int>(number(row.at("year")));
    const engine::SeriesSummary got = summary(measure_of(row.at("measure"), year), {0.5});
    EXPECT_NEAR(got.quantiles[0], number(row.at("median")),
                5 * std::sqrt(2.0) * got.quantile_errors[0] + number(row.at("resolution")) / 2)
        << row.at("measure") << ' ' << year;
  }
}

TEST_F(HubeiDistribution, StaysInsideTheReferencesFanUntil2030) {
  const auto last_year = [&](const std::string& variable) {
    for (std::size_t o = 0; o < compiled().outputs.size(); ++o) {
      const models::OutputInfo& info = compiled().outputs[o];
      if (info.kind == models::OutputInfo::Kind::annual && info.year == 2030 &&
          static_cast<std::size_t>(info.variable) == index(variable))
        return summary(static_cast<int>(o), {0.05, 0.95});
    }
    throw std::runtime_error("no annual value of " + variable);
  };
  const engine::SeriesSummary gdp = last_year("Y");
  EXPECT_NEAR(gdp.quantiles[0], 74300, 5 * std::sqrt(2.0) * gdp.quantile_errors[0] + 50);
  EXPECT_NEAR(gdp.quantiles[1], 83100, 5 * std::sqrt(2.0) * gdp.quantile_errors[1] + 50);
  const engine::SeriesSummary slump = last_year("sp");
  EXPECT_NEAR(slump.mean, 0.32, 5 * std::sqrt(2.0) * slump.mean_se + 0.005);
}

}  // namespace
}  // namespace jingchu
