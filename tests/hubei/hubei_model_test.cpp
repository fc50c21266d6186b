// The Hubei model against figures that another program computed from the same equations: start values, the path
// without shocks, the distribution of 2024 and the responses to policies and shocks.

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/simulation/simulate.hpp"
#include "models/compile.hpp"
#include "models/model.hpp"
#include "models/source/source_store.hpp"
#include "models/units/check_units.hpp"
#include "tests/hubei/table.hpp"

namespace jingchu {
namespace {

using tests::number;
using tests::read_table;
using tests::split;

constexpr Frequency quarterly = Frequency::quarterly;
const PeriodRange horizon{Period(quarterly, 2024, 1), Period(quarterly, 2030, 4)};

Period period(const std::string& text) {
  const auto parsed = Period::parse(text, quarterly);
  if (!parsed) throw std::runtime_error("not a quarter: " + text);
  return *parsed;
}

class HubeiModel : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    const auto store = models::file_store({JINGCHU_SOURCE_DIR});
    model_ = new models::Model(models::load_model(*store, "hubei", "", Place{}));
    compiled_ = new models::CompiledModel(models::compile(*model_, horizon, {}, {}));
  }
  static void TearDownTestSuite() {
    delete compiled_;
    delete model_;
  }

  static const models::Model& model() { return *model_; }
  static const models::CompiledModel& compiled() { return *compiled_; }
  static engine::Plan plan(const models::Setting& setting = {}) { return models::bind(model(), compiled(), setting); }

  static std::size_t index(const std::string& variable) {
    const auto& all = model().variables;
    const auto found = std::find_if(all.begin(), all.end(), [&](const auto& v) { return v.name == variable; });
    if (found == all.end()) throw std::runtime_error("no variable " + variable);
    return static_cast<std::size_t>(found - all.begin());
  }
  static const models::Lever& lever(const std::string& name) {
    const auto& all = model().levers;
    const auto found = std::find_if(all.begin(), all.end(), [&](const auto& l) { return l.name == name; });
    if (found == all.end()) throw std::runtime_error("no lever " + name);
    return *found;
  }
  static int measure_of(const std::string& name, int year) {
    for (std::size_t o = 0; o < compiled().outputs.size(); ++o) {
      const models::OutputInfo& info = compiled().outputs[o];
      if (info.kind == models::OutputInfo::Kind::measure && info.year == year &&
          model().measures[static_cast<std::size_t>(info.measure)].name == name)
        return static_cast<int>(o);
    }
    throw std::runtime_error("no measure " + name);
  }
  static double history(const engine::Plan& plan, const std::string& variable, const std::string& quarter) {
    const int back = horizon.first - period(quarter);
    const auto periods = static_cast<std::size_t>(plan.history_periods);
    return plan.history[index(variable) * periods + periods - static_cast<std::size_t>(back)];
  }

  /// The path without shocks, one row of 28 quarters a variable.
  class Course {
   public:
    explicit Course(const models::Setting& setting) : record_(engine::central_path(compiled().program, plan(setting))) {
      if (record_.failed) throw std::runtime_error("the central path failed: " + record_.failure_detail);
    }
    double at(const std::string& variable, int quarter) const {
      return record_.values[index(variable) * static_cast<std::size_t>(horizon.count()) + static_cast<std::size_t>(quarter)];
    }
    double at(const std::string& variable, const std::string& quarter) const {
      return at(variable, period(quarter) - horizon.first);
    }
    const std::vector<double>& values() const { return record_.values; }

   private:
    engine::PathRecord record_;
  };

  /// Levers written as `name=2024Q1..2024Q4:114;name=...`.
  static models::Setting setting(const std::string& text) {
    models::Setting result;
    for (const std::string& item : split(text, ';')) {
      if (item.empty()) continue;
      const auto equals = item.find('='), dots = item.find(".."), colon = item.find(':');
      const std::string name = item.substr(0, equals);
      auto& values = result.levers[name];
      if (values.empty()) values.assign(static_cast<std::size_t>(horizon.count()), lever(name).standard);
      const int first = period(item.substr(equals + 1, dots - equals - 1)) - horizon.first;
      const int last = period(item.substr(dots + 2, colon - dots - 2)) - horizon.first;
      for (int t = first; t <= last; ++t) values[static_cast<std::size_t>(t)] = number(item.substr(colon + 1));
    }
    return result;
  }
  static models::Setting whole_horizon(const std::string& lever, double value) {
    models::Setting result;
    result.levers[lever].assign(static_cast<std::size_t>(horizon.count()), value);
    return result;
  }

