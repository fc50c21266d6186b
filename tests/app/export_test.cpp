// export: what is written where, and which options contradict each other.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/app/program.hpp"

namespace jingchu::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::SizeIs;
using testing::StartsWith;

class Export : public testing::Test {
 protected:
  Export() { EXPECT_EQ(place_.run({"run", "growth.toml", "-o", "run.h5", "--quiet"}).code, 0); }
  Workspace place_;
};

TEST_F(Export, AnswersWithTheChosenNumbers) {
  const Call call = place_.run({"export", "run.h5", "--variables", "Y", "--levels", "0.05,0.5", "--tables", "years"});
  EXPECT_EQ(call.code, 0) << call.err;
  EXPECT_THAT(lines_with(call.out, ",quantile,"), SizeIs(2 * 5));
  EXPECT_THAT(lines_with(call.out, ",mean,"), SizeIs(5));
  EXPECT_THAT(call.out, StartsWith("scenario,table,name,"));
}

TEST_F(Export, WritesAFileButNotOverAnother) {
  EXPECT_EQ(place_.run({"export", "run.h5", "-o", "all.csv"}).code, 0);
  const std::string first = place_.read("all.csv");
  EXPECT_EQ(first, place_.run({"export", "run.h5"}).out);
  EXPECT_EQ(place_.run({"export", "run.h5", "-o", "all.csv", "--format", "json"}).code, 73);
  EXPECT_EQ(place_.read("all.csv"), first);
  EXPECT_EQ(place_.run({"export", "run.h5", "-o", "all.csv", "--format", "json", "--force"}).code, 0);
  EXPECT_FALSE(json::parse(place_.read("all.csv"))["rows"].empty());
}

TEST_F(Export, BeginsWithAByteOrderMarkOnRequest) {
  EXPECT_THAT(place_.run({"export", "run.h5", "--bom"}).out, StartsWith("\xEF\xBB\xBFscenario,"));
  EXPECT_THAT(place_.run({"export", "run.h5", "--format", "iamc", "--bom"}).out, StartsWith("\xEF\xBB\xBFmodel,"));
}

TEST_F(Export, NamesTheRegionOfIamc) {
  EXPECT_THAT(place_.run({"export", "run.h5", "--format", "iamc", "--region", "CN-HB"}).out, HasSubstr(",CN-HB,Y,"));
}

TEST_F(Export, OfSinglePathsHasEveryValueThatIsKept) {
  EXPECT_EQ(place_.run({"run", "growth.toml", "--paths", "5000", "--keep-paths", "Y", "--keep-type", "f64", "-o", "kept.h5", "--quiet"}).code, 0);
  const Call call = place_.run({"export", "kept.h5", "--single-paths", "-o", "kept.csv"});
  EXPECT_EQ(call.code, 0) << call.err;
  const std::string text = place_.read("kept.csv");
  EXPECT_THAT(text, StartsWith("scenario,path,weight,name,unit,period,value\ngrowth,0,1,Y,"));
  // The smallest value of a period is that of the statistics, to the last digit.
  const std::string smallest = lines_with(place_.run({"export", "kept.h5", "--tables", "periods", "--variables", "Y"}).out, ",min,").front();
  const std::string value = smallest.substr(smallest.find(",min,,") + 6);
  EXPECT_THAT(lines_with(text, "," + value.substr(0, value.find(','))), testing::Not(testing::IsEmpty())) << smallest;
  EXPECT_THAT(lines_with(text, ",4999,1,Y,"), testing::Not(testing::IsEmpty()));
  EXPECT_EQ(place_.run({"export", "kept.h5", "--single-paths"}).out, text);
  const json rows = json::parse(place_.run({"export", "kept.h5", "--single-paths", "--format", "json"}).out)["rows"];
  EXPECT_EQ(rows.size() + 1, static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')));
  EXPECT_EQ(rows[0][3], "Y");
  EXPECT_EQ(place_.run({"export", "kept.h5", "--single-paths", "--variables", "y"}).code, 64);
  EXPECT_EQ(place_.run({"export", "kept.h5", "--single-paths", "--tables", "years"}).code, 64);
  EXPECT_EQ(place_.run({"export", "run.h5", "--single-paths"}).code, 64);
}

TEST_F(Export, ContradictionsAndUnknownNamesAreRefused) {
  const std::vector<std::vector<std::string>> wrong = {
      {"--format", "xlsx"}, {"--format", "json", "--bom"}, {"--region", "x"}, {"--format", "iamc", "--tables", "years"}, {"--levels", "5"},
      {"--levels", "0.5x"}, {"--levels", ""}, {"--variables", "Z"}, {"--scenarios", "other"}, {"-o", "run.h5", "--force"}, {"-o", "x.toml"}};
  const std::string before = place_.read("run.h5");
  for (const auto& options : wrong) {
    std::vector<std::string> words = {"export", "run.h5"};
    words.insert(words.end(), options.begin(), options.end());
    EXPECT_EQ(place_.run(words).code, 64) << testing::PrintToString(options);
  }
  EXPECT_EQ(place_.read("run.h5"), before);
}

TEST_F(Export, ADamagedFileIsRefused) {
  place_.write("cut.h5", place_.read("run.h5").substr(0, 9000));
  EXPECT_EQ(place_.run({"export", "cut.h5"}).code, 65);
}

}  // namespace
}  // namespace jingchu::test
