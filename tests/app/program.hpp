#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace jingchu::test {

/// What a call of the program came to.
struct Call {
  int code = 0;           ///< exit code; 1000 + n when signal n ended it
  std::string out, err;
};

/// How a call differs from a plain one.
struct Surroundings {
  std::map<std::string, std::string> environment;   ///< set on top of PATH and HOME; nothing else is inherited
  std::function<void()> before;                     ///< runs in the child, before the program takes its place
  std::string program = JINGCHU_PROGRAM;
};

/// A temporary folder with the small models of tests/app/data, in which the program is started. Gone with the object.
class Workspace {
 public:
  Workspace();
  ~Workspace();
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;

  const std::filesystem::path& folder() const { return folder_; }
  /// Starts `jingchu WORDS...` in the folder and waits for its end.
  Call run(const std::vector<std::string>& words, const Surroundings& surroundings = {}) const;
  bool has(const std::string& file) const;
  std::string read(const std::string& file) const;
  void write(const std::string& file, const std::string& text) const;

 private:
  std::filesystem::path folder_;
};

/// Lines of a text that hold `part`.
std::vector<std::string> lines_with(const std::string& text, const std::string& part);

}  // namespace jingchu::test
