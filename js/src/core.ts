// The modules that every patch needs, built alone only to measure them: mirror, alignment, three-way, patches, socket.

export * from "./align"
export * from "./mirror"
export * from "./patch"
export * from "./socket"
export * from "./threeway"
