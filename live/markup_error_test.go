package live_test

import (
	"testing"
	"testing/synctest"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
)

// piece is a component with the given markup.
type piece struct{ html string }

func (c *piece) Render() templ.Component { return markup(c.html) }

// The error of invalid markup names the view and its component, and the elements around the place, and
// quotes the markup with a mark below.
func TestInvalidMarkup_NamesViewAndQuotes(t *testing.T) {
	row := func(html string) *stub {
		c := &piece{html}
		return &stub{render: func() templ.Component {
			return markup(`<main id="shop"><ul class="items wide">`, live.Component("seven", c), `</ul></main>`)
		}}
	}
	for html, want := range map[string][]string{
		`<li>Sales of today<p>in Euro<div class="chart"></div></p></li>`: {
			`live: markup of *live_test.stub > *live_test.piece "seven", in main#shop > ul.items > li > p: diff: line 1, column `,
			`<div> in <p>`, "in Euro<div class=\"chart\"></div></p></li></ul></main>\n", "^</pre>",
		},
		`<li><a href="/">one<a href="/two">two</a></a></li>`: {"> li > a: ", "<a> in <a>", `<a href="/">one<a href="/two">`},
		`<li><form><form></form></form></li>`:                {"<form> in <form>"},
		`<li><button><button></button></button></li>`:        {"<button> in <button>"},
		`<li><table>text</table></li>`:                       {"text in <table>", "in main#shop > ul.items > li > table: "},
		`<li><b><i>both</b></i></li>`:                        {"</b> while <i> is open"},
		`<li><input value="a"b></li>`:                        {"no space before an attribute"},
		`<li><p id="a"></p><p id="a"></p></li>`:              {"key a is used by two children", `piece "seven"`, `<p id="a"></p><p id="a"></p>`},
	} {
		page := renderError(t, row(html))
		for _, text := range want {
			require.Contains(t, page, text, html)
		}
	}
	require.Contains(t, renderError(t, &stub{render: func() templ.Component { return markup("<b>a</i>") }}),
		"live: markup of *live_test.stub, in b: ")
}

// In production the log names the view and the elements, and does not quote texts, which may be personal.
func TestInvalidMarkup_InProduction(t *testing.T) {
	type shy struct{ stub }
	synctest.Test(t, func(t *testing.T) {
		v := &shy{stub{render: func() templ.Component { return markup(`<p class="bill">Ann owes 9 €<div></div></p>`) }}}
		a := serve(t, &live.Server{Handler: pageMux(factoryOf(v))}, nil)
		a.browser().open("/")
		require.Contains(t, a.log.String(), "markup of *live_test.shy, in p.bill: diff: line 1, column ")
		require.NotContains(t, a.log.String(), "Ann")
	})
}

// Invalid markup of a later render is shown in the page, in development, and the page goes on.
func TestInvalidMarkup_LaterInDevelopment(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := &view{}
		v.html = func() string {
			if v.n.get() == 1 {
				return "<p>é\tlong line<div>1</div></p>"
			}
			return "<p>fine</p>"
		}
		a := serve(t, &live.Server{Handler: pageMux(factoryOf(v)), Dev: true}, nil)
		p := a.browser().open("/")
		p.sendAndWait("live_test.action?name=add")
		require.Len(t, p.problems(), 1)
		pr := p.problems()[0]
		require.Equal(t, "markup", pr.Kind)
		require.Contains(t, pr.Text, "markup of *live_test.view, in p: diff: line 1, column 16: <div> in <p>")
		require.Equal(t, "<p>é long line<div>1</div></p>\n              ^", pr.Quote)
	})
}
