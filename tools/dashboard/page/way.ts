/** Along a curve of the picture. It is measured once: each time that a browser is asked for it, it lays the page out anew. */

/** Straight pieces, short enough not to be seen. */
const PIECES = 48;

interface Point {
	x: number;
	y: number;
}

const measured = new WeakMap<SVGPathElement, readonly Point[]>();

function pointsOf(way: SVGPathElement): readonly Point[] {
	let points = measured.get(way);
	if (points === undefined) {
		const length = way.getTotalLength();
		points = Array.from({ length: PIECES + 1 }, (_, piece) => way.getPointAtLength((length * piece) / PIECES));
		measured.set(way, points);
	}
	return points;
}

/** To where so much of the way is done, 0 to 1. */
export function transformAt(way: SVGPathElement, part: number): string {
	const points = pointsOf(way);
	const at = Math.max(0, Math.min(1, part)) * PIECES;
	const before = points[Math.floor(at)];
	const after = points[Math.ceil(at)];
	const between = at - Math.floor(at);
	const x = before.x + (after.x - before.x) * between;
	const y = before.y + (after.y - before.y) * between;
	return `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`;
}

/** From one part of the way to another, as an animation's steps. */
export function stepsAlong(way: SVGPathElement, from: number, to: number): { transform: string }[] {
	return Array.from({ length: 13 }, (_, step) => ({ transform: transformAt(way, from + ((to - from) * step) / 12) }));
}
