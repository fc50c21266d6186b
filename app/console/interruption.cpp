#include "app/console/interruption.hpp"

#include <array>
#include <csignal>
#include <cstddef>

#include <unistd.h>

namespace jingchu::app {

namespace {

constexpr std::array signals{SIGINT, SIGTERM, SIGHUP, SIGXCPU};

// A signal handler reaches nothing but globals; these belong to the one Interruption alive.
std::atomic<bool> stop_asked{false};
std::atomic<bool> asks_only{false};
static_assert(std::atomic<bool>::is_always_lock_free);
std::array<struct sigaction, signals.size()> earlier;

void on_signal(int number) {
  if (stop_asked.exchange(true) && !asks_only) ::_exit(128 + number);
}

}  // namespace

Interruption::Interruption() {
  stop_asked = false;
  struct sigaction action {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  for (std::size_t i = 0; i < signals.size(); ++i) {
    ::sigaction(signals[i], nullptr, &earlier[i]);
    if (earlier[i].sa_handler != SIG_IGN) ::sigaction(signals[i], &action, nullptr);
  }
}

Interruption::~Interruption() {
  for (std::size_t i = 0; i < signals.size(); ++i) ::sigaction(signals[i], &earlier[i], nullptr);
}

void Interruption::only_ask() noexcept { asks_only = true; }

const std::atomic<bool>& Interruption::asked() const noexcept { return stop_asked; }

}  // namespace jingchu::app
