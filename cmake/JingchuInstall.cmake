# What `cmake --install` and `cpack` put where. Component runtime: the program, its model and scenario libraries, pages.
# Component development: headers, static libraries and what find_package(jingchu) reads.
include(CMakePackageConfigHelpers)

install(TARGETS jingchu RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT runtime)
# The program looks for them relative to itself: bin/../share/jingchu (app/libraries.cpp).
foreach(folder models scenarios)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/${folder}/library/ DESTINATION ${CMAKE_INSTALL_DATADIR}/jingchu/${folder} COMPONENT runtime)
endforeach()

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/jingchu)
set(jingchu_libraries ${CMAKE_INSTALL_DATADIR}/jingchu)
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/jingchuConfig.cmake.in ${PROJECT_BINARY_DIR}/jingchuConfig.cmake
  INSTALL_DESTINATION ${package_dir} PATH_VARS jingchu_libraries)
# Before 1.0 a minor version may change the interface.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/jingchuConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/jingchuConfig.cmake ${PROJECT_BINARY_DIR}/jingchuConfigVersion.cmake
  DESTINATION ${package_dir} COMPONENT development)
install(EXPORT jingchuTargets NAMESPACE jingchu:: DESTINATION ${package_dir} COMPONENT development)
