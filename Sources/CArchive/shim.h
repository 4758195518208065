/// libarchive's C API.
#ifndef BEARING_CARCHIVE_SHIM_H
#define BEARING_CARCHIVE_SHIM_H

#include <archive.h>
#include <archive_entry.h>

#endif
