package wire

import (
	"maps"
	"slices"
)

// A CloseCode is a WebSocket close code. It determines what the client does.
type CloseCode int

const (
	Reconnect CloseCode = 4000 // connect again and resume
	Remount   CloseCode = 4001 // connect again and join without a token
	Reload    CloseCode = 4002 // reload the page, at most once in 30 s
	Stop      CloseCode = 4003 // end the page: it is marked live-error, and shows why
)

// A Reason states why the server closes a connection or ends a session. It determines the close code.
// docs/reference/protocol.md describes each of them.
type Reason string

// The reasons for which the server closes a connection.
const (
	Drain        Reason = "drain"
	Disconnected Reason = "disconnected"
	Busy         Reason = "busy"
	Timeout      Reason = "timeout"
	Unchecked    Reason = "recheck"
	Elsewhere    Reason = "elsewhere"
	Gone         Reason = "gone"
	Forged       Reason = "token"
	Crashed      Reason = "crashed"
	Overflow     Reason = "overflow"
	Identity     Reason = "identity"
	NotLive      Reason = "not live"
	TakenOver    Reason = "taken over"
	Flood        Reason = "flood"
	Malformed    Reason = "malformed"
	TooMany      Reason = "too many"
	Build        Reason = "build"
)

// Lost is the reason of a connection that is closed without a close frame.
const Lost Reason = ""

// closeCodes holds the code of each reason.
var closeCodes = map[Reason]CloseCode{
	Drain:        Reconnect,
	Disconnected: Remount,
	Busy:         Reconnect,
	Timeout:      Reconnect,
	Elsewhere:    Reconnect,
	Unchecked:    Reconnect,
	Gone:         Remount,
	Forged:       Remount,
	Crashed:      Remount,
	Overflow:     Remount,
	Identity:     Remount,
	NotLive:      Reload,
	TakenOver:    Stop,
	Flood:        Stop,
	Malformed:    Stop,
	TooMany:      Stop,
	Build:        Reload,
}

// Reasons returns the reasons that have a close code, sorted.
func Reasons() []Reason { return slices.Sorted(maps.Keys(closeCodes)) }

// Code returns the close code that is sent with the reason; 0, for Lost, means none.
func (r Reason) Code() CloseCode { return closeCodes[r] }
