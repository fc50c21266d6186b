// Formulas made to exhaust stack or memory, on a thread with a small stack.
#include <pthread.h>

#include <functional>
#include <stdexcept>

#include <fmt/format.h>

#include "engine/core/sanitizer.hpp"
#include "models/language/syntax.hpp"
#include "tests/models/solve.hpp"

namespace jingchu::models {
namespace {

using namespace testing;

// Instrumented frames are several times larger.
constexpr std::size_t small_stack = std::size_t{512} << (is_sanitized ? 13 : 10);

void* call(void* work) {
  (*static_cast<std::function<void()>*>(work))();
  return nullptr;
}

void on_a_small_stack(std::function<void()> work) {
  pthread_attr_t attributes;
  pthread_t thread;
  if (pthread_attr_init(&attributes) != 0 || pthread_attr_setstacksize(&attributes, small_stack) != 0 ||
      pthread_create(&thread, &attributes, call, &work) != 0)
    throw std::runtime_error("no thread");
  pthread_join(thread, nullptr);
  pthread_attr_destroy(&attributes);
}

std::string repeat(const std::string& part, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += part;
  return text;
}

/// `inner` with `times` openings before it and as many closings behind it.
std::string wrapped(const std::string& opening, const std::string& inner, const std::string& closing, int times) {
  std::string text = repeat(opening, times);
  text += inner;
  text += repeat(closing, times);
  return text;
}

/// What parsing a formula earns: the first problem, "" when there is none.
std::string problem_of(const std::string& formula) {
  std::string result;
  on_a_small_stack([&] {
    std::vector<FormulaProblem> problems;
    if (!parse_formula(formula, Frequency::quarterly, problems)) result = problems.at(0).problem;
  });
  return result;
}

TEST(HostileFormulas, OfAMillionCharactersAreRefusedWithTheLimit) {
  EXPECT_EQ(problem_of(wrapped("x + ", "x", "", 250000)), "a formula of 1000001 characters; at most 65536 are allowed");
  EXPECT_THAT(formula_complaint(wrapped("x + ", "x", "", 250000)), Says({"model.toml:10:12: error: a string of 1000005 ", "at most 65536 are allowed"}));
}

TEST(HostileFormulas, NestedDeeperThanTwoHundredAreRefused) {
  EXPECT_EQ(problem_of(wrapped("(", "x", ")", 30000)), "nested deeper than 200");
  EXPECT_EQ(problem_of(wrapped("-", "x", "", 60000)), "nested deeper than 200");
  EXPECT_EQ(problem_of(wrapped("not ", "x", "", 16000)), "nested deeper than 200");
  EXPECT_EQ(problem_of(wrapped("log(", "x", "", 16000)), "nested deeper than 200");
  EXPECT_EQ(problem_of(wrapped("", "2", "^2", 30000)), "nested deeper than 200");
  EXPECT_EQ(problem_of(repeat("min(1, ", 9000)), "nested deeper than 200");
  EXPECT_EQ(problem_of(repeat("(", 60000)), "nested deeper than 200");
  EXPECT_EQ(problem_of(repeat("(", 100000)), "a formula of 100000 characters; at most 65536 are allowed");
}

TEST(HostileFormulas, JustInsideTheLimitsWork) {
  const auto solves = [](const std::string& formula) {
    double value = 0;
    on_a_small_stack([&] { value = values(formula)[0]; });
    return value;
  };
  EXPECT_EQ(solves(wrapped("(", "x", ")", 199)), 5);
  EXPECT_EQ(solves(wrapped("abs(", "x", ")", 199)), 5);
  EXPECT_EQ(solves(wrapped("-", "x", "", 198)), 5);
  EXPECT_EQ(solves(wrapped("min(9, ", "x", ")", 199)), 5);
  EXPECT_EQ(solves(wrapped("", "x", " + 0*x", 10000)), 5);
  EXPECT_EQ(solves(wrapped("", "x", " + 1 - 1", 8000)), 5);
}

TEST(HostileFormulas, ManyProblemsInOneFormulaAreCutShort) {
  const Complaint c = formula_complaint(repeat("中", 60000));
  EXPECT_EQ(c.code, 65);
  EXPECT_LE(count(c.text, "error:"), 20);
}

TEST(HostileFormulas, DefinitionsJustInsideTheNestingWorkOnASmallStack) {
  std::string lines = fmt::format("a0 = \"{}\"\n", wrapped("abs(", "x", ")", 190));
  for (int i = 1; i <= 90; ++i) lines += fmt::format("a{} = \"abs(a{})\"\n", i, i - 1);
  double value = 0;
  on_a_small_stack([&] { value = values("a90", "[definitions]\n" + lines)[0]; });
  EXPECT_EQ(value, 5);
}

}  // namespace
}  // namespace jingchu::models
