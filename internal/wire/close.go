package wire

// A CloseCode is a websocket close code and what the browser does on it. The reason beside it says why.
type CloseCode int

const (
	Reconnect CloseCode = 4000 // connect again and resume
	Remount   CloseCode = 4001 // connect again and join without a token
	Reload    CloseCode = 4002 // load the page again, at most once per URL in 30 s
	Stop      CloseCode = 4003 // stay as it is, marked live-error
)

// Reasons.
const (
	Drain        = "drain"
	Disconnected = "disconnected"
	Timeout      = "timeout"
	Busy         = "busy"
	Gone         = "gone"
	Forged       = "token"
	Crashed      = "crashed"
	Overflow     = "overflow"
	NotLive      = "not live"
	TakenOver    = "taken over"
	Flood        = "flood"
	Malformed    = "malformed"
)
