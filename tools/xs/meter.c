/*
 * A shell for XS that measures: it runs one ES module and gives it three functions.
 *
 *   print(text)
 *   meterStart()      collects garbage and begins a measurement
 *   meterStop(name)   ends it and prints it as a line of JSON; `name` is a JSON string already
 *
 * Steps are the engine's own count: a step per byte code, and more for the work of some built-in functions. Memory is
 * counted from the start of the measurement, peak and kept, in bytes of chunks and in slots. With `-s` the engine
 * collects garbage at every allocation: slow, but the peak then is of what was alive at once. Without, nothing is
 * collected between (the heap is large), and the peak is all that was allocated.
 *
 * It is compiled in place of xsnap.c, with mxStress (see build.ts).
 */
#include "xsAll.h"

extern int gxStress;
extern void fxRunModuleFile(txMachine* the, txString path);
extern void fxRunLoop(txMachine* the);
extern void fxVersion(txString buffer, txSize size);

static int gStress = 0;
static txSize gChunks, gSlots;

static void print(txMachine* the)
{
	printf("%s\n", fxToString(the, mxArgv(0)));
}

static void meterStart(txMachine* the)
{
	fxCollectGarbage(the);
	gChunks = the->peakChunksSize = the->currentChunksSize;
	gSlots = the->peakHeapCount = the->currentHeapCount;
	gxStress = gStress;
	the->meterIndex = 0;
}

static void meterStop(txMachine* the)
{
	txUnsigned steps = the->meterIndex;
	long peakChunks = (long)the->peakChunksSize - gChunks, peakSlots = (long)the->peakHeapCount - gSlots;
	gxStress = 0;
	fxCollectGarbage(the);
	printf("{\"name\":%s,\"steps\":%lu,\"peakChunkBytes\":%ld,\"peakSlots\":%ld,\"keptChunkBytes\":%ld,\"keptSlots\":%ld}\n",
		fxToString(the, mxArgv(0)), (unsigned long)steps, peakChunks, peakSlots,
		(long)the->currentChunksSize - gChunks, (long)the->currentHeapCount - gSlots);
}

static void define(txMachine* the, txString name, txCallback callback, txInteger length)
{
	fxNewHostFunction(the, callback, length, XS_NO_ID, XS_NO_ID);
	mxPush(mxGlobal);
	mxDefineID(fxNewNameC(the, name), XS_DONT_ENUM_FLAG, XS_DONT_ENUM_FLAG);
	mxPop();
}

int main(int argc, char* argv[])
{
	int status = 0;
	char path[C_PATH_MAX];
	txMachine* machine;
	int option = (argc > 1) && (argv[1][0] == '-') ? argv[1][1] : 0;
	if (option == 'v') {
		fxVersion(path, sizeof(path));
		printf("XS %s\n", path);
		return 0;
	}
	gStress = option == 's';
	if ((argc != (option ? 3 : 2)) || !c_realpath(argv[argc - 1], path)) {
		fprintf(stderr, "usage: meter [-s] module.mjs | -v\n");
		return 1;
	}
	{
		/* A stressed heap is small, for every collection walks all of it; the other one never fills. */
		txCreation creation = {
			gStress ? 1 << 20 : 256 << 20, 1 << 20,
			gStress ? 16 << 10 : 4 << 20, 4 << 10,
			4096, 4096, 4096, 1993, 127, 1 << 20, 1993
		};
		fxInitializeSharedCluster();
		machine = fxCreateMachine(&creation, "meter", NULL, 0);
	}
	{
		txMachine* the = fxBeginHost(machine);
		mxTry(the) {
			define(the, "print", print, 1);
			define(the, "meterStart", meterStart, 0);
			define(the, "meterStop", meterStop, 1);
			fxRunModuleFile(the, path);
			fxRunLoop(the);
			/* The module's promise leaves its error here. */
			if (mxException.kind != XS_UNDEFINED_KIND) {
				fprintf(stderr, "%s\n", fxToString(the, &mxException));
				status = 1;
			}
		}
		mxCatch(the) {
			fprintf(stderr, "%s\n", fxToString(the, &mxException));
			status = 1;
		}
		fxEndHost(the);
	}
	if (machine->abortStatus)
		status = machine->abortStatus;
	fxDeleteMachine(machine);
	fxTerminateSharedCluster();
	return status;
}
