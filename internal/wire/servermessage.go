package wire

import (
	"strconv"

	"github.com/lively-go/lively/diff"
	"github.com/lively-go/lively/internal/jsonstring"
)

// A ServerMessage is a message from the server to the client: Joined, Resumed, Frame,
// EndMessage, DrainMessage, RecheckRequest or the signal Heartbeat. Append appends its JSON to dst.
type ServerMessage interface{ Append(dst []byte) []byte }

// Joined is the reply to a Join.
type Joined struct {
	Session       string  `json:"session"` // the secret for Resume
	Adopted       bool    `json:"adopted"` // the session took over the view that rendered the page
	Version       int     `json:"version"`
	HTML          *string `json:"html,omitempty"`  // full HTML of the root; nil if the page has it already
	Title         *string `json:"title,omitempty"` // of the document, if a new view was mounted that has one
	User          string  `json:"user,omitempty"`  // tag of the user, if it is not the one that the client sent
	ResumeTimeout int     `json:"resume"`          // ms for which a detached session is kept
	MaxMessage    int     `json:"max,omitempty"`   // bytes of one client message; 0 means the constant MaxMessage

	// Unrecovered holds the indexes of those of Join.Forms that a new view has not received.
	Unrecovered []int `json:"unrecovered,omitempty"`

	// Roots holds the nested sessions by the number of their element.
	Roots map[int]JoinedRoot `json:"roots,omitempty"`
}

// Resumed is the reply to a Resume.
type Resumed struct {
	Session       string `json:"session"`
	Ref           int    `json:"ref"`  // ref of the last event that the server has accepted
	Acked         int    `json:"done"` // ref of the last event acknowledged before the frames that follow
	ResumeTimeout int    `json:"resume"`

	// Roots holds the nested sessions by their numbers.
	Roots map[uint64]ResumedRoot `json:"roots,omitempty"`
}

// An EndMessage ends one session. The last session of a connection ends with the connection, whose
// close code and reason are those.
type EndMessage struct {
	Code   CloseCode
	Reason Reason
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

// An Update changes the root of a session to Version, by a patch or by its full HTML.
type Update struct {
	Version int
	Base    int // the version that the patch applies to; 0 means Version−1
	Patch   diff.Patch
	HTML    []byte // full HTML; nil if Patch is used
}

func (j Joined) Append(dst []byte) []byte  { return appendObject(dst, "joined", j) }
func (r Resumed) Append(dst []byte) []byte { return appendObject(dst, "resumed", r) }

func (d DrainMessage) Append(dst []byte) []byte {
	return appendNumber(dst, "drain", d.After)
}

func (e EndMessage) Append(dst []byte) []byte {
	dst = strconv.AppendInt(append(dst, `["end",`...), int64(e.Code), 10)
	return append(appendString(append(dst, ','), string(e.Reason)), ']')
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
	dst = strconv.AppendInt(append(dst, '['), int64(u.Version), 10)
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

// ParseServerMessage parses a message from the server, and returns the number of its session. The
// error is ErrMalformed.
func ParseServerMessage(msg []byte) (session uint64, m ServerMessage, err error) {
	s := newScanner(msg)
	kind, ok := s.frameOrKind()
	if !ok || string(kind) != wrapped {
		m, err = s.serverMessage(kind, ok)
		return 0, m, err
	}
	session, in, err := s.unwrap()
	if err != nil {
		return 0, nil, err
	}
	if kind, ok = in.frameOrKind(); ok && isOfConnection(kind) {
		return 0, nil, ErrMalformed
	}
	m, err = in.serverMessage(kind, ok)
	return session, m, err
}

// frameOrKind returns the kind of a message that is not a frame. It reports false for a frame.
func (s *scanner) frameOrKind() (kind []byte, ok bool) {
	if s.more && s.i < len(s.b) && s.b[s.i] != '"' {
		return nil, false
	}
	return s.kind(), true
}

// serverMessage parses the items after the kind, or a frame if hasKind is false.
func (s *scanner) serverMessage(kind []byte, hasKind bool) (m ServerMessage, err error) {
	if !hasKind {
		return s.frame()
	}
	switch string(kind) {
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
	case "end":
		m = EndMessage{CloseCode(s.number()), Reason(s.string())}
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
	u := Update{Version: s.number()}
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
