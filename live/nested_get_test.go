package live_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
)

// nested renders v as a nested view without props.
func nested(key string, v live.View, options ...live.NestedOption) templ.Component {
	return live.Nested(key, 0, func(int) live.View { return v }, options...)
}

// showing returns a view that renders pieces, as for markup.
func showing(pieces ...any) *stub {
	return &stub{render: func() templ.Component { return markup(pieces...) }}
}

// A getResult is the response to a GET, and the log.
type getResult struct {
	code      int
	body, log string
	location  string
	server    *live.Server
}

// root returns the content of #live-root.
func (r getResult) root() string {
	_, s, _ := strings.Cut(r.body, `<div id="live-root">`)
	s, _, _ = strings.Cut(s, `</div><div id="live-flash">`)
	return s
}

// getPage gets a page, and then shuts the server down.
func getPage(t *testing.T, srv *live.Server, v live.View) getResult {
	t.Helper()
	var log bytes.Buffer
	srv.Handler, srv.Log = live.Page(factoryOf(v)), slog.New(slog.NewTextHandler(&log, nil))
	w := httptest.NewRecorder()
	srv.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	require.NoError(t, srv.Shutdown(t.Context())) // waits for Unmount
	return getResult{w.Code, w.Body.String(), log.String(), w.Header().Get("Location"), srv}
}

// The document of the GET contains the HTML of nested views, which were mounted in order.
func TestNested_InDocument(t *testing.T) {
	var order []string
	view := func(name string, pieces ...any) *stub {
		v := showing(pieces...)
		v.mount = func(*live.Socket) error { order = append(order, name); return nil }
		return v
	}
	inner := view("c", `<i>inner</i>`)
	a, b := view("a", `<p>a</p>`), view("b", `<p>b`, nested("c", inner), `</p>`)
	page := view("page", `<h1>x</h1>`, nested("a", a), `<hr>`, nested("b", b, live.RootElement("section", templ.Attributes{"class": "wide", "id": "b"})))
	b.render = func() templ.Component { return markup(`<b>b</b>`, nested("c", inner)) }
	r := getPage(t, &live.Server{}, page)
	require.Equal(t, 200, r.code, r.body)
	require.Equal(t, `<h1>x</h1><div live-root="1"><p>a</p></div><hr>`+
		`<section live-root="2" class="wide" id="b"><b>b</b><div live-root="1"><i>inner</i></div></section>`, r.root())
	require.Equal(t, []string{"page", "a", "b", "c"}, order)
	for _, v := range []*stub{page, a, b, inner} {
		require.Equal(t, []int{1, 1}, []int{v.mounts, v.unmounts})
	}
}

func TestNested_InMemoAndComponent(t *testing.T) {
	row := &stub{}
	row.render = func() templ.Component { return markup(`<li>`, nested("n", showing(`<b>in row</b>`)), `</li>`) }
	page := &stub{}
	page.render = func() templ.Component {
		return markup(`<ul>`, live.Component("row", row), `</ul>`, live.Memo("m", 1, markup(`<p></p>`, nested("n", showing(`<b>in memo</b>`)))))
	}
	r := getPage(t, &live.Server{}, page)
	require.Equal(t, `<ul><li live-id="row" live-c="1"><div live-root="2"><b>in row</b></div></li></ul>`+
		`<p></p><div live-root="3"><b>in memo</b></div>`, r.root())
}

