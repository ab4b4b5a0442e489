/** A display's dots, as one path: each run of lit dots is a stroke. */

const COLUMNS = 128;
const ROWS = 64;

/** `dots` as the bench tells them: a bit for each dot, row by row, in base64. */
export function pathOfDots(dots: string): string {
	const bytes = atob(dots);
	const isLit = (x: number, y: number) => {
		const at = y * COLUMNS + x;
		return ((bytes.charCodeAt(at >> 3) >> (7 - (at & 7))) & 1) === 1;
	};
	let path = "";
	for (let y = 0; y < ROWS; y++) {
		for (let x = 0; x < COLUMNS; x++) {
			if (!isLit(x, y)) continue;
			const start = x;
			while (x < COLUMNS && isLit(x, y)) x++;
			path += `M${start} ${y}.5h${x - start}`;
		}
	}
	return path;
}
