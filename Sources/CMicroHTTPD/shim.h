/// libmicrohttpd's C API, with what Swift cannot import: variadic entry points, and macros that are casts.
#ifndef BEARING_CMICROHTTPD_SHIM_H
#define BEARING_CMICROHTTPD_SHIM_H

#include <microhttpd.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

/// `MHD_start_daemon`, which Swift cannot call because it is variadic: all options come in one array that ends
/// with `MHD_OPTION_END`.
static inline struct MHD_Daemon *bearing_mhd_start(
    unsigned int flags, uint16_t port, MHD_AccessHandlerCallback handler, void *context,
    struct MHD_OptionItem *options) {
  return MHD_start_daemon(flags, port, NULL, NULL, handler, context, MHD_OPTION_ARRAY, options, MHD_OPTION_END);
}

/// `MHD_get_connection_info`, which is variadic, for the kinds that take no further argument.
static inline const union MHD_ConnectionInfo *bearing_mhd_connection_info(
    struct MHD_Connection *connection, enum MHD_ConnectionInfoType kind) {
  return MHD_get_connection_info(connection, kind);
}

/// Where the library's log lines go; has to live as long as the daemon.
struct bearing_mhd_logger {
  void (*write)(void *context, const char *line);
  void *context;
};

/// Formats one log line: `va_list` has no form in Swift that a callback may take.
static inline void bearing_mhd_log(void *logger, const char *format, va_list arguments) {
  char line[512];
  vsnprintf(line, sizeof line, format, arguments);
  ((struct bearing_mhd_logger *) logger)->write(((struct bearing_mhd_logger *) logger)->context, line);
}

/// The option that sends the library's log lines to `logger`.
static inline struct MHD_OptionItem bearing_mhd_log_option(struct bearing_mhd_logger *logger) {
  return (struct MHD_OptionItem) {MHD_OPTION_EXTERNAL_LOGGER, (intptr_t) &bearing_mhd_log, logger};
}

/// Bytes that have arrived on a TCP socket so far; 0 where the kernel does not tell. The library has no call that says
/// whether the head of a request has begun to arrive.
static inline uint64_t bearing_bytes_received(int descriptor) {
  // `struct tcp_info` of <linux/tcp.h>, whose `tcpi_bytes_received` glibc's own declaration lacks.
  unsigned char info[136];
  socklen_t size = sizeof info;
  uint64_t bytes = 0;
  if (getsockopt(descriptor, IPPROTO_TCP, 11 /* TCP_INFO */, info, &size) == 0 && size == sizeof info) {
    memcpy(&bytes, info + 128, sizeof bytes);
  }
  return bytes;
}

/// The length of a response whose end nobody knows yet.
static const uint64_t bearing_mhd_size_unknown = MHD_SIZE_UNKNOWN;

/// What a content reader returns at the regular end, and to break the connection.
static const ssize_t bearing_mhd_end_of_stream = MHD_CONTENT_READER_END_OF_STREAM;
static const ssize_t bearing_mhd_end_with_error = MHD_CONTENT_READER_END_WITH_ERROR;

#endif
