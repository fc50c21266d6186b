#include "engine/simulation/tally.hpp"

#include <utility>

namespace jingchu::engine {

namespace {

constexpr std::uint64_t magic_and_version = 0x03'59'4c'4c'41'54'43'4a;  // "JCTALLY", 3

}  // namespace

std::uint64_t Tally::replicates() const noexcept { return cases.empty() ? 0 : cases.front().replicates.size(); }

void Tally::merge(const Tally& other) {
  if (done.overlaps(other.done)) detail::ByteReader::fail("hold paths that are counted already");
  for (std::size_t i = 0; i < cases.size(); ++i) cases[i].merge(other.cases[i]);
  for (std::size_t i = 0; i < contrasts.size(); ++i) contrasts[i].merge(other.contrasts[i]);
  done.add(other.done);
}

void Tally::merge(Tally&& other) {
  if (!done.empty()) return merge(std::as_const(other));
  cases = std::move(other.cases);
  contrasts = std::move(other.contrasts);
  done = std::move(other.done);
}

std::vector<std::byte> Tally::serialise() const {
  detail::ByteWriter out;
  out.u64(magic_and_version);
  out.u64(cases.size());
  out.u64(contrasts.size());
  out.u64(replicates());
  done.serialise(out);
  for (const Outcome& outcome : cases) outcome.serialise(out);
  for (const Contrast& contrast : contrasts) contrast.serialise(out);
  return std::move(out).take();
}

void Tally::restore(std::span<const std::byte> bytes) {
  detail::ByteReader in(bytes);
  if (in.u64() != magic_and_version) in.fail("are not of a form this version reads");
  if (in.u64() != cases.size() || in.u64() != contrasts.size()) in.fail("are of other scenarios");
  if (in.u64() != replicates()) in.fail("are of another sampling");
  done = PathSet::restore(in);
  for (Outcome& outcome : cases) {
    outcome.restore(in);
    if (outcome.paths != done.count()) in.fail("contradict themselves");
  }
  for (Contrast& contrast : contrasts) contrast.restore(in);
  in.finish();
}

}  // namespace jingchu::engine
