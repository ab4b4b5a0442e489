/*
 * SHA-256 by the SDK's own C (8.2.3, modules/crypt/digest/kcl/fips180.c). Its module `crypt` would bring all other ciphers and
 * digests as well, some 30 KB of the image's slot.
 */
#include "xsmc.h"
#include "xsHost.h"

#include "fips180.h"

void xs_p1_sha256_destructor(void *data)
{
	/* A chunk, which XS collects. */
}

void xs_p1_sha256_constructor(xsMachine *the)
{
	struct sha256 state;

	sha256_create(&state);
	xsmcSetHostChunk(xsThis, &state, sizeof(state));
}

/* (bytes) */
void xs_p1_sha256_update(xsMachine *the)
{
	void *bytes;
	xsUnsignedValue length;

	xsmcGetBufferReadable(xsArg(0), &bytes, &length);
	sha256_update(xsmcGetHostChunk(xsThis), bytes, length);
}

/* Afterwards nothing more can be added. */
void xs_p1_sha256_digest(xsMachine *the)
{
	uint8_t digest[SHA256_DGSTSIZE];

	sha256_fin(xsmcGetHostChunk(xsThis), digest);
	xsmcSetArrayBuffer(xsResult, digest, sizeof(digest));
}
