/** A line that a person may want to read; a `detail` only when looking closely. */
export type Log = (line: string, detail?: boolean) => void;
