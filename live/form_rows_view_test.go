package live_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/live/dom"
	"github.com/lively-go/lively/livetest"
)

// A ShoppingList is the value of a form with rows.
type ShoppingList struct {
	Title string
	Items []ShoppingItem `live:",max=20"`
}

// A ShoppingItem is a row of a ShoppingList.
type ShoppingItem struct {
	Text string
	Qty  int
}

func (l ShoppingList) Validate() error {
	errs := live.Errors{}
	for i, item := range l.Items {
		if item.Text == "bad" {
			errs[fmt.Sprintf("items[%d].text", i)] = "is bad"
		}
	}
	return errs.Err()
}

// A shoppingView renders the form of a ShoppingList.
type shoppingView struct {
	stub
	form  live.Form[ShoppingList]
	saved []ShoppingList
	steps []any // of the form
}

func newShoppingView(texts ...string) *shoppingView {
	v := &shoppingView{}
	for _, text := range texts {
		v.form.Value.Items = append(v.form.Value.Items, ShoppingItem{Text: text})
	}
	v.events = func() live.Events {
		return live.Events{live.OnForm(&v.form, func(_ *live.Socket, l ShoppingList) error {
			v.saved = append(v.saved, l)
			return nil
		})}
	}
	v.render = v.renderForm
	return v
}

func (v *shoppingView) renderForm() templ.Component {
	f := &v.form
	pieces := []any{`<form id="f"`, f.Bind(v.steps...), `>`, inputElement(f.Field("title"), "text"), `<ul>`}
	for i := range f.Value.Items {
		row := fmt.Sprintf("items[%d]", i)
		pieces = append(pieces, `<li id="`, f.Field(row).ID, `">`,
			`<button class="remove"`, f.RemoveRow(row), `>Remove</button><button class="up"`, f.MoveRow(row, -1), `>Up</button>`,
			inputElement(f.Field(row+".text"), "text"), inputElement(f.Field(row+".qty"), "text"), `</li>`)
	}
	return markup(append(pieces, `</ul><button class="add"`, f.AddRow("items"), `>Add</button><button class="save">Save</button></form>`)...)
}

func (v *shoppingView) texts() string {
	var all []string
	for _, item := range v.form.Value.Items {
		all = append(all, item.Text)
	}
	return strings.Join(all, " ")
}

func TestRows_AddRemoveMove(t *testing.T) {
	v := newShoppingView("milk", "bread")
	p := livetest.Mount(t, func() live.View { return v })
	f := p.Form("#f").Fill("items[1].text", "rye")
	p.Click(".add").Click(".add")
	f.Fill("items[2].text", "tea").Fill("items[3].qty", "x")
	p.Click("li:nth-child(1) .remove").Click("li:nth-child(3) .up")
	require.Equal(t, "rye  tea", v.texts())
	require.Equal(t, "x", f.Value("items[1].qty"))
	require.Equal(t, []string{"must be a whole number"}, errorTexts(p), "an error follows its row")
	require.Empty(t, v.saved, "buttons of rows submit nothing")

	p.Click("li:nth-child(2) .remove")
	f.Fill("title", "weekend")
	p.Key("[name=title]", "Enter")
	require.Equal(t, []ShoppingList{{Title: "weekend", Items: []ShoppingItem{{Text: "rye"}, {Text: "tea"}}}}, v.saved,
		"Enter submits, although another button is first")
}

// errorTexts returns the errors of a page without the names of their fields.
func errorTexts(p *livetest.Page) (all []string) {
	for _, text := range p.Texts("[role=alert]") {
		_, text, _ = strings.Cut(text, " ")
		all = append(all, text)
	}
	return all
}

// Presses while the connection is lost are neither lost nor coalesced, and the rows that they remove do
// not come back with what is typed after them.
func TestRows_Offline(t *testing.T) {
	v := newShoppingView("milk", "bread", "eggs")
	p := livetest.Mount(t, func() live.View { return v })
	f := p.Form("#f")
	p.Disconnect()
	p.Click("li:nth-child(1) .remove")
	f.Fill("items[1].text", "rye").Fill("items[0].text", "late")
	p.Click(".add").Click(".add").Click("li:nth-child(3) .up").Click("li:nth-child(1) .remove")
	p.Resume()
	require.Equal(t, "eggs rye  ", v.texts())
}

