// The modules that apply patches and hold the connection. They are built alone only to measure
// them.

export * from "./attributes"
export * from "./mirror"
export * from "./patch"
export * from "./socket"
