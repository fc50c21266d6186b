# jingchu_add_library(NAME SOURCES ... [HEADERS ...] [KERNELS ...] [DEPENDS ...] [PRIVATE_DEPENDS ...])
#
# One top-level folder = one library = one namespace. HEADERS are what an outside project includes, written from the
# root: they, the headers of NAME they include in turn, and the library are installed and exported as jingchu::NAME. KERNELS are sources that work on SIMD packs: each is compiled
# once for each instruction set (JINGCHU_ISA = avx512, avx2, plain), in a namespace of that name, and chosen at run
# time by engine/math/isa.hpp.
function(jingchu_with_included_headers name headers result)
  set(found "")
  while(headers)
    list(POP_FRONT headers header)
    list(APPEND found "${header}")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/${header}")
    file(STRINGS "${PROJECT_SOURCE_DIR}/${header}" lines REGEX "^#include \"${name}/")
    foreach(line ${lines})
      string(REGEX REPLACE "^#include \"([^\"]+)\".*" "\\1" included "${line}")
      if(NOT included IN_LIST found AND NOT included IN_LIST headers)
        list(APPEND headers "${included}")
      endif()
    endforeach()
  endwhile()
  list(TRANSFORM found PREPEND "${PROJECT_SOURCE_DIR}/")
  set(${result} "${found}" PARENT_SCOPE)
endfunction()

function(jingchu_add_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;HEADERS;KERNELS;DEPENDS;PRIVATE_DEPENDS" ${ARGN})
  add_library(jingchu_${name} STATIC ${arg_SOURCES})
  add_library(jingchu::${name} ALIAS jingchu_${name})
  target_include_directories(jingchu_${name} PUBLIC "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>")
  target_compile_features(jingchu_${name} PUBLIC cxx_std_20)
  target_link_libraries(jingchu_${name} PUBLIC ${arg_DEPENDS} PRIVATE $<BUILD_INTERFACE:jingchu_build_flags> ${arg_PRIVATE_DEPENDS})
  if(JINGCHU_BUILD_FUZZERS)   # they follow what libraries do; kernels, tests and the program would only become slower
    target_compile_options(jingchu_${name} PRIVATE -fsanitize=fuzzer-no-link)
  endif()
  jingchu_precompile(jingchu_${name})
  if(arg_KERNELS)
    # The linker keeps one copy of an inline function. One from std:: compiled for AVX-512 would then run on machines
    # without it, so kernels are optimised in every build (inline functions vanish) and have no exception tables, which
    # bring such functions along. tests/binaries/kernel_symbols.py looks for what is left.
    set(kernel_flags -fno-exceptions $<$<CONFIG:Debug>:-O2>)
    set(isa_flags_plain "")
    set(isa_flags_avx2 -mavx2 -mfma -mbmi -mbmi2)
    set(isa_flags_avx512 -mavx512f -mavx512dq -mavx512vl -mavx512bw -mavx2 -mfma -mbmi -mbmi2 -mprefer-vector-width=512)
    foreach(isa plain avx2 avx512)
      add_library(jingchu_${name}_${isa} OBJECT ${arg_KERNELS})
      target_include_directories(jingchu_${name}_${isa} PRIVATE "${PROJECT_SOURCE_DIR}")
      target_link_libraries(jingchu_${name}_${isa} PRIVATE jingchu_build_flags ${arg_DEPENDS} ${arg_PRIVATE_DEPENDS})
      target_compile_definitions(jingchu_${name}_${isa} PRIVATE JINGCHU_ISA=${isa} JINGCHU_ISA_${isa}=1)
      target_compile_options(jingchu_${name}_${isa} PRIVATE ${kernel_flags} ${isa_flags_${isa}})
      target_sources(jingchu_${name} PRIVATE $<TARGET_OBJECTS:jingchu_${name}_${isa}>)
    endforeach()
  endif()
  if(arg_HEADERS)
    jingchu_with_included_headers(${name} "${arg_HEADERS}" headers)
    target_sources(jingchu_${name} PUBLIC FILE_SET HEADERS BASE_DIRS "${PROJECT_SOURCE_DIR}" FILES ${headers})
    set_target_properties(jingchu_${name} PROPERTIES EXPORT_NAME ${name})
    install(TARGETS jingchu_${name} EXPORT jingchuTargets
      ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT development
      FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/jingchu COMPONENT development)
  endif()
endfunction()
