#pragma once

#include <vector>

#include "engine/program/body.hpp"

namespace jingchu::engine {

/// A few instructions that go through the lanes together, in one small loop.
///
/// Small loops overlap: while the chain of one pack waits, the machine works on the next ones. A loop over everything would hold
/// one or two packs at a time.
struct Chunk {
  int begin = 0, end = 0;           ///< instructions of the section
  bool emitted = false;             ///< as machine code; else the interpreter runs it
  std::vector<char> read_later;     ///< by temp: code after this chunk reads what it leaves there
};

/// Straight-line code that is entered at its begin and left at its end.
struct Stretch {
  int begin = 0, end = 0;
  std::vector<Chunk> chunks;
};

/// Whether machine code is made for this instruction.
bool can_emit(const Instruction& instruction);

/// The stretches of the step section: those between blocks, and residuals and derivatives of every block.
std::vector<Stretch> stretches_of_step(const Program::Body& body);

/// A section that runs from begin to end, as one stretch.
std::vector<Stretch> stretches_of(const Section& section);

}  // namespace jingchu::engine
