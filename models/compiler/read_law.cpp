#include <fmt/format.h>

#include <cmath>
#include <variant>

#include "models/compiler/model_reader.hpp"

namespace jingchu::models {

namespace {

using engine::Law;

constexpr NumberRange above_zero{0, 1e15, true, {}};

/// Reads one law; what is wrong is told once and makes the whole law nothing.
class LawReader {
 public:
  LawReader(SourceStore& store, const TomlDocument& document, std::string what, Diagnostics& problems)
      : store_(store), document_(document), what_(std::move(what)), problems_(problems) {}

  std::optional<Law> read(const TomlValue& value) {
    if (value.kind != TomlKind::table) {
      problems_.error(value.place, fmt::format("{}: found {}, expected a law", what_, kind_name(value.kind)),
                      value.is_number() ? "write { normal = [mean, sd] }; a bare number is the standard deviation of a shock" : "write { normal = [mean, sd] } or another law");
      return std::nullopt;
    }
    TableReader table(document_, value, "law of " + what_, problems_);
    std::vector<std::optional<Law>> found;
    const std::size_t before = problems_.list().size();
    if (const TomlValue* v = table.optional("normal")) found.push_back(normal(*v, table));
    if (const TomlValue* v = table.optional("student_t")) found.push_back(student_t(*v, table));
    if (const TomlValue* v = table.optional("lognormal")) found.push_back(lognormal(*v));
    if (const TomlValue* v = table.optional("uniform")) found.push_back(uniform(*v));
    if (const TomlValue* v = table.optional("triangular")) found.push_back(three<engine::TriangularLaw>(*v, "triangular"));
    if (const TomlValue* v = table.optional("pert")) found.push_back(three<engine::PertLaw>(*v, "pert"));
    if (const TomlValue* v = table.optional("bernoulli")) found.push_back(bernoulli(*v));
    if (const TomlValue* v = table.optional("discrete")) found.push_back(discrete(*v));
    if (const TomlValue* v = table.optional("empirical")) found.push_back(empirical(*v));
    const bool bounded = table.optional("within") != nullptr;
    table.finish();
    if (problems_.list().size() != before) return std::nullopt;
    if (found.size() != 1) {
      problems_.error(value.place, fmt::format("{}: found {} laws, expected one", what_, found.size()),
                      "one of normal, student_t, lognormal, uniform, triangular, pert, bernoulli, discrete, empirical");
      return std::nullopt;
    }
    if (bounded && !std::holds_alternative<engine::NormalLaw>(*found[0]) && !std::holds_alternative<engine::StudentTLaw>(*found[0])) {
      problems_.error(table.optional("within")->place, "'within' goes with normal and student_t only");
      return std::nullopt;
    }
    return found[0];
  }

 private:
  std::optional<double> number(const TomlValue& v, std::string_view what) { return read_number(v, what, {}, problems_); }

  std::optional<std::vector<double>> list(const TomlValue& v, std::size_t count, std::string_view form) {
    if (v.kind != TomlKind::array || v.items.size() != count) {
      problems_.error(v.place, fmt::format("{}: expected {}", what_, form));
      return std::nullopt;
    }
    std::vector<double> numbers;
    for (const TomlValue& item : v.items) {
      const auto x = number(item, what_);
      if (!x) return std::nullopt;
      numbers.push_back(*x);
    }
    return numbers;
  }

  bool within(TableReader& table, double& lower, double& upper) {
    const TomlValue* v = table.optional("within");
    if (!v) return true;
    const auto bounds = list(*v, 2, "within = [lower, upper]");
    if (!bounds) return false;
    if (!((*bounds)[0] < (*bounds)[1])) {
      problems_.error(v->place, fmt::format("{}: the lower bound {} is not below the upper bound {}", what_, (*bounds)[0], (*bounds)[1]));
      return false;
    }
    lower = (*bounds)[0];
    upper = (*bounds)[1];
    return true;
  }

  std::optional<Law> normal(const TomlValue& v, TableReader& table) {
    const auto n = list(v, 2, "normal = [mean, standard deviation]");
    if (!n) return std::nullopt;
    engine::NormalLaw law{(*n)[0], (*n)[1]};
    if (!read_number(v.items[1], what_ + ": the standard deviation", above_zero, problems_) || !within(table, law.lower, law.upper)) return std::nullopt;
    if (law.lower > law.mean + 8 * law.sd || law.upper < law.mean - 8 * law.sd) {
      problems_.error(v.place, fmt::format("{}: the bounds {} to {} lie more than 8 standard deviations from the mean", what_, law.lower, law.upper));
      return std::nullopt;
    }
    return law;
  }

  std::optional<Law> student_t(const TomlValue& v, TableReader& outer) {
    if (v.kind != TomlKind::table) {
      problems_.error(v.place, fmt::format("{}: expected student_t = {{ df = 5, sd = 0.01 }}", what_));
      return std::nullopt;
    }
    TableReader table(document_, v, "student_t of " + what_, problems_);
    engine::StudentTLaw law;
    NumberRange df{2, 1000, true, {}};
    const auto d = table.required("df") ? table.number("df", df) : std::nullopt;
    const auto s = table.required("sd") ? table.number("sd", above_zero) : std::nullopt;
    law.mean = table.number("mean").value_or(0);
    table.finish();
    if (!d || !s || !within(outer, law.lower, law.upper)) return std::nullopt;
    law.df = *d;
    law.sd = *s;
    return law;
  }