// A nested view may be the content of an element that allows only some elements, or of svg.
func TestNested_RootElements(t *testing.T) {
	for name, c := range map[string]struct{ before, element, content, after string }{
		"tbody": {"<table>", "tbody", "<tr><td>1</td></tr>", "</table>"},
		"ul":    {"", "ul", "<li>1</li>", ""},
		"g":     {"<svg>", "g", `<path d="M0"></path><linearGradient></linearGradient>`, "</svg>"},
		"svg":   {"", "svg", `<circle r="1"></circle>`, ""},
		"tr":    {"<table><tbody>", "tr", "<td>1</td>", "</tbody></table>"},
	} {
		t.Run(name, func(t *testing.T) {
			r := getPage(t, &live.Server{Dev: true}, showing(c.before, nested("n", showing(c.content), live.RootElement(c.element)), c.after))
			require.Equal(t, 200, r.code, r.body)
			require.Equal(t, fmt.Sprintf(`%s<%s live-root="1">%s</%s>%s`, c.before, c.element, c.content, c.element, c.after), r.root())
		})
	}
	for _, name := range []string{"", "br", "script", "textarea", "TEMPLATE", "a b", "x>", "1", "select"} {
		require.Panics(t, func() { live.RootElement(name) }, name)
	}
}

// A nested view whose markup is not allowed where its element is does not change the elements around it.
func TestNested_FormInForm(t *testing.T) {
	r := getPage(t, &live.Server{}, showing(`<form><div>`, nested("n", showing(`<form><p>x</p></form>`)), `</div></form>`))
	require.Equal(t, `<form><div><div live-root="1"><p>x</p></div></div></form>`, r.root())
	require.Contains(t, r.log, "mistake in the application: nested view")
}

// A nested view that cannot be mounted or rendered shows its fallback. The others are not affected.
func TestNested_FailsInGET(t *testing.T) {
	fallback := live.Fallback(markup(`<em>unavailable</em>`))
	for name, v := range map[string]live.View{
		"error":          &stub{mount: func(*live.Socket) error { return errors.New("disk sda1 is full") }},
		"panic":          &stub{mount: func(*live.Socket) error { panic("disk sda1 is full") }},
		"not found":      &stub{mount: func(*live.Socket) error { return live.ErrNotFound }},
		"render error":   &stub{render: func() templ.Component { return failingComponent{} }},
		"render panic":   &stub{render: func() templ.Component { return panickingComponent{} }},
		"nil":            nil,
		"structView":     structView{},
		"OnParams":       &nestedParams{},
		"bad Mount":      &badMount{},
		"bad Props":      &badProps{},
		"nested in self": &selfNested{1},
	} {
		t.Run(name, func(t *testing.T) {
			other := showing(`<p>other</p>`)
			r := getPage(t, &live.Server{}, showing(nested("other", other), nested("n", v, fallback)))
			require.Equal(t, 200, r.code, r.body)
			require.NotContains(t, r.body, "sda1")
			require.Contains(t, r.root(), `<em>unavailable</em></div>`)
			require.Contains(t, r.root(), `<p>other</p></div>`)
			require.Contains(t, r.log, `msg="live: a nested view is not mounted"`)
			require.Contains(t, r.log, `nested=n`)
			if v, ok := v.(*stub); ok {
				require.Equal(t, v.render != nil, v.unmounts == 1, "Unmount is called if Mount returned nil")
			}
		})
	}
}

type badProps struct{ renderOnly }

func (*badProps) Props(*live.Socket, string) error { return nil }

type nestedParams struct{ renderOnly }

func (*nestedParams) Events() live.Events {
	return live.Events{live.OnParams(func(*live.Socket, struct{}) error { return nil })}
}

// selfNested contains a nested view of its own type, without end.
type selfNested struct{ depth int }

func (v *selfNested) Render() templ.Component {
	return markup(`<p></p>`, live.Nested("n", v.depth, func(depth int) live.View { return &selfNested{depth + 1} },
		live.Fallback(markup(`<em>unavailable</em>`))))
}

// A redirect of a nested view during the GET is that of the page.
func TestNested_RedirectsInGET(t *testing.T) {
	later := &stub{}
	r := getPage(t, &live.Server{}, showing(
		nested("a", &stub{mount: func(s *live.Socket) error { return s.Redirect("/login") }}), nested("b", later)))
	require.Equal(t, 303, r.code)
	require.Equal(t, "/login", r.location)
	require.Zero(t, later.mounts, "views behind it are not mounted")
	require.NotContains(t, r.log, "not mounted")
}

