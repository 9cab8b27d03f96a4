package wire

import (
	"strconv"

	"github.com/lively-go/lively/diff"
	"github.com/lively-go/lively/internal/jsonstring"
)

// A ServerMessage is a message from the server to the client: Joined, Resumed, Frame, DrainMessage,
// RecheckRequest or the signal Heartbeat. Append appends its JSON to dst.
type ServerMessage interface{ Append(dst []byte) []byte }

// Joined is the reply to a Join.
type Joined struct {
	Session       string  `json:"session"` // the secret for Resume
	Epoch         int     `json:"epoch"`
	Adopted       bool    `json:"adopted"` // the session took over the view that rendered the page
	Version       int     `json:"version"`
	HTML          *string `json:"html,omitempty"`  // full HTML of the root; nil if the page has it already
	Title         *string `json:"title,omitempty"` // of the document, if a new view was mounted that has one
	User          string  `json:"user,omitempty"`  // tag of the user, if it is not the one that the client sent
	ResumeTimeout int     `json:"resume"`          // ms for which a detached session is kept
	MaxMessage    int     `json:"max,omitempty"`   // bytes of one client message; 0 means the constant MaxMessage
}

// Resumed is the reply to a Resume.
type Resumed struct {
	Session       string `json:"session"`
	Ref           int    `json:"ref"`  // ref of the last event that the server has accepted
	Acked         int    `json:"done"` // ref of the last event acknowledged before the frames that follow
	ResumeTimeout int    `json:"resume"`
}

// A DrainMessage announces a shutdown: the client reconnects after After ms.
type DrainMessage struct{ After int }

// A RecheckRequest asks the client to send a GET of the page with Nonce, and to reply with the seal of
// the response.
type RecheckRequest struct{ Nonce string }

// A Frame contains acknowledgements of events, updates and effects. Only a frame with updates or
// effects is numbered.
type Frame struct {
	Acks    int // number of events
	Updates []Update
	Effects []Effect
}

// An Update changes one root to Version, by a patch or by its full HTML.
type Update struct {
	Root    int
	Version int
	Base    int // the version that the patch applies to; 0 means Version−1
	Patch   diff.Patch
	HTML    []byte // full HTML; nil if Patch is used
}

func (j Joined) Append(dst []byte) []byte  { return appendObject(dst, "joined", j) }
func (r Resumed) Append(dst []byte) []byte { return appendObject(dst, "resumed", r) }

func (d DrainMessage) Append(dst []byte) []byte {
	return append(strconv.AppendInt(append(dst, `["drain",`...), int64(d.After), 10), ']')
}

func (r RecheckRequest) Append(dst []byte) []byte { return appendText(dst, "recheck", r.Nonce) }

func (f Frame) Append(dst []byte) []byte {
	dst = strconv.AppendInt(append(dst, '['), int64(f.Acks), 10)
	if f.Updates == nil && f.Effects == nil {
		return append(dst, ']')
	}
	dst = append(dst, ",["...)
	for i, u := range f.Updates {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = u.append(dst)
	}
	dst = append(dst, ']')
	if f.Effects == nil {
		return append(dst, ']')
	}
	dst = append(dst, ",["...)
	for i, e := range f.Effects {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, e...)
	}
	return append(dst, "]]"...)
}

func (u Update) append(dst []byte) []byte {
	dst = strconv.AppendInt(append(dst, '['), int64(u.Root), 10)
	dst = strconv.AppendInt(append(dst, ','), int64(u.Version), 10)
	dst = append(dst, ',')
	if u.HTML != nil {
		dst = jsonstring.Append(dst, u.HTML)
	} else {
		dst = u.Patch.AppendJSON(dst)
	}
	if u.Base != 0 {
		dst = strconv.AppendInt(append(dst, ','), int64(u.Base), 10)
	}
	return append(dst, ']')
}

// ParseServerMessage parses a message from the server. The error is ErrMalformed.
func ParseServerMessage(msg []byte) (ServerMessage, error) {
	s := newScanner(msg)
	if s.more && s.i < len(msg) && msg[s.i] != '"' {
		return s.frame()
	}
	var m ServerMessage
	switch string(s.kind()) {
	case "joined":
		var j Joined
		s.object(&j)
		m = j
	case "resumed":
		var r Resumed
		s.object(&r)
		m = r
	case "drain":
		m = DrainMessage{s.number()}
	case "recheck":
		m = RecheckRequest{s.string()}
	case "h":
		m = Heartbeat
	default:
		return nil, ErrMalformed
	}
	return m, s.end()
}

func (s *scanner) frame() (ServerMessage, error) {
	f := Frame{Acks: s.number()}
	if s.more {
		in := s.array()
		f.Updates = []Update{}
		for in.more {
			item := in.array()
			u, err := item.update()
			if err != nil {
				return nil, err
			}
			f.Updates = append(f.Updates, u)
		}
		s.malformed = s.malformed || in.malformed
	}
	if s.more {
		in := s.array()
		f.Effects = []Effect{}
		for in.more {
			f.Effects = append(f.Effects, Effect(in.raw()))
		}
		s.malformed = s.malformed || in.malformed
	}
	return f, s.end()
}

func (s *scanner) update() (Update, error) {
	u := Update{Root: s.number(), Version: s.number()}
	if s.more && s.b[s.i] == '"' {
		u.HTML = []byte(s.string())
	} else {
		var err error
		if u.Patch, err = diff.ParsePatch(s.raw()); err != nil {
			return u, ErrMalformed
		}
	}
	if s.more {
		u.Base = s.number()
	}
	return u, s.end()
}
