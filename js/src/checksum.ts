// The checksum of a tree and of the keys of rows.

/** Returns the 32-bit FNV-1a hash of the UTF-8 bytes of s. */
export function checksum(s: string): number {
	let hash = 0x811c9dc5
	for (const byte of new TextEncoder().encode(s)) hash = Math.imul(hash ^ byte, 0x01000193)
	return hash >>> 0
}