// The second nested view with a key is left out.
func TestNested_DuplicateKey(t *testing.T) {
	second := &stub{}
	r := getPage(t, &live.Server{}, showing(nested("a", showing(`<p>1</p>`)), nested("a", second), nested("b", showing(`<p>2</p>`))))
	require.Equal(t, `<div live-root="1"><p>1</p></div><div live-root="2"><p>2</p></div>`, r.root())
	require.Zero(t, second.mounts)
	require.Contains(t, r.log, `nested view \"a\" is rendered twice in *live_test.stub`)
}

// If the page fails, its nested views end.
func TestNested_PageFails(t *testing.T) {
	child := &stub{}
	r := getPage(t, &live.Server{}, showing(nested("a", child), failingComponent{}))
	require.Equal(t, 500, r.code)
	require.Equal(t, []int{1, 1}, []int{child.mounts, child.unmounts})
}

// The document shows the flash messages of nested views.
func TestNested_FlashInDocument(t *testing.T) {
	flashing := func(text string, pieces ...any) *stub {
		v := showing(pieces...)
		v.mount = func(s *live.Socket) error { s.Flash(live.FlashInfo, text); return nil }
		return v
	}
	r := getPage(t, &live.Server{}, flashing("one", nested("a", flashing("two", nested("b", flashing("three")))), nested("c", flashing("four"))))
	require.Contains(t, r.body, `<div><p class="live-flash-info">one</p><p class="live-flash-info">two</p>`+
		`<p class="live-flash-info">three</p><p class="live-flash-info">four</p></div>`)
}

// A lazy nested view is not mounted by the GET.
func TestNested_LazyInDocument(t *testing.T) {
	child := &stub{}
	r := getPage(t, &live.Server{}, showing(nested("a", child, live.Lazy(), live.Fallback(markup(`<p>soon</p>`)))))
	require.Equal(t, `<div live-root="1" live-lazy><p>soon</p></div>`, r.root())
	require.Zero(t, child.mounts)
}

// What belongs to the page is refused in a nested view; what describes it is that of the page.
func TestNested_SocketInGET(t *testing.T) {
	var patch, send error
	var url string
	child := &stub{mount: func(s *live.Socket) error {
		patch, send, url = s.Patch(struct{ A int }{1}), s.Send(tap{}), s.URL().String()
		return nil
	}}
	page := showing(nested("a", child))
	var pageSend error
	page.mount = func(s *live.Socket) error {
		pageSend = errors.Join(s.Send(tap{}), live.Send(s, "a", tap{}))
		return nil
	}
	r := getPage(t, &live.Server{}, page)
	require.Equal(t, 200, r.code)
	require.ErrorContains(t, patch, `live: Patch: the URL belongs to the page, not to nested view "a"`)
	require.NoError(t, send)
	require.Equal(t, "/", url)
	require.EqualError(t, pageSend, "live: Send of live_test.tap: *live_test.stub is not a nested view\n"+
		`live: Send of live_test.tap: *live_test.stub has no nested view "a" that is mounted`)
}

func TestNested_Panics(t *testing.T) {
	require.PanicsWithValue(t, `live: Nested "a": mount is nil`, func() { live.Nested[int]("a", 0, nil) })
	require.ErrorContains(t, nested("a", &stub{}).Render(t.Context(), &bytes.Buffer{}), "live: Nested is rendered outside of a page")
	require.Contains(t, renderError(t, showing(live.Nested[any]("a", []int{1}, func(any) live.View { return &stub{} }))),
		`live: Nested "a": props of type []int are not comparable`)
}

// Props may be an interface, and nil.
func TestNested_InterfaceProps(t *testing.T) {
	view := func(p error) live.View { return showing(`<p>`, any(p), `</p>`) }
	r := getPage(t, &live.Server{}, showing(live.Nested("a", nil, view), live.Nested("b", live.ErrGone, view)))
	require.Contains(t, r.root(), `<p>&lt;nil&gt;</p>`)
	require.Contains(t, r.root(), live.ErrGone.Error())
}
