import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { flashFit, slotBytes } from "../../tools/images/flash-fit.js";
import { findFlashWrites } from "../../tools/images/flash-writes.js";
import { readImports } from "../../tools/images/imports.js";
import { judge } from "../../tools/images/judge.js";
import { readSizes } from "../../tools/images/link.js";
import { type Image, readImage } from "../../tools/images/manifest.js";
import { missingHeaders } from "../../tools/images/native-headers.js";
import { judgeNetworkless } from "../../tools/images/networkless.js";
import { KNOWN_WARNINGS, unexplained, warningsIn } from "../../tools/images/warnings.js";
import { ROOT } from "../../tools/test/suite.js";
import { assert, test } from "../harness/index.js";

type Files = Record<string, string | object>;

/** A sound project of one app, one board and one shared room. */
const PROJECT: Files = {
	"boards/board/manifest.json": {
		build: { IO: "$(MODDABLE)/modules/io" },
		include: ["$(IO)/spi/manifest.json"],
		modules: { "embedded:provider/builtin": "./provider" },
		preload: "embedded:provider/builtin",
	},
	"boards/board/provider.ts": `import SPI from "embedded:io/spi"; export default { SPI };`,
	"manifest.json": {
		include: "$(MODDABLE)/examples/manifest_base.json",
		modules: { "room/*": "./src/room/*", "~": "./src/room/unfinished" },
		preload: ["room/part"],
	},
	"src/shape.ts": "export interface Shape { sides: number }",
	"src/room/part.ts": `import type { Shape } from "../shape.js"; export const part: Shape = { sides: 4 };`,
	"src/room/unfinished.ts": `import "nothing";`,
	"src/app/manifest.json": {
		build: { NAME: "the-app" },
		include: ["../../manifest.json"],
		creation: { main: "app/main" },
		modules: { "app/*": "./*", net: "$(MODULES)/network/net/net" },
		preload: ["app/main", "net"],
	},
	"src/app/main.ts": `
		import board from "embedded:provider/builtin";
		import { type Shape } from "../shape.js";
		import Timer from "timer";
		import "net";
		import { part } from "../room/part.js";
		export default () => Timer.set(() => board.SPI, (part as Shape).sides);`,
};

/** The image of that project with some files changed, and what is wrong with it. */
async function check(changes: Files = {}): Promise<{ image: Image; problems: string[] }> {
	const root = mkdtempSync(join(tmpdir(), "p1-lora-images-test-"));
	try {
		for (const [path, content] of Object.entries({ ...PROJECT, ...changes })) {
			mkdirSync(dirname(join(root, path)), { recursive: true });
			writeFileSync(join(root, path), typeof content === "string" ? content : JSON.stringify(content));
		}
		const image = readImage(join(root, "src/app/manifest.json"), join(root, "boards/board"));
		const imports = await readImports([...image.modules.values()].map(({ file }) => file));
		return { image, problems: judge(image, imports, root) };
	} finally {
		rmSync(root, { recursive: true });
	}
}

const merged = (path: string, change: object) => ({ [path]: { ...(PROJECT[path] as object), ...change } });

test("an image whose manifests, files and imports agree has no problems", async () => {
	const { image, problems } = await check();
	assert.deepEqual(problems, []);
	assert.equal(image.name, "the-app");
	assert.deepEqual([...image.modules.keys()].sort(), ["app/main", "embedded:provider/builtin", "room/part"]);
});

