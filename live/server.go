package live

import (
	"crypto/rand"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/internal/park"
	"github.com/lively-go/lively/internal/session"
)

// Server is an http.Handler around an application's own router: it serves the pages' websockets and the client's script, and
// hands everything else on. Its zero value works; do not change or copy it once it serves.
type Server struct {
	// Handler is the router. Zero means http.DefaultServeMux.
	Handler http.Handler

	// Secret signs the tokens in pages. Nodes behind one address need the same. Zero means random, good for one process.
	Secret []byte

	// Layout is the document around a page. Zero means a plain one.
	Layout func(Doc) templ.Component

	// Dev shows errors in the browser: for development only.
	Dev bool

	// Log is where the server reports. Zero means slog.Default.
	Log *slog.Logger

	// AdoptFor is how long a rendered page waits for its browser's websocket; later the page is mounted anew. Zero means 10 s.
	AdoptFor time.Duration

	// ResumeFor is how long a session waits for its browser after the connection is lost. Zero means 30 s.
	ResumeFor time.Duration

	// MaxParked bounds the pages that wait for their browsers. Zero means 10,000.
	MaxParked int

	// MaxParkedBytes bounds their HTML. Zero means 64 MB.
	MaxParkedBytes int

	// MaxDetached bounds the sessions that wait for a browser whose connection was lost. When there are more, the oldest of the client with most is
	// given up: its page is mounted anew. Zero means 10,000.
	MaxDetached int

	// MaxMessages bounds the bus messages that wait in one session. Zero means 256.
	MaxMessages int

	// EventRate is how many events per second one connection may send; more are delayed. Zero means 50.
	EventRate int

	// EventBurst is how many may come at once. Zero means 100.
	EventBurst int

	// Compress offers permessage-deflate. It costs memory and CPU per connection; messages with secrets are never compressed. Secrets of
	// your own on a page that also shows what others typed can be guessed from compressed lengths (BREACH). Zero means no.
	Compress bool

	// Origins are the origins, such as https://example.com, from which a page may connect beside the server's own. Zero means none.
	Origins []string

	// ClientAddr tells clients apart, for MaxParked and MaxDetached. Behind a proxy, take it from a header that the proxy sets. Zero means the
	// host of RemoteAddr.
	ClientAddr func(*http.Request) string

	once     sync.Once
	options  session.Options
	sessions session.Registry
	lot      park.Lot[*program]
	lost     park.Lot[*session.Session] // those whose browser is
	origins  *http.CrossOriginProtection

	mu       sync.Mutex
	open     int           // programs that have not been unmounted
	empty    chan struct{} // closed when the last has; nil: not shutting down
	shutdown bool
}

func (srv *Server) init() {
	srv.once.Do(func() {
		if len(srv.Secret) == 0 {
			srv.Secret = []byte(rand.Text())
			srv.log().Info("live: Server.Secret is empty; a random one serves this process alone")
		}
		srv.options = session.Options{
			ResumeFor: or(srv.ResumeFor, 30*time.Second),
			MaxTasks:  or(srv.MaxMessages, 256),
			Log:       srv.log(),
			Ended:     srv.sessions.Remove,
			Detached: func(s *session.Session) {
				p := s.Program().(*program)
				p.lostAs = rand.Text()
				srv.lost.Park(p.lostAs, p.addr, s, 0)
			},
			Resumed: func(s *session.Session) { srv.lost.Take(s.Program().(*program).lostAs) },
		}
		srv.lost = park.Lot[*session.Session]{
			For:      srv.options.ResumeFor,
			MaxCount: or(srv.MaxDetached, 10_000),
			Drop:     func(s *session.Session) { go s.GiveUp() }, // another session may be locked here
		}
		srv.lot = park.Lot[*program]{
			For:      or(srv.AdoptFor, 10*time.Second),
			MaxCount: or(srv.MaxParked, 10_000),
			MaxBytes: or(srv.MaxParkedBytes, 64<<20),
			Drop:     func(p *program) { p.ses.End(0, "") },
		}
		srv.origins = http.NewCrossOriginProtection()
		for _, o := range srv.Origins {
			if err := srv.origins.AddTrustedOrigin(o); err != nil {
				panic("live: bad origin in " + err.Error())
			}
		}
	})
}

// or is v unless that is zero.
func or[T comparable](v, otherwise T) T {
	if zero := *new(T); v == zero {
		return otherwise
	}
	return v
}

func (srv *Server) log() *slog.Logger {
	if srv.Log != nil {
		return srv.Log
	}
	return slog.Default()
}

func (srv *Server) limits() session.Limits {
	return session.Limits{Events: or(srv.EventRate, 50), Burst: or(srv.EventBurst, 100)}
}

func (srv *Server) addr(r *http.Request) string {
	if srv.ClientAddr != nil {
		return srv.ClientAddr(r)
	}
	if host, _, err := net.SplitHostPort(r.RemoteAddr); err == nil {
		return host
	}
	return r.RemoteAddr
}

// begin counts a program and gives it its session.
func (srv *Server) begin(p *program) *session.Session {
	srv.mu.Lock()
	defer srv.mu.Unlock()
	srv.open++
	return session.New(p, &srv.options)
}

// done says that a program has been unmounted.
func (srv *Server) done() {
	srv.mu.Lock()
	defer srv.mu.Unlock()
	if srv.open--; srv.open == 0 && srv.empty != nil {
		close(srv.empty)
		srv.empty = nil
	}
}

func (srv *Server) closing() bool {
	srv.mu.Lock()
	defer srv.mu.Unlock()
	return srv.shutdown
}
