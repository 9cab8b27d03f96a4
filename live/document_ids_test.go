package live_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
)

// duplicatesIn returns the ids in the log that are reported as duplicates, with the places that use them.
func duplicatesIn(log string) (found []string) {
	for line := range strings.Lines(log) {
		if _, rest, ok := strings.Cut(line, `problem="id `); ok {
			text, _, _ := strings.Cut(rest, "; use an id once")
			found = append(found, strings.ReplaceAll(text, `\"`, ""))
		}
	}
	slices.Sort(found)
	return found
}

// In development, an id that a document has more than once is reported: in one view, and in two.
func TestDuplicateIDs_InGET(t *testing.T) {
	r := getPage(t, &live.Server{Dev: true, Layout: layoutOf(
		sticky("a", showing(`<p id="x"></p><i id="a"></i>`, nested("n", showing(`<p id="w"></p>`)))),
		sticky("b", showing(`<p id="y"></p><i id="b"></i>`)),
	)}, showing(`<p id="x"></p><p id="u"></p><ul><li id="v"></li></ul><div><i id="v"></i></div>`,
		nested("n", showing(`<p id="y"></p><p id="w"></p>`))))
	require.Equal(t, []string{
		"v is used by the page more than once",
		"w is used by nested view n and by nested view n in sticky view a",
		"x is used by the page and by sticky view a",
		"y is used by nested view n and by sticky view b",
	}, duplicatesIn(r.log))
}

// Each duplicate is reported once, also if the views that have it are rendered or mounted again.
func TestDuplicateIDs_Once(t *testing.T) {
	testSticky(t, &live.Server{Dev: true}, func(t *testing.T, s *stickySite) {
		crash := map[string]func(*live.Socket) error{"crash": func(*live.Socket) error { panic("test panic") }}
		newView := func(*http.Request) *view {
			v := &view{actions: crash}
			v.html = func() string {
				return `<p id="` + []string{"n", "same", "n", "same"}[v.n.get()] + `"></p>`
			}
			return v
		}
		s.views.newView = newView
		s.stickies.newView = newView
		p := s.openBoth(s.browser())
		both := "n is used by the page and by sticky view player"
		same := "same is used by the page and by sticky view player"
		require.Equal(t, []string{both}, duplicatesIn(s.log.String()))
		pushes := func() (n int) {
			for _, e := range p.effects() {
				if strings.HasPrefix(e, `["push","dev",{"kind":"id"`) {
					n++
				}
			}
			return n
		}
		p.readUntil(func() bool { return pushes() == 1 })
		p.sendAndWait("live_test.action?name=add")
		p.act("add")
		p.sendAndWait("live_test.action?name=add")
		p.act("add")
		require.Equal(t, []string{both, same}, duplicatesIn(s.log.String()))
		p.readUntil(func() bool { return pushes() == 2 })

		// Another page joins the document of the sticky view, which has the id "n" now.
		p.send("live_test.action?name=crash")
		p.requireClose(4001, "crashed")
		require.NoError(t, p.Abort())
		require.NoError(t, p.join())
		p.waitSticky()
		p.act("add")
		p.sendAndWait("live_test.action?name=add")
		p.readUntil(func() bool { return pushes() == 3 })
		p.act("add")
		p.sendAndWait("live_test.action?name=add")
		require.Equal(t, 3, pushes())
		require.Equal(t, []string{both, same}, duplicatesIn(s.log.String()), "a text is logged once a minute")
	})
}
