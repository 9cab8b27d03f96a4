package live_test

import (
	"strings"
	"testing"
	"testing/synctest"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
)

// rootErrors maps the markup of a component to what the error must contain.
var rootErrors = map[string][]string{
	`<li>one</li><li class="x">two</li>`:             {`live: component "seven" (*live_test.piece) has 2 roots: <li>, <li class="x">; wrap them in one element`},
	`<p>one</p> and more`:                            {`has 2 roots: <p>, text "and more"; wrap them in one element`},
	`<!-- note --><p>one</p>`:                        {`has 2 roots: a comment, <p>; wrap them in one element`},
	`text only`:                                      {`has no root element, but text "text only"; wrap it in an element`},
	`<!-- note -->`:                                  {`has no root element, but a comment; wrap it in an element`},
	`<i/><b></b><i></i><b></b><i></i><b></b><i></i>`: {`has 7 roots: <i>, <b>, <i>, <b>, <i>, …; wrap`},
	`<ul><li>one</ul>`:                               {`markup of *live_test.stub > *live_test.piece "seven", in main > ul > li: diff: line 1, column `, `</ul> while <li> is open`, " ^"},
	`<ul><input value="a"b></ul>`:                    {`no space before an attribute`},
	`<p>one`:                                         {`<p> is not closed`},
}

// The error of a component without exactly one root element names its type and its roots, in the error page
// and, for a later render, in the page in development and in the log.
func TestComponent_RootErrors(t *testing.T) {
	for html, want := range rootErrors {
		c, n := &piece{html}, 0
		v := &stub{render: func() templ.Component {
			if n++; n == 1 {
				return markup("<main></main>")
			}
			return markup("<main>", live.Component("seven", c), "</main>")
		}}
		v.events = on(func(click) {})
		synctest.Test(t, func(t *testing.T) {
			a := serve(t, &live.Server{Handler: pageMux(factoryOf(v)), Dev: true}, nil)
			p := a.browser().open("/")
			p.sendAndWait("live_test.click")
			require.Len(t, p.problems(), 1, html)
			for _, text := range want {
				require.Contains(t, p.problems()[0].Text+"\n"+p.problems()[0].Quote, text, html)
			}
			require.Contains(t, a.log.String(), "*live_test.piece", html)
			if strings.Contains(want[0], " has ") { // other markup can be normalized
				require.Equal(t, "<main></main>", p.html(), "the page stays as it was")
			}
		})
		for _, text := range want {
			require.Contains(t, renderError(t, v), text, html)
		}
	}
}

// nilView is a view without markup.
type nilView struct{}

func (*nilView) Render() templ.Component { return nil }

// Views, components and layouts that are nil, and handlers without a function, name what is nil.
func TestNil_IsNamed(t *testing.T) {
	require.Contains(t, renderError(t, &nilView{}), "live: Render of *live_test.nilView returned nil; return a component")
	component := func(c live.View) *stub {
		return &stub{render: func() templ.Component { return markup(live.Component("a", c)) }}
	}
	require.Contains(t, renderError(t, component(&nilView{})), "live: Render of *live_test.nilView returned nil")
	require.Contains(t, renderError(t, component(nil)), "live: the view of a component is nil; leave out the component")
	type fresh struct{ stub } // the Events of a type are checked once
	require.Contains(t, renderError(t, &fresh{stub{events: func() live.Events { return live.Events{{}} }}}),
		"live: Events of *live_test.fresh has an empty EventHandler; use On, OnForm or OnParams")
	require.Contains(t, renderError(t, &stub{events: func() live.Events { return live.Events{live.On[click](nil)} }}),
		"live: On: the function for live_test.click is nil")
	require.Contains(t, renderError(t, &stub{events: func() live.Events { return live.Events{live.OnParams[click](nil)} }}),
		"live: OnParams: the function for live_test.click is nil")
	require.Contains(t, renderError(t, &stub{events: func() live.Events {
		return live.Events{live.OnForm(nil, func(*live.Socket, click) error { return nil })}
	}}), "live: OnForm: the function for live_test.click is nil")
}
