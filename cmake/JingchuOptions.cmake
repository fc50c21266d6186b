option(JINGCHU_BUILD_TESTS "Build the test programs" ON)
option(JINGCHU_BUILD_BENCHMARKS "Build the benchmark programs" OFF)
option(JINGCHU_BUILD_FUZZERS "Build the tests of tests/fuzz as libFuzzer programs (clang)" OFF)
option(JINGCHU_WARNINGS_AS_ERRORS "Treat compiler warnings as errors" OFF)
option(JINGCHU_THREADS_BY_STD "Run tiles on std::jthread instead of oneTBB (race detectors cannot see into a prebuilt TBB)" OFF)
set(JINGCHU_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize= takes them (address,undefined or thread)")

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}")

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()

find_program(JINGCHU_CCACHE ccache)
if(JINGCHU_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${JINGCHU_CCACHE}")
endif()

# One INTERFACE target carries what every source of this project is compiled with.
add_library(jingchu_build_flags INTERFACE)
# The same bits from every compiler and instruction set: no contraction of a*b+c behind our back.
target_compile_options(jingchu_build_flags INTERFACE -ffp-contract=off)
target_compile_options(jingchu_build_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion
  # GCC 12 sees overlaps and overlong copies in std::string's operator+ that are not there; clang's build has these warnings.
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict -Wno-stringop-overflow -Wno-array-bounds>)
if(JINGCHU_WARNINGS_AS_ERRORS)
  target_compile_options(jingchu_build_flags INTERFACE -Werror)
endif()
if(JINGCHU_SANITIZE)
  target_compile_options(jingchu_build_flags INTERFACE -fsanitize=${JINGCHU_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(jingchu_build_flags INTERFACE -fsanitize=${JINGCHU_SANITIZE})
endif()
# Position-independent programs, also where the compiler's default is another.
include(CheckPIESupported)
check_pie_supported(LANGUAGES CXX)
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  # What a damaged or hostile input may not turn into: tests/structure/hardening.py reads it back from the program.
  target_compile_options(jingchu_build_flags INTERFACE
    -fstack-protector-strong -fstack-clash-protection -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -D_GLIBCXX_ASSERTIONS
    $<$<STREQUAL:${CMAKE_SYSTEM_PROCESSOR},x86_64>:-fcf-protection=full>)
  target_link_options(jingchu_build_flags INTERFACE -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack)
endif()
if(JINGCHU_THREADS_BY_STD)
  target_compile_definitions(jingchu_build_flags INTERFACE JINGCHU_THREADS_BY_STD)
endif()

# jingchu_build_quickly(TARGET): for code that runs once a command and never once a path. Full optimisation of it made clean builds a third longer
# and gained nothing measurable (docs/performance.md). Instrumented code takes twice as long to optimise as to compile.
if(JINGCHU_SANITIZE)
  set(JINGCHU_QUICK_FLAGS -O0)
else()
  set(JINGCHU_QUICK_FLAGS $<$<NOT:$<CONFIG:Debug>>:-O1>)
endif()
function(jingchu_build_quickly target)
  target_compile_options(${target} PRIVATE ${JINGCHU_QUICK_FLAGS})
endfunction()