 private:
  static inline models::Model* model_ = nullptr;
  static inline models::CompiledModel* compiled_ = nullptr;
};

TEST_F(HubeiModel, HoldsThe93VariablesTheFourCarriedStatesAndItsShocks) {
  std::set<std::string> variables;
  for (const auto& v : model().variables) variables.insert(v.name);
  const auto central = read_table("central.csv");
  EXPECT_EQ(central.rows.size(), 93u);
  for (const auto& row : central.rows) EXPECT_TRUE(variables.contains(row.at("variable"))) << row.at("variable");
  for (const std::string state : {"cf", "xw", "xx", "V"}) EXPECT_TRUE(variables.contains(state)) << state;

  // 53 shocks, 4 uniforms and the severity of a flood; 15 shocks and 2 uniforms of the satellites.
  EXPECT_EQ(model().shocks.size(), 53u + 4u + 1u + 15u + 2u);
  EXPECT_EQ(model().correlations.size(), 47u);
  EXPECT_EQ(model().levers.size(), 18u + 12u);
  EXPECT_EQ(model().origin, horizon.first);
}

TEST_F(HubeiModel, NamesEverythingInBothLanguages) {
  const auto check = [](const auto& things) {
    for (const auto& thing : things) {
      EXPECT_FALSE(thing.label.zh.empty()) << thing.name;
      EXPECT_FALSE(thing.label.en.empty()) << thing.name;
      EXPECT_NE(thing.label.zh, thing.label.en) << thing.name;
    }
  };
  check(model().variables);
  check(model().parameters);
  check(model().shocks);
  check(model().levers);
  check(model().measures);
  check(model().anchors);
}

TEST_F(HubeiModel, SaysWhereEveryParameterComesFrom) {
  for (const auto& p : model().parameters)
    EXPECT_THAT(p.origin, ::testing::AnyOf(::testing::StartsWith("estimated"), ::testing::StartsWith("judgement"),
                                           ::testing::StartsWith("literature"), ::testing::StartsWith("base data"),
                                           ::testing::StartsWith("report")))
        << p.name;
}

TEST_F(HubeiModel, AgreesInUnitsPriceBasesAndPeriodBasesWithoutSilentExceptions) {
  const models::UnitCheck units(model());
  EXPECT_TRUE(units.findings().empty()) << format_diagnostics(units.findings());
  EXPECT_THAT(units.coverage().none, ::testing::IsEmpty());
  EXPECT_THAT(units.coverage().by_hand, ::testing::IsEmpty());
  EXPECT_GT(units.coverage().full.size(), 120u);
}

TEST_F(HubeiModel, StatesTheUnitOfEveryVariableAndTheBasisOfAllMoney) {
  for (const models::Variable& v : model().variables) {
    EXPECT_FALSE(v.stated.unit.empty()) << v.name;
    EXPECT_FALSE(v.stated.measure.empty()) << v.name;
    EXPECT_TRUE(v.unit.rfind("CNY", 0) != 0 || !v.basis.empty()) << v.name;
  }
}

TEST_F(HubeiModel, DrawsItsParametersFromTheStatedLaws) {
  std::map<std::string, const models::Parameter*> parameters;
  for (const auto& p : model().parameters) parameters[p.name] = &p;
  for (const auto& row : read_table("parameters.csv").rows) {
    const std::string& name = row.at("name");
    ASSERT_TRUE(parameters.contains(name)) << name;
    const models::Parameter& p = *parameters[name];
    EXPECT_EQ(p.value, number(row.at("value"))) << name;
    EXPECT_EQ(p.law.has_value(), !row.at("sd").empty()) << name;
    if (!p.law) continue;
    const auto* law = std::get_if<engine::NormalLaw>(&*p.law);
    ASSERT_NE(law, nullptr) << name;
    EXPECT_EQ(law->mean, number(row.at("value"))) << name;
    EXPECT_EQ(law->sd, number(row.at("sd"))) << name;
    EXPECT_EQ(law->lower, number(row.at("lower"))) << name;
    EXPECT_EQ(law->upper, number(row.at("upper"))) << name;
  }
}

