#include "app/version.hpp"

#include "revision.hpp"

namespace jingchu::app {

std::string version() { return JINGCHU_VERSION; }
std::string git_revision() { return JINGCHU_REVISION; }
std::string build_description() { return JINGCHU_BUILD; }

}  // namespace jingchu::app
