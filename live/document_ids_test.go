package live_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/a-h/templ"
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

// The ids of the layout's own markup count, too: also those of the root, the messages and the elements of sticky
// views.
func TestDuplicateIDs_OfLayout(t *testing.T) {
	r := getPage(t, &live.Server{Dev: true, Layout: layoutOf(
		`<nav id="a"></nav><p id="b"></p><p id="c"></p><p id="d"></p><ul id="d"></ul><template><p id="x"></p></template>`,
		sticky("s", showing(`<p id="c"></p><p id="x"></p>`), live.RootElement("aside", templ.Attributes{"id": "e"})),
	)}, showing(`<p id="a"></p><p id="live-flash"></p>`, nested("n", showing(`<p id="b"></p><p id="e"></p>`))))
	require.Equal(t, []string{
		"a is used by the page and by the layout",
		"b is used by nested view n and by the layout",
		"c is used by sticky view s and by the layout",
		"d is used by the layout more than once",
		"e is used by nested view n and by the layout",
		"live-flash is used by the page and by the layout",
	}, duplicatesIn(r.log))

	for _, srv := range []*live.Server{
		{Dev: true},
		{Layout: layoutOf(`<nav id="a"></nav>`)},
		{Dev: true, Layout: layoutOf(`<nav id="b"></nav>`)},
	} {
		require.Empty(t, duplicatesIn(getPage(t, srv, showing(`<p id="a"></p>`)).log))
	}
}

// The ids of the layout are compared with those of later renders, and with those of a page and a sticky view that
// are mounted for a document that is shown already.
func TestDuplicateIDs_OfLayoutLater(t *testing.T) {
	testSticky(t, &live.Server{Dev: true}, func(t *testing.T, s *stickySite) {
		inner := s.live.Layout
		s.live.Layout = func(d live.Document) templ.Component {
			return markup(`<nav id="1"></nav><nav id="2"></nav><nav id="s1"></nav>`, inner(d))
		}
		newView := func(prefix string) func(*http.Request) *view {
			return func(*http.Request) *view {
				v := &view{actions: map[string]func(*live.Socket) error{"crash": func(*live.Socket) error { panic("test panic") }}}
				v.html = func() string { return fmt.Sprintf(`<p id="%s%d"></p>`, prefix, v.n.get()) }
				return v
			}
		}
		s.views.newView, s.stickies.newView = newView(""), newView("s")
		p := s.openBoth(s.browser())
		require.Empty(t, duplicatesIn(s.log.String()))
		p.sendAndWait("live_test.action?name=add")
		one := "1 is used by the page and by the layout"
		require.Equal(t, []string{one}, duplicatesIn(s.log.String()))

		p.send("live_test.action?name=crash")
		p.requireClose(4001, "crashed")
		require.NoError(t, p.Abort())
		require.NoError(t, p.join())
		p.waitSticky()
		p.sendAndWait("live_test.action?name=add")
		p.sendAndWait("live_test.action?name=add")
		p.act("add")
		require.Equal(t, []string{one, "2 is used by the page and by the layout", "s1 is used by sticky view player and by the layout"},
			duplicatesIn(s.log.String()))
	})
}
