// Matches the old children of a node with the new ones.

import { classTokens } from "./canonical"
import { maxCombinations } from "./limits"
import { keyOf, type MirrorNode } from "./mirror"
import { native } from "./native"
import { indexUnique, longestAscending } from "./sequence"

/** Returns a number that is the same for equal subtrees. */
export type IDOf = (node: MirrorNode) => number

interface Candidate {
	node: MirrorNode
	name: string
	id: number
	hasKey: boolean
	childIDs: Set<number>
}

/** Returns the partner among oldChildren of each of newChildren, if it has one. */
export function pairChildren(oldChildren: MirrorNode[], newChildren: MirrorNode[], idOf: IDOf) {
	const partners: (MirrorNode | undefined)[] = newChildren.map(() => undefined)
	const isSame = (a: MirrorNode, b: MirrorNode) =>
		keyOf(a) === undefined ? idOf(a) === idOf(b) : nameOf(a) === nameOf(b)

	// Most updates change few children: what is the same at both ends needs no search.
	let start = 0
	let oldEnd = oldChildren.length
	let newEnd = newChildren.length
	while (start < oldEnd && start < newEnd && isSame(oldChildren[start], newChildren[start])) {
		partners[start] = oldChildren[start]
		start++
	}
	while (start < oldEnd && start < newEnd && isSame(oldChildren[oldEnd - 1], newChildren[newEnd - 1])) {
		oldEnd--
		newEnd--
		partners[newEnd] = oldChildren[oldEnd]
	}

	const describe = (node: MirrorNode): Candidate => ({
		node,
		name: nameOf(node),
		id: idOf(node),
		hasKey: keyOf(node) !== undefined,
		childIDs: new Set(node.children.map(idOf)),
	})
	const oldCandidates = oldChildren.slice(start, oldEnd).map(describe)
	const newCandidates = newChildren.slice(start, newEnd).map(describe)
	pairInOrder(oldCandidates, newCandidates, (oldCandidate, j) => {
		partners[start + j] = oldCandidate.node
	})

	const paired = new Set(partners)
	const unpaired = oldCandidates.filter(({ hasKey, node }) => hasKey && !paired.has(node))
	const unpairedByName = new Map(unpaired.map(({ name, node }) => [name, node]))
	newCandidates.forEach(({ name }, j) => {
		const node = unpairedByName.get(name)
		if (!node || partners[start + j]) return
		unpairedByName.delete(name)
		partners[start + j] = node
	})
	return partners
}

/** Is called with an old candidate and the index of its partner among the new candidates. */
type OnPair = (oldCandidate: Candidate, newIndex: number) => void

/**
 * Finds pairs that keep their order. In long lists, what is the same and unique is paired first, and
 * then what is between.
 */
function pairInOrder(oldCandidates: Candidate[], newCandidates: Candidate[], onPair: OnPair) {
	let budget = maxCombinations
	const hasBudget = (oldCount: number, newCount: number) => oldCount * (newCount + 1) <= budget
	const isShort = hasBudget(oldCandidates.length, newCandidates.length)
	const anchors = isShort ? [] : findAnchors(oldCandidates, newCandidates)

	let oldStart = 0
	let newStart = 0
	for (const [oldEnd, newEnd] of [...anchors, [oldCandidates.length, newCandidates.length]]) {
		const offset = newStart
		const pairBetween = hasBudget(oldEnd - oldStart, newEnd - newStart) ? pairByScore : pairByPosition
		if (pairBetween === pairByScore) budget -= (oldEnd - oldStart) * (newEnd - newStart)
		pairBetween(oldCandidates.slice(oldStart, oldEnd), newCandidates.slice(newStart, newEnd), (candidate, j) => {
			onPair(candidate, offset + j)
		})
		if (oldEnd < oldCandidates.length) onPair(oldCandidates[oldEnd], newEnd)
		oldStart = oldEnd + 1
		newStart = newEnd + 1
	}
}

function findAnchors(oldCandidates: Candidate[], newCandidates: Candidate[]) {
	const identityOf = ({ hasKey, name, id }: Candidate) => hasKey ? name : id
	const oldIndexes = indexUnique(oldCandidates.map(identityOf))
	const newIndexes = indexUnique(newCandidates.map(identityOf))
	const pairs: [number, number][] = []
	for (const [identity, newIndex] of newIndexes) {
		const oldIndex = oldIndexes.get(identity)
		if (oldIndex !== undefined) pairs.push([oldIndex, newIndex])
	}
	return longestAscending(pairs)
}

function pairByPosition(oldCandidates: Candidate[], newCandidates: Candidate[], onPair: OnPair) {
	newCandidates.forEach((newCandidate, j) => {
		const oldCandidate = oldCandidates[j]
		if (oldCandidate && score(oldCandidate, newCandidate)) onPair(oldCandidate, j)
	})
}

/** Finds the pairs with the highest sum of scores that keep their order, by dynamic programming. */
function pairByScore(oldCandidates: Candidate[], newCandidates: Candidate[], onPair: OnPair) {
	const oldCount = oldCandidates.length
	const newCount = newCandidates.length
	const width = newCount + 1

	// The highest sum for the old candidates from i on and the new ones from j on, at index i *
	// width + j.
	const best = new Int32Array((oldCount + 1) * width)
	const bestFrom = (i: number, j: number) => best[i * width + j]
	const bestWithPair = (i: number, j: number) => {
		const pairScore = score(oldCandidates[i], newCandidates[j])
		return pairScore && pairScore + bestFrom(i + 1, j + 1)
	}
	for (let i = oldCount - 1; i >= 0; i--) {
		for (let j = newCount - 1; j >= 0; j--) {
			best[i * width + j] = Math.max(bestFrom(i + 1, j), bestFrom(i, j + 1), bestWithPair(i, j))
		}
	}

	let i = 0
	let j = 0
	while (i < oldCount && j < newCount) {
		if (bestFrom(i, j) === bestFrom(i + 1, j)) {
			i++
		} else if (bestFrom(i, j) === bestWithPair(i, j)) {
			onPair(oldCandidates[i], j)
			i++
			j++
		} else {
			j++
		}
	}
}

/**
 * Returns how much a pair is worth: 0 if it is impossible, up to 7 if the nodes are similar, 9 if
 * they are the same.
 */
function score(a: Candidate, b: Candidate) {
	if (a.name !== b.name) return 0
	if (a.hasKey || a.id === b.id) return 9
	let common = 0
	for (const id of b.childIDs) {
		if (a.childIDs.has(id)) common++
	}
	return 1 + Math.min(common, 4) + (hasAttributesOf(a.node, b.node) ? 2 : 0)
}

/**
 * Returns what two nodes must have in common. The type of an input decides what its other
 * attributes mean.
 */
function nameOf(node: MirrorNode) {
	const nodeName = native(node.dom).nodeName
	return `${nodeName} ${nodeName === "INPUT" && node.attrs.get("type")} ${keyOf(node)}`
}

/** Reports whether a has all attributes of b. Others may have been added by other scripts. */
function hasAttributesOf(a: MirrorNode, b: MirrorNode) {
	return [...b.attrs].every(([name, value]) => {
		const own = a.attrs.get(name)
		if (name !== "class") return own === value
		const ownTokens = classTokens(own)
		return classTokens(value).every(token => ownTokens.includes(token))
	})
}
