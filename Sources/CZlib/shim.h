/// zlib's C API.
#ifndef BEARING_CZLIB_SHIM_H
#define BEARING_CZLIB_SHIM_H

#include <zlib.h>

#endif
