package live_test

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/client"
	"github.com/lively-go/lively/live"
)

// openWithSticky loads the page at path, and joins it and the sticky view, which has number 1.
func (s *stickySite) openWithSticky(b *browser, path string) *navigator {
	s.t.Helper()
	_, body := b.get(path)
	p, err := client.ParsePage(path, []byte(body))
	require.NoError(s.t, err)
	n := &navigator{s: s.site, b: b, livePage: livePage(s.t, body)}
	n.connect(path, joinURL(path, p.Token))
	require.Contains(s.t, n.request(wrapped(1, joinSticky(path, p.Sticky[0].Token))), `"adopted":true`)
	n.next = 3
	return n
}

// A sticky view stays on the connection, and is not mounted for the pages that follow.
func TestNavigation_StickyStays(t *testing.T) {
	testSticky(t, &live.Server{}, func(t *testing.T, s *stickySite) {
		for _, key := range []string{"player", "a,b ö%&\""} {
			s.key = key
			mounted := len(s.stickies.views)
			_, body := s.browser().get("/a")
			shown := livePage(t, body)
			b := s.browser()
			b.header.Set("Live-Sticky", "other,"+map[bool]string{true: "player", false: "a%2Cb%20%C3%B6%25%26%22"}[key == "player"]+",%zz,,")
			resp, body := b.fetch(shown, "/b")
			require.Equal(t, shown, resp.Header.Get("Live-Page"))
			require.Len(t, s.stickies.views, mounted+1, "not for the second page")
			p, err := client.ParsePage("/b", []byte(body))
			require.NoError(t, err)
			require.Equal(t, key, p.Sticky[0].Key)
			require.Empty(t, p.Sticky[0].Token+string(p.Sticky[0].HTML))
		}
	})
	testSticky(t, &live.Server{}, func(t *testing.T, s *stickySite) {
		n := s.openWithSticky(s.browser(), "/a")
		n.requireActive(1, added)
		s.pass(time.Minute)
		n.b.header.Set("Live-Sticky", "player")
		b := n.navigate(0, "/b")
		c := n.navigate(b, "/c")
		n.write(`["a",0,1,1]`)
		n.requireActive(1, `[1,[[3,[2,0,"2"]]]]`)
		n.requireActive(c, added)
		require.Len(t, s.stickies.views, 1)

		// It stays when all pages but the newest have ended, and is not rechecked by itself.
		n.send(0, `["bye"]`)
		n.send(b, `["bye"]`)
		n.write(`["a",0,1,1]`)
		n.requireActive(1, `[1,[[4,[2,0,"3"]]]]`)
		synctest.Wait()
		require.Equal(t, [2]int{1, 0}, s.unmounts(0))
	})
}

// A sticky view that only the next page has is joined with the token of that page, also after the first 10 s.
func TestNavigation_NewSticky(t *testing.T) {
	testSticky(t, &live.Server{}, func(t *testing.T, s *stickySite) {
		s.key = ""
		n := s.openDocument(s.browser(), "/a")
		s.pass(time.Minute)
		s.key = "player"
		clear(s.gets)
		p := n.fetchPage("/b")
		_, reply := n.show(0, p)
		require.Contains(t, reply, `"adopted":true`)
		require.Contains(t, n.request(wrapped(3, joinSticky("/b", p.Sticky[0].Token))), `"adopted":true`)
		n.requireActive(3, added)
		require.Equal(t, map[string]int{"/b": 1}, s.gets)
	})
}

// A navigation of a view ends the events of the page and of sticky views as stale, until the next page is joined, or
// the page is shown again, or the client has not left it.
func TestNavigation_StaleEvents(t *testing.T) {
	const action = `["e",0,0,"live_test.action?name=go"]`
	for _, by := range []int{0, 1} {
		testSticky(t, &live.Server{}, func(t *testing.T, s *stickySite) {
			navigates := func(*http.Request) *view {
				return &view{actions: map[string]func(*live.Socket) error{"go": func(s *live.Socket) error { return s.Navigate("/b") }}}
			}
			s.views.newView, s.stickies.newView = navigates, navigates
			n := s.openWithSticky(s.browser(), "/a")
			n.b.header.Set("Live-Sticky", "player")
			leave := func() {
				require.Contains(t, n.request(inSession(by, action)), `["navigate","/b"]`)
				require.Contains(t, n.request(inSession(1-by, addMessage)), `"stale"`)
			}
			leave()
			n.send(0, `["wake"]`) // the fetch has failed
			synctest.Wait()
			require.NotContains(t, n.request(inSession(1-by, addMessage)), `"out"`)
			require.NotContains(t, n.request(inSession(by, addMessage)), `"out"`)
			leave()
			b := n.navigate(0, "/b")
			require.NotContains(t, n.request(inSession(1, addMessage)), `"out"`, "the sticky view belongs to the next page")
			n.requireActive(b, added)
			n.send(b, `["sleep"]`)
			n.send(0, `["wake"]`)
			require.NotContains(t, n.request(inSession(1, addMessage)), `"out"`, "the page is shown again")
			require.NotContains(t, n.request(addMessage), `"out"`)
		})
	}
}
