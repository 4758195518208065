/// libmicrohttpd's C API, with its variadic entry points made callable from Swift.
#ifndef BEARING_CMICROHTTPD_SHIM_H
#define BEARING_CMICROHTTPD_SHIM_H

#include <microhttpd.h>

/// `MHD_start_daemon`, which Swift cannot call because it is variadic: all options come in one array that ends
/// with `MHD_OPTION_END`.
static inline struct MHD_Daemon *bearing_mhd_start(
    unsigned int flags, uint16_t port, MHD_AccessHandlerCallback handler, void *context,
    struct MHD_OptionItem *options) {
  return MHD_start_daemon(flags, port, NULL, NULL, handler, context, MHD_OPTION_ARRAY, options, MHD_OPTION_END);
}

#endif
