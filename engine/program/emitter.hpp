#pragma once

#include <functional>
#include <span>
#include <unordered_map>
#include <vector>

#include "engine/program/code.hpp"
#include "engine/program/expression.hpp"

namespace jingchu::engine {

/// When a value is first known: the section of code that computes it.
enum class Level : std::uint8_t { literal, run, period, path, step };

/// Level of every node of the graph.
std::vector<Level> levels(const ExpressionGraph& graph);

/// Emits one section of straight-line code, each node of its level once.
///
/// Sums with a product of the same level become one fused operation, whatever else uses the product: the bits of an
/// expression depend on the expression alone, not on what stands beside it. A ratio that only a logarithm uses, and an exponential
/// that only a product uses, are computed with it, which has the same bits and spares a row.
class Emitter {
 public:
  /// \param leaf   place of a leaf node.
  /// \param lower  place of a node that an earlier section computes.
  Emitter(const ExpressionGraph& graph, const std::vector<Level>& levels, Level level,
          std::function<Operand(ExprId)> leaf, std::function<Operand(ExprId)> lower);

  /// Makes the value of `id` available and says where.
  Operand value(ExprId id);
  /// Puts the value of `id` into `dst`.
  void store(ExprId id, Operand dst);
  /// Computes now what the code of `roots` will read that does not change with the nodes marked in `varies` (by
  /// node): what a solver repeats must not repeat this.
  void emit_invariants(std::span<const ExprId> roots, const std::vector<char>& varies);
  /// Appends an instruction as it is.
  void append(Instruction instruction) { code_.push_back(instruction); }

  /// Forgets where nodes first emitted after `mark` live: code that is not always run must not serve later code.
  std::size_t mark() const noexcept { return order_.size(); }
  void forget_since(std::size_t mark);

  const std::vector<Instruction>& code() const noexcept { return code_; }
  std::vector<Instruction>& code() noexcept { return code_; }
  int virtual_temps() const noexcept { return temps_; }

 private:
  struct Effective { Code code; ExprId a, b, c; };
  bool located(ExprId id) const { return places_.contains(id); }
  bool computed_here(ExprId id) const;
  /// Whether `id` is a node of that operation which nothing else needs: it can become part of its user.
  bool serves_alone(ExprId id, Op op) const;
  Effective effective(ExprId id) const;
  Operand place(ExprId id);
  void emit(ExprId id, Operand dst);
  void emit_operands_of(ExprId root);

  const ExpressionGraph& graph_;
  const std::vector<Level>& levels_;
  Level level_;
  std::function<Operand(ExprId)> leaf_, lower_;
  std::vector<int> users_;                ///< of every node, among the nodes of the graph
  std::unordered_map<ExprId, Operand> places_;
  std::vector<ExprId> order_;
  std::vector<Instruction> code_;
  int temps_ = 0;
};

/// A stretch of code that a solver runs again and again; `also_read` are temps it reads itself.
struct Loop {
  int begin = 0, end = 0;
  std::vector<Operand*> also_read;
};

/// Gives virtual temps physical rows by linear scan over their live ranges and returns how many rows are needed.
/// What enters a loop stays alive to its end.
int allocate_temps(std::vector<Instruction>& code, int virtual_temps, const std::vector<Loop>& loops);

}  // namespace jingchu::engine
