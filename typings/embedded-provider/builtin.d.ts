/** What the chosen board provides: `host/provider.ts` in its folder. */
declare module "embedded:provider/builtin" {
	const board: import("../../src/device/board.js").Board;
	export default board;
}
