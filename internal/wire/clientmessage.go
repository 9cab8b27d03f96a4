package wire

import (
	"strconv"
	"unicode/utf8"
)

// A ClientMessage is a message from the client to the server: a Join, Resume, Event, Ack, HTML, Show, Streams,
// RecheckReply or Signal. Append appends its JSON to dst.
type ClientMessage interface{ Append(dst []byte) []byte }

// A Join starts the session of a page or of a sticky view, which adopts the view that rendered it or
// mounts a new one.
type Join struct {
	Build        string   `json:"build,omitempty"`
	Instance     string   `json:"inst"` // identifies the document
	URL          string   `json:"url"`
	Token        string   `json:"token,omitempty"` // of the page; its second part, after a dot, is the tag of the user
	Checksum     uint32   `json:"sum"`             // of the document's canonical HTML
	Capabilities []string `json:"caps"`            // optional ops that the client supports, such as CopyOp
	Client       Client   `json:"client"`

	// Sums holds the checksum of each nested view in the document by the number of its element.
	Sums map[int]uint32 `json:"sums,omitempty"`

	// Sticky is the key of the sticky view to join; "" means the page.
	Sticky string `json:"sticky,omitempty"`

	// More reports that the client will open further sessions on the connection, in addition to those of sticky views
	// in the document of the page.
	More bool `json:"more,omitempty"`

	// Forms holds what the page's forms contain, if the user has changed them. A view that is mounted by
	// the join receives it; one that is adopted does not.
	Forms []JoinForm `json:"forms,omitempty"`
}

// CopyOp is the capability of a client to insert copies of siblings: items of the kind diff.Copy.
const CopyOp = "copy"

// Client is what a browser reports about itself.
type Client struct {
	TimeZone string `json:"tz,omitempty"`   // IANA name, such as Europe/Berlin
	Language string `json:"lang,omitempty"` // BCP 47
	Width    int    `json:"width"`          // of the viewport, in CSS pixels
	Height   int    `json:"height"`
}

// A Resume continues a session on a new connection.
type Resume struct {
	Build    string `json:"build,omitempty"`
	Instance string `json:"inst"`
	URL      string `json:"url"`
	Session  string `json:"session"` // the session's secret
	Frame    int    `json:"frame"`   // number of the last frame handled
	Version  int    `json:"version"` // the version of the root that the client has
	Ref      int    `json:"ref"`     // ref of the first event that will be sent again

	// Roots holds the nested sessions of the client by their numbers.
	Roots map[uint64]ResumeRoot `json:"roots,omitempty"`
}

// An Event is a user action.
type Event struct {
	Acks      int    // frames handled since the last acknowledgement
	Params    bool   // the URL of the page has changed to URL; otherwise URL is that of a binding
	Component uint64 // the innermost component around the element; 0 is the page
	URL       string
	Form      *Form // nil if the event has none
}

// Size returns the approximate number of bytes of memory that e holds.
func (e Event) Size() int {
	const eventSize = 128 // of the structs
	n := eventSize + len(e.URL)
	if e.Form != nil {
		n += len(e.Form.Data) + len(e.Form.Source)
		for _, names := range [][]string{e.Form.Unchecked, e.Form.Earlier} {
			for _, name := range names {
				n += stringSize + len(name)
			}
		}
	}
	return n
}

// An Ack acknowledges the frames handled since the last acknowledgement, in all sessions of a
// connection.
type Ack struct {
	Acks     int // of session 0
	Sessions []SessionAcks
}

// SessionAcks are the acknowledgements of one session other than session 0.
type SessionAcks struct {
	Session uint64
	Acks    int
}

// HTML requests the full HTML of the session's root. It acknowledges frames like Ack.
type HTML struct{ Acks int }

// Show reports that a lazy nested view has become visible.
type Show struct{ Root int } // the number of its element

// A RecheckReply is the reply to a RecheckRequest.
type RecheckReply struct {
	Seal string // of the response to a GET of the page; "" if the page is refused
}

// A Signal is a message without arguments.
type Signal string

const (
	Heartbeat Signal = "h"     // sent by the client periodically; the server replies with the same
	Bye       Signal = "bye"   // the document was closed
	Sleep     Signal = "sleep" // the page is not shown any more, but may be shown again
	Wake      Signal = "wake"  // the page is shown again
)

// ParseClientMessage parses a message from the client, and returns the number of its session. The
// error is ErrMalformed.
func ParseClientMessage(msg []byte) (session uint64, m ClientMessage, err error) {
	if !utf8.Valid(msg) { // a browser sends only valid UTF-8 in a text message
		return 0, nil, ErrMalformed
	}
	s := newScanner(msg)
	kind := s.kind()
	if string(kind) != wrapped {
		m, err = s.clientMessage(kind)
		return 0, m, err
	}
	session, in, err := s.unwrap()
	if err != nil {
		return 0, nil, err
	}
	if kind = in.kind(); isOfConnection(kind) {
		return 0, nil, ErrMalformed
	}
	m, err = in.clientMessage(kind)
	return session, m, err
}

// clientMessage parses the items after the kind.
func (s *scanner) clientMessage(kind []byte) (m ClientMessage, err error) {
	switch string(kind) {
	case "e":
		m = s.event(false)
	case "p":
		m = s.event(true)
	case "a":
		m = s.ack()
	case "html":
		m = HTML{s.number()}
	case "show":
		m = Show{s.number()}
	case "streams":
		m = s.streams()
	case "recheck":
		m = RecheckReply{s.string()}
	case "h", "bye", "sleep", "wake":
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
	e := Event{Acks: s.number(), Params: params}
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

func (s *scanner) ack() Ack {
	a := Ack{Acks: s.number()}
	for s.more {
		a.Sessions = append(a.Sessions, SessionAcks{s.number64(), s.number()})
	}
	return a
}

func (j Join) Append(dst []byte) []byte   { return appendObject(dst, "join", j) }
func (r Resume) Append(dst []byte) []byte { return appendObject(dst, "resume", r) }
func (s Signal) Append(dst []byte) []byte { return append(append(append(dst, `["`...), s...), `"]`...) }

func (a Ack) Append(dst []byte) []byte {
	dst = strconv.AppendInt(append(dst, `["a",`...), int64(a.Acks), 10)
	for _, s := range a.Sessions {
		dst = strconv.AppendUint(append(dst, ','), s.Session, 10)
		dst = strconv.AppendInt(append(dst, ','), int64(s.Acks), 10)
	}
	return append(dst, ']')
}

func (h HTML) Append(dst []byte) []byte { return appendNumber(dst, "html", h.Acks) }
func (s Show) Append(dst []byte) []byte { return appendNumber(dst, "show", s.Root) }

func (r RecheckReply) Append(dst []byte) []byte { return appendText(dst, "recheck", r.Seal) }

func (e Event) Append(dst []byte) []byte {
	kind := `["e",`
	if e.Params {
		kind = `["p",`
	}
	dst = strconv.AppendInt(append(dst, kind...), int64(e.Acks), 10)
	if !e.Params {
		dst = strconv.AppendUint(append(dst, ','), e.Component, 10)
	}
	dst = appendString(append(dst, ','), e.URL)
	if e.Form != nil {
		dst = e.Form.append(append(dst, ','))
	}
	return append(dst, ']')
}
