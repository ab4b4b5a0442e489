/*
 * How much memory is free, in release builds too: the SDK's instrumentation is not compiled into those. The counts of XS
 * are fields that it always keeps (SDK 8.2.3, xs/sources/xsAll.h, `currentChunksSize` and those around it).
 */
#include "xsAll.h"
#include "esp_heap_caps.h"

/* Collects garbage, so that what counts as used is what is alive. */
void xs_p1_memory_collect(txMachine *the)
{
	fxCollectGarbage(the);
}

void xs_p1_memory_chunks(txMachine *the)
{
	fxInteger(the, mxResult, (txInteger)(the->maximumChunksSize - the->currentChunksSize));
}

void xs_p1_memory_slots(txMachine *the)
{
	fxInteger(the, mxResult, (txInteger)(the->maximumHeapCount - the->currentHeapCount));
}

/* Of ESP-IDF, outside of XS: Wi-Fi, sockets and drivers take it. */
void xs_p1_memory_native(txMachine *the)
{
	fxInteger(the, mxResult, (txInteger)heap_caps_get_free_size(MALLOC_CAP_8BIT));
}

/* The least that there ever was since the start. */
void xs_p1_memory_least(txMachine *the)
{
	fxInteger(the, mxResult, (txInteger)heap_caps_get_minimum_free_size(MALLOC_CAP_8BIT));
}
