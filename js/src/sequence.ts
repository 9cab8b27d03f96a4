// Finds what keeps its order.

/**
 * Returns the longest part of pairs in which the first number of each pair ascends. It takes n·log n
 * steps.
 */
export function longestAscending<T>(pairs: [number, T][]): [number, T][] {
	const last: number[] = [] // index of the pair that ends the best part of each length
	const previous: number[] = [] // index of the pair before each pair in its part
	pairs.forEach(([value], i) => {
		let low = 0
		let high = last.length
		while (low < high) {
			const middle = (low + high) >> 1
			if (pairs[last[middle]][0] < value) low = middle + 1
			else high = middle
		}
		previous[i] = last[low - 1]
		last[low] = i
	})
	const result: typeof pairs = []
	for (let i = last.at(-1); i !== undefined; i = previous[i]) result.push(pairs[i])
	return result.reverse()
}
