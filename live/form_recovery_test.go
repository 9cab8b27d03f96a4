package live_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// A Letter is the value of a form. Several forms of this type are on a page, in components.
type Letter struct {
	Title, Text string
	PIN         string `live:",secret"`
}

func (n Letter) Validate() error {
	if n.Title == "" {
		return live.Errors{"title": "is missing", "text": "has no title"}
	}
	return nil
}

// A letterView renders the form of a Letter. It is a page, a component, or a nested or sticky view.
type letterView struct {
	stub
	form  live.Form[Letter]
	attrs live.Attr // of the form
	log   *[]string
}

func newLetterView(id string, log *[]string) *letterView {
	v := &letterView{log: log}
	v.form.ID = id
	record := func(kind string) error {
		*log = append(*log, fmt.Sprintf("%s %s: %s %s %s", id, kind, v.form.Value.Title, v.form.Value.Text, v.form.Value.PIN))
		return nil
	}
	v.events = func() live.Events {
		return live.Events{live.OnFormChange(&v.form, func(*live.Socket, *live.Form[Letter]) error { return record("change") },
			func(*live.Socket, Letter) error { return record("save") })}
	}
	v.render = func() templ.Component {
		f := &v.form
		return markup(`<form`, f.Bind(), v.attrs, `>`, live.SubmitKey(f), inputElement(f.Field("title"), "text"), inputElement(f.Field("text"), "text"),
			inputElement(f.Field("pin"), "password"), `<output>`, f.Value.Title, `</output><button>save</button></form>`)
	}
	return v
}

// lookUp and lookedUp are events of plain bindings.
type (
	lookUp   struct{ Q string }
	lookedUp struct {
		ID int
		Q  string
	}
)

// A lettersView has forms in two components and bindings of its own.
type lettersView struct {
	stub
	order   []string
	letters map[string]*letterView
	q       string
	log     *[]string
	attrs   live.Attr // of the search
}

func newLettersView(log *[]string, order ...string) *lettersView {
	v := &lettersView{order: order, log: log, letters: map[string]*letterView{}}
	for _, id := range order {
		v.letters[id] = newLetterView(id, log)
	}
	v.events = func() live.Events {
		return live.Events{
			live.On(func(s *live.Socket, e lookUp) error {
				*log = append(*log, "search "+e.Q)
				v.q = e.Q
				return s.Reply(e.Q)
			}),
			handle(func(e lookedUp) {
				*log = append(*log, fmt.Sprint("restored ", e.ID, " ", e.Q))
				v.q = "again " + e.Q
			}),
		}
	}
	v.render = func() templ.Component {
		all := []any{`<div>`}
		for _, id := range v.order {
			all = append(all, live.Component(id, v.letters[id]))
		}
		return markup(append(all, `<input id="q" name="q" value="`, attrText(v.q), `"`, live.Change(lookUp{}), v.attrs, `></div>`)...)
	}
	return v
}

// What is entered in several forms is in the HTML with which a new view is shown, in the form it belongs to, although
// the new view has the components in another order. Each form is received once.
func TestRecovery_AllFormsInTheJoin(t *testing.T) {
	var log []string
	order := []string{"a", "b"}
	p := livetest.Mount(t, func() live.View { return newLettersView(&log, order...) })
	p.Form("#a").Fill("title", "A").Fill("pin", "1")
	p.Form("#b").Fill("title", "B").Fill("text", "b")
	p.Fill("#q", "x")
	keys := p.Attr("#a [name=live-submit-key]", "value") + p.Attr("#b [name=live-submit-key]", "value")
	log, order = nil, []string{"b", "a"}
	p.KillSession()
	require.Equal(t, []string{"a change: A  1", "b change: B b ", "search x"}, log)
	require.Equal(t, []string{"B", "A"}, p.Texts("output"))
	require.Equal(t, "b", p.Form("#b").Value("text"))
	require.Equal(t, "1", p.Form("#a").Value("pin"), "the browser keeps what the view does not render")
	require.Equal(t, "x", p.Attr("#q", "value"))
	require.Equal(t, keys, p.Attr("#a [name=live-submit-key]", "value")+p.Attr("#b [name=live-submit-key]", "value"))
	p.Form("#a").Submit()
	require.Equal(t, "a save: A  1", log[len(log)-1])
}

