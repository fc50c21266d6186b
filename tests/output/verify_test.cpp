#include "output/results/verify.hpp"

#include <gmock/gmock.h>

#include <cstdint>
#include <limits>
#include <string>

#include "output/results/results_file.hpp"
#include "tests/output/hostile_file.hpp"
#include "tests/output/sound_content.hpp"

namespace jingchu::output {
namespace {

using testing::as_text;
using testing::sound_comparison;
using testing::sound_content;
using testing::TemporaryFolder;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(VerifyResults, ASoundFileHasNoFindings) {
  const TemporaryFolder folder;
  const Content content = sound_content();
  write_results(folder / "run.h5", content, false);
  const Verification verification = verify_results(folder / "run.h5");
  EXPECT_THAT(verification.findings, IsEmpty()) << as_text(verification.findings);
  EXPECT_EQ(verification.digest, results_digest(content));
  EXPECT_EQ(verification.seal.sha256, check_seal(folder / "run.h5").sha256);
}

TEST(VerifyResults, ARunWithoutTargetsOrFailuresIsSoundToo) {
  const TemporaryFolder folder;
  Content content = sound_content();
  auto& s = content.scenarios[0];
  s.targets.clear();
  s.joint.clear();
  s.targets_met.clear();
  s.levers.clear();
  write_results(folder / "run.h5", content, false);
  const auto findings = verify_results(folder / "run.h5").findings;
  EXPECT_THAT(findings, IsEmpty()) << as_text(findings);
}

TEST(VerifyResults, ASoundComparisonHasNoFindingsAndAWrongOneHas) {
  const TemporaryFolder folder;
  Content content = sound_comparison();
  write_results(folder / "compared.h5", content, false);
  EXPECT_THAT(as_text(verify_results(folder / "compared.h5").findings), IsEmpty());
  content.contrasts[0].targets[0].lost = 30;
  write_results(folder / "compared.h5", content, true);
  EXPECT_THAT(as_text(verify_results(folder / "compared.h5").findings), HasSubstr("/contrast_targets/change, push, gdp_growth_target_2024"));
}

TEST(VerifyResults, ADamagedFileIsAFindingOfTheSeal) {
  const TemporaryFolder folder;
  write_results(folder / "run.h5", sound_content(), false);
  std::string bytes = testing::bytes_of(folder / "run.h5");
  bytes[1000] = static_cast<char>(bytes[1000] ^ 1);
  testing::put_bytes(folder / "run.h5", bytes);
  const Verification verification = verify_results(folder / "run.h5");
  ASSERT_THAT(verification.findings, SizeIs(1));
  EXPECT_EQ(verification.findings[0].check, "seal");
  EXPECT_EQ(verification.digest, "");
}

TEST(CheckProvenance, TextsThatWereChangedAreNamed) {
  Content content = sound_content();
  content.provenance.model_texts[0].text += "# one more line\n";
  content.provenance.n_paths = 20000;
  const std::string text = as_text(check_provenance(content));
  EXPECT_THAT(text, HasSubstr("/provenance, attribute model_sha256"));
  EXPECT_THAT(text, HasSubstr("/scenarios/n_paths, report: 10000 paths, the provenance says 20000"));
}

TEST(ReadResults, NumbersOfPathsThatNoRunHasAreRefused) {
  const TemporaryFolder folder;
  Content content = sound_content();
  content.scenarios[0].n_failed = std::numeric_limits<std::int64_t>::min();
  write_results(folder / "run.h5", content, false);
  const auto [code, text] = testing::error_of([&] { read_results(folder / "run.h5"); });
  EXPECT_EQ(code, ExitCode::data);
  EXPECT_THAT(text, HasSubstr("'/scenarios/n_failed' says -9223372036854775808 paths"));
}

}  // namespace
}  // namespace jingchu::output
