#include "output/results/differences.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <functional>
#include <string>

#include "output/results/results_file.hpp"
#include "tests/output/sample_content.hpp"

namespace jingchu::output {
namespace {

using testing::sample_content;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(Differences, EqualResultsHaveNone) {
  Content other = sample_content();
  other.provenance.build = "another";
  EXPECT_THAT(differences(sample_content(), other), IsEmpty());
}

TEST(Differences, TheFirstPlaceOfEachDatasetIsNamed) {
  Content other = sample_content();
  auto& s = other.scenarios[1];
  s.variables[0].sd[3] += 1;
  s.variables[0].sd[4] += 1;
  s.annual_measures[0].quantiles[7 * 4 + 2] = 5;
  s.targets[0].probability = 0.25;
  const auto list = differences(sample_content(), other);
  ASSERT_THAT(list, SizeIs(3));
  EXPECT_EQ(list[0].dataset, "/moments/Y");
  EXPECT_EQ(list[0].place, "investment-push, sd, 2024Q4");
  EXPECT_EQ(list[0].first, "180");
  EXPECT_EQ(list[0].second, "181");
  EXPECT_EQ(list[1].dataset, "/annual/quantiles/gdp_growth");
  EXPECT_EQ(list[1].place, "investment-push, 2026");
  EXPECT_EQ(list[2].dataset, "/targets/probability");
}

TEST(Differences, OfComparisonsAndPublishedValuesAreNamedToo) {
  const auto first_of = [](const Content& content, auto change) {
    Content other = content;
    change(other);
    const auto list = differences(content, other);
    return list.empty() ? std::string("nothing") : list[0].dataset + ", " + list[0].place;
  };
  const Content compared = testing::compared_content(), conditioned = testing::conditioned_content();
  EXPECT_EQ(first_of(compared, [](Content& c) { c.contrasts[0].variables[0].series.sd[3] += 1; }), "/contrast_moments/Y, investment-push, sd, 2024Q4");
  EXPECT_EQ(first_of(compared, [](Content& c) { c.contrasts[0].annual_measures[0].greater[1] = 0; }), "/annual/contrast_moments/gdp_growth, investment-push, greater, 2025");
  EXPECT_EQ(first_of(compared, [](Content& c) { c.contrasts[0].annual_variables[2].series.quantiles[7 * 3 + 2] = 0; }), "/annual/contrasts/t_drive, investment-push, 2026");
  EXPECT_EQ(first_of(compared, [](Content& c) { c.contrasts[0].targets[1].gained = 3; }), "/contrast_targets/gained, investment-push, urban_jobs_target_2024");
  EXPECT_EQ(first_of(compared, [](Content& c) { c.contrasts[0].joint[0].change = 3; }), "/contrast_targets/joint_change, investment-push, A");
  EXPECT_EQ(first_of(compared, [](Content& c) { c.contrasts.clear(); }), "/contrast_targets/scenario, number of scenarios");
  EXPECT_EQ(first_of(conditioned, [](Content& c) { c.conditioned[0].observed[1].sd = 3; }), "/conditioned/sd, investment-push, cumulative(Y, 2024Q1, 2024Q2)");
  EXPECT_EQ(first_of(conditioned, [](Content& c) { c.conditioned[0].releases[2].targets[0].change = 3; }), "/conditioned/change, investment-push, 2024-07-18, urban_jobs_target_2024");
}

TEST(Differences, AnythingThatChangesTheDigestIsADifference) {
  const std::function<void(Content&)> changes[] = {
      [](Content& c) { c.scenarios[0].asks_zh += "?"; },
      [](Content& c) { c.scenarios.pop_back(); },
      [](Content& c) { c.variables[1].unit_zh = "x"; },
      [](Content& c) { c.levels.pop_back(); },
      [](Content& c) { c.time.count -= 1; },
      [](Content& c) { c.scenarios[0].failures.pop_back(); },
      [](Content& c) { c.scenarios[0].targets.pop_back(); },
      [](Content& c) { c.scenarios[0].levers[0].value[27] = 1; },
      [](Content& c) { c.scenarios[0].joint[1].upper_bound = 0.5; },
      [](Content& c) { c.history[0][3] = std::nan(""); },
      [](Content& c) { c.measures[0].comment = "another formula"; },
  };
  for (const auto& change : changes) {
    Content other = sample_content();
    change(other);
    ASSERT_NE(results_digest(other), results_digest(sample_content()));
    EXPECT_FALSE(differences(sample_content(), other).empty());
  }
}

}  // namespace
}  // namespace jingchu::output