// Only fields that the user has changed show errors in the new view.
func TestRecovery_UnusedFieldsStayQuiet(t *testing.T) {
	var log []string
	p := livetest.Mount(t, func() live.View { return newLettersView(&log, "a") })
	p.Form("#a").Fill("title", "A").Fill("title", "")
	require.Equal(t, []string{"title is missing"}, p.Texts("[role=alert]"))
	p.KillSession()
	require.Equal(t, []string{"title is missing"}, p.Texts("[role=alert]"))
	p.Form("#a").Fill("text", "x").Fill("text", "")
	require.Equal(t, []string{"title is missing", "text has no title"}, p.Texts("[role=alert]"))
	p.KillSession()
	require.Equal(t, []string{"title is missing", "text has no title"}, p.Texts("[role=alert]"))
}

// A form that the user has not changed keeps only its key: the new view has newer data.
func TestRecovery_UnchangedFormKeepsItsKey(t *testing.T) {
	var log []string
	title := "old"
	p := livetest.Mount(t, func() live.View {
		v := newLettersView(&log, "a")
		v.letters["a"].form.Value.Title = title
		return v
	})
	key := p.Attr("[name=live-submit-key]", "value")
	title = "new"
	p.KillSession()
	require.Equal(t, "new", p.Form("#a").Value("title"))
	require.Equal(t, key, p.Attr("[name=live-submit-key]", "value"))
	p.Form("#a").Fill("title", "typed").Reset()
	p.KillSession()
	require.Equal(t, "new", p.Form("#a").Value("title"), "it was reset")
}

func TestRecovery_OtherEventOrNone(t *testing.T) {
	for name, tt := range map[string]struct {
		attrs live.Attr
		log   []string
		q     string
	}{
		"the event of the binding": {live.Attr{}, []string{"search x"}, "x"},
		"another event":            {live.AutoRecover(lookedUp{ID: 7}), []string{"restored 7 x"}, "again x"},
		"none":                     {live.NoAutoRecover(), nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var log []string
			p := livetest.Mount(t, func() live.View {
				v := newLettersView(&log)
				v.attrs = tt.attrs
				return v
			})
			p.Fill("#q", "x")
			log = nil
			p.KillSession()
			require.Equal(t, tt.log, log)
			require.Equal(t, tt.q, p.Attr("#q", "value"))
		})
	}
}

// Data that two components would accept is not given to either of them: the browser finds out where it belongs.
func TestRecovery_AmbiguousEvent(t *testing.T) {
	var log []string
	box := func(key string) *stub {
		v := &stub{}
		q := ""
		v.events = on(func(e lookUp) {
			q = e.Q
			log = append(log, key+" "+e.Q)
		})
		v.render = func() templ.Component {
			return markup(`<form id="`, attrText(key), `"`, live.Change(lookUp{}), `><input name="q" value="`, attrText(q), `"></form>`)
		}
		return v
	}
	order := []string{"a", "b"}
	p := livetest.Mount(t, func() live.View {
		a, b := live.Component(order[0], box(order[0])), live.Component(order[1], box(order[1]))
		return &stub{render: func() templ.Component { return markup(`<div>`, a, b, `</div>`) }}
	})
	p.Fill("#b input", "B")
	log, order = nil, []string{"b", "a"}
	p.KillSession()
	require.Equal(t, []string{"b B"}, log)
	require.Equal(t, "B", p.Attr("#b input", "value"))
}

