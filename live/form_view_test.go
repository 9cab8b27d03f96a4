package live_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// Profile is a form with a control of each kind.
type Profile struct {
	Name   string
	PIN    string `live:",secret"`
	Age    int
	Plan   string
	Color  string
	News   bool
	Langs  []string
	Tags   []string
	Action string
	Extra  bool
}

func (p Profile) Validate() error {
	errs := live.Errors{}
	if p.Name == "" {
		errs["name"] = "is missing"
	}
	if len(p.PIN) < 4 {
		errs["pin"] = "is too short"
	}
	return errs.Err()
}

// A profiler shows a Profile and keeps what was saved.
type profiler struct {
	stub
	form  live.Form[Profile]
	saved []Profile
	save  func(*live.Socket, Profile) error
	extra bool // whether the last box is on the page
}

func newProfiler() *profiler {
	v := &profiler{extra: true}
	v.events = func() live.Events {
		return live.Events{live.OnForm(&v.form, v.submitted), handle(func(tip) { v.extra = !v.extra })}
	}
	v.render = v.page
	return v
}

func (v *profiler) submitted(s *live.Socket, p Profile) error {
	v.saved = append(v.saved, p)
	if v.save != nil {
		return v.save(s, p)
	}
	return nil
}

func (v *profiler) page() templ.Component {
	f := &v.form
	all := []any{button("tip", tip{}), `<form id="f"`, f.Bind(), `>`,
		input(f.Field("name"), "text"), input(f.Field("pin"), "password"), input(f.Field("age"), "text"),
		`<select name="plan">`, option("", f.Field("plan")), option("free", f.Field("plan")), option("pro", f.Field("plan")), `</select>`,
		tickbox("radio", "color", "red", f.Field("color").Value == "red"), tickbox("radio", "color", "blue", f.Field("color").Value == "blue"),
		tickbox("checkbox", "news", "true", f.Field("news").Checked),
		tickbox("checkbox", "langs", "go", slices.Contains(f.Field("langs").Values, "go")),
		tickbox("checkbox", "langs", "c", slices.Contains(f.Field("langs").Values, "c")),
		`<select name="tags" multiple>`, option("a", f.Field("tags")), option("b", f.Field("tags")), `</select>`,
	}
	if v.extra {
		all = append(all, tickbox("checkbox", "extra", "true", f.Field("extra").Checked))
	}
	return markup(append(all, `<button name="action" value="save">save</button><button name="action" value="draft">draft</button></form>`)...)
}

func input(f live.Field, kind string) templ.Component {
	c := []any{`<input name="`, f.Name, `" id="`, f.ID, `" type="`, kind, `" value="`, quoted(f.Value), `">`}
	if f.Error != "" {
		c = append(c, `<p role="alert">`, f.Name, ` `, f.Error, `</p>`)
	}
	return markup(c...)
}

func option(value string, f live.Field) templ.Component {
	selected := ""
	if f.Value == value || slices.Contains(f.Values, value) {
		selected = " selected"
	}
	return markup(`<option value="`, value, `"`, selected, `>`, value, `</option>`)
}

func tickbox(kind, name, value string, checked bool) templ.Component {
	mark := ""
	if checked {
		mark = " checked"
	}
	return markup(`<input type="`, kind, `" name="`, name, `" value="`, value, `"`, mark, `>`)
}

// quoted is a text within an attribute.
type quoted string

func TestForm_DecodesAllControls(t *testing.T) {
	v := newProfiler()
	p := livetest.Mount(t, func() live.View { return v })
	f := p.Form("#f").Fill("name", `Ann "A" <b>`).Fill("pin", "12345").Fill("age", "42")
	f.Select("plan", "pro").Choose("color", "blue").Check("news").Check("langs", "c").Select("tags", "a", "b").Submit()
	require.Empty(t, p.Texts("[role=alert]"))
	require.Equal(t, []Profile{{
		Name: `Ann "A" <b>`, PIN: "12345", Age: 42, Plan: "pro", Color: "blue", News: true,
		Langs: []string{"c"}, Tags: []string{"a", "b"}, Action: "save",
	}}, v.saved)

	f.Uncheck("news").Uncheck("langs", "c").Select("tags").Select("plan", "").Choose("color", "red")
	p.Click("button:contains('draft')")
	require.Equal(t, Profile{Name: `Ann "A" <b>`, PIN: "12345", Age: 42, Color: "red", Action: "draft"}, v.saved[1])
	require.Equal(t, []string{"", "red"}, []string{f.Value("news"), f.Value("color")})
}

// What was typed stays as it was typed, while it does not decode and while it does.
func TestForm_KeepsTypedText(t *testing.T) {
	v := newProfiler()
	p := livetest.Mount(t, func() live.View { return v })
	f := p.Form("#f").Fill("age", "12 years")
	require.Equal(t, []string{"age must be a whole number"}, p.Texts("[role=alert]"))
	require.Equal(t, "12 years", p.Attr("[name=age]", "value"))
	require.Zero(t, v.form.Value.Age)
	f.Fill("age", "007")
	require.Empty(t, p.Texts("[role=alert]"))
	require.Equal(t, "007", p.Attr("[name=age]", "value"))
	require.Equal(t, 7, v.form.Value.Age)
}

