// Models whose solution is known without this program, loaded from text and solved.
#include <fmt/format.h>

#include <cmath>

#include "tests/models/solve.hpp"

namespace jingchu::models {
namespace {

using namespace testing;

// P. A. Samuelson (1939), "Interactions between the multiplier analysis and the principle of acceleration".
std::string samuelson(double alpha, double beta) {
  return "format = \"jingchu-model 1\"\nname = \"samuelson\"\nfrequency = \"annual\"\norigin = \"1939\"\n"
         "history = \"history.csv\"\n[parameters]\n" +
         fmt::format("alpha = {:.17g}\nbeta = {:.17g}\n", alpha, beta) +
         "[levers.G]\ndefault = 1\n"
         // In any order: the program finds its own.
         "[variables.Y]\nequation = \"Y = C + I + G\"\nidentity = true\n"
         "[variables.I]\nequation = \"I = beta*d(C)\"\n"
         "[variables.C]\nequation = \"C = alpha*Y[-1]\"\n";
}

std::vector<double> samuelson_income(double alpha, double beta) {
  return Solved(samuelson(alpha, beta), {{"history.csv", "variable,1938\nY,0\nC,0\n"}}, "1939", "1958")["Y"];
}

TEST(Samuelson, TheMultiplierAloneApproachesItsLimitGeometrically) {
  const std::vector<double> income = samuelson_income(0.5, 0);
  for (std::size_t i = 0; i < income.size(); ++i) EXPECT_NEAR(income[i], 2 - std::pow(0.5, i), round_off) << i;
}

TEST(Samuelson, TheAcceleratorGivesTheRootsOfItsEquation) {
  // y[t] = 1 + alpha(1 + beta) y[t-1] - alpha beta y[t-2]: with alpha = 0.6, beta = 2 the roots are complex with modulus
  // sqrt(1.2): ever wider waves around 1/(1 - alpha).
  const double alpha = 0.6, beta = 2, limit = 1 / (1 - alpha);
  const double modulus = std::sqrt(alpha * beta), angle = std::acos(alpha * (1 + beta) / 2 / modulus);
  // Constants from y[-1] = 0 and y[0] = 1.
  const double a = 1 - limit, b = (a * std::cos(angle) + modulus * limit) / std::sin(angle);
  const std::vector<double> income = samuelson_income(alpha, beta);
  for (std::size_t i = 0; i < income.size(); ++i) {
    const double n = static_cast<double>(i);
    EXPECT_NEAR(income[i], limit + std::pow(modulus, n) * (a * std::cos(n * angle) + b * std::sin(n * angle)), 1e-10) << i;
  }
}

// L. R. Klein (1950), "Economic Fluctuations in the United States, 1921-1941", model I, with the two-stage least squares
// estimates of the textbooks: three behavioural equations, simultaneous with three identities. Billions of 1934 dollars.
const std::string klein = R"toml(format = "jingchu-model 1"
name = "klein-1"
title = "Klein's model I"
frequency = "annual"
origin = 1931
history = ["klein.csv"]

[definitions]
W = "Wp + Wg"

[exogenous.Wg]
label = "government wages"
[exogenous.G]
label = "government demand"
[exogenous.T]
label = "taxes"

[variables.C]
equation = "C = 16.555 + 0.017*P + 0.216*P[-1] + 0.810*W"
[variables.I]
equation = "I = 20.278 + 0.150*P + 0.616*P[-1] - 0.158*K[-1]"
[variables.Wp]
equation = "Wp = 1.500 + 0.439*X + 0.147*X[-1] + 0.130*t"
[variables.X]
equation = "X = C + I + G"
identity = true
[variables.P]
equation = "P = X - T - Wp"
identity = true
[variables.K]
measure = "stock"
equation = "d(K) = I"
identity = true

[identities.income]
formula = "C + I + G = T + Wp + P"

[measures.growth]
unit = "percent"
formula = "annual_growth(X, year)"
)toml";

const std::vector<SourceText> klein_data{{"klein.csv",
                                          "variable,1920,1921,1922,1923,1924,1925\n"
                                          "C,39.8,,,,,\nP,12.7,,,,,\nWp,28.8,,,,,\nI,2.7,,,,,\nX,44.9,,,,,\nK,182.8,,,,,\n"
                                          "Wg,2.2,2.7,2.9,2.9,3.1,3.2\nG,2.4,3.9,3.2,2.8,3.5,3.3\nT,3.4,7.7,3.9,4.7,3.8,5.5\n"}};

TEST(KleinModel, SimultaneousEquationsAgreeWithTheirReducedForm) {
  const Solved run(klein, klein_data, "1921", "1925");
  const double wg[] = {2.7, 2.9, 2.9, 3.1, 3.2}, g[] = {3.9, 3.2, 2.8, 3.5, 3.3}, taxes[] = {7.7, 3.9, 4.7, 3.8, 5.5};
  double profit = 12.7, output = 44.9, capital = 182.8;
  for (std::size_t i = 0; i < 5; ++i) {
    // Solved by hand for X: Wp = w + 0.439 X, P = X - T - Wp, C + I = a + 0.167 P + 0.81 Wp.
    const double w = 1.5 + 0.147 * output + 0.13 * (static_cast<double>(i) - 10);
    const double a = 16.555 + 20.278 + (0.216 + 0.616) * profit - 0.158 * capital + 0.81 * wg[i];
    output = (a + g[i] + 0.81 * w - 0.167 * (taxes[i] + w)) / (1 - 0.81 * 0.439 - 0.167 * (1 - 0.439));
    const double wages = w + 0.439 * output, investment = 20.278 + 0.616 * profit - 0.158 * capital + 0.15 * (output - taxes[i] - wages);
    profit = output - taxes[i] - wages;
    capital += investment;
    // The solver stops at a relative change of 1e-10.
    EXPECT_NEAR(run["X"][i], output, 1e-8) << i;
    EXPECT_NEAR(run["P"][i], profit, 1e-8) << i;
    EXPECT_NEAR(run["Wp"][i], wages, 1e-8) << i;
    EXPECT_NEAR(run["I"][i], investment, 1e-8) << i;
    EXPECT_NEAR(run["K"][i], capital, 1e-8) << i;
  }
}

TEST(KleinModel, TheLoopOfFiveIsOneBlockAndCapitalFollows) {
  const Solved run(klein, klein_data, "1921", "1921");
  const auto& blocks = run.compiled().program.blocks();
  ASSERT_EQ(blocks.size(), 2u);
  EXPECT_EQ(blocks[0].variables.size(), 5u);
  ASSERT_EQ(blocks[1].variables.size(), 1u);
  EXPECT_EQ(run.model().variables[blocks[1].variables[0]()].name, "K");
  EXPECT_TRUE(blocks[1].tears.empty());
}

TEST(KleinModel, IdentitiesHoldAndMeasuresFollow) {
  const Solved run(klein, klein_data, "1921", "1923");
  for (const engine::Identity& i : run.compiled().program.system().identities) EXPECT_THAT(i.name, ::testing::AnyOf("X", "P", "K", "income"));
  EXPECT_EQ(run.compiled().program.system().identities.size(), 4u);
  EXPECT_NEAR(run.output("growth[1921]"), 100 * (run["X"][0] / 44.9 - 1), 1e-9);
  EXPECT_NEAR(run.output("growth[1923]"), 100 * (run["X"][2] / run["X"][1] - 1), 1e-9);
  EXPECT_EQ(run.output("annual(K, 1922)"), run["K"][1]);
  engine::Plan plan = run.plan();
  plan.path_count = 1;
  const engine::Outcome outcome = engine::simulate(run.compiled().program, plan, {});
  for (const double residual : outcome.identity_residuals) EXPECT_LT(residual, 1e-9);
}

}  // namespace
}  // namespace jingchu::models
