package live

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/internal/admission"
	"github.com/lively-go/lively/internal/expiry"
	"github.com/lively-go/lively/internal/pagelog"
	"github.com/lively-go/lively/internal/session"
	"github.com/lively-go/lively/pubsub"
)

// A Server is an [http.Handler] that wraps an application's router. It serves the WebSockets of
// pages and the client script, rejects unsafe cross-origin requests with 403, and passes everything
// else to Handler. A [Page] must be served by a handler within a Server.
//
// The Server may itself be inside middleware. A join or resume then passes through that middleware
// twice: as an upgrade, and as the synthetic GET. For the latter, BaseContext and ConnContext of the
// [http.Server] are called again, so that the handlers find the values that they return.
//
// Set ReadHeaderTimeout and IdleTimeout of the http.Server, which limit how long a client may hold a
// connection without a request. ReadTimeout and WriteTimeout do not end a WebSocket, but they do end
// long uploads and downloads of the application.
//
// The zero value is ready to use. A Server must not be copied or changed after its first use.
type Server struct {
	// Handler is the application's router. Zero means http.DefaultServeMux.
	Handler http.Handler

	// Layout returns the HTML document around a page. It is called in the GET, and again when the
	// result of the view's Title method changes: the text of its title element becomes the title of
	// the document in the browser. The goroutine that runs the handlers of the page makes that call.
	// Layout is also called for each page that is mounted again, to find out whether it has sticky views.
	// In development, it is called once more then and in each GET, to compare its id attributes with
	// those of the views. For these calls, Head is empty, and Root has no content. Zero means a minimal
	// document.
	Layout func(Document) templ.Component

	// Assets are the static files that the Layout uses. The browser shows another page in the document that it has
	// only if that is of the same files: after a change, it loads the document of the page. The Server does not serve
	// the files; register them with the router. Zero means that no change makes browsers load documents.
	Assets *Assets

	// ErrorPage returns the view that users see in place of a page that cannot be served: because the factory returns
	// nil, Mount or the handler of OnParams returns an error, or the application's code panics. It is also called
	// by [ServeError] and [NotFound]. status is that of the response, 400 to 599: see [ErrNotFound], [ErrForbidden] and
	// [StatusError]. err is for the log, not for users. r has the context that middleware has passed on.
	//
	// The view is mounted and rendered in Layout, which may have failed before, and then ends: the document has no
	// client script, and its sticky views are not live. Caches do not store the response. If Mount navigates, the
	// response is a redirect, for example from 403 to a login. The view is not asked for if the browser requests
	// something else than a document, such as an image. If ErrorPage returns nil, or if it or its view fails, which is
	// logged, the response is the page of a Server without an ErrorPage. In development, the document ends with the
	// details of the error. Zero means a short text in English.
	ErrorPage func(r *http.Request, status int, err error) View

	// Identity returns whose page a request is for, such as the ID of the user or of the login; ""
	// means a user who is not logged in. A view belongs to one identity: when the page of one user
	// reconnects with the login of another, its view is ended, and a new one is mounted for the user
	// of the request. Page calls Identity at each page load, join, resume and recheck, in the
	// goroutine of the request and with the context that middleware has passed on. If Identity
	// panics, the page is not served. A page without an identity belongs to the browser, until a
	// response of Handler to an unsafe request, or a redirect, changes an HttpOnly cookie. Zero means
	// "" for all requests.
	Identity func(*http.Request) string

	// Cookies lists the names of the cookies that views may set with [Socket.SetCookie], such as that of the session.
	// ServeHTTP panics if one is not the name of a cookie, or is that of one of the server's own. Zero means none.
	Cookies []string

	// Bus carries calls of [Disconnect] between nodes. With it, Disconnect of an identity ends the
	// pages of that identity without a call of [Identify]. Zero means that Disconnect ends only pages
	// that were identified with its id.
	Bus pubsub.Bus

	// Secret signs the tokens by which a WebSocket joins the page that a GET rendered. All nodes of
	// an application must have the same secret. Zero means a random secret, which suffices for one
	// node.
	Secret []byte

	// OldSecrets verify tokens that were signed before Secret was changed. To change the secret of
	// several nodes, first add the new one to OldSecrets on all of them; then make it the Secret and
	// the previous one an old secret; and remove the previous one after AdoptTimeout. ServeHTTP
	// panics if one of them is empty. Zero means none.
	OldSecrets [][]byte

	// RecheckInterval is how often the server checks that the user of a connected page may still load
	// it: the browser sends a GET of the page through the application's middleware, which mounts
	// nothing. If the GET is rejected or redirected, or if Identity returns another identity, the page
	// ends. Each check also prolongs a login that has an idle timeout. Zero means that only the
	// requests that open a WebSocket are checked.
	RecheckInterval time.Duration

	// AllowedHosts lists the hosts that requests may name in their Host header: example.com (with
	// any port), example.com:8080, *.example.com (all subdomains), [::1], or a range of addresses
	// such as 192.168.0.0/16. Other requests are answered with 421. Without this list, another site
	// can have its own name resolve to the address of a server in a private network, and read the
	// server's pages (DNS rebinding). Health checks must name an allowed host, too. ServeHTTP panics
	// if an entry is invalid. Zero means any host.
	AllowedHosts []string

	// TrustedOrigins lists origins that, in addition to the server's own, may open WebSockets and
	// send unsafe requests, such as https://example.com. The server's own origin has the host and
	// port of the Host header, and the scheme https if the request came over TLS or a proxy says so
	// in X-Forwarded-Proto or Forwarded. ServeHTTP panics if an entry is invalid. Zero means none.
	TrustedOrigins []string

	// Prefix is the path prefix that a proxy removes from the paths of requests before it forwards
	// them, such as /app. The server adds it to the URL of the client script and to the URL of each
	// page, so that both are as the browser sees them. Links in views and the paths of Navigate must
	// contain it. Prefix must not include a prefix that middleware such as http.StripPrefix removes:
	// the server knows that. Without such a proxy, as in tests, Prefix must be empty. ServeHTTP panics
	// if Prefix does not begin with a slash, or ends in one. Zero means that proxies forward paths
	// unchanged.
	Prefix string

	// Node is the name of this node, such as its host name. It must differ from the names of the
	// application's other nodes, and should stay the same when the process is restarted. A browser
	// whose session is on another node tries for up to 5 seconds to reach that node before its page is
	// remounted. Zero means the host name and the address of the listener if [Serve] runs the server;
	// otherwise a random name, or no name if Secret is zero.
	Node string

	// AdoptTimeout is how long a rendered page is kept for the WebSocket that joins it. A page that
	// joins later is remounted. Zero means 10 seconds.
	AdoptTimeout time.Duration

	// ResumeTimeout is how long a session is kept after its connection is lost. A page that
	// reconnects later is remounted. Zero means 30 seconds.
	ResumeTimeout time.Duration

	// SleepTimeout is how long a session is kept while its page sleeps, because the document shows another
	// page, although its connection is open. At most three pages of a connection sleep. A page that wakes later is remounted. If the connection is lost meanwhile,
	// ResumeTimeout applies. Zero means ResumeTimeout.
	SleepTimeout time.Duration

	// JoinTimeout is how long a join or resume may take, including the time for which it waits for
	// others. After that, the context of its synthetic GET is canceled, and the browser tries again.
	// Zero means 30 seconds.
	JoinTimeout time.Duration

	// ClientKey returns a key that identifies the client of a request. MaxSessionsPerClient limits
	// the sessions of each client; the other limits discard those of the client with the most. Behind
	// a proxy, all users are one client unless ClientKey is set, for example to [LastForwardedFor]. If
	// the key is an IPv6 address, its /64 network is used instead. Zero means the host of RemoteAddr.
	ClientKey func(*http.Request) string

	// MaxSessions limits the number of sessions: joined pages, whether connected or detached. If it is
	// reached, a detached session is discarded for each further join; without one, the page stays
	// readable and tries to join again later. Zero means 50,000.
	MaxSessions int

	// MaxSessionsPerClient limits the sessions of one client in the same way; see ClientKey. It also
	// limits the connections of a client that have not joined yet: further ones receive status 503.
	// Zero means 1,000.
	MaxSessionsPerClient int

	// MaxSessionsPerConnection limits the number of sessions that share the connection of a document: that
	// of its page, and one for each nested view; see [Nested]. A nested view beyond the limit shows its
	// fallback, and is mounted later. Zero means 32.
	MaxSessionsPerConnection int

	// MaxUnadopted limits the number of rendered pages that are kept for their WebSocket. When it
	// is exceeded, the oldest page of the client with the most pages is discarded, and is remounted
	// if it joins. Zero means 10,000.
	MaxUnadopted int

	// MaxUnadoptedBytes limits the memory of these pages: their HTML and whatever else the server
	// keeps for them, except the fields of their views. When it is exceeded, the oldest page of the
	// client with the most bytes is discarded. Zero means 64 MiB.
	MaxUnadoptedBytes int

	// MaxDetached limits the number of sessions that are kept after their connection is lost, or while their
	// page sleeps. When it is exceeded, the oldest session of the client with the most sessions is
	// discarded, and its page is remounted if it reconnects, or is shown again. Zero means 10,000.
	MaxDetached int

	// MaxDetachedBytes limits the memory of these sessions, as MaxUnadoptedBytes does for unadopted
	// pages. It includes frames that the browser has not acknowledged, and effects that wait for it.
	// Zero means 256 MiB.
	MaxDetachedBytes int

	// MaxInbox limits the number of pubsub messages and functions of [Socket.Do] that a session has
	// not handled yet. When it is reached, messages are dropped and Reload is called, and Do returns
	// false. Zero means 256.
	MaxInbox int

	// MaxMessageBytes limits the size of a message that a browser sends, and with it the text that a
	// form can hold. The client script refuses a larger event, and says so to the user. It must be at
	// least 16 KiB. Zero means 256 KiB.
	MaxMessageBytes int

	// MaxInboxBytes limits the memory of the events of a page that wait for their handlers, and of the
	// joins that wait on a connection. A session whose client exceeds it is ended, and a join that does is
	// refused as busy; a single event or join may exceed it. It must be at least 512 KiB, because the
	// client script sends that much before it waits for acknowledgements. Zero means 1 MiB.
	MaxInboxBytes int

	// EventRate limits the events per second of one connection. Events over the limit are delayed.
	// Zero means 50.
	EventRate int

	// EventBurst is the number of events that may exceed EventRate at once. Zero means 100.
	EventBurst int

	// SlowHandler is how long an event handler, or a method such as Mount, Render or Joined, or the
	// function of a message or a tick, may run before a warning is logged with its name and its stack,
	// while it is still running: the page does not react until it returns. One warning per minute is
	// logged for each handler of a type of view. Zero means 1 second; a negative value means never.
	SlowHandler time.Duration

	// Messages returns the text of a message that a [Form] shows beside a field whose text does not decode, or a
	// slice with too few rows, for example a translation. The text follows the name of the field, as that of an
	// [Errors] does. It is also called for the flash message "Something went wrong.": see [MessageFailed]. Messages
	// is called at each event of the form, by the goroutine that runs the handlers of the page, with
	// [Socket.Context]: middleware can store the language of the user in it. Zero means English texts.
	Messages func(ctx context.Context, m Message) string

	// Compress offers permessage-deflate to browsers. It costs memory and CPU time per connection.
	// The server's own secrets are never compressed, but if a page shows secrets together with
	// content that others supply, the length of messages may reveal the secrets (BREACH). Zero
	// means false.
	Compress bool

	// Dev shows errors and mistakes of the application in the browser, and checks each render for
	// invalid markup, attributes without effect and bindings without a handler. Its pages load a second
	// script for that. It is for development only, and a warning is logged. Zero means false.
	Dev bool

	// OnError is called for each error and panic of the application, for example to send it to a service that collects
	// them: of a factory, Layout, ErrorPage and Identity, of all methods and handlers of views, components, nested and sticky
	// views, of the functions of [Task] and [Async], and for each misuse of a Socket. It is not called for errors with a
	// status from 400 to 499, an [Errors] and ErrGone, nor for what clients send wrong, nor for middleware. The function of
	// a Task passes its error to onDone, which may return it. All these errors are also in the log, which leaves out
	// repetitions, except those that the function of an Async returns.
	//
	// OnError is called once per error, before the user sees its effect, by a goroutine of its own for which that of the
	// view waits. It must return soon, and may be called for several pages at the same time. ctx has the values of
	// [Socket.Context], or of the request's context, and does not end. If OnError panics, that is logged. If it
	// makes a request to this Server with ctx, errors of that are only logged. Zero means that errors are only logged.
	OnError func(ctx context.Context, e ErrorReport)

	// Log receives log records. Zero means slog.Default().
	Log *slog.Logger

	once        sync.Once
	options     session.Options
	sessions    session.Registry
	unadopted   expiry.Store[*program]
	detached    expiry.Store[*session.Session]
	crossOrigin *http.CrossOriginProtection
	secrets     secrets
	disconnects disconnects
	usedSeals   usedSeals

	handshakes admission.Limiter // connections that have not joined
	places     admission.Limiter // sessions that were joined
	gets       admission.Limiter // synthetic GETs

	proxyWarning sync.Once

	stopped context.Context // ends with Shutdown
	stop    context.CancelFunc

	node        string // the tag of this node, see nodeTag
	defaultNode string // name of this node if Node is zero
	counters    counters

	invalid        error // result of check
	trustedOrigins []origin
	allowedHosts   []hostPattern

	loggedIdentity   sync.Once
	logs             pagelog.Server
	lastProgram      atomic.Uint64
	loggedCharacters sync.Map // types of views for which invalid characters were logged

	mu         sync.Mutex
	active     int           // programs not yet unmounted, and working
	working    int           // functions of Task and Async that have not returned
	drained    chan struct{} // closed when active becomes 0; nil unless Shutdown waits
	draining   bool          // see Draining
	inShutdown bool          // Shutdown was called
}

