// Package wire defines the messages of the protocol lively.2 and their JSON, for both ends: the
// server encodes server messages and parses client messages, and a client in Go (livetest, the load
// generator) does the opposite. docs/reference/protocol.md describes every message; its examples are
// the fixtures of this package's tests.
//
// The package does not depend on views, sessions or connections.
package wire

// Protocol is the WebSocket subprotocol.
const Protocol = "lively.2"

// Limits that both ends must observe.
const (
	MaxPendingEvents = 64        // events of all sessions of a connection that may be unacknowledged
	MaxSessionEvents = 48        // events of a session other than session 0 that may be unacknowledged
	MaxMessage       = 256 << 10 // bytes of one client message, unless Joined has another limit
	WindowFrames     = 8         // frames that may be unacknowledged
	WindowBytes      = 64 << 10  // bytes of frames that may be unacknowledged
)
