# jingchu_precompile(TARGET [<header> ...]): parse the headers almost every source includes, and those named, once for
# TARGET. It takes a quarter off the compiler's time (docs/performance.md). ccache keeps such objects badly and remembers the parsed sources anyway, so
# with ccache nothing is precompiled; that build also shows a source that forgets an #include.
include_guard(GLOBAL)
if(JINGCHU_CCACHE)
  set(precompile_by_default OFF)
else()
  set(precompile_by_default ON)
endif()
option(JINGCHU_PRECOMPILE "Precompile the headers of libraries (ON where there is no ccache)" ${precompile_by_default})

function(jingchu_precompile target)
  if(JINGCHU_PRECOMPILE)
    target_precompile_headers(${target} PRIVATE <fmt/format.h> <algorithm> <functional> <map> <optional> <string> <vector> ${ARGN})
  endif()
endfunction()