const BROKEN: { fault: string; changes: Files; says: RegExp }[] = [
	{
		fault: "an import that no manifest lists",
		changes: merged("manifest.json", { modules: {}, preload: [] }),
		says: /^src\/app\/main\.ts imports "\.\.\/room\/part\.js": no manifest lists room\/part \(src\/room\/part\.ts\)$/,
	},
	{
		fault: "a module whose id has another folder than its file",
		changes: merged("manifest.json", { modules: { "hall/*": "./src/room/part" }, preload: ["hall/part"] }),
		says: /imports "\.\.\/room\/part\.js": no manifest lists room\/part/,
	},
	{
		fault: "an id that is another file on the board than to the compiler",
		changes: { ...merged("manifest.json", { modules: { "room/part": "./src/other" } }), "src/other.ts": "export {};" },
		says: /room\/part is src\/other\.ts on the board, src\/room\/part\.ts to the compiler/,
	},
	{
		fault: "a bare import that nobody knows",
		changes: { "src/room/part.ts": `import "node:fs"; export const part = {};` },
		says: /^src\/room\/part\.ts imports "node:fs": it is neither listed nor known as a module of the SDK$/,
	},
	{
		fault: "a module of the SDK whose manifest is not included",
		changes: merged("boards/board/manifest.json", { include: [] }),
		says: /imports "embedded:io\/spi": no manifest includes \$\(MODDABLE\)\/modules\/io\/spi\/manifest\.json/,
	},
	{
		fault: "a module that nobody imports",
		changes: { "src/room/spare.ts": "export const spare = 1;" },
		says: /^manifest\.json: room\/spare is listed, but nothing that app\/main reaches imports it$/,
	},
	{
		fault: "a module that is not preloaded",
		changes: merged("manifest.json", { preload: [] }),
		says: /^manifest\.json: room\/part is not preloaded/,
	},
	{
		fault: "a preload that is not listed",
		changes: merged("manifest.json", { preload: ["room/part", "room/none"] }),
		says: /^manifest\.json: preload "room\/none": no manifest lists it$/,
	},
	{
		fault: "a preload by pattern, which mcconfig applies to JavaScript only",
		changes: merged("manifest.json", { preload: ["room/part", "room/*"] }),
		says: /preload "room\/\*": mcconfig's patterns pass TypeScript over/,
	},
	{
		fault: "a pattern that matches no file",
		changes: merged("manifest.json", { modules: { "room/*": ["./src/room/part", "./src/room/gone"] } }),
		says: /^manifest\.json: "room\/\*": no file matches \.\/src\/room\/gone$/,
	},
	{
		fault: "two files under one id",
		changes: {
			...merged("manifest.json", { modules: { "room/*": ["./src/room/part", "./src/second/part"] } }),
			"src/second/part.ts": "export {};",
		},
		says: /src\/second\/part\.ts cannot be room\/part, which src\/room\/part\.ts is already/,
	},
	{
		fault: "a key with an extension",
		changes: merged("manifest.json", { modules: { "room/part.js": "./src/room/part" } }),
		says: /"room\/part\.js": an id on the board has no extension/,
	},
	{
		fault: "an include that is not there",
		changes: merged("manifest.json", { include: ["$(MODDABLE)/examples/manifest_base.json", "./more.json"] }),
		says: /^manifest\.json includes more\.json: there is no such file$/,
	},
	{
		fault: "a manifest that is no JSON",
		changes: { "manifest.json": "{ modules }" },
		says: /^manifest\.json is no JSON: /,
	},
	{
		fault: "a main module that is not listed",
		changes: merged("src/app/manifest.json", { creation: {} }),
		says: /^src\/app\/manifest\.json: the main module main is not listed$/,
	},
	{
		fault: "a preloaded table that is written to",
		changes: {
			"src/room/part.ts": `const scratch = new Uint8Array(4);
				export const part = { sides: 4, grow: () => { scratch[0] += 1; } };`,
		},
		says: /^src\/room\/part\.ts: scratch is preloaded, and so read-only on the board, but written to$/,
	},
];

for (const { fault, changes, says } of BROKEN) {
	test(`the check of the images tells of ${fault}`, async () => {
		const { problems } = await check(changes);
		assert.ok(
			problems.some((problem) => says.test(problem)),
			problems.join("\n"),
		);
	});
}

test("a platform's section counts when it is the board's, and no other's", async () => {
	const spare = { modules: { "room/spare": "./src/spare" } };
	const files = { "src/spare.ts": "export {};" };
	const other = await check({
		...merged("manifest.json", { platforms: { "esp32/other": spare, mac: spare } }),
		...files,
	});
	assert.deepEqual(other.problems, []);
	const ours = await check({ ...merged("manifest.json", { platforms: { "esp32/board": spare } }), ...files });
	assert.ok(ours.problems.some((problem) => problem.includes("room/spare is listed")));
});

test("only what is declared at a module's top and written to is taken for a write to flash", () => {
	const written = [
		"const W = new Uint32Array(64);\nfunction f() { W[1] = 2; }",
		"export const seen = new Map<string, number>();\nfunction f() { seen.set('a', 1); }",
		"let last: Uint8Array = Uint8Array.of(0);\nconst f = () => last.fill(0);",
	];
	const read = [
		"const W = new Uint32Array(64);\nconst f = () => W[1] === 2;",
		"const TABLE = new Map([['a', 1]]);\nconst f = (o) => { o.TABLE[1] = TABLE.get('a'); }",
		"function f() {\n\tconst scratch = new Uint8Array(4);\n\tscratch[0] = 1;\n}",
		"const list: number[] = [];\nconst f = () => { list[0] = 1; };",
	];
	for (const source of written) assert.equal(findFlashWrites(source).length, 1, source);
	for (const source of read) assert.deepEqual(findFlashWrites(source), [], source);
});

test("where a module of the SDK is declared by us, the SDK's own declaration is left out", () => {
	const { modules } = JSON.parse(readFileSync(join(ROOT, "manifest.json"), "utf8"));
	const declared = readdirSync(join(ROOT, "typings/embedded-io"), { recursive: true, encoding: "utf8" })
		.filter((file) => file.endsWith(".d.ts"))
		.map((file) => `$(MODDABLE)/typings/embedded_io/${file.slice(0, -".d.ts".length)}`);
	assert.ok(declared.length > 5);
	assert.deepEqual(
		declared.filter((path) => !modules["~"].includes(path)),
		[],
	);
});

