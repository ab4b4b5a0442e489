/*
 * A shell for XS that measures. Memory is counted in bytes of chunks and in slots, work in steps: the engine's own
 * count, a step per byte code, and more for the work of some built-in functions.
 *
 *   meter [-s N] module.mjs          runs a module, which marks what to measure:
 *     print(text)
 *     meterStart()                   collects garbage and begins a measurement
 *     meterStop(name)                ends it and prints it as a line of JSON; `name` is a JSON string already
 *
 *   meter -r LOG [options] module.mjs   runs a program against a recording of the world around it:
 *     replayListen(callback)         names the callback that events are for, by the order of the calls
 *     replayAfter(callback, delay)   the same for one event; the result is for replayCancel(timer)
 *     replayNumber()                 the number that the world gave
 *     replayTake()                   the bytes that the world gave, or undefined
 *     replayTransfer(bytes)          the same in place, for as many bytes as went out
 *     replayGive(what)               text, a number or bytes for the world
 *   Whatever the program hands over has to be what the recording holds: so it is proved to do what it did there. The
 *   format is that of tools/bench/recorder.ts. Each event prints what it cost.
 *
 * Options: `-s N` collects garbage at every Nth allocation: slow, but the peak then is of what was alive at once, and
 * of at most N - 1 allocations more. Without it nothing is collected between, for the heap is large, and the peak is
 * all that was allocated. `-m BYTES,SLOTS,STACK` leaves a replayed program so much to allocate, fixed, on top of its
 * modules, and so many slots of stack. `-n EVENTS` ends the replay early. `-k EVENTS` tells
 * nothing of single events, and after each so many what is kept.
 *
 * It is compiled in place of xsnap.c, with mxStress (see build.ts).
 */
#include "xsAll.h"
#include <unistd.h>

extern int gxStress;
extern void fxRunModuleFile(txMachine* the, txString path);
extern void fxRunLoop(txMachine* the);
extern void fxVersion(txString buffer, txSize size);

/* Allocations from one collection to the next, or 0. The engine counts up to 0 and has to be told anew then. */
static int gStress = 0;
static int gStressing = 0;
static txSize gChunks, gSlots;

static void collectAtAllocations(int on)
{
	gStressing = on && gStress;
	gxStress = gStressing ? -gStress : 0;
}

/* ---- measuring ---- */

static void begin(txMachine* the)
{
	gChunks = the->peakChunksSize = the->currentChunksSize;
	gSlots = the->peakHeapCount = the->currentHeapCount;
	the->meterIndex = 0;
}

static void fromString(txMachine* the)
{
	txSize size = mxStringLength(fxToString(the, mxArgv(0)));
	txByte* bytes = fxArrayBuffer(the, mxResult, NULL, size, -1);
	c_memcpy(bytes, mxArgv(0)->value.string, size);
}

static void print(txMachine* the)
{
	printf("%s\n", fxToString(the, mxArgv(0)));
}

static void meterStart(txMachine* the)
{
	fxCollectGarbage(the);
	collectAtAllocations(1);
	begin(the);
}

static void meterStop(txMachine* the)
{
	txUnsigned steps = the->meterIndex;
	long peakChunks = (long)the->peakChunksSize - gChunks, peakSlots = (long)the->peakHeapCount - gSlots;
	collectAtAllocations(0);
	fxCollectGarbage(the);
	printf("{\"name\":%s,\"steps\":%lu,\"peakChunkBytes\":%ld,\"peakSlots\":%ld,\"keptChunkBytes\":%ld,\"keptSlots\":%ld}\n",
		fxToString(the, mxArgv(0)), (unsigned long)steps, peakChunks, peakSlots,
		(long)the->currentChunksSize - gChunks, (long)the->currentHeapCount - gSlots);
}

/* ---- the recording ---- */

static FILE* gLog = NULL;
static unsigned long gEvent = 0;
static unsigned long gKeptEvery = 0;

static void fail(txString expected, txString found)
{
	fflush(stdout);
	fprintf(stderr, "event %lu: the program does not do what it did in the recording: %s where that has %s\n",
		gEvent, expected, found);
	exit(3);
}

static void readLog(void* data, size_t size)
{
	if (fread(data, 1, size, gLog) != size)
		fail("something", "its end");
}

