#include "app/console/progress.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include <fmt/format.h>

#include "app/cli/phrase.hpp"
#include "app/console/console.hpp"
#include "output/report/number_text.hpp"

namespace jingchu::app {

namespace {

constexpr int bar_width = 20;

std::string clock_text(double seconds) {
  const auto whole = static_cast<std::int64_t>(std::ceil(seconds));
  if (whole >= 3600) return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
  return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

}  // namespace

Progress::Progress(const Session& session) : on_terminal_(progress_wanted(session)), language_(session.language) {}

Progress::~Progress() {
  if (drawn_) say("\r\x1b[K");
}

void Progress::show(std::int64_t done, std::int64_t total) {
  const auto now = Clock::now();
  if (!on_terminal_ || total <= 0 || (done < total && now - last_ < std::chrono::milliseconds(100))) return;
  last_ = now;
  drawn_ = true;
  const double seconds = std::chrono::duration<double>(now - start_).count();
  const double share = std::clamp(static_cast<double>(done) / static_cast<double>(total), 0.0, 1.0);
  const double rate = seconds > 0 ? static_cast<double>(done) / seconds : 0;
  const int filled = static_cast<int>(share * bar_width);
  std::string bar(static_cast<std::size_t>(filled), '=');
  bar.append(static_cast<std::size_t>(bar_width - filled), ' ');
  std::string line = fmt::format("\r\x1b[K[{}] {:3.0f} %", bar, 100 * share);
  if (rate > 0) {
    line += phrase(language_, {"  {} paths/s  {} left", "  每秒 {} 条路径  剩余 {}"}, output::count_text(static_cast<std::int64_t>(rate)),
                        clock_text(static_cast<double>(total - done) / rate));
  }
  say(line);
}

}  // namespace jingchu::app
