package live_test

import (
	"context"
	"crypto/tls"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/memnet"
	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
)

type (
	baseKey struct{}
	connKey struct{}
)

// The values of BaseContext and ConnContext are in the requests of joins and resumes as in page
// loads, wherever middleware is. Values that middleware has put in their place are not.
func TestConnContext_ValuesInJoins(t *testing.T) {
	base := func(ln net.Listener) context.Context {
		require.NotEmpty(t, ln.Addr().Network())
		return context.WithValue(context.Background(), baseKey{}, "base")
	}
	conn := func(ctx context.Context, c net.Conn) context.Context {
		if ctx.Value(http.ServerContextKey) == nil || ctx.Value(http.LocalAddrContextKey) != nil {
			panic("not the context of net/http")
		}
		return context.WithValue(ctx, connKey{}, c)
	}
	replace := func(next http.Handler) http.Handler { // adds a value only to the upgrade
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Upgrade") != "" {
				ctx := context.WithValue(context.WithValue(r.Context(), baseKey{}, "replaced"), connKey{}, "replaced")
				r = r.WithContext(context.WithValue(ctx, userKey{}, "middleware"))
			}
			next.ServeHTTP(w, r)
		})
	}
	for name, c := range map[string]struct {
		base func(net.Listener) context.Context
		conn func(context.Context, net.Conn) context.Context
	}{"neither": {nil, nil}, "BaseContext": {base, nil}, "ConnContext": {nil, conn}, "both": {base, conn}} {
		for where, outer := range map[string]func(http.Handler) http.Handler{
			"outermost": func(h http.Handler) http.Handler { return h }, "in middleware": replace,
		} {
			t.Run(name+", server "+where, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					var requests []*http.Request
					mux := pageMux(factoryOf(&view{}))
					srv := &live.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
						requests = append(requests, r)
						mux.ServeHTTP(w, r)
					})}
					a := newApp(t, srv)
					a.http.Handler, a.http.BaseContext, a.http.ConnContext = outer(srv), c.base, c.conn
					a.run()
					p := a.browser().open("/")
					require.NoError(t, p.Abort())
					synctest.Wait()
					require.NoError(t, p.resume())
					require.Len(t, requests, 3)
					for _, r := range requests {
						ctx := r.Context()
						require.Equal(t, c.base != nil, ctx.Value(baseKey{}) == "base", "value of BaseContext")
						value, isConn := ctx.Value(connKey{}).(*memnet.Conn)
						require.Equal(t, c.conn != nil, isConn, "value of ConnContext")
						if isConn {
							require.Equal(t, r.RemoteAddr, value.RemoteAddr().String())
						}
						require.Same(t, a.http, ctx.Value(http.ServerContextKey))
						require.NotNil(t, ctx.Value(http.LocalAddrContextKey))
						require.Nil(t, ctx.Value(userKey{}), "a value of the upgrade")
					}
				})
			})
		}
	}
}

// BaseContext and ConnContext that return nil, or fail, when they are called again for a join, close
// the connection and are logged.
func TestConnContext_Fails(t *testing.T) {
	calls := 0
	fails := func() bool { calls++; return calls%3 == 0 } // in the page load and the upgrade it works
	for name, c := range map[string]struct {
		log  string
		base func(net.Listener) context.Context
		conn func(context.Context, net.Conn) context.Context
	}{
		"nil from ConnContext": {"ConnContext returned nil", nil, func(ctx context.Context, _ net.Conn) context.Context {
			if fails() {
				return nil
			}
			return ctx
		}},
		"panic in ConnContext": {"panic: bang", nil, func(ctx context.Context, _ net.Conn) context.Context {
			if fails() {
				panic("bang")
			}
			return ctx
		}},
		"nil from BaseContext": {"BaseContext returned nil", func(ln net.Listener) context.Context {
			if _, ok := ln.(*memnet.Listener); !ok {
				return nil
			}
			return context.Background()
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				calls = 0
				v := &view{}
				srv := &live.Server{Handler: pageMux(factoryOf(v))}
				a := newApp(t, srv)
				a.http.Handler, a.http.BaseContext, a.http.ConnContext = http.StripPrefix("", http.HandlerFunc(srv.ServeHTTP)), c.base, c.conn
				a.run()
				requireCloseError(t, a.browser().load("/").join(), wire.Reload, wire.NotLive)
				require.Contains(t, a.log.String(), c.log)
				require.NoError(t, a.live.Shutdown(t.Context()), "the unadopted page has ended")
				require.Equal(t, 1, v.unmounts.get())
			})
		})
	}
}

// Under TLS, ConnContext receives the *tls.Conn for joins, too.
func TestConnContext_TLS(t *testing.T) {
	type key struct{}
	versions := make(chan uint16, 9)
	srv := &live.Server{Secret: []byte("secret"), Log: slog.New(slog.DiscardHandler)}
	srv.Handler = live.Page(func(r *http.Request) live.View {
		versions <- r.Context().Value(key{}).(*tls.Conn).ConnectionState().Version
		return &view{}
	})
	ts := httptest.NewUnstartedServer(http.StripPrefix("", http.HandlerFunc(srv.ServeHTTP)))
	ts.Config.ConnContext = func(ctx context.Context, c net.Conn) context.Context { return context.WithValue(ctx, key{}, c) }
	ts.StartTLS()
	defer ts.Close()
	dialer := websocket.Dialer{Subprotocols: []string{wire.Protocol}, TLSClientConfig: ts.Client().Transport.(*http.Transport).TLSClientConfig}
	ws, _, err := dialer.Dial("wss"+strings.TrimPrefix(ts.URL, "https"), http.Header{"Origin": {ts.URL}})
	require.NoError(t, err)
	defer ws.Close()
	require.NoError(t, ws.WriteMessage(websocket.TextMessage, []byte(joinMessage)))
	_, data, err := ws.ReadMessage()
	require.NoError(t, err)
	require.Contains(t, string(data), `["joined"`)
	require.EqualValues(t, tls.VersionTLS13, <-versions)
	require.NoError(t, ws.Close())
	require.NoError(t, srv.Shutdown(t.Context()))
}