  std::optional<Law> lognormal(const TomlValue& v) {
    if (v.kind != TomlKind::table) {
      problems_.error(v.place, fmt::format("{}: expected lognormal = {{ mean = 1, cv = 0.5 }}", what_));
      return std::nullopt;
    }
    TableReader table(document_, v, "lognormal of " + what_, problems_);
    const auto mean = table.required("mean") ? table.number("mean", above_zero) : std::nullopt;
    const auto cv = table.required("cv") ? table.number("cv", {0, 100, true, {}}) : std::nullopt;
    table.finish();
    if (!mean || !cv) return std::nullopt;
    return engine::LognormalLaw{*mean, *cv};
  }

  std::optional<Law> uniform(const TomlValue& v) {
    const auto n = list(v, 2, "uniform = [low, high]");
    if (!n) return std::nullopt;
    if (!((*n)[0] < (*n)[1])) {
      problems_.error(v.place, fmt::format("{}: low {} is not below high {}", what_, (*n)[0], (*n)[1]));
      return std::nullopt;
    }
    return engine::UniformLaw{(*n)[0], (*n)[1]};
  }

  template <class L>
  std::optional<Law> three(const TomlValue& v, std::string_view name) {
    const auto n = list(v, 3, fmt::format("{} = [low, most likely, high]", name));
    if (!n) return std::nullopt;
    if (!((*n)[0] <= (*n)[1] && (*n)[1] <= (*n)[2] && (*n)[0] < (*n)[2])) {
      problems_.error(v.place, fmt::format("{}: {}, {}, {} are not in order", what_, (*n)[0], (*n)[1], (*n)[2]), "low <= most likely <= high");
      return std::nullopt;
    }
    return L{(*n)[0], (*n)[1], (*n)[2]};
  }

  std::optional<Law> bernoulli(const TomlValue& v) {
    const auto p = read_number(v, what_ + ": the probability", {0, 1, false, {}}, problems_);
    if (!p) return std::nullopt;
    return engine::BernoulliLaw{*p};
  }

  std::optional<Law> discrete(const TomlValue& v) {
    if (v.kind != TomlKind::table) {
      problems_.error(v.place, fmt::format("{}: expected discrete = {{ values = [...], probabilities = [...] }}", what_));
      return std::nullopt;
    }
    TableReader table(document_, v, "discrete of " + what_, problems_);
    engine::DiscreteLaw law;
    const TomlValue* values = table.required("values") ? table.array("values") : nullptr;
    const TomlValue* shares = table.required("probabilities") ? table.array("probabilities") : nullptr;
    table.finish();
    if (!values || !shares) return std::nullopt;
    if (values->items.size() != shares->items.size() || values->items.empty()) {
      problems_.error(shares->place, fmt::format("{}: {} values and {} probabilities", what_, values->items.size(), shares->items.size()));
      return std::nullopt;
    }
    double sum = 0;
    for (std::size_t i = 0; i < values->items.size(); ++i) {
      const auto x = number(values->items[i], what_);
      const auto p = read_number(shares->items[i], what_ + ": a probability", {0, 1, false, {}}, problems_);
      if (!x || !p) return std::nullopt;
      law.values.push_back(*x);
      law.probabilities.push_back(*p);
      sum += *p;
    }
    if (std::abs(sum - 1) > 1e-9) {
      problems_.error(shares->place, fmt::format("{}: the probabilities sum to {}, expected 1", what_, number_text(sum)));
      return std::nullopt;
    }
    return law;
  }

  std::optional<Law> empirical(const TomlValue& v) {
    if (v.kind != TomlKind::table) {
      problems_.error(v.place, fmt::format("{}: expected empirical = {{ file = \"residuals.csv\", column = \"e_c\" }}", what_));
      return std::nullopt;
    }
    TableReader table(document_, v, "empirical of " + what_, problems_);
    const auto file = table.required_string("file"), column = table.required_string("column");
    const TomlValue* file_value = table.optional("file");
    const TomlValue* column_value = table.optional("column");
    table.finish();
    if (!file || !column) return std::nullopt;
    const CsvTable rows = read_csv(store_.read(*file, document_.file(), SourceStore::Kind::table, file_value->place), problems_);
    const auto at = rows.column(*column);
    if (!at) {
      problems_.error(column_value->place, fmt::format("no column {} in {}", jingchu::quoted(*column), rows.file));
      return std::nullopt;
    }
    engine::EmpiricalLaw law;
    law.table = *file;
    for (const auto& row : rows.rows)
      if (const auto x = csv_number(row[*at], problems_)) law.rows.push_back(*x);
    if (law.rows.empty()) {
      problems_.error(file_value->place, fmt::format("{}: no rows to draw from", what_));
      return std::nullopt;
    }
    return law;
  }

  SourceStore& store_;
  const TomlDocument& document_;
  std::string what_;
  Diagnostics& problems_;
};

}  // namespace

std::optional<engine::Law> read_law(SourceStore& store, const TomlDocument& document, const TomlValue& value,
                                    const std::string& what, Diagnostics& problems) {
  return LawReader(store, document, what, problems).read(value);
}

std::optional<engine::Law> read_shock_law(SourceStore& store, const TomlDocument& document, const TomlValue& value,
                                          const std::string& what, Diagnostics& problems) {
  if (!value.is_number()) return read_law(store, document, value, what, problems);
  const auto sd = read_number(value, what, above_zero, problems);
  return sd ? std::optional<Law>(engine::NormalLaw{0, *sd}) : std::nullopt;
}

double stated_value(const engine::Law& law) { return engine::central_value(law, true); }

}  // namespace jingchu::models
