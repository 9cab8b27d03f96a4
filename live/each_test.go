package live_test

import (
	"context"
	"io"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// A card is the value of a row.
type card struct {
	ID string
	N  int
}

func (c card) key() string { return c.ID }

// eachRender returns the HTML of a page that shows list.
func eachRender(t testing.TB, list templ.Component) string {
	return livetest.Mount(t, func() live.View { return &stub{render: func() templ.Component { return list }} }).HTML()
}

// Each gives the key to a row that is one element without a key, and leaves other rows unchanged.
func TestEach_Key(t *testing.T) {
	for row, want := range map[string]string{
		`<li>a</li>`:                        `<li live-id="x&#34;&lt;">a</li>`,
		"\n <li class=b>a</li> ":            "\n <li live-id=\"x&#34;&lt;\" class=b>a</li> ",
		`<li id="a">a</li>`:                 `<li id="a">a</li>`,
		`<li live-id="a">a</li>`:            `<li live-id="a">a</li>`,
		`<li id="">a</li>`:                  `<li live-id="x&#34;&lt;" id="">a</li>`,
		`<li><b id="b"></b></li>`:           `<li live-id="x&#34;&lt;"><b id="b"></b></li>`,
		`<dt>a</dt><dd>b</dd>`:              `<dt>a</dt><dd>b</dd>`,
		`text`:                              `text`,
		``:                                  ``,
		`<!-- c --><li>a</li>`:              `<!-- c --><li>a</li>`,
		`<textarea><li></li></textarea>`:    `<textarea live-id="x&#34;&lt;"><li></li></textarea>`,
		`<option value="1">a&amp;</option>`: `<option live-id="x&#34;&lt;" value="1">a&amp;</option>`,
	} {
		r := live.Each([]string{`x"<`}, func(s string) string { return s }, func(string) templ.Component { return markup(row) })
		require.Contains(t, eachRender(t, markup(`<div>`, r, `</div>`)), strings.Trim(want, " \n"))
	}
	number := func(n int8) templ.Component { return markup(`<li></li>`) }
	require.Contains(t, eachRender(t, live.Each([]int8{-7}, func(n int8) int8 { return n }, number)), `<li live-id="-7">`)
	type id uint64
	wide := func(n id) templ.Component { return markup(`<li></li>`) }
	require.Contains(t, eachRender(t, live.Each([]id{1 << 63}, func(n id) id { return n }, wide)), `<li live-id="9223372036854775808">`)
}

// The children are what an empty list shows. Rows do not see them.
func TestEach_Children(t *testing.T) {
	cards := []card{}
	v := &stub{events: on(func(toggle) { cards = append(cards, card{"a", 1}) })}
	v.render = func() templ.Component {
		list := live.Each(cards, card.key, func(card) templ.Component {
			return markup(`<li>row`, templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
				return templ.GetChildren(ctx).Render(ctx, w)
			}), `</li>`)
		})
		return markup(button("toggle", toggle{}), `<ul>`, templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
			return list.Render(templ.WithChildren(ctx, markup(`<li>empty</li>`)), w)
		}), `</ul>`)
	}
	p := livetest.Mount(t, func() live.View { return v })
	require.Equal(t, "empty", p.Text("ul"))
	p.Click(".toggle")
	require.Equal(t, "row", p.Text("ul"))
}

// What is wrong in the program fails at once.
func TestEach_Misuse(t *testing.T) {
	require.PanicsWithValue(t, "live: Each: key or show is nil", func() { live.Each[card, string](nil, nil, nil) })
	nilRow := func(card) templ.Component { return nil }
	require.Contains(t, renderError(t, &stub{render: func() templ.Component { return live.Each([]card{{}}, card.key, nilRow) }}),
		"live: Each of live_test.card: show returned nil")
	require.ErrorContains(t, live.Each([]card{}, card.key, nilRow).Render(t.Context(), nil), "outside of a page")
}

// Components in rows keep their state while rows move, also after a crash, which mounts a new view.
func TestEach_Components(t *testing.T) {
	v := newTable(1, 2, 3)
	show := func(r *row) templ.Component { return live.Component(r.key(), r) }
	v.render = func() templ.Component {
		return markup(button("toggle", toggle{}), `<ul>`, live.Each(v.rows, (*row).key, show), `</ul>`)
	}
	p := livetest.Mount(t, func() live.View { return v })
	p.Click("li:contains('2:') .tap").Click("#live-root > .toggle").Click("li:contains('2:') .tap").Click("li:contains('3:') .remove")
	require.Equal(t, []string{"2: 2", "1: 0"}, firstWords(p.Texts("li")))
	require.Equal(t, []int{1, 0, 1, 1}, []int{v.rows[0].mounts, v.rows[0].unmounts, v.rows[1].mounts, v.rows[1].mounts})
}

// firstWords returns the first two words of texts without those of buttons.
func firstWords(texts []string) (short []string) {
	for _, s := range texts {
		short = append(short, s[:4])
	}
	return short
}

// once is what templ writes once per render.
var once = templ.NewOnceHandle()

// withOnce returns a component with text and what templ writes once per render.
func withOnce(text string) templ.Component {
	return markup(`<p>`, text, templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return once.Once().Render(templ.WithChildren(ctx, markup(`<i></i>`)), w)
	}), `</p>`)
}

// Each row has what templ writes once per render, because the others may be removed.
func TestEach_StylesOfTempl(t *testing.T) {
	names := []string{"a", "b"}
	v := &stub{events: on(func(toggle) { names = names[1:] })}
	v.render = func() templ.Component {
		return markup(button("toggle", toggle{}), live.Each(names, func(s string) string { return s }, withOnce))
	}
	p := livetest.Mount(t, func() live.View { return v })
	require.Equal(t, 2, p.Count("p i"))
	require.Equal(t, 1, p.Click(".toggle").Count("p i"))
}

// The same for a Memo.
func TestMemo_StylesOfTempl(t *testing.T) {
	hidden := false
	v := &stub{events: on(func(toggle) { hidden = true })}
	v.render = func() templ.Component {
		first := live.Memo("a", 1, withOnce("a"))
		if hidden {
			first = markup()
		}
		return markup(button("toggle", toggle{}), first, live.Memo("b", 1, withOnce("b")))
	}
	p := livetest.Mount(t, func() live.View { return v })
	require.Equal(t, 1, p.Click(".toggle").Count("p i"))
}
