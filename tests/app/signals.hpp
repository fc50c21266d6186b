#pragma once

#include <algorithm>
#include <csignal>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/app/program.hpp"

namespace jingchu::test {

/// The signals come right after the program saved its work for the first time, when all but a work unit is still to do.
inline Surroundings at_first_save(const std::string& signals) { return {{{"LD_PRELOAD", JINGCHU_SIGNAL_AT_SAVE}, {"SIGNALS_AT_SAVE", signals}}, {}}; }
inline Surroundings at_first_save(int signal) { return at_first_save(std::to_string(signal)); }

/// Whether a process answers a signal itself.
inline bool answers(pid_t process, int signal) {
  std::ifstream in("/proc/" + std::to_string(process) + "/status");
  for (std::string line; std::getline(in, line);)
    if (line.rfind("SigCgt:", 0) == 0) return (std::stoull(line.substr(7), nullptr, 16) >> (signal - 1) & 1) != 0;
  return false;
}

/// Seconds that a process has computed.
inline double computed_by(pid_t process) {
  std::ifstream in("/proc/" + std::to_string(process) + "/stat");
  std::string text, skipped;
  std::getline(in, text);
  std::istringstream fields(text.substr(std::min(text.rfind(')') + 2, text.size())));
  for (int i = 0; i < 11; ++i) fields >> skipped;
  long user = 0, system = 0;
  fields >> user >> system;
  return static_cast<double>(user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

/// The signal comes as soon as the program answers it and has computed so many seconds, however busy the machine: to one that saves nothing.
inline Surroundings once_at_work(int signal, double seconds) {
  Surroundings surroundings;
  surroundings.before = [signal, seconds] {
    const pid_t program = ::getpid();
    if (::fork() != 0) return;
    for (const int descriptor : {STDOUT_FILENO, STDERR_FILENO}) ::close(descriptor);   // or the program's pipes would stay open
    for (int i = 0; i < 120'000; ++i, ::usleep(1'000)) {
      if (!answers(program, signal) || computed_by(program) < seconds) continue;
      ::kill(program, signal);
      ::_exit(0);
    }
    ::_exit(1);
  };
  return surroundings;
}

/// Starts a command as a child of this process, silent; a simulation in it stands still after its first save. For Surroundings::before: the program takes
/// the place of this process then.
inline pid_t start_and_stand_still(const std::vector<std::string>& words) {
  const pid_t first = ::fork();
  if (first != 0) return first;
  const int nowhere = ::open("/dev/null", O_WRONLY);
  for (const int descriptor : {STDOUT_FILENO, STDERR_FILENO}) ::dup2(nowhere, descriptor);   // or the program's pipes would stay open
  ::setenv("LD_PRELOAD", JINGCHU_SIGNAL_AT_SAVE, 1);
  ::setenv("SIGNALS_AT_SAVE", std::to_string(SIGSTOP).c_str(), 1);
  std::vector<char*> arguments{const_cast<char*>("jingchu")};
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  ::execv(JINGCHU_PROGRAM, arguments.data());
  ::_exit(127);
}

/// Starts the program when `first` stands still; first_process says which process that is.
inline Surroundings beside_stopped(std::vector<std::string> first) {
  Surroundings busy;
  busy.before = [first = std::move(first)] {
    const pid_t process = start_and_stand_still(first);
    ::waitpid(process, nullptr, WUNTRACED);
    std::ofstream("first.process") << process;
  };
  return busy;
}
inline pid_t first_process(const Workspace& place) { return static_cast<pid_t>(std::stol(place.read("first.process"))); }

inline std::vector<std::string> with(std::vector<std::string> words, const std::vector<std::string>& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

}  // namespace jingchu::test
