package wire

import (
	"strconv"
	"unicode/utf8"
)

// An Up is a message from the browser: Join, Resume, Event, Ack, HTML or Signal.
type ClientMessage interface{ Append(dst []byte) []byte }

// A Join opens a session: it adopts the view that rendered the page, or mounts one anew.
type Join struct {
	Build        string   `json:"build,omitempty"`
	Instance     string   `json:"inst"`
	URL          string   `json:"url"`
	Token        string   `json:"token,omitempty"`
	Checksum     uint32   `json:"sum"`
	Capabilities []string `json:"caps"`
	Client       Client   `json:"client"`
}

// Client is what a browser tells about itself.
type Client struct {
	TimeZone string `json:"tz,omitempty"`   // IANA name, such as Europe/Berlin
	Language string `json:"lang,omitempty"` // BCP 47
	Width    int    `json:"width"`          // of the viewport, in CSS pixels
	Height   int    `json:"height"`
}

// A Resume takes a session up again after its socket was lost.
type Resume struct {
	Build    string      `json:"build,omitempty"`
	Instance string      `json:"inst"`
	URL      string      `json:"url"`
	Session  string      `json:"session"`
	Frame    int         `json:"frame"`    // the last one handled
	Versions map[int]int `json:"versions"` // of the roots that the client holds
	Ref      int         `json:"ref"`      // of the first event that will be sent again
}

// An Event is something the person at the browser did.
type Event struct {
	Acks      int    // frames handled since the last ack
	Epoch     int    // the page it happened on
	Params    bool   // the address changed: URL is the new one; otherwise URL is a binding's
	Component uint64 // the innermost one around the element; 0: the page
	URL       string
	Form      *Form // nil: none
}

// An Ack tells how many frames were handled since the last one.
type Ack struct{ Acks int }

// HTML asks for the full HTML of a root.
type HTML struct{ Acks, Root int }

// A Signal is a message that is only its name.
type Signal string

const (
	Heartbeat Signal = "h"     // both ways
	Bye       Signal = "bye"   // the document was left for good
	Sleep     Signal = "sleep" // the document went into the back/forward cache
)

// ParseUp reads a message from the browser. The error is ErrMalformed.
func ParseClientMessage(msg []byte) (ClientMessage, error) {
	if !utf8.Valid(msg) { // a browser sends nothing else in a text message
		return nil, ErrMalformed
	}
	s := scan(msg)
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
	e.Component, e.URL = uint64(s.number()), s.string()
	if s.more {
		e.Form = s.form()
	}
	return e
}

func (s *scanner) form() *Form {
	in := s.array()
	kind := in.string()
	f := &Form{Submit: kind == "submit", Data: in.string()}
	names := in.array()
	for names.more {
		f.Unchecked = append(f.Unchecked, names.string())
	}
	s.malformed = s.malformed || names.malformed
	f.Source = in.string()
	if in.end() != nil || kind != "submit" && kind != "change" {
		s.malformed = true
	}
	return f
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
