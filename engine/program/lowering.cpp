#include "engine/program/lowering.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <span>
#include <unordered_map>

#include "engine/program/derivative.hpp"
#include "engine/program/emitter.hpp"
#include "engine/program/fuse.hpp"

namespace jingchu::engine {

namespace {

/// Expressions of a block, built before any code is emitted.
struct BlockExpressions {
  std::vector<ExprId> residuals;
  struct Entry { int row, column; ExprId value; };
  std::vector<Entry> jacobian;
};

ExprId residual_of(EquationSystem& system, VariableId v) {
  const Equation& e = system.equations[v()];
  return e.is_implicit ? e.value : system.graph.binary(Op::sub, e.value, system.graph.variable(v));
}

/// Derivatives of the residuals with respect to the tears, carried through the explicit variables.
void differentiate_torn(EquationSystem& system, const BlockInfo& info, BlockExpressions& out) {
  const std::size_t k = info.tears.size();
  std::vector<std::vector<ExprId>> by_tear(k);
  const ExprId zero = system.graph.constant(0.0), one = system.graph.constant(1.0);
  for (std::size_t j = 0; j < k; ++j) {
    std::unordered_map<VariableId, ExprId> known;
    for (std::size_t i = 0; i < k; ++i) known[info.tears[i]] = i == j ? one : zero;
    Differentiator d(system.graph, [&](VariableId v) {
      const auto it = known.find(v);
      return it == known.end() ? zero : it->second;
    });
    for (std::size_t i = k; i < info.variables.size(); ++i)
      known[info.variables[i]] = d(system.equations[info.variables[i]()].value);
    for (std::size_t i = 0; i < k; ++i) by_tear[j].push_back(d(out.residuals[i]));
  }
  for (std::size_t i = 0; i < k; ++i)
    for (std::size_t j = 0; j < k; ++j)
      out.jacobian.push_back({static_cast<int>(i), static_cast<int>(j), by_tear[j][i]});
}

/// Derivatives of every equation of a block with respect to every variable of the block that it uses itself.
void differentiate_sparse(EquationSystem& system, const BlockInfo& info, BlockExpressions& out) {
  Gradient gradient(system.graph);
  std::unordered_map<VariableId, int> position;
  for (std::size_t i = 0; i < info.variables.size(); ++i) position[info.variables[i]] = static_cast<int>(i);
  for (std::size_t i = 0; i < info.variables.size(); ++i) {
    const ExprId row = i < info.tears.size() ? out.residuals[i] : system.equations[info.variables[i]()].value;
    std::vector<BlockExpressions::Entry> entries;
    for (const auto& [variable, derivative] : gradient(row))
      if (const auto it = position.find(variable); it != position.end()) entries.push_back({static_cast<int>(i), it->second, derivative});
    std::sort(entries.begin(), entries.end(), [](const auto& x, const auto& y) { return x.column < y.column; });
    out.jacobian.insert(out.jacobian.end(), entries.begin(), entries.end());
  }
}

/// Rows that earlier sections fill for later ones.
class RowTable {
 public:
  explicit RowTable(Space space, int first) : space_(space), next_(first) {}
  Operand place(ExprId id) {
    const auto [it, added] = rows_.try_emplace(id, next_);
    if (added) {
      ++next_;
      order_.push_back(id);
    }
    return {space_, it->second};
  }
  const std::vector<ExprId>& order() const noexcept { return order_; }
  int rows() const noexcept { return next_; }

 private:
  Space space_;
  int next_;
  std::unordered_map<ExprId, int> rows_;
  std::vector<ExprId> order_;
};

class Lowering {
 public:
  explicit Lowering(Program::Body& body)
      : body_(body), graph_(body.system.graph), variable_count_(static_cast<int>(body.system.equations.size())) {}

  void run() {
    for (const BlockInfo& info : body_.blocks) expressions_.push_back(prepare(info));
    levels_ = levels(graph_);
    count_literals();
    constants_ = std::make_unique<RowTable>(Space::constant, static_cast<int>(body_.literals.size()));
    body_.identity_rows = static_cast<int>(body_.system.identities.size());
    paths_ = std::make_unique<RowTable>(Space::path, body_.identity_rows);
    scalars_ = std::make_unique<RowTable>(Space::scalar, 0);
    lower_step();
    lower_outputs();
    lower_table(Level::path, *paths_, body_.path);
    lower_table(Level::period, *scalars_, body_.period);
    lower_table(Level::run, *constants_, body_.run);
    body_.constant_rows = constants_->rows();
    body_.scalar_rows = scalars_->rows();
    body_.path_rows = paths_->rows();
  }

