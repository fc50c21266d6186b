# Writes OUTPUT, a header with the git revision of SOURCE_DIR, when it has changed. Run by every build, so that a
# results file never names a revision that is not the one it was made with.
set(revision "unknown")
find_program(git git)
if(git)
  execute_process(COMMAND "${git}" -C "${SOURCE_DIR}" rev-parse --show-toplevel
                  OUTPUT_VARIABLE top OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE status)
  get_filename_component(source "${SOURCE_DIR}" REALPATH)
  # A release unpacked inside some other repository is not a checkout of this one.
  if(status EQUAL 0 AND top STREQUAL source)
    execute_process(COMMAND "${git}" -C "${SOURCE_DIR}" rev-parse HEAD
                    OUTPUT_VARIABLE head OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE status)
    if(status EQUAL 0)
      execute_process(COMMAND "${git}" -C "${SOURCE_DIR}" --no-optional-locks status --porcelain --untracked-files=no
                      OUTPUT_VARIABLE changes OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
      set(revision "${head}")
      if(changes)
        string(APPEND revision "-dirty")
      endif()
    endif()
  endif()
endif()
set(text "#pragma once\n#define JINGCHU_REVISION \"${revision}\"\n")
set(before "")
if(EXISTS "${OUTPUT}")
  file(READ "${OUTPUT}" before)
endif()
if(NOT before STREQUAL text)
  file(WRITE "${OUTPUT}" "${text}")
endif()