static txU4 readU32()
{
	txU4 value;
	readLog(&value, sizeof(value));
	return value;
}

static double readNumber()
{
	double value;
	readLog(&value, sizeof(value));
	return value;
}

static void expect(char op)
{
	char found;
	char names[2][2] = { { op, 0 }, { 0, 0 } };
	readLog(&found, 1);
	names[1][0] = found;
	if (found != op)
		fail(names[0], names[1]);
}

static void expectBytes(const void* data, size_t size)
{
	char found[256];
	const char* at = data;
	if (readU32() != size)
		fail("so many bytes", "another length");
	while (size > 0) {
		size_t count = size < sizeof(found) ? size : sizeof(found);
		readLog(found, count);
		if (memcmp(at, found, count))
			fail("these bytes", "others");
		at += count;
		size -= count;
	}
}

/* ---- the program's callbacks ---- */

#define CALLBACKS 256

typedef struct {
	txU4 id;
	int once;
	txSlot function;
} Callback;

static Callback gCallbacks[CALLBACKS];
static int gCallbackCount = 0;
static txU4 gNextId = 0;

/* Collections in an event, and those of them that compacted chunks. */
static unsigned gCollections, gCompactions;
static txMarkRoot gCompacting = NULL;

static void markCallbacks(txMachine* the, void* data, txMarkRoot markRoot)
{
	int i;
	for (i = 0; i < gCallbackCount; i++)
		(*markRoot)(the, &gCallbacks[i].function);
	/* The collections that are asked for compact: their marker is known by the first of them. */
	if (!gCompacting)
		gCompacting = markRoot;
	gCollections++;
	if (markRoot == gCompacting)
		gCompactions++;
	collectAtAllocations(gStressing);
}

static const txHostHooks gHooks = { NULL, markCallbacks, NULL };

static txU4 addCallback(txSlot* function, int once)
{
	Callback* callback = &gCallbacks[gCallbackCount];
	if (gCallbackCount == CALLBACKS)
		fail("more callbacks", "room for");
	gCallbackCount++;
	callback->id = gNextId++;
	callback->once = once;
	callback->function = *function;
	return callback->id;
}

/* Returns its place, or -1. */
static int findCallback(txU4 id)
{
	int i = gCallbackCount - 1;
	while ((i >= 0) && (gCallbacks[i].id != id))
		i--;
	return i;
}

static void removeCallback(int i)
{
	gCallbacks[i] = gCallbacks[--gCallbackCount];
}

/* ---- the program's functions ---- */

static void replayListen(txMachine* the)
{
	expect('l');
	addCallback(mxArgv(0), 0);
}

static void replayAfter(txMachine* the)
{
	txU4 id;
	expect('a');
	if (readNumber() != fxToNumber(the, mxArgv(1)))
		fail("this delay", "another");
	id = addCallback(mxArgv(0), 1);
	fxNewHostObject(the, NULL);
	fxSetHostData(the, the->stack, (void*)(uintptr_t)(id + 1));
	mxPullSlot(mxResult);
}

static void replayCancel(txMachine* the)
{
	txU4 id = 0;
	int i;
	expect('c');
	if ((mxArgc > 0) && (mxArgv(0)->kind == XS_REFERENCE_KIND))
		id = (txU4)(uintptr_t)fxGetHostData(the, mxArgv(0));
	if (readU32() != id)
		fail("this timer", "another");
	i = findCallback(id - 1);
	if (i >= 0)
		removeCallback(i);
}

static void replayNumber(txMachine* the)
{
	expect('n');
	fxNumber(the, mxResult, readNumber());
	/* The engine's own functions give integers as such. */
	if (mxResult->value.number == (double)(txInteger)mxResult->value.number)
		fxInteger(the, mxResult, (txInteger)mxResult->value.number);
}

static void replayTake(txMachine* the)
{
	txU4 size;
	expect('r');
	size = readU32();
	if (size == 0xffffffff)
		return;
	readLog(fxArrayBuffer(the, mxResult, NULL, size, -1), size);
}

