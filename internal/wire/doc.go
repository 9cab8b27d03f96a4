// Package wire holds the messages of the protocol lively.1 and their JSON, for both ends:
// the server encodes what goes down and parses what comes up, a client in Go (livetest, the
// load generator) does the opposite. docs/protocol.md describes every message; its examples
// are this package's fixtures.
//
// Nothing here knows of views, sessions or sockets.
package wire

// Protocol is the websocket subprotocol.
const Protocol = "lively.1"

// Limits that both ends keep.
const (
	MaxPendingEvents = 64       // refs unanswered
	MaxMessage       = 64 << 10 // bytes of one message up, that the server reads
	WindowFrames     = 8        // frames unacknowledged
	WindowBytes      = 64 << 10 // bytes of unacknowledged frames
)
