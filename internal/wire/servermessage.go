package wire

import (
	"strconv"

	"github.com/lively-go/lively/diff"
)

// A Down is a message to the browser: Joined, Resumed, Frame, Goodbye or the Heartbeat signal.
type ServerMessage interface{ Append(dst []byte) []byte }

// Joined answers a Join.
type Joined struct {
	Session       string  `json:"session"`
	Epoch         int     `json:"epoch"`
	Adopted       bool    `json:"adopted"`
	Version       int     `json:"version"`
	HTML          *string `json:"html,omitempty"`  // of the whole root; nil: the page has it already
	Title         string  `json:"title,omitempty"` // of the document, when a new view was mounted
	ResumeTimeout int     `json:"resume"`          // ms for which a lost session is kept
}

// Resumed answers a Resume.
type Resumed struct {
	Session       string `json:"session"`
	Ref           int    `json:"ref"`  // the last event in the session's inbox
	Acked         int    `json:"done"` // the last one answered before the frames that follow
	ResumeTimeout int    `json:"resume"`
}

// A Goodbye says that the server will go away: reconnect after so many ms.
type DrainMessage struct{ After int }

// A Frame is what changed: answers to events, the picture, and effects. One with refs alone is not numbered.
type Frame struct {
	Acks    int
	Updates []Update
	Effects []Effect
}

// A Picture takes one root to a version: by a patch, or by its full HTML.
type Update struct {
	Root    int
	Version int
	Base    int // the version the patch was made from; 0: Version−1
	Patch   diff.Patch
	HTML    []byte // all of it; nil: Patch holds
}

func (j Joined) Append(dst []byte) []byte  { return appendObject(dst, "joined", j) }
func (r Resumed) Append(dst []byte) []byte { return appendObject(dst, "resumed", r) }

func (d DrainMessage) Append(dst []byte) []byte {
	return append(strconv.AppendInt(append(dst, `["drain",`...), int64(d.After), 10), ']')
}

func (f Frame) Append(dst []byte) []byte {
	dst = strconv.AppendInt(append(dst, '['), int64(f.Acks), 10)
	if f.Updates == nil && f.Effects == nil {
		return append(dst, ']')
	}
	dst = append(dst, ",["...)
	for i, p := range f.Updates {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = p.append(dst)
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
		dst = diff.AppendString(dst, u.HTML)
	} else {
		dst = u.Patch.AppendJSON(dst)
	}
	if u.Base != 0 {
		dst = strconv.AppendInt(append(dst, ','), int64(u.Base), 10)
	}
	return append(dst, ']')
}

// ParseDown reads a message from the server. The error is ErrMalformed.
func ParseServerMessage(msg []byte) (ServerMessage, error) {
	s := scan(msg)
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
			p, err := item.update()
			if err != nil {
				return nil, err
			}
			f.Updates = append(f.Updates, p)
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