/* The bytes of an ArrayBuffer or a typed array. */
static txByte* bytesOf(txMachine* the, txSlot* slot, txInteger* size)
{
	txSlot* internal = slot->kind == XS_REFERENCE_KIND ? slot->value.reference->next : NULL;
	if (internal && (internal->kind == XS_ARRAY_BUFFER_KIND)) {
		*size = internal->next->value.bufferInfo.length;
		return internal->value.arrayBuffer.address;
	}
	if (internal && (internal->kind == XS_TYPED_ARRAY_KIND)) {
		txSlot* view = internal->next;
		*size = fxGetDataViewSize(the, view, view->next);
		return view->next->value.reference->next->value.arrayBuffer.address + view->value.dataView.offset;
	}
	fail("no bytes", "some");
	return NULL;
}

static void replayTransfer(txMachine* the)
{
	txInteger size;
	txByte* bytes = bytesOf(the, mxArgv(0), &size);
	expect('t');
	expectBytes(bytes, size);
	readLog(bytes, size);
}

static void replayGive(txMachine* the)
{
	txSlot* slot = mxArgv(0);
	txInteger size;
	expect('w');
	if (slot->kind == XS_REFERENCE_KIND) {
		txByte* bytes = bytesOf(the, slot, &size);
		expectBytes(bytes, size);
	}
	else if ((slot->kind == XS_INTEGER_KIND) || (slot->kind == XS_NUMBER_KIND)) {
		double number = fxToNumber(the, slot);
		expectBytes(&number, sizeof(number));
	}
	else {
		txString text = fxToString(the, slot);
		expectBytes(text, c_strlen(text));
	}
}

static void replayNothing(txMachine* the)
{
}

/* ---- the replay ---- */

/* Between events garbage is collected before it could fill the heap, and what is kept is told. */
#define KEPT_EVERY 2048

/* A kind that no slot has. */
#define UNTOUCHED 0x5a

static void fillStack(txMachine* the)
{
	txSlot* slot;
	for (slot = the->stackBottom; slot < the->stack; slot++)
		slot->kind = UNTOUCHED;
}

/* From the top for calls, and from the bottom as a scratch pad of regular expressions and of numbers as text. */
static long stackPeak(txMachine* the)
{
	txSlot* slot;
	long untouched = 0, longest = 0;
	for (slot = the->stackBottom; slot < the->stack; slot++) {
		untouched = slot->kind == UNTOUCHED ? untouched + 1 : 0;
		if (longest < untouched)
			longest = untouched;
	}
	return (long)(the->stack - the->stackBottom) - longest;
}

/*
 * The same for the processor's stack, from a little below the caller's frame. On a board its task has 10 KB (SDK 8.2.3,
 * build/devices/esp32/lib/main/main.c, kStack); frames of an Xtensa are about as large as those of 32-bit Intel.
 */
#define NATIVE_SPAN (128 * 1024)
#define NATIVE_GAP 512

static volatile txU1* gNativeTop;

__attribute__((noinline)) static void fillNative(void)
{
	volatile txU1 here;
	volatile txU1* at;
	gNativeTop = &here - NATIVE_GAP;
	for (at = gNativeTop - 1; at >= gNativeTop - NATIVE_SPAN; at--)
		*at = UNTOUCHED;
}

__attribute__((noinline)) static long nativePeak(void)
{
	volatile txU1* at = gNativeTop - NATIVE_SPAN;
	while ((at < gNativeTop) && (*at == UNTOUCHED))
		at++;
	return (long)(gNativeTop - at) + NATIVE_GAP;
}

/* Leaves `chunkBytes` and `slots` to allocate, and no growth; returns how many slots it has taken for that. */
static txSize fixHeap(txMachine* the, txSize chunkBytes, txSize slots)
{
	txBlock* block;
	txSlot* ballast;
	txSize before;
	txSlot* slot;
	txSize count = 0;
	for (block = the->firstBlock->nextBlock; block; block = block->nextBlock)
		block->limit = block->current;
	the->firstBlock->limit = the->firstBlock->current + chunkBytes;
	the->minimumChunksSize = 0;
	before = the->currentHeapCount;
	mxPushUndefined();
	ballast = fxNewInstance(the);
	for (slot = the->freeHeap; slot; slot = slot->next)
		count++;
	if (count < slots) {
		fprintf(stderr, "beside the modules only %ld slots are free, not the board's %ld: make the small heap larger\n",
			(long)count, (long)slots);
		exit(3);
	}
	for (; count > slots; count--) {
		slot = fxNewSlot(the);
		slot->next = ballast->next;
		ballast->next = slot;
	}
	the->minimumHeapCount = 0;
	return the->currentHeapCount - before;
}

