#include "models/language/functions.hpp"

#include <algorithm>
#include <array>

namespace jingchu::models {

namespace {

constexpr std::array table{
    FunctionInfo{"if", 3, 3, "if(condition, then, otherwise)"},
    FunctionInfo{"log", 1, 1, "log(x)"},
    FunctionInfo{"exp", 1, 1, "exp(x)"},
    FunctionInfo{"sqrt", 1, 1, "sqrt(x)"},
    FunctionInfo{"abs", 1, 1, "abs(x)"},
    FunctionInfo{"min", 2, -1, "min(x, y, ...)"},
    FunctionInfo{"max", 2, -1, "max(x, y, ...)"},
    FunctionInfo{"clamp", 3, 3, "clamp(x, low, high)"},
    FunctionInfo{"logistic", 1, 1, "logistic(x)"},
    FunctionInfo{"sin", 1, 1, "sin(x)"},
    FunctionInfo{"cos", 1, 1, "cos(x)"},
    FunctionInfo{"tan", 1, 1, "tan(x)"},
    FunctionInfo{"tanh", 1, 1, "tanh(x)"},
    FunctionInfo{"floor", 1, 1, "floor(x)"},
    FunctionInfo{"mod", 2, 2, "mod(x, y)"},
    FunctionInfo{"normal_cdf", 1, 1, "normal_cdf(x)"},
    FunctionInfo{"d", 1, 1, "d(x)", true, false},
    FunctionInfo{"dlog", 1, 1, "dlog(x)", true, false},
    FunctionInfo{"movsum", 2, 2, "movsum(x, periods)", true, false},
    FunctionInfo{"movmean", 2, 2, "movmean(x, periods)", true, false},
    FunctionInfo{"lag", 2, 2, "lag(x, periods)", true, false},
    FunctionInfo{"seasonal", 1, -1, "seasonal(first period of the year, second, ...)", true, false},
    FunctionInfo{"annual", 2, 2, "annual(variable, year)", false, true},
    FunctionInfo{"annual_growth", 2, 2, "annual_growth(variable, year)", false, true},
    FunctionInfo{"cumulative", 3, 3, "cumulative(variable, first period, last period)", false, true},
    FunctionInfo{"period_growth", 2, 2, "period_growth(variable, period)", false, true},
    FunctionInfo{"cumulative_growth", 3, 3, "cumulative_growth(variable, first period, last period)", false, true},
};

constexpr std::array words{
    std::string_view("and"), std::string_view("or"), std::string_view("not"), std::string_view("t"), std::string_view("year"),
    std::string_view("quarter"), std::string_view("month"), std::string_view("value"), std::string_view("base"),
    std::string_view("scenario"), std::string_view("path"), std::string_view("time"), std::string_view("time_bnds"),
    std::string_view("period"), std::string_view("quantile"), std::string_view("moment"), std::string_view("target"),
    std::string_view("lever"), std::string_view("bnds"), std::string_view("failure"), std::string_view("region")};

}  // namespace

std::span<const FunctionInfo> functions() { return table; }

const FunctionInfo* find_function(std::string_view name) {
  const auto it = std::find_if(table.begin(), table.end(), [&](const FunctionInfo& f) { return f.name == name; });
  return it == table.end() ? nullptr : &*it;
}

bool is_reserved(std::string_view name) {
  return find_function(name) != nullptr || std::find(words.begin(), words.end(), name) != words.end();
}

}  // namespace jingchu::models
