package live_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
)

// readRecheck answers the next recheck as a client does, for the page at the path of its session, and returns the number
// of that.
func (n *navigator) readRecheck(paths map[int]string) (number int) {
	n.s.t.Helper()
	message := n.read()
	var items []json.RawMessage
	require.NoError(n.s.t, json.Unmarshal([]byte(message), &items))
	if string(items[0]) == `"@"` {
		require.NoError(n.s.t, json.Unmarshal(items[1], &number))
		require.NoError(n.s.t, json.Unmarshal(items[2], &items))
	}
	require.Equal(n.s.t, `"recheck"`, string(items[0]), message)
	var nonce string
	require.NoError(n.s.t, json.Unmarshal(items[1], &nonce))
	n.b.header.Set("Live-Recheck", nonce)
	n.b.header.Set("Live-Navigate", n.livePage) // a recheck is not a fetch of the page
	defer n.b.header.Del("Live-Recheck")
	defer n.b.header.Del("Live-Navigate")
	resp, _ := n.b.get(paths[number])
	require.Equal(n.s.t, http.StatusNoContent, resp.StatusCode)
	require.Empty(n.s.t, resp.Header.Get("Live-Location"))
	n.send(number, fmt.Sprintf(`["recheck",%q]`, resp.Header.Get("Live-Recheck")))
	return number
}

// Pages that sleep are rechecked, too, and end alone if they are refused.
func TestNavigation_Recheck(t *testing.T) {
	testSite(t, &live.Server{RecheckInterval: time.Minute, SleepTimeout: time.Hour}, func(t *testing.T, s *site) {
		n := s.openDocument(s.browser(), "/a")
		b := n.navigate(0, "/b")
		paths := map[int]string{0: "/a", b: "/b"}
		seen := map[int]int{}
		for range 10 {
			seen[n.readRecheck(paths)]++
		}
		require.GreaterOrEqual(t, min(seen[0], seen[b]), 3)
		require.Len(t, s.views.views, 2)
		s.handle = func(w http.ResponseWriter, r *http.Request) bool {
			if r.URL.Path == "/a" {
				http.Error(w, "no", http.StatusForbidden)
			}
			return r.URL.Path == "/a"
		}
		for n.readRecheck(paths) != 0 {
		}
		require.Equal(t, `["end",4002,"not live"]`, n.read())
		n.requireActive(b, added)
		require.EqualValues(t, 1, s.views.views[0].unmounts.get())
		n.b.withUser("bob")
		n.readRecheck(paths)
		n.requireClose(wire.Remount, wire.Identity)
	})
}

// A sticky view is checked with the page only while the layout has rendered it for a page of the connection: a client
// cannot keep it with the permission for another page.
func TestNavigation_RecheckOfSticky(t *testing.T) {
	testSticky(t, &live.Server{RecheckInterval: time.Minute, SleepTimeout: time.Hour}, func(t *testing.T, s *stickySite) {
		n := s.openWithSticky(s.browser(), "/a")
		n.b.header.Set("Live-Sticky", "player")
		b := n.navigate(0, "/b")
		paths := map[int]string{0: "/a", 1: "/a", b: "/b"}
		n.send(0, `["bye"]`)
		for range 5 {
			require.Equal(t, b, n.readRecheck(paths), "of the page only")
		}
		s.key = ""
		c := n.navigate(b, "/c")
		paths[c] = "/c"
		n.send(b, `["bye"]`)
		seen := map[int]int{}
		for range 6 {
			seen[n.readRecheck(paths)]++
		}
		require.GreaterOrEqual(t, min(seen[1], seen[c]), 2)
		n.requireActive(1, added)
	})
}
