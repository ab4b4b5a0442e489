/** The characters that telegrams are made of, as their codes. */

export const NUL = 0;
export const LF = 0x0a;
export const CR = 0x0d;
export const EXCLAMATION_MARK = 0x21;
export const POINT = 0x2e;
export const SLASH = 0x2f;
export const ZERO = 0x30;

export function isDigit(code: number): boolean {
	return code >= ZERO && code <= ZERO + 9;
}

/** The value of a hexadecimal digit of either case, or -1. */
export function hexDigit(code: number): number {
	if (isDigit(code)) return code - ZERO;
	const lower = code | 0x20;
	return lower >= 0x61 && lower <= 0x66 ? lower - 0x61 + 10 : -1;
}
