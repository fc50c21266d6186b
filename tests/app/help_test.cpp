// What the program says about itself: help, manual page, completion.

#include <cstdlib>

#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/app/program.hpp"

namespace jingchu::test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::Not;
using testing::StartsWith;

Call run_command(const Workspace& place, const char* command) {
  Surroundings shell;
  shell.before = [command] { ::execl("/bin/bash", "bash", "--norc", "-c", command, static_cast<char*>(nullptr)); };
  return place.run({}, shell);
}

/// What bash offers after these words of a command line, sorted; the last word is being typed.
std::vector<std::string> offers(const Workspace& place, const std::string& words) {
  place.write("completion.bash", place.run({"help", "--completion", "bash"}).out);
  place.write("complete.sh", "source ./completion.bash\nCOMP_WORDS=(" + words + ")\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n_jingchu\nprintf '%s\\n' \"${COMPREPLY[@]}\" | sort -u\n");
  const Call call = run_command(place, "source ./complete.sh");
  EXPECT_EQ(call.code, 0) << call.err;
  EXPECT_THAT(call.err, IsEmpty());
  std::vector<std::string> found = lines_with(call.out, "");
  std::erase(found, "");
  return found;
}

TEST(Help, OfACommandIsWhatItsOwnOptionSays) {
  const Workspace place;
  EXPECT_EQ(place.run({"help", "run"}).out, place.run({"run", "--help"}).out);
  EXPECT_EQ(place.run({"help"}).out, place.run({"--help"}).out);
  const Call unknown = place.run({"help", "rum"});
  EXPECT_EQ(unknown.code, 64);
  EXPECT_THAT(unknown.err, HasSubstr("did you mean 'jingchu run'?"));
}

TEST(Help, BeginsAParagraphOnALineOfItsOwn) {
  const Workspace place;
  EXPECT_THAT(lines_with(place.run({"run", "--help", "--lang", "en"}).out, "What is done is kept"), ElementsAre(StartsWith("What is done")));
  EXPECT_THAT(lines_with(place.run({"run", "--help", "--lang", "zh"}).out, "已完成的部分"), ElementsAre(StartsWith("已完成的部分")));
}

TEST(Help, OneAnswerAtATime) {
  const Workspace place;
  EXPECT_EQ(place.run({"help", "run", "--man"}).code, 64);
  EXPECT_EQ(place.run({"help", "--man", "--completion", "bash"}).code, 64);
  EXPECT_THAT(place.run({"help", "--completion", "tcsh"}).err, HasSubstr("expected bash, zsh or fish"));
}

TEST(Manual, HasEveryCommandWithItsOptionsAndTheExitCodes) {
  const Workspace place;
  for (const char* language : {"en", "zh"}) {
    const Call page = place.run({"help", "--man", "--lang", language});
    EXPECT_EQ(page.code, 0);
    EXPECT_THAT(page.out, HasSubstr(".TH JINGCHU 1 "));
    for (const char* text : {".SS run\n", ".SS check\n", ".SS init\n", "\\-\\-quantiles all|", "\\-h, \\-\\-help", "\\fB75\\fR"}) EXPECT_THAT(page.out, HasSubstr(text)) << language;
    EXPECT_THAT(page.out, AllOf(Not(HasSubstr("--")), Not(HasSubstr("tile\\-width")))) << "dashes that cannot be copied, or a hidden option";
  }
}

TEST(Completion, OffersCommandsOptionsAndValues) {
  const Workspace place;
  EXPECT_THAT(offers(place, "jingchu rep"), ElementsAre("replay"));
  EXPECT_THAT(offers(place, "jingchu ''"), IsSupersetOf({"run", "show", "--version"}));
  EXPECT_THAT(offers(place, "jingchu run --th"), ElementsAre("--threads"));
  EXPECT_THAT(offers(place, "jingchu run --is"), IsEmpty());
  EXPECT_THAT(offers(place, "jingchu run --lang ''"), ElementsAre("en", "zh"));
  EXPECT_THAT(offers(place, "jingchu run --lang = z"), ElementsAre("zh"));
  EXPECT_THAT(offers(place, "jingchu help --completion f"), ElementsAre("fish"));
}

TEST(Completion, OffersFilesAndShippedNames) {
  const Workspace place;
  place.write("results of May/a run.h5", "");
  EXPECT_THAT(offers(place, "jingchu run gro"), ElementsAre("growth.toml"));
  EXPECT_THAT(offers(place, "jingchu run hubei-2024/rep"), ElementsAre("hubei-2024/report"));
  EXPECT_THAT(offers(place, "jingchu describe hub"), IsSupersetOf({"hubei", "hubei-2024/report"}));
  EXPECT_THAT(offers(place, "jingchu run x.toml -o 'results of May/a'"), ElementsAre("results of May/a run.h5"));
}

TEST(Completion, OtherShellsTakeTheirScripts) {
  const Workspace place;
  for (const char* shell : {"zsh", "fish"}) {
    const Call script = place.run({"help", "--completion", shell});
    EXPECT_EQ(script.code, 0);
    EXPECT_THAT(script.out, AllOf(HasSubstr("hubei-2024/report"), HasSubstr("threads"), Not(HasSubstr("tile-width"))));
    place.write("script", script.out);
    if (std::system((std::string("command -v ") + shell + " >/dev/null 2>&1").c_str()) != 0) continue;
    const Call check = run_command(place, (std::string(shell) + " -n script").c_str());
    EXPECT_EQ(check.code, 0) << check.err;
  }
}

}  // namespace
}  // namespace jingchu::test
