/// OpenSSL's message digests.
#ifndef BEARING_CCRYPTO_SHIM_H
#define BEARING_CCRYPTO_SHIM_H

#include <openssl/evp.h>

#endif
