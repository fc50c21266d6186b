#include "app/batch/child_run.hpp"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <exception>
#include <new>
#include <optional>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/console/console.hpp"
#include "app/study/capacity.hpp"
#include "app/study/existing_run.hpp"
#include "app/study/finish_run.hpp"
#include "app/study/kept_run.hpp"
#include "app/study/perform_run.hpp"
#include "app/study/results_content.hpp"
#include "output/results/results_file.hpp"

namespace jingchu::app {

namespace {

/// Stands between what a run says and the line of JSON that tells how it ended, its last one.
constexpr char end_mark = '\x1e';

nlohmann::ordered_json facts(int code, const output::Content& content) {
  return {{"code", code}, {"results_digest", output::results_digest(content)}, {"failed_paths", content.provenance.n_failed}};
}

nlohmann::ordered_json simulate_item(const BatchWork& work, const BatchOrder& order, const Interruption& interruption, const Session& session) {
  const auto start = std::chrono::steady_clock::now();
  const auto store = order.store();
  const Study study = prepare(*store, work.item.scenario, work.item.overrides, {}, nullptr, order.shared.get());
  const auto from = provenance(study, *store);
  nlohmann::ordered_json result;
  KeptOrder kept{work.file, work.run, order.force, {}, {}, {}};
  kept.check_capacity = [&] { check_capacity(study, work.file, order.control.threads, order.control.tile_width); };
  kept.done_before = [&]() -> std::optional<int> {
    const auto code = order.force ? std::nullopt : finished_already(work.file, study, from, session);
    if (code) result = facts(*code, output::read_results(work.file));
    return code;
  };
  kept.perform = [&](output::Spool& spool, RunLog& log) {
    log_start(log, study, order.control, work.item.overrides, {}, session);
    const engine::Simulation simulation({{&study.compiled->program, &study.plan}}, {}, order.control);
    KeptRun run(simulation, {0, work.paths}, spool, order.control, interruption, log, session);
    run.advance({0, work.paths});
    const WrittenRun written = run.while_kept([&] { return write_run(study, run.tally().cases.front(), from, {work.file, order.force, false, start, {}, nullptr}, log); });
    result = facts(written.code, written.content);
    return written.code;
  };
  perform_run(kept);
  result["file_sha256"] = output::check_seal(work.file).sha256;
  return result;
}

/// What happened, as perform_item tells it; nothing is thrown.
nlohmann::ordered_json guarded(const BatchWork& work, const BatchOrder& order, const Interruption& interruption, const Session& session) {
  const auto trouble = [](ExitCode code, const char* text) { return nlohmann::ordered_json{{"code", static_cast<int>(code)}, {"text", text}}; };
  try {
    return simulate_item(work, order, interruption, session);
  } catch (const Error& error) {
    return trouble(error.code(), error.what());
  } catch (const std::bad_alloc&) {
    return trouble(ExitCode::io, "error: not enough memory\n");
  } catch (const std::exception& error) {
    return trouble(ExitCode::bug, error.what());
  }
}

[[noreturn]] void be_the_child(const BatchWork& work, const BatchOrder& order, const Interruption& interruption, Session session, pid_t parent, int pipe) {
  // What it has done is kept, so it may be ended at any moment.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(static_cast<int>(ExitCode::come_back));
  Interruption::only_ask();
  ::dup2(pipe, STDERR_FILENO);
  session.quiet = true;
  const std::string text = guarded(work, order, interruption, session).dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  say(end_mark + text + '\n');
  // No destructors: they belong to the process that was copied.
  ::_exit(0);
}

}  // namespace

ChildRun::ChildRun(const BatchWork& work, const BatchOrder& order, const Interruption& interruption, const Session& session) : run_(work.run) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw Error(ExitCode::io, fmt::format("cannot start a run: {}", output::detail::system_reason(errno)));
  pipe_ = output::detail::FileDescriptor(ends[0]);
  const output::detail::FileDescriptor writing(ends[1]);
  const pid_t parent = ::getpid();
  process_ = ::fork();
  if (process_ < 0) throw Error(ExitCode::io, fmt::format("cannot start a run: {}", output::detail::system_reason(errno)));
  if (process_ == 0) be_the_child(work, order, interruption, session, parent, writing.get());
}

bool ChildRun::take() {
  char buffer[65536];
  const ssize_t count = ::read(pipe_.get(), buffer, sizeof buffer);
  if (count < 0 && errno == EINTR) return true;
  if (count <= 0) return false;
  said_.append(buffer, static_cast<std::size_t>(count));
  // Its last line is its end, whoever else still holds the pipe.
  return said_.back() != '\n' || said_.find(end_mark) == std::string::npos;
}

void ChildRun::stop() const noexcept { ::kill(process_, SIGTERM); }

ItemState ChildRun::end() {
  int status = 0;
  while (::waitpid(process_, &status, 0) < 0 && errno == EINTR) {
  }
  ItemState state;
  state.run = run_;
  const std::size_t mark = said_.rfind(end_mark);
  const auto result = mark == std::string::npos ? nlohmann::ordered_json() : nlohmann::ordered_json::parse(said_.substr(mark + 1), nullptr, false);
  state.text = said_.substr(0, mark);
  if (!result.is_object()) {
    state.status = ItemStatus::failed;
    // The kernel kills with signal 9 when memory runs out; other signals are faults of the program. One that ends by itself could not tell.
    const bool killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    state.exit_code = static_cast<int>(killed || WIFEXITED(status) ? ExitCode::io : ExitCode::bug);
    state.text += WIFSIGNALED(status) ? fmt::format("error: the run was ended by signal {}{}\n", WTERMSIG(status), killed ? ": killed, perhaps for want of memory" : "")
                                      : fmt::format("error: the run ended with code {} before its results\n", WEXITSTATUS(status));
    return state;
  }
  state.exit_code = result.value("code", static_cast<int>(ExitCode::bug));
  state.text += result.value("text", std::string());
  if (!result.contains("file_sha256")) {
    state.status = state.exit_code == static_cast<int>(ExitCode::come_back) ? ItemStatus::stopped : ItemStatus::failed;
    return state;
  }
  state.status = ItemStatus::done;
  state.file_sha256 = result.value("file_sha256", std::string());
  state.results_digest = result.value("results_digest", std::string());
  state.failed_paths = result.value("failed_paths", std::int64_t{0});
  return state;
}

}  // namespace jingchu::app
