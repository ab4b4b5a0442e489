/** Tables that are text and Markdown at once. */

/** Aligned: the first `left` columns to the left, numbers to the right. */
export function table([head, ...rows]: readonly (readonly string[])[], left = 1): string {
	const widths = head.map((name, column) => Math.max(3, name.length, ...rows.map((row) => row[column].length)));
	const line = (cells: readonly string[]) =>
		`| ${cells.map((cell, column) => (column < left ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join(" | ")} |`;
	const rule = `|${widths.map((width, column) => (column < left ? "-".repeat(width + 2) : `${"-".repeat(width + 1)}:`)).join("|")}|`;
	return [line(head), rule, ...rows.map(line)].join("\n");
}