/*
 * A private method's home is the object that got it last, which the engine writes into the method and so keeps that
 * object alive. A board's methods are in flash, where it does not write (fxDefinePrivateProperty): so here that is undone
 * behind each event.
 */
typedef struct {
	txSlot* slot;
	txSlot* object;
} Home;

static Home* gHomes = NULL;
static size_t gHomeCount = 0;

static void noteHomes(txMachine* the)
{
	txSlot* heap;
	txSlot* slot;
	size_t room = 0;
	for (heap = the->firstHeap; heap; heap = heap->next) {
		for (slot = heap + 1; slot < heap->value.reference; slot++) {
			if (slot->kind != XS_HOME_KIND)
				continue;
			if (gHomeCount == room) {
				room = room ? 2 * room : 1024;
				gHomes = realloc(gHomes, room * sizeof(Home));
				if (!gHomes)
					fail("more methods", "memory for");
			}
			gHomes[gHomeCount].slot = slot;
			gHomes[gHomeCount++].object = slot->value.home.object;
		}
	}
}

/* Only `super` asks for a home, and no private method does. */
static void clearHomes(void)
{
	size_t i;
	for (i = 0; i < gHomeCount; i++) {
		txSlot* slot = gHomes[i].slot;
		if ((slot->kind == XS_HOME_KIND) && (slot->value.home.object != gHomes[i].object))
			slot->value.home.object = NULL;
	}
}

static void printKept(txMachine* the, txSize chunks, txSize slots)
{
	fxCollectGarbage(the);
	printf("kept %lu %ld %ld\n", gEvent, (long)the->currentChunksSize - chunks, (long)the->currentHeapCount - slots);
}

static void call(txMachine* the, txU4 id, txInteger argument)
{
	int i = findCallback(id);
	if (i < 0)
		fail("no callback", "a call");
	mxPushUndefined();
	mxPush(gCallbacks[i].function);
	mxCall();
	if (gCallbacks[i].once)
		removeCallback(i);
	if (argument >= 0)
		mxPushInteger(argument);
	mxRunCount(argument >= 0 ? 1 : 0);
	mxPop();
}

static void replay(txMachine* the, unsigned long events, txSize chunkBytes, txSize slots, txSize stack)
{
	txSize loadedChunks, loadedSlots;
	int op;
	gCompacting = NULL;
	fxCollectGarbage(the);
	loadedChunks = the->currentChunksSize;
	loadedSlots = the->currentHeapCount;
	printf("loaded %ld %ld\n", (long)loadedChunks, (long)loadedSlots);
	noteHomes(the);
	if (slots)
		loadedSlots += fixHeap(the, chunkBytes, slots);
	/* What is on it already is in flash on a board: the prototypes. */
	if (stack)
		the->stackBottom = the->stack - stack;
	fillStack(the);
	fillNative();
	while ((gEvent < events) && ((op = fgetc(gLog)) == 'E')) {
		txU4 id = readU32();
		txInteger argument = (txInteger)readU32();
		/* What many short events leave would be taken for alive. */
		if (gStress)
			fxCollectGarbage(the);
		gCollections = gCompactions = 0;
		collectAtAllocations(1);
		begin(the);
		call(the, id, argument);
		clearHomes();
		collectAtAllocations(0);
		expect('.');
		/* With garbage left lying the peak is what this event allocated; else what was alive, on top of the modules. */
		if (gStress)
			gChunks = loadedChunks, gSlots = loadedSlots;
		if (!gKeptEvery)
			printf("e %lu %ld %ld %u %u\n", (unsigned long)the->meterIndex, (long)the->peakChunksSize - gChunks,
			(long)the->peakHeapCount - gSlots, gCollections, gCompactions);
		gEvent++;
		if (gKeptEvery && (gEvent % gKeptEvery == 0)) {
			printKept(the, loadedChunks, loadedSlots);
			fflush(stdout);
		}
		if (!gKeptEvery && !slots && !gStress && ((gEvent == 1) || (gEvent % KEPT_EVERY == 0)))
			printKept(the, loadedChunks, loadedSlots);
	}
	if (!slots)
		printKept(the, loadedChunks, loadedSlots);
	printf("stack %ld %ld\ndone %lu\n", stackPeak(the), nativePeak(), gEvent);
}