// A field is quiet until it was touched, or the form submitted.
func TestForm_NoErrorsForUntouchedFields(t *testing.T) {
	v := newProfiler()
	p := livetest.Mount(t, func() live.View { return v })
	require.Empty(t, p.Texts("[role=alert]"))
	f := p.Form("#f").Fill("pin", "1")
	require.Equal(t, []string{"pin is too short"}, p.Texts("[role=alert]"))
	f.Submit()
	require.Equal(t, []string{"name is missing", "pin is too short"}, p.Texts("[role=alert]"))
	f.Fill("name", "ann")
	require.Equal(t, []string{"pin is too short"}, p.Texts("[role=alert]"))
	require.Empty(t, v.saved, "the handler sees what is valid only")
}

// A secret goes to the server and never comes back, not in a patch and not in full.
func TestForm_SecretIsNeverRendered(t *testing.T) {
	v := newProfiler()
	p := livetest.Mount(t, func() live.View { return v })
	p.Form("#f").Fill("pin", "s3cr3t").Fill("name", "ann")
	require.Equal(t, "s3cr3t", v.form.Value.PIN)
	require.NotContains(t, p.HTML(), "s3cr3t")
	require.Equal(t, "s3cr3t", p.Form("#f").Value("pin"), "the person's own field is never written")
	p.Disconnect().Resume()
	require.NotContains(t, p.HTML(), "s3cr3t")
	p.Form("#f").Submit()
	require.Equal(t, "s3cr3t", v.saved[0].PIN)
}

// A box that is not ticked and one that is not on the page look alike in a form post; here they do not.
func TestForm_UnrenderedCheckboxKeepsValue(t *testing.T) {
	v := newProfiler()
	p := livetest.Mount(t, func() live.View { return v })
	f := p.Form("#f").Check("extra").Check("news")
	p.Click(".tip")
	f.Uncheck("news")
	require.True(t, v.form.Value.Extra, "not on the page: it keeps its value")
	require.False(t, v.form.Value.News)
	p.Click(".tip")
	require.Equal(t, "true", f.Value("extra"))
}

// The handler of a submit may refuse what is valid, field by field; the error stays until the field changes.
func TestForm_HandlerErrors(t *testing.T) {
	v := newProfiler()
	v.save = func(*live.Socket, Profile) error { return live.Errors{"name": "is taken"} }
	p := livetest.Mount(t, func() live.View { return v })
	f := p.Form("#f").Fill("name", "ann").Fill("pin", "1234")
	f.Submit()
	require.Equal(t, []string{"name is taken"}, p.Texts("[role=alert]"))
	f.Fill("age", "3")
	require.Equal(t, []string{"name is taken"}, p.Texts("[role=alert]"))
	f.Fill("name", "bob")
	require.Empty(t, p.Texts("[role=alert]"))
	require.Empty(t, p.Flash(live.FlashError))

	v.save = func(*live.Socket, Profile) error { return errors.New("disk full") }
	f.Submit()
	require.Empty(t, p.Texts("[role=alert]"))
	require.Contains(t, p.Flash(live.FlashError), "disk full")
	require.Equal(t, "bob", f.Value("name"))
}

// The server has the last word about what was typed: a character that it refuses goes, a form that it resets is empty.
func TestForm_ServerOverridesInput(t *testing.T) {
	v := newProfiler()
	v.save = func(*live.Socket, Profile) error { v.form.Reset(); return nil }
	v.render = func() templ.Component {
		v.form.Value.Name = strings.ReplaceAll(v.form.Value.Name, "!", "")
		return v.page()
	}
	p := livetest.Mount(t, func() live.View { return v })
	f := p.Form("#f").Fill("name", "ann!").Fill("pin", "1234")
	require.Equal(t, "ann", f.Value("name"))
	f.Fill("name", "ann!!")
	require.Equal(t, "ann", f.Value("name"), "the page did not change at all")
	f.Check("news").Submit()
	require.Equal(t, []string{"", ""}, []string{f.Value("name"), f.Value("news")})
}

// Change on one control sends that control's value to a handler of any event.
func TestChange_SingleControl(t *testing.T) {
	var heard []search
	v := &stub{events: on(func(q search) { heard = append(heard, q) })}
	v.render = func() templ.Component {
		return markup(`<input name="q" value="" live-value-page="3"`, live.Change(search{}), `>`, `<form><input name="other" value=""></form>`)
	}
	p := livetest.Mount(t, func() live.View { return v })
	p.Fill("[name=q]", "go templ")
	require.Equal(t, []search{{Page: 3, Q: "go templ"}}, heard)
	p.Form("form").Fill("other", "x")
	require.Len(t, heard, 1)
}
