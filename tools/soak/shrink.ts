/** Cuts a failing schedule down to faults that are all needed for it: ddmin (Zeller and Hildebrandt, 2002). */
export function shrink<T>(all: readonly T[], fails: (some: readonly T[]) => boolean, mostRuns: number): readonly T[] {
	let runs = 0;
	const stillFails = (some: readonly T[]) => runs++ < mostRuns && fails(some);
	let needed = all;
	let parts = 2;
	while (needed.length > 1 && runs < mostRuns) {
		const size = Math.ceil(needed.length / parts);
		let reduced: readonly T[] | undefined;
		for (let start = 0; start < needed.length && reduced === undefined; start += size) {
			const without = [...needed.slice(0, start), ...needed.slice(start + size)];
			if (without.length < needed.length && stillFails(without)) reduced = without;
		}
		if (reduced !== undefined) {
			needed = reduced;
			parts = Math.max(2, parts - 1);
		} else if (size === 1) break;
		else parts = Math.min(needed.length, parts * 2);
	}
	if (needed.length === 1 && stillFails([])) return [];
	return needed;
}
