// jitter is how many ms to wait before try n: anything up to a limit that doubles, so that not all come at once.
export const jitter = (n: number) => Math.random() * Math.min(15_000, 500 * 2 ** n)