test("the sizes of a linked image are those that xsl has written", () => {
	const source = `#define mxAliasCount 159\n#define mxHeapCount 12309
static const txU1 gxCode9[63999];\nstatic const txU1 gxCode10[3571];\nstatic const txU1 gxCode9[63999] = {\nstring = "pi" and code = "\\x0a\\"\\013"\n`;
	assert.deepEqual(readSizes(source), {
		preloadedSlots: 12_309,
		aliases: 159,
		bytecodeBytes: 67_570,
		flashBytes: 12_309 * 16 + 67_570 + 3 + 4,
	});
});

test("a warning of the SDK is passed over where there is a reason for it, and told where there is none", () => {
	const output = `# xsc transmitter/main.xsb
/home/p1/modules/esp32/inlet.js:2: warning: cannot optimize native!
# xsl modules
### 3880 instances, 3478 keys, 162 colors, 0 holes
### warning: codec/layout: layoutOf() checkOf() crc32() Tf: no const
### warning: link/station: openStation() SX127x() BringUp() 0() 0() STEPS[12]: not frozen
### warning: display/led: LED() LED_CODES: not frozen
`;
	const warnings = warningsIn(output);
	assert.equal(warnings.length, 4);
	assert.deepEqual(unexplained(warnings), ["### warning: display/led: LED() LED_CODES: not frozen"]);
	for (const { reason } of KNOWN_WARNINGS) assert.ok(reason.length > 10 && !reason.endsWith("."), reason);
});

test("the transmitter's image has nothing that could start Wi-Fi, neither of ours nor of the SDK's", () => {
	const ids = [
		"device/wifi",
		"embedded:network/interface/wifi",
		"setup/network",
		"modules/io/wifi/manifest.json",
		"sntp",
	];
	for (const id of ids) assert.equal(judgeNetworkless("p1-lora-transmitter", [id]).length, 1, id);
	assert.deepEqual(judgeNetworkless("p1-lora-receiver", ids), []);
	const { modules, sdkModules, sdkManifests } = readImage(
		join(ROOT, "src/transmitter/manifest.json"),
		join(ROOT, "boards/ttgo-t3-v1.6.1"),
	);
	assert.deepEqual(judgeNetworkless("p1-lora-transmitter", [...modules.keys(), ...sdkModules, ...sdkManifests]), []);
	assert.ok(modules.has("transmitter/main") && sdkManifests.has("modules/io/serial/manifest.json"));
});

test("a header that the image's C wants, and no manifest brings, is told", () => {
	const sdk = mkdtempSync(join(tmpdir(), "p1-lora-sdk-"));
	try {
		const files: Files = {
			"modules/io/spi/spi.c": '#include "shared.c"\n#include "driver/spi_common.h"\n',
			"modules/io/spi/shared.c": '#include "pins.h"\n#include "mc.xs.h"\n  #include "own.h"\n',
			"modules/io/spi/own.h": "",
			"modules/pins/pins.h": "",
			makefile: `DIRECTORIES =\\\n\t-I${sdk}/modules/other\\\n\t-IFOLDER\nFORMAT = 7\n$(TMP_DIR)/spi.c.o: ${sdk}/modules/io/spi/spi.c $(HEADERS)\n`,
		};
		for (const [path, content] of Object.entries(files)) {
			mkdirSync(join(sdk, dirname(path)), { recursive: true });
			writeFileSync(join(sdk, path), content as string);
		}
		const makefile = join(sdk, "makefile");
		assert.deepEqual(missingHeaders(makefile, sdk), ["spi.c wants pins.h"]);
		writeFileSync(makefile, (files.makefile as string).replace("FOLDER", `${sdk}/modules/pins`));
		assert.deepEqual(missingHeaders(makefile, sdk), []);
	} finally {
		rmSync(sdk, { recursive: true });
	}
});

test("an image is held against each board's flash: half of it while that is enough, then all of it", () => {
	for (const board of ["ttgo-t3-v1.6.1", "heltec-lora-32-v2"]) {
		const folder = join(ROOT, "boards", board);
		const [half, whole] = (["two-slots", "one-slot"] as const).map((layout) => slotBytes(folder, layout));
		assert.deepEqual([half, whole], [0x1f0000, 0x3f0000]);
		const { bytes: others } = flashFit("p1-lora-receiver", 0, folder);
		const layoutOf = (bytes: number) => flashFit("p1-lora-receiver", bytes - others, folder).fits?.layout;
		assert.deepEqual([half, half + 1, whole, whole + 1].map(layoutOf), [
			"two-slots",
			"one-slot",
			"one-slot",
			undefined,
		]);
		assert.ok(flashFit("p1-lora-transmitter", 0, folder).bytes < others);
		assert.throws(() => flashFit("another", 0, folder), /what else is in another is not known/);
	}
});
