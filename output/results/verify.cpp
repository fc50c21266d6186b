#include "output/results/verify.hpp"

#include <fmt/format.h>

#include <iterator>
#include <optional>

#include "engine/core/error.hpp"
#include "output/results/check_paths.hpp"
#include "output/results/read_within.hpp"
#include "output/results/schema_findings.hpp"

namespace jingchu::output {

namespace {

void append(std::vector<Finding>& to, std::vector<Finding> from) { to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end())); }

/// Calls `work`; what is wrong with the contents becomes a finding. Whether it came to its end.
template <class Work>
bool found(Verification& verification, const char* check, Work work) {
  try {
    work();
    return true;
  } catch (const Error& error) {
    if (error.code() != ExitCode::data) throw;
    verification.findings.push_back({check, {}, error.diagnostics().front().problem});
    return false;
  }
}

}  // namespace

std::vector<Finding> check_provenance(const Content& content) {
  const Provenance& from = content.provenance;
  std::vector<Finding> findings;
  const auto compare = [&](const char* name, const std::string& stored, const std::string& text) {
    const std::string digest = sha256_hex(text);
    if (stored != digest) findings.push_back({"provenance", fmt::format("/provenance, attribute {}", name), fmt::format("is {}, the text in the file has {}", jingchu::quoted(stored), digest)});
  };
  const auto joined = [](const std::vector<Text>& texts) {
    std::string all;
    for (const auto& text : texts) all += text.text;
    return all;
  };
  compare("model_sha256", from.model_sha256, joined(from.model_texts));
  compare("data_sha256", from.data_sha256, joined(from.data_texts));
  compare("scenario_sha256", from.scenario_sha256, from.effective_scenario);
  if (from.scenario_texts.empty() || from.model_texts.empty()) findings.push_back({"provenance", "/provenance", "holds no scenario or no model, so that the run cannot be repeated"});
  std::int64_t failed = 0;
  for (const auto& scenario : content.scenarios) {
    failed += scenario.n_failed;
    if (scenario.n_paths != from.n_paths) {
      findings.push_back({"provenance", fmt::format("/scenarios/n_paths, {}", scenario.name), fmt::format("{} paths, the provenance says {}", scenario.n_paths, from.n_paths)});
    }
  }
  if (failed != from.n_failed) findings.push_back({"provenance", "/provenance, attribute n_failed", fmt::format("is {}, {} paths of the scenarios failed", from.n_failed, failed)});
  return findings;
}

Verification verify_results(const std::filesystem::path& path, Trust trust) { return detail::verify_within(path, trust, detail::limits_of(trust)); }

Verification detail::verify_within(const std::filesystem::path& path, Trust trust, const ChildLimits& limits) {
  Verification verification;
  std::optional<detail::SealedFile> sealed;
  const bool whole = found(verification, "seal", [&] {
    sealed.emplace(path);
    verification.seal = sealed->seal();
    if (trust == Trust::check) sealed->check_digest();
  });
  if (!whole) return verification;
  Content content;
  // One thing said twice helps nobody: what the schema misses, the reader misses too.
  const bool readable = found(verification, "schema", [&] {
    append(verification.findings, detail::schema_findings(*sealed, limits));
    if (verification.findings.empty()) content = detail::content_of(*sealed, limits);
  });
  if (!readable || !verification.findings.empty()) return verification;
  append(verification.findings, check_provenance(content));
  append(verification.findings, check_numbers(content));
  append(verification.findings, check_errors(content));
  append(verification.findings, check_targets(content));
  append(verification.findings, check_contrasts(content));
  verification.has_paths = !content.kept.empty();
  if (verification.has_paths) found(verification, "paths", [&] { append(verification.findings, detail::path_findings(*sealed, content, limits)); });
  verification.digest = results_digest(content);
  return verification;
}

}  // namespace jingchu::output
