# `cpack -G DEB` in a build folder makes two packages: jingchu (component runtime) and libjingchu-dev (development).
# Whoever builds packages for others gives a name and an address.
set(JINGCHU_PACKAGE_CONTACT "Jingchu maintainers <maintainers@jingchu.invalid>" CACHE STRING "Maintainer of the Debian packages")
set(CPACK_PACKAGE_VENDOR "Jingchu")
set(CPACK_PACKAGE_CONTACT "${JINGCHU_PACKAGE_CONTACT}")
set(CPACK_PACKAGING_INSTALL_PREFIX "/usr")
set(CPACK_STRIP_FILES ON)
# Whoever builds it, folders are readable by all.
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_ALL runtime development)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

set(CPACK_DEBIAN_RUNTIME_PACKAGE_NAME jingchu)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SECTION science)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_RUNTIME_DESCRIPTION "Jingchu simulates a regional economy along many random paths and says how
likely each target of a plan is. Models and scenarios are texts; a model of
Hubei and the figures of its 2024 work report come with it.")

set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libjingchu-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS "libtbb-dev, libfmt-dev, libhdf5-dev, libdeflate-dev, libssl-dev, pkg-config")
if(JINGCHU_ASMJIT)
  string(APPEND CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS ", libasmjit-dev")
endif()
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_RECOMMENDS "jingchu")
set(CPACK_DEBIAN_DEVELOPMENT_DESCRIPTION "This package holds the engine for other C++ programs: static libraries, headers
and a CMake package, to compile models, simulate scenarios and read results.")
# Debian wants a change log in its own format; its date is that of the configuration, or SOURCE_DATE_EPOCH.
string(TIMESTAMP now "%a, %d %b %Y %H:%M:%S +0000" UTC)
file(WRITE "${PROJECT_BINARY_DIR}/changelog" "jingchu (${PROJECT_VERSION}) unstable; urgency=medium

  * The changes are listed in /usr/share/doc/jingchu/CHANGELOG.md.

 -- ${JINGCHU_PACKAGE_CONTACT}  ${now}
")
execute_process(COMMAND ${JINGCHU_GZIP} -9 -n -c "${PROJECT_BINARY_DIR}/changelog" OUTPUT_FILE "${PROJECT_BINARY_DIR}/changelog.gz" COMMAND_ERROR_IS_FATAL ANY)
foreach(part jingchu:runtime libjingchu-dev:development)
  string(REPLACE ":" ";" part ${part})
  list(GET part 0 package)
  list(GET part 1 component)
  install(FILES "${PROJECT_BINARY_DIR}/changelog.gz" cmake/debian/copyright DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/${package} COMPONENT ${component})
endforeach()
include(CPack)
