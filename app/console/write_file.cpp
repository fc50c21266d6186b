#include "app/console/write_file.hpp"

#include "output/results/new_file.hpp"
#include "output/results/results_file.hpp"
#include "output/results/write_bytes.hpp"

namespace jingchu::app {

void write_file(const std::filesystem::path& file, std::string_view text, bool force) {
  output::check_output_place(file, force);
  output::detail::write_bytes(file, {text}, force);
}

void write_file(const std::filesystem::path& file, const std::function<void(const std::function<void(std::string_view)>&)>& produce, bool force) {
  output::check_output_place(file, force);
  output::detail::NewFile made(file);
  produce([&](std::string_view piece) { made.append(piece); });
  made.finish(force);
}

}  // namespace jingchu::app
