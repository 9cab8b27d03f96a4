package wire

// A CloseCode is a WebSocket close code. It determines what the client does; the reason sent with
// it is informational.
type CloseCode int

const (
	Reconnect CloseCode = 4000 // connect again and resume
	Remount   CloseCode = 4001 // connect again and join without a token
	Reload    CloseCode = 4002 // reload the page, at most once per URL in 30 s
	Stop      CloseCode = 4003 // leave the page unchanged, marked live-error
)

// Reasons of close codes.
const (
	Drain        = "drain"
	Disconnected = "disconnected"
	Busy         = "busy"
	Gone         = "gone"
	Forged       = "token"
	Identity     = "identity"
	Crashed      = "crashed"
	Overflow     = "overflow"
	NotLive      = "not live"
	TakenOver    = "taken over"
	Flood        = "flood"
	Malformed    = "malformed"
)
