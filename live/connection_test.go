package live_test

import (
	"net/http"
	"runtime"
	"testing"
	"testing/synctest"
	"time"
	"weak"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
)

// watchUpgrades returns a function that reports whether the request that opened the newest connection of s is
// in memory.
func watchUpgrades(s *site) (isKept func() bool) {
	var newest weak.Pointer[[100]string]
	inner := s.http.Handler
	s.http.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Upgrade") != "" {
			values := &[100]string{}
			newest = weak.Make(values)
			r.Header["X-Values"] = values[:]
		}
		inner.ServeHTTP(w, r)
	})
	return func() bool {
		synctest.Wait()
		runtime.GC()
		runtime.GC() // a sync.Pool is emptied by the second collection
		return newest.Value() != nil
	}
}

// The request that opened a connection is kept only if the page may have sticky views, and for 10 seconds.
func TestConnection_KeepsRequest(t *testing.T) {
	testSite(t, &live.Server{}, func(t *testing.T, s *site) {
		isKept := watchUpgrades(s)
		p := s.browser().open("/")
		require.False(t, isKept(), "adopted page without sticky views")
		require.NoError(t, p.Abort())
		synctest.Wait()
		require.NoError(t, p.resume())
		require.False(t, isKept(), "resumed page")
		q := s.openUnadopted(s.browser(), "/")
		require.True(t, isKept(), "page that is mounted again, and whose layout has a sticky view")
		require.NoError(t, q.Abort())
		require.False(t, isKept(), "lost connection")
		s.openUnadopted(s.browser(), "/")
		time.Sleep(11 * time.Second)
		require.False(t, isKept(), "later")
		b := s.browser()
		initial := b.load("/").initial
		initial.Token = ""
		require.NoError(t, b.newPage(initial).join())
		require.False(t, isKept(), "page that is mounted again, and whose layout has no sticky view")
		s.live.Layout = nil
		s.openUnadopted(s.browser(), "/")
		require.False(t, isKept(), "no layout")
	})
	testSticky(t, &live.Server{}, func(t *testing.T, s *stickySite) {
		isKept := watchUpgrades(s.site)
		p := s.browser().open("/")
		require.True(t, isKept(), "page with a sticky view")
		require.NoError(t, p.Abort())
		synctest.Wait()
		require.False(t, isKept())
		require.NoError(t, p.resume())
		require.True(t, isKept(), "resumed page with a sticky view")
	})
}

// If the server does not expect a further session, the client opens another connection, on which it does.
func TestConnection_UnexpectedSession(t *testing.T) {
	testSite(t, &live.Server{}, func(t *testing.T, s *site) {
		b := s.browser()
		p := b.load("/")
		conn := b.dialRaw("/")
		reply := conn.request(joinURL("/", p.initial.Token))
		require.Contains(t, reply, `"adopted":true`)
		require.Len(t, reply, 97+len(`,"html":"<p>0</p>"`), reply)
		clear(s.gets)
		require.Equal(t, wrapped(1, `["end",4000,"elsewhere"]`), conn.request(wrapped(1, joinSticky("/", ""))))
		require.Empty(t, s.gets)
		require.Contains(t, conn.request(wrapped(3, joinURL("/users", b.load("/users").initial.Token))), `"adopted":true`)
		require.Equal(t, map[string]int{"/users": 1}, s.gets, "no synthetic GET")
		require.NoError(t, conn.Close())
		synctest.Wait()

		conn = b.dialRaw("/")
		require.Contains(t, conn.request(resumeMessage(sessionPattern.FindStringSubmatch(reply)[1], 1, 0, 1)), `["resumed"`)
		require.Equal(t, wrapped(1, `["end",4002,"not live"]`), conn.request(wrapped(1, joinSticky("/", ""))))
		require.Equal(t, 2, s.gets["/"], "of the resume and the join")
	})
}