 private:
  BlockExpressions prepare(const BlockInfo& info) {
    BlockExpressions out;
    for (const VariableId v : info.tears) out.residuals.push_back(residual_of(body_.system, v));
    if (info.tears.empty()) return out;
    if (static_cast<int>(info.tears.size()) <= max_torn_tears) differentiate_torn(body_.system, info, out);
    else differentiate_sparse(body_.system, info, out);
    return out;
  }

  void count_literals() {
    for (std::size_t i = 0; i < graph_.size(); ++i)
      if (graph_.node(ExprId(i)).op == Op::constant) {
        literal_rows_[ExprId(i)] = static_cast<int>(body_.literals.size());
        body_.literals.push_back(graph_.node(ExprId(i)).value());
      }
  }

  Operand leaf(ExprId id) const {
    const ExprNode& n = graph_.node(id);
    const int series_count = body_.system.series_count;
    switch (n.op) {
      case Op::constant: return {Space::constant, literal_rows_.at(id)};
      case Op::setting: return {Space::setting, n.index};
      case Op::series: return {Space::series_now, n.index - n.shift * series_count};
      case Op::series_at: return {Space::series_at, n.shift * series_count + n.index};
      case Op::parameter: return {Space::parameter, n.index};
      case Op::shock: return {Space::shock, n.index};
      case Op::variable: return {Space::now, n.index - n.shift * variable_count_};
      default:  // variable_at
        return {n.shift < 0 ? Space::history : Space::absolute, n.shift * variable_count_ + n.index};
    }
  }

  Operand lower_place(ExprId id) {
    // A value without inputs would have been folded, so what is lower here belongs to run, period or path.
    switch (levels_[id()]) {
      case Level::period: return scalars_->place(id);
      case Level::path: return paths_->place(id);
      default: return constants_->place(id);
    }
  }

  Emitter emitter(Level level) {
    return Emitter(graph_, levels_, level, [this](ExprId id) { return leaf(id); },
                   [this](ExprId id) { return lower_place(id); });
  }

  void lower_step() {
    Emitter e = emitter(Level::step);
    const auto position = [&e] { return static_cast<int>(e.code().size()); };
    int straight_begin = 0;
    const auto close_straight = [&] {
      if (position() > straight_begin) body_.items.push_back({straight_begin, position(), -1});
    };
    for (std::size_t b = 0; b < body_.blocks.size(); ++b) {
      const BlockInfo& info = body_.blocks[b];
      for (const VariableId v : info.variables) body_.evaluation_order.push_back(v.index);
      if (info.tears.empty()) {
        for (const VariableId v : info.variables) e.store(body_.system.equations[v()].value, {Space::now, v.index});
        continue;
      }
      close_straight();
      const StepItem block = lower_block(e, info, static_cast<int>(b));
      body_.items.push_back(block);
      straight_begin = position();
    }
    for (std::size_t i = 0; i < body_.system.identities.size(); ++i) {
      const Identity& identity = body_.system.identities[i];
      const Operand left = e.value(identity.lhs), right = e.value(identity.rhs);
      e.append({Code::keep_residual, {Space::path, static_cast<int>(i)}, left, right, right});
    }
    close_straight();

    fuse_step(e);
    std::vector<Loop> loops;
    for (BlockCode& code : body_.block_codes) {
      Loop loop{code.begin, code.end, {}};
      for (Operand& o : code.residuals) loop.also_read.push_back(&o);
      for (JacobianEntry& j : code.jacobian) loop.also_read.push_back(&j.value);
      loops.push_back(std::move(loop));
    }
    body_.step.temps = allocate_temps(e.code(), e.virtual_temps(), loops);
    body_.step.instructions = std::move(e.code());
  }

  /// Fuses the step section and moves all that points into it.
  void fuse_step(Emitter& e) {
    std::vector<int> borders, kept;
    for (const StepItem& item : body_.items) borders.push_back(item.begin);
    for (const BlockCode& code : body_.block_codes) {
      borders.insert(borders.end(), {code.begin, code.residual_end, code.end});
      for (const Operand& o : code.residuals)
        if (o.space == Space::temp) kept.push_back(o.row);
      for (const JacobianEntry& j : code.jacobian)
        if (j.value.space == Space::temp) kept.push_back(j.value.row);
    }
    const std::vector<int> moved = fuse(e.code(), e.virtual_temps(), borders, kept);
    const auto move = [&](int& place) { place = moved[static_cast<std::size_t>(place)]; };
    for (StepItem& item : body_.items) {
      move(item.begin);
      move(item.end);
    }
    for (BlockCode& code : body_.block_codes) {
      move(code.begin);
      move(code.residual_end);
      move(code.end);
    }
  }

