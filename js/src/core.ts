// The modules that every patch needs, built alone only to measure them: mirror, alignment, three-way, patches, socket.

export * from "./attributes"
export * from "./mirror"
export * from "./morph"
export * from "./patch"
export * from "./socket"
