/// libarchive's C API.
#ifndef BEARING_CARCHIVE_SHIM_H
#define BEARING_CARCHIVE_SHIM_H

/// libarchive includes <sys/stat.h>, and without this Swift may take `struct stat` to be libarchive's own.
#pragma clang module import SwiftGlibc

#include <archive.h>
#include <archive_entry.h>

#endif
