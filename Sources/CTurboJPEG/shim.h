/// libjpeg-turbo's TurboJPEG API.
#ifndef BEARING_CTURBOJPEG_SHIM_H
#define BEARING_CTURBOJPEG_SHIM_H

#include <turbojpeg.h>

#endif
