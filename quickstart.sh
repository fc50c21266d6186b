#!/usr/bin/env bash
# From a fresh Debian 12 to the table of targets:
#
#   ./quickstart.sh         install what is missing, build, run the report's scenario, leave results/hubei-2024-report.h5
#   ./quickstart.sh test    install what is missing, build, run all tests
#   ./quickstart.sh tools   install what the checks of .ci/run need besides: clang with its sanitizers, valgrind
#
# All can be repeated: what is there already is neither installed nor built again. Root rights are asked for only when
# a package is missing. Further words go to the run: ./quickstart.sh --lang zh --paths 10000
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")"

build_packages=(g++ cmake ninja-build pkg-config git libeigen3-dev libtbb-dev libboost-dev libboost-program-options-dev
  libhdf5-dev libdeflate-dev libfmt-dev nlohmann-json3-dev libtomlplusplus-dev libssl-dev libasmjit-dev)
test_packages=(libgtest-dev libgmock-dev librandom123-dev python3-h5py python3-xarray python3-netcdf4 python3-h5netcdf
  python3-bottleneck python3-matplotlib netcdf-bin hdf5-tools r-bioc-rhdf5 r-cran-ncdf4 octave octave-netcdf dpkg-dev
  strace locales slurm-wlm munge)
check_packages=(clang libclang-rt-dev llvm valgrind)
jobs=$(nproc)

say() { printf '%s\n' "$*" >&2; }

is_installed() { [[ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" == installed ]]; }

install_missing() {
  local missing=() package
  if ! command -v dpkg-query >/dev/null; then
    say "quickstart.sh installs packages on Debian only; on other systems install the equivalents of: $*"
    say "then: cmake --preset release && cmake --build --preset release"
    exit 1
  fi
  for package in "$@"; do
    is_installed "$package" || missing+=("$package")
  done
  if ((${#missing[@]} == 0)); then return; fi
  local as_root=()
  if ((EUID != 0)); then
    if ! command -v sudo >/dev/null; then
      say "these packages are missing, and installing them needs root rights: ${missing[*]}"
      say "as root: apt-get update && apt-get install --no-install-recommends ${missing[*]}"
      exit 1
    fi
    as_root=(sudo)
  fi
  say "installing: ${missing[*]}"
  "${as_root[@]}" apt-get update --quiet >&2
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --no-install-recommends "${missing[@]}" >&2
}

build() {
  cmake --preset release "-DJINGCHU_BUILD_TESTS=$1" >&2
  cmake --build --preset release --parallel "$jobs" >&2
}

if [[ "${1:-}" == test ]]; then
  install_missing "${build_packages[@]}" "${test_packages[@]}"
  build ON
  ctest --preset release --parallel "$jobs"
elif [[ "${1:-}" == tools ]]; then
  install_missing "${build_packages[@]}" "${test_packages[@]}" "${check_packages[@]}"
else
  install_missing "${build_packages[@]}"
  build OFF
  exec build/release/jingchu run hubei-2024/report --force "$@"
fi
