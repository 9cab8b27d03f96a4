package live_test

import (
	"net/http"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// A list in a sticky view renders its rows, keeps its components and receives its events while pages come and go.
func TestEach_InStickyView(t *testing.T) {
	var boards []*table
	srv := &live.Server{
		Handler: live.Page(func(*http.Request) live.View { return &stub{} }),
		Layout: func(d live.Document) templ.Component {
			return markup(`<!doctype html><html><head>`, d.Head, `</head><body>`, d.Root, live.Sticky("board", func() live.View {
				v := newTable(1, 2)
				events := v.events()
				v.events = func() live.Events {
					return append(events, handle(func(e tap) { v.rows = append(v.rows, newRow(e.ID)) }))
				}
				v.render = func() templ.Component {
					show := func(r *row) templ.Component { return live.Component(r.key(), r) }
					return markup(button("toggle", toggle{}), button("add", tap{len(v.rows) + 1}), `<ul>`, live.Each(v.rows, (*row).key, show), `</ul>`)
				}
				boards = append(boards, v)
				return v
			}, live.RootElement("aside")), `</body></html>`)
		},
	}
	p := livetest.Open(t, srv)
	rows := func() (texts []string) { return firstWords(p.Texts("aside li")) }
	p.Click("li:contains('2:') .tap").Click("aside > .toggle")
	require.Equal(t, []string{"2: 1", "1: 0"}, rows())
	p.Click("aside > .add").Click("li:contains('3:') .tap")
	require.Equal(t, []string{"2: 1", "1: 0", "3: 1"}, rows())
	p.Disconnect().Resume().Click("aside > .add").KillSession()
	require.Equal(t, []string{"2: 1", "1: 0", "3: 1", "4: 0"}, rows(), "the page was mounted again, and the list was not")
	p.Click("li:contains('4:') .tap").Click("li:contains('2:') .remove")
	require.Equal(t, []string{"1: 0", "3: 1", "4: 1"}, rows())
	require.Len(t, boards, 1)

	p.Nested("aside").Crash()
	require.Equal(t, []string{"1: 0", "2: 0"}, rows(), "another list, in a new session")
	p.Click("aside > .add").Click("li:contains('3:') .tap").Click("aside > .toggle")
	require.Equal(t, []string{"3: 1", "2: 0", "1: 0"}, rows())
}
