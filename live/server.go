package live

import (
	"cmp"
	"crypto/rand"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/internal/expiry"
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
	Layout func(Document) templ.Component

	// Dev shows errors in the browser: for development only.
	Dev bool

	// Log is where the server reports. Zero means slog.Default.
	Log *slog.Logger

	// AdoptTimeout is how long a rendered page waits for its browser's websocket; later the page is mounted anew. Zero means 10 s.
	AdoptTimeout time.Duration

	// ResumeTimeout is how long a session waits for its browser after the connection is lost. Zero means 30 s.
	ResumeTimeout time.Duration

	// MaxUnadopted bounds the pages that wait for their browsers. Zero means 10,000.
	MaxUnadopted int

	// MaxUnadoptedBytes bounds their HTML. Zero means 64 MB.
	MaxUnadoptedBytes int

	// MaxDetached bounds the sessions that wait for a browser whose connection was lost. When there are more, the oldest of the client with most is
	// given up: its page is mounted anew. Zero means 10,000.
	MaxDetached int

	// MaxInbox bounds the bus messages that wait in one session. Zero means 256.
	MaxInbox int

	// EventRate is how many events per second one connection may send; more are delayed. Zero means 50.
	EventRate int

	// EventBurst is how many may come at once. Zero means 100.
	EventBurst int

	// Compress offers permessage-deflate. It costs memory and CPU per connection; messages with secrets are never compressed. Secrets of
	// your own on a page that also shows what others typed can be guessed from compressed lengths (BREACH). Zero means no.
	Compress bool

	// TrustedOrigins are the origins, such as https://example.com, from which a page may connect beside the server's own. Zero means none.
	TrustedOrigins []string

	// ClientKey tells clients apart, for MaxUnadopted and MaxDetached. Behind a proxy, take it from a header that the proxy sets. Zero means the
	// host of RemoteAddr.
	ClientKey func(*http.Request) string

	once        sync.Once
	options     session.Options
	sessions    session.Registry
	unadopted   expiry.Store[*program]
	detached    expiry.Store[*session.Session] // those whose browser is
	crossOrigin *http.CrossOriginProtection

	mu         sync.Mutex
	active     int           // programs that have not been unmounted
	drained    chan struct{} // closed when the last has; nil: not shutting down
	inShutdown bool
}

func (srv *Server) init() {
	srv.once.Do(func() {
		if len(srv.Secret) == 0 {
			srv.Secret = []byte(rand.Text())
			srv.log().Info("live: Server.Secret is empty; a random one serves this process alone")
		}
		srv.options = session.Options{
			ResumeTimeout: cmp.Or(srv.ResumeTimeout, 30*time.Second),
			MaxInbox:      cmp.Or(srv.MaxInbox, 256),
			Log:           srv.log(),
			OnEnd:         srv.sessions.Remove,
			OnDetach: func(s *session.Session) {
				p := s.Program().(*program)
				p.detachedID = rand.Text()
				srv.detached.Put(p.detachedID, p.clientKey, s, 0)
			},
			OnResume: func(s *session.Session) { srv.detached.Take(s.Program().(*program).detachedID) },
		}
		srv.detached = expiry.Store[*session.Session]{
			TTL:      srv.options.ResumeTimeout,
			MaxCount: cmp.Or(srv.MaxDetached, 10_000),
			OnDrop:   func(s *session.Session) { go s.EndDetached() }, // another session may be locked here
		}
		srv.unadopted = expiry.Store[*program]{
			TTL:      cmp.Or(srv.AdoptTimeout, 10*time.Second),
			MaxCount: cmp.Or(srv.MaxUnadopted, 10_000),
			MaxBytes: cmp.Or(srv.MaxUnadoptedBytes, 64<<20),
			OnDrop:   func(p *program) { p.ses.End(0, "") },
		}
		srv.crossOrigin = http.NewCrossOriginProtection()
		for _, o := range srv.TrustedOrigins {
			if err := srv.crossOrigin.AddTrustedOrigin(o); err != nil {
				panic("live: bad origin in " + err.Error())
			}
		}
	})
}

func (srv *Server) log() *slog.Logger {
	if srv.Log != nil {
		return srv.Log
	}
	return slog.Default()
}

func (srv *Server) limits() session.Limits {
	return session.Limits{EventRate: cmp.Or(srv.EventRate, 50), Burst: cmp.Or(srv.EventBurst, 100)}
}

func (srv *Server) clientKey(r *http.Request) string {
	if srv.ClientKey != nil {
		return srv.ClientKey(r)
	}
	if host, _, err := net.SplitHostPort(r.RemoteAddr); err == nil {
		return host
	}
	return r.RemoteAddr
}
