#include "app/study/program_build.hpp"

#include <fmt/format.h>

#include "app/version.hpp"

namespace jingchu::app {

namespace {

output::Provenance this_build() {
  output::Provenance own;
  name_this_build(own);
  return own;
}

}  // namespace

void name_this_build(output::Provenance& to) {
  to.engine_version = version();
  to.git_sha1 = git_revision();
  to.build = build_description();
  to.shard_builds.clear();
}

bool same_build(const output::Provenance& a, const output::Provenance& b) {
  return a.engine_version == b.engine_version && a.git_sha1 == b.git_sha1 && a.build == b.build && a.shard_builds == b.shard_builds;
}

bool made_by_this_build(const output::Provenance& from) { return same_build(from, this_build()); }

std::string build_text(const output::Provenance& from) { return fmt::format("jingchu {} ({}, {})", from.engine_version, from.git_sha1, from.build); }

std::string this_build_text() { return build_text(this_build()); }

}  // namespace jingchu::app
