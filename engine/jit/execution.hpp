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
  void outputs(const Bases& bases, int lanes) const { all(body_.outputs, bases, lanes); }
  /// Instructions [begin, end) of the step section.
  void step(int begin, int end, const Bases& bases, int lanes) const { run(body_.step, begin, end, bases, lanes); }

 private:
  void all(const Section& section, const Bases& bases, int lanes) const { run(section, 0, static_cast<int>(section.instructions.size()), bases, lanes); }
  void run(const Section& section, int begin, int end, const Bases& bases, int lanes) const;

  const Program::Body& body_;
  Isa isa_;
  const MachineCode* code_;
};

}  // namespace jingchu::engine