TEST_F(HubeiModel, DrawsItsShocksFromTheStatedLaws) {
  std::map<std::string, engine::Law> laws;
  for (const auto& s : model().shocks) laws[s.name] = s.law;
  for (const auto& row : read_table("shocks.csv").rows) {
    const std::string& name = row.at("name");
    ASSERT_TRUE(laws.contains(name)) << name;
    double mean = 1, sd = 0, df = 0;
    if (const auto* normal = std::get_if<engine::NormalLaw>(&laws[name])) std::tie(mean, sd) = std::tie(normal->mean, normal->sd);
    if (const auto* t = std::get_if<engine::StudentTLaw>(&laws[name])) std::tie(mean, sd, df) = std::tie(t->mean, t->sd, t->df);
    EXPECT_EQ(mean, 0) << name;
    EXPECT_EQ(sd, number(row.at("sd"))) << name;
    EXPECT_EQ(df, row.at("df").empty() ? 0 : number(row.at("df"))) << name;
  }
  for (const std::string uniform : {"u_sp", "u_st", "u_sd", "u_sf"}) {
    const auto* law = std::get_if<engine::UniformLaw>(&laws[uniform]);
    ASSERT_NE(law, nullptr) << uniform;
    EXPECT_EQ(law->low, 0);
    EXPECT_EQ(law->high, 1);
  }
  const auto* severity = std::get_if<engine::LognormalLaw>(&laws["s_sf"]);
  ASSERT_NE(severity, nullptr);
  EXPECT_EQ(severity->mean, 1);
  EXPECT_EQ(severity->cv, 0.5);
}

TEST_F(HubeiModel, CorrelatesItsShocksAsStated) {
  std::map<std::pair<std::string, std::string>, double> stated;
  for (const auto& row : read_table("correlations.csv").rows)
    stated[std::minmax(row.at("first"), row.at("second"))] = number(row.at("value"));
  std::map<std::pair<std::string, std::string>, double> found;
  for (const auto& c : model().correlations) found[std::minmax(c.first, c.second)] = c.value;
  EXPECT_EQ(found, stated);
}

TEST_F(HubeiModel, StartsFromTheCalibratedQuartersOf2022And2023) {
  const auto start = read_table("initial.csv");
  for (const auto& row : start.rows) {
    const auto& values = model().data.values.at(row.at("variable"));
    for (const std::string& quarter : start.header) {
      if (quarter == "variable") continue;
      EXPECT_EQ(values.at(period(quarter)), number(row.at(quarter))) << row.at("variable") << ' ' << quarter;
    }
  }
}

TEST_F(HubeiModel, FollowsTheReferenceOnThePathWithoutShocks) {
  const Course course({});
  const auto reference = read_table("central.csv");
  const std::set<std::string> near_zero{"NL", "gap", "cimp"};
  for (const auto& row : reference.rows) {
    const std::string& name = row.at("variable");
    double usual = 0;
    for (int t = 0; t < horizon.count(); ++t)
      usual += std::abs(number(row.at((horizon.first + t).to_string()))) / horizon.count();
    for (int t = 0; t < horizon.count(); ++t) {
      const double expected = number(row.at((horizon.first + t).to_string()));
      const double allowed = near_zero.contains(name) ? 1e-6 * usual : 1e-9 * std::abs(expected);
      ASSERT_NEAR(course.at(name, t), expected, allowed) << name << ' ' << (horizon.first + t).to_string();
    }
  }
}

TEST_F(HubeiModel, RespondsToPoliciesAndShocksAsTheReferenceDoes) {
  for (const auto& row : read_table("responses.csv").rows) {
    const Course changed(setting(row.at("levers")));
    const Course base(setting(row.at("against")));
    const std::string& variable = row.at("variable");
    const int first = period(row.at("from")) - horizon.first, last = period(row.at("to")) - horizon.first;
    double sum_changed = 0, sum_base = 0, lowest = 0;
    for (int t = first; t <= last; ++t) {
      sum_changed += changed.at(variable, t);
      sum_base += base.at(variable, t);
      lowest = std::min(lowest, 100 * (changed.at(variable, t) / base.at(variable, t) - 1));
    }
    double response = lowest;
    if (row.at("kind") == "percent") response = 100 * (sum_changed / sum_base - 1);
    if (row.at("kind") == "per_yuan") response = (sum_changed - sum_base) / number(row.at("amount"));
    EXPECT_NEAR(response, number(row.at("expected")), number(row.at("tolerance")))
        << row.at("experiment") << ": " << variable << ' ' << row.at("from") << " to " << row.at("to");
  }
}

TEST_F(HubeiModel, MovesWithEveryLeverInTheRightDirection) {
  const Course base({});
  std::set<std::string> untried;
  for (const auto& l : model().levers) untried.insert(l.name);
  for (const auto& row : read_table("signs.csv").rows) {
    untried.erase(row.at("lever"));
    const Course changed(whole_horizon(row.at("lever"), number(row.at("value"))));
    const double before = base.at(row.at("variable"), row.at("period"));
    const double change = changed.at(row.at("variable"), row.at("period")) - before;
    EXPECT_GT(row.at("sign") == "+" ? change : -change, 1e-6 * std::abs(before))
        << row.at("lever") << " on " << row.at("variable") << " in " << row.at("period");
  }
  EXPECT_THAT(untried, ::testing::IsEmpty());
}