// A view that is mounted for a page that was shown has the rows of that page.
func TestRows_Remount(t *testing.T) { testRowsRemount(t) }

// Likewise if the bindings of its form have lists.
func TestRows_RemountWithSteps(t *testing.T) {
	testRowsRemount(t, dom.AddClass(dom.Self, "sent"), live.WithChange(dom.AddClass(dom.Self, "changed")))
}

func testRowsRemount(t *testing.T, steps ...any) {
	for _, end := range []func(*livetest.Page){
		func(p *livetest.Page) { p.KillSession() },
		func(p *livetest.Page) { p.RestartServer().Settle() },
		func(p *livetest.Page) { p.DrainServer().Settle() },
	} {
		var v *shoppingView
		texts := []string{"milk", "bread"}
		p := livetest.Mount(t, func() live.View { v = newShoppingView(texts...); v.steps = steps; return v })
		f := p.Form("#f")
		p.Click(".add")
		f.Fill("items[2].text", "tea").Fill("items[1].qty", "x")
		p.Click("li:nth-child(1) .remove").Click("li:nth-child(2) .up")
		texts = []string{"cheese", "milk"}
		end(p)
		require.Equal(t, "tea bread", v.texts())
		require.Equal(t, []string{"", "x"}, []string{f.Value("items[0].qty"), f.Value("items[1].qty")})
		require.Equal(t, []string{"must be a whole number"}, errorTexts(p))
		require.Equal(t, 1, v.joins)
		p.Click("li:nth-child(1) .remove").Click("li:nth-child(1) .remove")
		end(p)
		require.Empty(t, v.form.Value.Items, "all rows were removed")
	}
}

// A view has its own rows if the user has not changed those of the page.
func TestRows_RemountOfUnchangedPage(t *testing.T) {
	var v *shoppingView
	texts := []string{"milk"}
	p := livetest.Mount(t, func() live.View { v = newShoppingView(texts...); return v })
	texts = []string{"bread", "milk"}
	p.KillSession()
	require.Equal(t, "bread milk", v.texts())
	require.Equal(t, []string{"bread", "milk"}, []string{p.Form("#f").Value("items[0].text"), p.Form("#f").Value("items[1].text")})
}

// Presses that wait when the session ends apply to the rows of the page.
func TestRows_OfflineThenRemount(t *testing.T) {
	var v *shoppingView
	p := livetest.Mount(t, func() live.View { v = newShoppingView("milk", "bread"); return v })
	f := p.Form("#f").Fill("items[0].text", "oat milk")
	p.Click(".add")
	p.Disconnect()
	f.Fill("items[2].text", "tea")
	p.Click("li:nth-child(2) .remove").Click(".add")
	p.KillSession().Resume()
	require.Equal(t, "oat milk tea ", v.texts())
}

// Rows of components are recovered as well.
func TestRows_RemountInComponent(t *testing.T) {
	var v *shoppingView
	p := livetest.Mount(t, func() live.View {
		inner := newShoppingView("milk")
		v = inner
		render := inner.render
		inner.render = func() templ.Component { return markup(`<section>`, render(), `</section>`) }
		page := &stub{}
		page.render = func() templ.Component { return markup(`<main>`, live.Component("list", inner), `</main>`) }
		return page
	})
	p.Click(".add")
	p.Form("#f").Fill("items[1].text", "tea")
	p.KillSession()
	require.Equal(t, "milk tea", v.texts())
}

// Data for rows that the form has not had is dropped, which is a mistake of the view.
func TestRows_UnknownRowsAreReported(t *testing.T) {
	var log logBuffer
	v := newShoppingView("milk")
	v.render = func() templ.Component {
		return markup(`<form id="f"`, v.form.Bind(), `><input name="items[0].text" value=""></form>`)
	}
	srv := &live.Server{Dev: true, Handler: live.Page(func(*http.Request) live.View { return v }), Log: slog.New(slog.NewTextHandler(&log, nil))}
	p := livetest.Open(t, srv)
	p.Form("#f").Fill("items[0].text", "bread")
	require.Equal(t, "milk", v.texts())
	const text = "data for rows that the form does not have is dropped"
	require.Len(t, log.lines(text), 1)
	require.Contains(t, log.lines(text)[0], "items[0]")
	require.Contains(t, p.Flash(live.FlashError), text)
}