// errNotInitialized is the error of a server whose first request has panicked in init, because Log did.
var errNotInitialized = errors.New("live: Server: the first request panicked")

func (srv *Server) init() {
	srv.once.Do(func() {
		srv.crossOrigin = http.NewCrossOriginProtection()
		invalid := srv.check()
		srv.invalid = errNotInitialized
		srv.logs.Logger = srv.log()
		if srv.OnError != nil {
			srv.logs.OnFailure = srv.reportFailure
		}
		srv.node = srv.nodeTag() // before newSecrets sets a random secret
		srv.sessions.Node = srv.node
		srv.initLimits()
		srv.stopped, srv.stop = context.WithCancel(context.Background())
		srv.secrets = srv.newSecrets()
		srv.options = session.Options{
			ResumeTimeout: cmp.Or(srv.ResumeTimeout, 30*time.Second),
			SleepTimeout:  srv.SleepTimeout,
			MaxInbox:      cmp.Or(srv.MaxInbox, 256),
			MaxEventBytes: cmp.Or(srv.MaxInboxBytes, 1<<20),
			OnEnd:         srv.sessions.Remove,

			RecheckInterval: srv.RecheckInterval,
			CheckSeal:       srv.checkSeal,
			ChecksSticky: func(page, sticky *session.Session) bool {
				return page.Page.Program().(*program).hasStickyView(sticky.Page.Program().(*program).stickyKey())
			},

			Logs:      &srv.logs,
			SlowLimit: cmp.Or(srv.SlowHandler, time.Second),
			OnSlow:    srv.reportSlow,

			OnIdle: func(s *session.Session) {
				p := s.Page.Program().(*program)
				p.detachedID = rand.Text()
				srv.detached.Put(p.detachedID, p.clientKey, s, s.SizeLocked())
			},
			OnResize: func(s *session.Session) { srv.detached.Resize(s.Page.Program().(*program).detachedID, s.SizeLocked()) },
			OnBusy:   func(s *session.Session) { srv.detached.Take(s.Page.Program().(*program).detachedID) },
		}
		srv.detached = expiry.Store[*session.Session]{
			TTL:      max(srv.options.ResumeTimeout, srv.SleepTimeout),
			MaxCount: cmp.Or(srv.MaxDetached, 10_000),
			MaxBytes: cmp.Or(srv.MaxDetachedBytes, 256<<20),
			// OnDrop starts a goroutine because the lock of another session may be held.
			OnDrop: func(s *session.Session) { go s.EndIdle() },
		}
		srv.unadopted = expiry.Store[*program]{
			TTL:      cmp.Or(srv.AdoptTimeout, 10*time.Second),
			MaxCount: cmp.Or(srv.MaxUnadopted, 10_000),
			MaxBytes: cmp.Or(srv.MaxUnadoptedBytes, 64<<20),
			OnDrop:   srv.dropUnadopted,
		}
		srv.invalid = invalid
		if srv.Dev {
			srv.log().Warn("live: Server.Dev is set: error pages show details of the application; not for production")
		}
		srv.subscribeBus()
	})
	if srv.invalid != nil { // not only for the first request: a Server without its checks must not serve
		panic(srv.invalid.Error())
	}
}

func (srv *Server) log() *slog.Logger {
	if srv.Log != nil {
		return srv.Log
	}
	return slog.Default()
}

func (srv *Server) limits() session.Limits {
	return session.Limits{EventRate: cmp.Or(srv.EventRate, 50), Burst: cmp.Or(srv.EventBurst, 100), MaxSessions: cmp.Or(srv.MaxSessionsPerConnection, 32)}
}
