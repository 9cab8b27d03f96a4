package wire

import (
	"strconv"
	"unicode/utf8"
)

// A ClientMessage is a message from the client to the server: a Join, Resume, Event, Ack, HTML,
// RecheckReply or Signal. Append appends its JSON to dst.
type ClientMessage interface{ Append(dst []byte) []byte }

// A Join is a client's first message. It starts a session, which adopts the view that rendered the
// page or mounts a new one.
type Join struct {
	Build        string   `json:"build,omitempty"`
	Instance     string   `json:"inst"` // identifies the document
	URL          string   `json:"url"`
	Token        string   `json:"token,omitempty"` // of the page; its second part, after a dot, is the tag of the user
	Checksum     uint32   `json:"sum"`             // of the document's canonical HTML
	Capabilities []string `json:"caps"`
	Client       Client   `json:"client"`

	// Forms holds what the page's forms with rows contain, if the user has changed them. A view that is
	// mounted by the join receives it; one that is adopted does not.
	Forms []JoinForm `json:"forms,omitempty"`
}

// Client is what a browser reports about itself.
type Client struct {
	TimeZone string `json:"tz,omitempty"`   // IANA name, such as Europe/Berlin
	Language string `json:"lang,omitempty"` // BCP 47
	Width    int    `json:"width"`          // of the viewport, in CSS pixels
	Height   int    `json:"height"`
}

// A Resume continues a session on a new connection.
type Resume struct {
	Build    string      `json:"build,omitempty"`
	Instance string      `json:"inst"`
	URL      string      `json:"url"`
	Session  string      `json:"session"`  // the session's secret
	Frame    int         `json:"frame"`    // number of the last frame handled
	Versions map[int]int `json:"versions"` // versions of the roots that the client has
	Ref      int         `json:"ref"`      // ref of the first event that will be sent again
}

// An Event is a user action.
type Event struct {
	Acks      int    // frames handled since the last acknowledgement
	Epoch     int    // of the page on which the event occurred
	Params    bool   // the URL of the page has changed to URL; otherwise URL is that of a binding
	Component uint64 // the innermost component around the element; 0 is the page
	URL       string
	Form      *Form // nil if the event has none
}

// Size returns the approximate number of bytes of memory that e holds.
func (e Event) Size() int {
	const (
		eventSize  = 128 // of the structs
		stringSize = 16  // of a string without its bytes
	)
	n := eventSize + len(e.URL)
	if e.Form != nil {
		n += len(e.Form.Data) + len(e.Form.Source)
		for _, name := range e.Form.Unchecked {
			n += stringSize + len(name)
		}
	}
	return n
}

// An Ack acknowledges the frames handled since the last acknowledgement.
type Ack struct{ Acks int }

// HTML requests the full HTML of a root. It acknowledges frames like Ack.
type HTML struct{ Acks, Root int }

// A RecheckReply is the reply to a RecheckRequest.
type RecheckReply struct {
	Seal string // of the response to a GET of the page; "" if the page is refused
}

// A Signal is a message without arguments.
type Signal string

const (
	Heartbeat Signal = "h"     // sent by the client periodically; the server replies with the same
	Bye       Signal = "bye"   // the document was closed
	Sleep     Signal = "sleep" // the document entered the back/forward cache
)

// ParseClientMessage parses a message from the client. The error is ErrMalformed.
func ParseClientMessage(msg []byte) (ClientMessage, error) {
	if !utf8.Valid(msg) { // a browser sends only valid UTF-8 in a text message
		return nil, ErrMalformed
	}
	s := newScanner(msg)
	var m ClientMessage
	switch kind := s.kind(); string(kind) {
	case "e":
		m = s.event(false)
	case "p":
		m = s.event(true)
	case "a":
		m = Ack{s.number()}
	case "html":
		m = HTML{s.number(), s.number()}
	case "recheck":
		m = RecheckReply{s.string()}
	case "h", "bye", "sleep":
		m = Signal(kind)
	case "join":
		var j Join
		s.object(&j)
		m = j
	case "resume":
		var r Resume
		s.object(&r)
		m = r
	default:
		return nil, ErrMalformed
	}
	return m, s.end()
}

func (s *scanner) event(params bool) Event {
	e := Event{Acks: s.number(), Epoch: s.number(), Params: params}
	if params {
		e.URL = s.string()
		return e
	}
	e.Component, e.URL = s.number64(), s.string()
	if s.more {
		e.Form = s.form()
	}
	return e
}

func (j Join) Append(dst []byte) []byte   { return appendObject(dst, "join", j) }
func (r Resume) Append(dst []byte) []byte { return appendObject(dst, "resume", r) }
func (s Signal) Append(dst []byte) []byte { return append(append(append(dst, `["`...), s...), `"]`...) }

func (a Ack) Append(dst []byte) []byte {
	return append(strconv.AppendInt(append(dst, `["a",`...), int64(a.Acks), 10), ']')
}

func (h HTML) Append(dst []byte) []byte {
	dst = strconv.AppendInt(append(dst, `["html",`...), int64(h.Acks), 10)
	return append(strconv.AppendInt(append(dst, ','), int64(h.Root), 10), ']')
}

func (r RecheckReply) Append(dst []byte) []byte { return appendText(dst, "recheck", r.Seal) }

func (e Event) Append(dst []byte) []byte {
	kind := `["e",`
	if e.Params {
		kind = `["p",`
	}
	dst = strconv.AppendInt(append(dst, kind...), int64(e.Acks), 10)
	dst = strconv.AppendInt(append(dst, ','), int64(e.Epoch), 10)
	if !e.Params {
		dst = strconv.AppendUint(append(dst, ','), e.Component, 10)
	}
	dst = appendString(append(dst, ','), e.URL)
	if e.Form != nil {
		dst = e.Form.append(append(dst, ','))
	}
	return append(dst, ']')
}