  /// Nodes of a block's code that change while it is solved: those that depend on its variables.
  std::vector<char> varying(const BlockInfo& info, std::span<const ExprId> roots) const {
    std::vector<char> varies(graph_.size(), 0);
    std::vector<VariableId> own = info.variables;
    std::sort(own.begin(), own.end());
    for (const ExprId id : reachable(graph_, roots)) {
      const ExprNode& n = graph_.node(id);
      if (n.op == Op::variable && n.shift == 0) varies[id()] = std::binary_search(own.begin(), own.end(), VariableId(n.index));
      for (const ExprId child : {n.a, n.b, n.c})
        if (child.valid() && varies[child()]) varies[id()] = 1;
    }
    return varies;
  }

  StepItem lower_block(Emitter& e, const BlockInfo& info, int index) {
    const BlockExpressions& x = expressions_[static_cast<std::size_t>(index)];
    std::vector<ExprId> roots = x.residuals;
    for (const VariableId v : info.variables) roots.push_back(body_.system.equations[v()].value);
    for (const auto& entry : x.jacobian) roots.push_back(entry.value);
    const int before = static_cast<int>(e.code().size());
    e.emit_invariants(roots, varying(info, roots));
    if (static_cast<int>(e.code().size()) > before)
      body_.items.push_back({before, static_cast<int>(e.code().size()), -1});
    BlockCode code;
    code.info = index;
    code.begin = static_cast<int>(e.code().size());
    for (std::size_t i = info.tears.size(); i < info.variables.size(); ++i)
      e.store(body_.system.equations[info.variables[i]()].value, {Space::now, info.variables[i].index});
    for (std::size_t i = 0; i < info.tears.size(); ++i) {
      code.residuals.push_back(e.value(x.residuals[i]));
      code.is_implicit.push_back(body_.system.equations[info.tears[i]()].is_implicit ? 1 : 0);
      code.any_implicit = code.any_implicit || code.is_implicit.back();
    }
    code.residual_end = static_cast<int>(e.code().size());
    const std::size_t mark = e.mark();
    code.kind = static_cast<int>(info.tears.size()) <= max_torn_tears ? JacobianKind::torn : JacobianKind::sparse;
    for (const auto& entry : x.jacobian) code.jacobian.push_back({entry.row, entry.column, e.value(entry.value)});
    e.forget_since(mark);
    code.end = static_cast<int>(e.code().size());
    body_.block_codes.push_back(std::move(code));
    const BlockCode& done = body_.block_codes.back();
    return {done.begin, done.end, static_cast<int>(body_.block_codes.size()) - 1};
  }

  void lower_outputs() {
    Emitter e = emitter(Level::step);
    for (std::size_t i = 0; i < body_.system.outputs.size(); ++i)
      e.store(body_.system.outputs[i].value, {Space::output, static_cast<int>(i)});
    finish(e, body_.outputs);
  }

  /// Code that fills a table's rows. Rows wanted by code of the same table come from the section's own temps.
  void lower_table(Level level, RowTable& table, Section& section) {
    Emitter e = emitter(level);
    for (const ExprId id : table.order()) e.store(id, table.place(id));
    finish(e, section);
  }

  static void finish(Emitter& e, Section& section) {
    fuse(e.code(), e.virtual_temps(), {}, {});
    section.temps = allocate_temps(e.code(), e.virtual_temps(), {});
    section.instructions = std::move(e.code());
  }

  Program::Body& body_;
  ExpressionGraph& graph_;
  int variable_count_;
  std::vector<BlockExpressions> expressions_;
  std::vector<Level> levels_;
  std::unordered_map<ExprId, int> literal_rows_;
  std::unique_ptr<RowTable> constants_, scalars_, paths_;
};

void measure_reach(Program::Body& body) {
  const EquationSystem& s = body.system;
  std::vector<int> latest(s.graph.size(), 0);   // by node: last fixed period that it is computed from
  for (const ExprId id : reachable(s)) {         // operands before users
    const ExprNode& n = s.graph.node(id);
    if (n.op == Op::variable || n.op == Op::series) body.longest_lag = std::max(body.longest_lag, n.shift);
    if (n.op == Op::variable_at || n.op == Op::series_at) latest[id()] = std::max(0, n.shift);
    for (const ExprId child : {n.a, n.b, n.c})
      if (child.valid()) latest[id()] = std::max(latest[id()], latest[child()]);
  }
  for (const Output& o : s.outputs) body.output_periods.push_back(latest[o.value()]);
  std::vector<ExprId> in_periods;
  for (const Equation& e : s.equations) in_periods.push_back(e.value);
  for (const Identity& i : s.identities) in_periods.insert(in_periods.end(), {i.lhs, i.rhs});
  for (const ExprId id : reachable(s.graph, in_periods))
    if (s.graph.node(id).op == Op::variable_at && s.graph.node(id).shift >= 0) body.reads_horizon_periods = true;
}

}  // namespace

void lower(Program::Body& body) {
  Lowering(body).run();
  measure_reach(body);
}

}  // namespace jingchu::engine
