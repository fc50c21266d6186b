#pragma once

namespace jingchu {

#if defined(__has_feature)
#define JINGCHU_HAS_FEATURE(name) __has_feature(name)
#else
#define JINGCHU_HAS_FEATURE(name) 0
#endif

/// This build carries the thread sanitizer.
#if defined(__SANITIZE_THREAD__) || JINGCHU_HAS_FEATURE(thread_sanitizer)
inline constexpr bool is_thread_sanitized = true;
#else
inline constexpr bool is_thread_sanitized = false;
#endif

/// This build carries the address or thread sanitizer: it reserves terabytes of address space, needs several times the
/// stack, and has something to say on standard error.
#if defined(__SANITIZE_ADDRESS__) || JINGCHU_HAS_FEATURE(address_sanitizer)
inline constexpr bool is_sanitized = true;
#else
inline constexpr bool is_sanitized = is_thread_sanitized;
#endif

#undef JINGCHU_HAS_FEATURE

}  // namespace jingchu