TEST_F(HubeiModel, IsUnmovedByLeversSetToTheirDefaults) {
  models::Setting defaults;
  for (const auto& l : model().levers)
    defaults.levers[l.name].assign(static_cast<std::size_t>(horizon.count()), l.standard);
  EXPECT_EQ(Course(defaults).values(), Course({}).values());
}

TEST_F(HubeiModel, CutsTheLoanRateOnceWhenTheCutIsFirstSet) {
  const Course base({});
  const Course cut(setting("rate=2025Q2..2030Q4:0.5"));
  EXPECT_EQ(cut.at("r", "2025Q1"), base.at("r", "2025Q1"));
  EXPECT_NEAR(cut.at("r", "2025Q2"), base.at("r", "2025Q2") - 0.5, 1e-12);
  EXPECT_GT(cut.at("r", "2025Q3"), cut.at("r", "2025Q2"));
}

TEST_F(HubeiModel, KeepsAFixedCourseOfARegimeOnEveryPath) {
  models::Setting fixed = setting("sp_fix=2024Q1..2030Q4:0;st_fix=2024Q1..2024Q4:1;sf_fix=2024Q3..2024Q3:2");
  engine::Plan shocked = plan(fixed);
  for (const std::int64_t path : {0, 7, 500}) {
    const engine::PathRecord record = engine::replay(compiled().program, shocked, path);
    const auto value = [&](const std::string& v, int t) {
      return record.values[index(v) * static_cast<std::size_t>(horizon.count()) + static_cast<std::size_t>(t)];
    };
    for (int t = 0; t < horizon.count(); ++t) EXPECT_EQ(value("sp", t), 0);
    for (int t = 0; t < 4; ++t) EXPECT_EQ(value("st", t), 1);
    EXPECT_EQ(value("sf", 2), 2);
  }
}

TEST_F(HubeiModel, KeepsItsHistoryBitForBitWhenTheReportsFiguresAreThoseItWasMadeWith) {
  models::Setting same;
  for (const auto& a : model().anchors) same.anchors[a.name] = a.base;
  const engine::Plan untouched = plan(), anchored = plan(same);
  ASSERT_EQ(untouched.history.size(), anchored.history.size());
  for (std::size_t i = 0; i < untouched.history.size(); ++i)
    ASSERT_TRUE(untouched.history[i] == anchored.history[i] ||
                (std::isnan(untouched.history[i]) && std::isnan(anchored.history[i])));
  EXPECT_EQ(untouched.settings, anchored.settings);
}

TEST_F(HubeiModel, ScalesWithTheLevelOfGdpInTheReport) {
  models::Setting larger;
  larger.anchors["gdp_level"] = 55803 * 1.01;
  const engine::Plan before = plan(), after = plan(larger);
  for (const std::string v : {"Y", "YN", "CC", "K", "VIND", "DEBT", "YPC", "DIG"})
    for (const std::string q : {"2022Q4", "2023Q4"})
      EXPECT_DOUBLE_EQ(history(after, v, q), history(before, v, q) * (55803 * 1.01 / 55803)) << v;
  for (const std::string v : {"PC", "U", "RS", "LN", "HT", "EN", "V"})
    EXPECT_EQ(history(after, v, "2023Q4"), history(before, v, "2023Q4")) << v;
  EXPECT_NEAR(Course(larger).at("Y", 0) / Course({}).at("Y", 0), 1.01, 0.001);
}

TEST_F(HubeiModel, RescalesOnly2022WhenTheReportGivesAnotherGrowthOf2023) {
  models::Setting slower;
  slower.anchors["gdp_growth_2023"] = 5;
  const engine::Plan before = plan(), after = plan(slower);
  EXPECT_DOUBLE_EQ(history(after, "Y", "2022Q4"), history(before, "Y", "2022Q4") * (1.06 / 1.05));
  EXPECT_EQ(history(after, "Y", "2023Q1"), history(before, "Y", "2023Q1"));
}

TEST_F(HubeiModel, PassesAChangedPlanOnToInvestment) {
  models::Setting larger;
  larger.parameters["plan_tr_2024"] = 3300;
  EXPECT_NEAR(Course(larger).at("ITR", 0) / Course({}).at("ITR", 0), 1.1, 1e-9);
}

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