/* ---- the shell ---- */

static const struct {
	txString name;
	txCallback callback;
	txInteger length;
} gFunctions[] = {
	{ "print", print, 1 },
	{ "meterStart", meterStart, 0 },
	{ "meterStop", meterStop, 1 },
	{ "replayListen", replayListen, 1 },
	{ "replayAfter", replayAfter, 2 },
	{ "replayCancel", replayCancel, 1 },
	{ "replayNumber", replayNumber, 0 },
	{ "replayTake", replayTake, 0 },
	{ "replayTransfer", replayTransfer, 1 },
	{ "replayGive", replayGive, 1 },
	{ "replayNothing", replayNothing, 0 },
};

/* Gives the object on top of the stack a function, and pops it. */
static void define(txMachine* the, txString name, txCallback callback, txInteger length)
{
	txSlot object = *the->stack;
	fxNewHostFunction(the, callback, length, XS_NO_ID, XS_NO_ID);
	mxPush(object);
	mxDefineID(fxNewNameC(the, name), XS_DONT_ENUM_FLAG, XS_DONT_ENUM_FLAG);
	mxPop();
	mxPop();
}

static void defineFunctions(txMachine* the)
{
	size_t i;
	for (i = 0; i < sizeof(gFunctions) / sizeof(gFunctions[0]); i++) {
		mxPush(mxGlobal);
		define(the, gFunctions[i].name, gFunctions[i].callback, gFunctions[i].length);
	}
	/* XS has it on boards, but not where strings are kept as in the package. */
	mxPush(mxArrayBufferConstructor);
	define(the, "fromString", fromString, 1);
}

int main(int argc, char* argv[])
{
	int status = 0, option;
	unsigned long events = (unsigned long)-1;
	long chunkBytes = 0, slots = 0, stack = 0;
	char path[C_PATH_MAX];
	txMachine* machine;
	txSlot* stackBottom;
	while ((option = getopt(argc, argv, "vs:r:m:n:k:")) != -1) {
		if (option == 'v') {
			fxVersion(path, sizeof(path));
			printf("XS %s\n", path);
			return 0;
		}
		else if (option == 's')
			gStress = atoi(optarg);
		else if (option == 'n')
			events = strtoul(optarg, NULL, 10);
		else if (option == 'k')
			gKeptEvery = strtoul(optarg, NULL, 10);
		else if (!(((option == 'm') && (sscanf(optarg, "%ld,%ld,%ld", &chunkBytes, &slots, &stack) == 3))
			|| ((option == 'r') && (gLog = fopen(optarg, "rb")))))
			optind = argc;
	}
	if ((optind != argc - 1) || !c_realpath(argv[optind], path)) {
		fprintf(stderr, "usage: meter [-s N] [-r LOG [-m BYTES,SLOTS,STACK] [-n EVENTS] [-k EVENTS]] module.mjs | -v\n");
		return 1;
	}
	{
		/* A heap that is collected often is small, for every collection walks all of it; the other one never fills. */
		int small = gStress || slots;
		txCreation creation = {
			small ? 1 << 20 : 256 << 20, 1 << 20,
			small ? 64 << 10 : 4 << 20, 4 << 10,
			4096, 4096, 4096, 1993, 127, 1 << 20, 1993
		};
		fxInitializeSharedCluster();
		machine = fxCreateMachine(&creation, "meter", NULL, 0);
		stackBottom = machine->stackBottom;
	}
	{
		txMachine* the = fxBeginHost(machine);
		mxTry(the) {
			defineFunctions(the);
			fxNewHostObject(the, NULL);
			fxSetHostHooks(the, the->stack, &gHooks);
			/* No marker is called for an object without data. */
			fxSetHostData(the, the->stack, gCallbacks);
			fxRunModuleFile(the, path);
			fxRunLoop(the);
			if (gLog && (mxException.kind == XS_UNDEFINED_KIND))
				replay(the, events, chunkBytes, slots, stack);
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
	machine->stackBottom = stackBottom;
	fxDeleteMachine(machine);
	fxTerminateSharedCluster();
	return status;
}
