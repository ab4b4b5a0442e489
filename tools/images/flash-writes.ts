/**
 * Finds what a module keeps in flash and yet writes to. Preloaded objects and arrays may change, XS gives them a place
 * in RAM then; but a typed array's buffer, a Map or a Set stays read-only: "TypeError: read-only buffer" on the board,
 * and nowhere else (SDK 8.2.3, xs/tools/xslSlot.c: "instances that cannot be aliased yet").
 */

const DECLARED =
	/^(?:export )?(?:const|let|var) ([\w$]+)\b[^=\n]*= [^\n]*?\b(?:new (?:[\w$]*\d+(?:Clamped)?Array|DataView|ArrayBuffer|(?:Weak)?Map|(?:Weak)?Set)\b|[\w$]*\d+(?:Clamped)?Array\.(?:of|from)\()/gm;

/** The names, in a module's source text, that are declared at its top and written to below. A search, not a proof. */
export function findFlashWrites(source: string): string[] {
	const names = [...source.matchAll(DECLARED)].map(([, name]) => name);
	return names.filter((name) => {
		const word = `(?<![\\w$.])${name.replaceAll("$", "\\$")}`;
		const assigned = `\\[[^\\]\\n]*\\]\\s*(?:=(?![=>])|(?:[-+*/%&|^]|<<|>>>?|\\*\\*|\\?\\?)=|\\+\\+|--)`;
		const called = `\\.(?:set\\w*|fill|copyWithin|sort|reverse|add|delete|clear)\\(`;
		return new RegExp(`${word}(?:${assigned}|${called})`).test(source);
	});
}
