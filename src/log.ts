/** Takes a line for a person to read; a `detail` is only for somebody who looks closely. */
export type Log = (line: string, detail?: boolean) => void;
