#pragma once

#include <memory>
#include <optional>

#include "engine/math/isa.hpp"
#include "engine/program/body.hpp"

namespace jingchu::engine {

/// Lanes [first, end) of a tile, in groups of eight.
struct Lanes {
  int first = 0, end = 0;
};

/// What is known of the variables and outputs that code has written.
enum class Finite : bool { perhaps_not, surely };

/// Machine code of a program's path, step and output sections, made at run time for tiles of one width. Const and shared by threads.
///
/// It does what the interpreter does, bit for bit, and asks the interpreter for packs and operations it is not made for. Its memory is
/// written first and executable afterwards, never both.
class MachineCode {
 public:
  /// nullptr where there is none: another machine than x86-64 with AVX2, a build without asmjit, or a system that lets no program
  /// write code. `body` outlives it.
  static std::shared_ptr<const MachineCode> make(const Program::Body& body, Isa isa, int width);

  virtual ~MachineCode() = default;
  int width() const noexcept { return width_; }
  /// Runs the instructions [begin, end) of a section over lanes of `bases`, rows of which are width() apart. Nothing, and nothing
  /// done, where there is no code for just this stretch.
  virtual std::optional<Finite> run(const Section& section, int begin, int end, const Bases& bases, Lanes lanes) const noexcept = 0;

 protected:
  explicit MachineCode(int width) : width_(width) {}

 private:
  int width_;
};

}  // namespace jingchu::engine
