// Writes the sample results file that the readers' test opens: `write_sample FILE`.

#include <cstdio>

#include "output/hdf5/library.hpp"
#include "output/results/results_file.hpp"
#include "tests/output/sample_content.hpp"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: write_sample FILE\n", stderr);
    return 64;
  }
  jingchu::output::start_hdf5();
  try {
    jingchu::output::write_results(argv[1], jingchu::output::testing::sample_content(), true);
  } catch (const std::exception& error) {
    std::fputs(error.what(), stderr);
    return 1;
  }
}
