# What `cmake --install` and `cpack` put where. Component runtime: the program, its model and scenario libraries, pages.
# Component development: headers, static libraries and what find_package(jingchu) reads.
include(CMakePackageConfigHelpers)

install(TARGETS jingchu RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT runtime)
# The program looks for them relative to itself: bin/../share/jingchu (app/libraries.cpp).
foreach(folder models scenarios)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/${folder}/library/ DESTINATION ${CMAKE_INSTALL_DATADIR}/jingchu/${folder} COMPONENT runtime)
endforeach()

# jingchu_page(FOLDER NAME WORDS...): what `jingchu help WORDS...` says, installed as FOLDER/NAME; packed when NAME ends in .gz.
find_program(JINGCHU_GZIP gzip REQUIRED)
set(pages_dir ${PROJECT_BINARY_DIR}/pages)
set(pages "")
function(jingchu_page folder name)
  set(page ${pages_dir}/${folder}/${name})
  set(pack cat)
  if(name MATCHES "[.]gz$")
    set(pack ${JINGCHU_GZIP} -9 -n)
  endif()
  add_custom_command(OUTPUT ${page} DEPENDS jingchu VERBATIM COMMENT ""
    COMMAND ${CMAKE_COMMAND} -E make_directory ${pages_dir}/${folder}
    COMMAND $<TARGET_FILE:jingchu> help ${ARGN} > ${page}.txt
    COMMAND ${pack} < ${page}.txt > ${page})
  install(FILES ${page} DESTINATION ${folder} COMPONENT runtime)
  list(APPEND pages ${page})
  set(pages "${pages}" PARENT_SCOPE)
endfunction()
jingchu_page(${CMAKE_INSTALL_MANDIR}/man1 jingchu.1.gz --man --lang en)
jingchu_page(${CMAKE_INSTALL_MANDIR}/zh_CN/man1 jingchu.1.gz --man --lang zh)
jingchu_page(${CMAKE_INSTALL_DATADIR}/bash-completion/completions jingchu --completion bash)
jingchu_page(${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions _jingchu --completion zsh)
jingchu_page(${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d jingchu.fish --completion fish)
add_custom_target(jingchu_pages ALL DEPENDS ${pages})

set(doc_dir ${CMAKE_INSTALL_DATADIR}/doc/jingchu)
install(FILES README.md README.zh.md CHANGELOG.md DESTINATION ${doc_dir} COMPONENT runtime)
install(DIRECTORY docs DESTINATION ${doc_dir} COMPONENT runtime FILES_MATCHING PATTERN "*.md" PATTERN "*.svg")

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/jingchu)
set(jingchu_libraries ${CMAKE_INSTALL_DATADIR}/jingchu)
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/jingchuConfig.cmake.in ${PROJECT_BINARY_DIR}/jingchuConfig.cmake
  INSTALL_DESTINATION ${package_dir} PATH_VARS jingchu_libraries)
# Before 1.0 a minor version may change the interface.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/jingchuConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/jingchuConfig.cmake ${PROJECT_BINARY_DIR}/jingchuConfigVersion.cmake
  DESTINATION ${package_dir} COMPONENT development)
install(EXPORT jingchuTargets NAMESPACE jingchu:: DESTINATION ${package_dir} COMPONENT development)