// letterServer returns a server whose page has forms in a nested and in a sticky view. Each has a log of its own,
// because their handlers run at the same time.
func letterServer(nested, sticky *[]string) *live.Server {
	return &live.Server{
		Handler: live.Page(func(*http.Request) live.View {
			return &stub{render: func() templ.Component {
				return markup(`<div>`, live.Nested("n", 0, func(int) live.View { return newLetterView("nested", nested) }), `</div>`)
			}}
		}),
		Layout: func(d live.Document) templ.Component {
			return markup("<!doctype html><html><head>", d.Head, "</head><body>", d.Root,
				live.Sticky("s", func() live.View { return newLetterView("sticky", sticky) }), "</body></html>")
		},
	}
}

// Forms of nested and sticky views are received, too.
func TestRecovery_NestedAndSticky(t *testing.T) {
	var nested, sticky []string
	p := livetest.Open(t, letterServer(&nested, &sticky))
	p.Form("#nested").Fill("title", "N")
	p.Form("#sticky").Fill("title", "S").Fill("text", "s")
	nested, sticky = nil, nil
	p.RestartServer(letterServer(&nested, &sticky))
	require.Equal(t, []string{"nested change: N  "}, nested)
	require.Equal(t, []string{"sticky change: S s "}, sticky)
	require.Equal(t, []string{"N", "S"}, p.Texts("output"))
	p.Form("#sticky").Submit()
	require.Equal(t, "sticky save: S s ", sticky[len(sticky)-1])
}

// A form that is received after the join shows the errors of each field that the user has changed.
func TestRecovery_SeveralFieldsAfterJoin(t *testing.T) {
	var nested, sticky []string
	p := livetest.Open(t, letterServer(&nested, &sticky))
	p.Form("#nested").Fill("text", "no title").Fill("pin", "1")
	require.Equal(t, []string{"text has no title"}, p.Texts("[role=alert]"))
	p.RestartServer(letterServer(&nested, &sticky))
	require.Equal(t, "no title", p.Form("#nested").Value("text"))
	require.Equal(t, []string{"text has no title"}, p.Texts("[role=alert]"))
}

// A handler that navigates while the view receives a form leads to the other page.
func TestRecovery_HandlerNavigates(t *testing.T) {
	navigates := false
	mux := http.NewServeMux()
	mux.Handle("GET /other", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("other page")) }))
	mux.Handle("GET /", live.Page(func(*http.Request) live.View {
		v := &stub{render: func() templ.Component { return markup(`<div><input id="q" name="q"`, live.Change(lookUp{}), `></div>`) }}
		v.events = func() live.Events {
			return live.Events{live.On(func(s *live.Socket, e lookUp) error {
				if navigates {
					return s.Navigate("/other")
				}
				return nil
			})}
		}
		return v
	}))
	p := livetest.Open(t, &live.Server{Handler: mux})
	p.Fill("#q", "x")
	navigates = true
	p.KillSession()
	require.Equal(t, "/other", p.URL())
}

// A join calls a limited number of handlers, for one event of each form or for many events of a form.
func TestRecovery_Limit(t *testing.T) {
	many := make([]string, 60)
	for i := range many {
		many[i] = "live_test.lookUp"
	}
	list, err := json.Marshal(many)
	require.NoError(t, err)
	for name, tt := range map[string]struct {
		url                       string
		forms, unrecovered, calls int
	}{"one event": {"live_test.lookUp", 5000, 4900, 100}, "many events": {string(list), 50, 49, 60}, "no event": {"[]", 50, 50, 0}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				calls := 0
				b := serve(t, &live.Server{Handler: live.Page(func(*http.Request) live.View {
					return &stub{events: on(func(lookUp) { calls++ })}
				})}, nil).browser()
				forms := make([]wire.JoinForm, tt.forms)
				for i := range forms {
					forms[i] = wire.JoinForm{URL: tt.url, Form: wire.Form{Kind: wire.Restore}}
				}
				conn := b.dialRaw("/")
				conn.write(string(wire.Join{URL: "/", Forms: forms}.Append(nil)))
				_, reply, err := wire.ParseServerMessage([]byte(conn.read()))
				require.NoError(t, err)
				require.Len(t, reply.(wire.Joined).Unrecovered, tt.unrecovered)
				require.Equal(t, tt.calls, calls)
			})
		})
	}
}
