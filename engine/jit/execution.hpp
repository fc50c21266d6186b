#pragma once

#include "engine/jit/machine_code.hpp"

namespace jingchu::engine {

/// Runs the sections of a program over tiles of one width: as machine code where there is some, else by the interpreter. The bits are
/// the same.
class Execution {
 public:
  /// \param code  may be nullptr; outlives this
  Execution(const Program::Body& body, Isa isa, int width, const MachineCode* code)
      : body_(body), isa_(isa), code_(code != nullptr && code->width() == width ? code : nullptr) {}

  void path(const Bases& bases, int lanes) const { all(body_.path, bases, lanes); }
  Finite outputs(const Bases& bases, int lanes) const { return all(body_.outputs, bases, lanes); }
  /// Instructions [begin, end) of the step section.
  Finite step(int begin, int end, const Bases& bases, Lanes lanes) const { return run(body_.step, begin, end, bases, lanes); }

 private:
  Finite all(const Section& section, const Bases& bases, int lanes) const { return run(section, 0, static_cast<int>(section.instructions.size()), bases, {0, lanes}); }
  Finite run(const Section& section, int begin, int end, const Bases& bases, Lanes lanes) const;

  const Program::Body& body_;
  Isa isa_;
  const MachineCode* code_;
};

}  // namespace jingchu::engine
