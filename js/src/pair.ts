// Matches the old children of a node with the new ones.

import { client } from "./client"
import { classTokens } from "./dom"
import { maxCombinations, partLength } from "./limits"
import type { MirrorNode } from "./mirror"
import { native } from "./native"

/** Returns the canonical form of a subtree. */
export type ContentOf = (node: MirrorNode) => string

interface Candidate {
	node: MirrorNode
	name: string
	/** The same for nodes with the same key, or the same content if they have no key. */
	identity: string
	/** Attributes and children, for comparison. */
	traits: Set<string>
}

/** Returns the partner among oldChildren of each of newChildren, if it has one. */
export function pairChildren(oldChildren: MirrorNode[], newChildren: MirrorNode[], contentOf: ContentOf) {
	const partners: (MirrorNode | undefined)[] = newChildren.map(() => undefined)
	const identityOf = (node: MirrorNode) => client.keyOf(node) === undefined ? contentOf(node) : nameOf(node)

	// Most updates change few children: what is the same at the start needs no search.
	let start = 0
	const end = Math.min(oldChildren.length, newChildren.length)
	while (start < end && identityOf(oldChildren[start]) === identityOf(newChildren[start])) {
		partners[start] = oldChildren[start]
		start++
	}

	const describe = (node: MirrorNode): Candidate => ({
		node,
		name: nameOf(node),
		identity: identityOf(node),
		traits: new Set([...node.children.map(contentOf), ...[...node.attrs].flatMap(traitsOf)]),
	})
	const oldCandidates = oldChildren.slice(start).map(describe)
	const newCandidates = newChildren.slice(start).map(describe)
	pairInOrder(oldCandidates, newCandidates, (oldCandidate, j) => {
		partners[start + j] = oldCandidate.node
	})

	const paired = new Set(partners)
	const unpaired = oldCandidates.filter(({ node }) => client.keyOf(node) !== undefined && !paired.has(node))
	const unpairedByName = new Map(unpaired.map(({ name, node }) => [name, node]))
	newCandidates.forEach(({ name }, j) => {
		const node = unpairedByName.get(name)
		if (!node || partners[start + j]) return
		unpairedByName.delete(name)
		partners[start + j] = node
	})
	return partners
}

/** The tokens of a class are compared one by one. */
const traitsOf = ([name, value]: [string, string]) => name === "class" ? classTokens(value) : `${name}=${value}`

/** Is called with an old candidate and the index of its partner among the new candidates. */
type OnPair = (oldCandidate: Candidate, newIndex: number) => void

/**
 * Finds pairs that keep their order. In long lists, what is the same and unique is paired first, and
 * then what is between, part by part.
 */
function pairInOrder(oldCandidates: Candidate[], newCandidates: Candidate[], onPair: OnPair) {
	const isLong = oldCandidates.length * newCandidates.length > maxCombinations
	const anchors = isLong ? findAnchors(oldCandidates, newCandidates) : []
	const length = isLong ? partLength : Infinity

	let oldStart = 0
	let newStart = 0
	for (const [oldEnd, newEnd] of [...anchors, [oldCandidates.length, newCandidates.length]]) {
		for (; oldStart < oldEnd && newStart < newEnd; oldStart += length, newStart += length) {
			const offset = newStart
			const oldPart = oldCandidates.slice(oldStart, Math.min(oldStart + length, oldEnd))
			const newPart = newCandidates.slice(newStart, Math.min(newStart + length, newEnd))
			pairByScore(oldPart, newPart, (candidate, j) => onPair(candidate, offset + j))
		}
		if (oldEnd < oldCandidates.length) onPair(oldCandidates[oldEnd], newEnd)
		oldStart = oldEnd + 1
		newStart = newEnd + 1
	}
}

function findAnchors(oldCandidates: Candidate[], newCandidates: Candidate[]) {
	const oldIndexes = indexUnique(oldCandidates.map(({ identity }) => identity))
	const newIndexes = indexUnique(newCandidates.map(({ identity }) => identity))
	const pairs: [number, number][] = []
	for (const [identity, newIndex] of newIndexes) {
		const oldIndex = oldIndexes.get(identity)!
		if (oldIndex >= 0 && newIndex >= 0) pairs.push([oldIndex, newIndex])
	}
	return client.longestAscending(pairs)
}

/** Returns the index of each value, or NaN if the value occurs more than once. */
function indexUnique<T>(values: T[]) {
	const indexes = new Map<T, number>()
	values.forEach((value, i) => indexes.set(value, indexes.has(value) ? NaN : i))
	return indexes
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
 * Returns how much a pair is worth: 0 if it is impossible, up to 8 if the nodes are similar, 9 if
 * they are the same.
 */
function score(a: Candidate, b: Candidate) {
	if (a.identity === b.identity) return 9
	if (a.name !== b.name) return 0
	const common = [...b.traits].filter(trait => a.traits.has(trait))
	return 1 + Math.min(common.length, 7)
}

/**
 * Returns what two nodes must have in common. The type of an input decides what its value means, and
 * live-root whose content an element has.
 */
const nameOf = (node: MirrorNode) =>
	`${[native(node.dom).nodeName, client.keyOf(node), node.attrs.get("type"), node.attrs.get("live-root"), client.isLeaf(node)]}`
