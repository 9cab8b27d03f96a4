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

// Profile is the value of a form with a control of each kind.
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

// A profileView renders the form of a Profile and records the submitted values.
type profileView struct {
	stub
	form  live.Form[Profile]
	saved []Profile
	save  func(*live.Socket, Profile) error
	extra bool // render the last checkbox
}

func newProfileView() *profileView {
	v := &profileView{extra: true}
	v.events = func() live.Events {
		return live.Events{live.OnForm(&v.form, v.submitted), handle(func(click) { v.extra = !v.extra })}
	}
	v.render = v.renderForm
	return v
}

func (v *profileView) submitted(s *live.Socket, p Profile) error {
	v.saved = append(v.saved, p)
	if v.save != nil {
		return v.save(s, p)
	}
	return nil
}

func (v *profileView) renderForm() templ.Component {
	f := &v.form
	all := []any{button("click", click{}), `<form id="f"`, f.Bind(), `>`,
		inputElement(f.Field("name"), "text"), inputElement(f.Field("pin"), "password"), inputElement(f.Field("age"), "text"),
		`<select name="plan">`, optionElement("", f.Field("plan")), optionElement("free", f.Field("plan")), optionElement("pro", f.Field("plan")), `</select>`,
		checkableElement("radio", "color", "red", f.Field("color").Value == "red"), checkableElement("radio", "color", "blue", f.Field("color").Value == "blue"),
		checkableElement("checkbox", "news", "true", f.Field("news").Checked),
		checkableElement("checkbox", "langs", "go", slices.Contains(f.Field("langs").Values, "go")),
		checkableElement("checkbox", "langs", "c", slices.Contains(f.Field("langs").Values, "c")),
		`<select name="tags" multiple>`, optionElement("a", f.Field("tags")), optionElement("b", f.Field("tags")), `</select>`,
	}
	if v.extra {
		all = append(all, checkableElement("checkbox", "extra", "true", f.Field("extra").Checked))
	}
	return markup(append(all, `<button name="action" value="save">save</button><button name="action" value="draft">draft</button></form>`)...)
}

func inputElement(f live.Field, kind string) templ.Component {
	c := []any{`<input name="`, f.Name, `" id="`, f.ID, `" type="`, kind, `" value="`, attrText(f.Value), `">`}
	if f.Error != "" {
		c = append(c, `<p role="alert">`, f.Name, ` `, f.Error, `</p>`)
	}
	return markup(c...)
}

func optionElement(value string, f live.Field) templ.Component {
	selected := ""
	if f.Value == value || slices.Contains(f.Values, value) {
		selected = " selected"
	}
	return markup(`<option value="`, value, `"`, selected, `>`, value, `</option>`)
}

func checkableElement(kind, name, value string, checked bool) templ.Component {
	mark := ""
	if checked {
		mark = " checked"
	}
	return markup(`<input type="`, kind, `" name="`, name, `" value="`, value, `"`, mark, `>`)
}

// An attrText is an attribute value. Unlike a string, markup escapes it.
type attrText string

func TestForm_DecodesAllControls(t *testing.T) {
	v := newProfileView()
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

// Typed text is kept unchanged, whether or not it decodes.
func TestForm_KeepsTypedText(t *testing.T) {
	v := newProfileView()
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

// A field shows no error before it was touched or the form submitted.
func TestForm_NoErrorsForUntouchedFields(t *testing.T) {
	v := newProfileView()
	p := livetest.Mount(t, func() live.View { return v })
	require.Empty(t, p.Texts("[role=alert]"))
	f := p.Form("#f").Fill("pin", "1")
	require.Equal(t, []string{"pin is too short"}, p.Texts("[role=alert]"))
	f.Submit()
	require.Equal(t, []string{"name is missing", "pin is too short"}, p.Texts("[role=alert]"))
	f.Fill("name", "ann")
	require.Equal(t, []string{"pin is too short"}, p.Texts("[role=alert]"))
	require.Empty(t, v.saved, "the handler receives only valid values")
}

// A secret field is never rendered, neither in a patch nor in full HTML.
func TestForm_SecretIsNeverRendered(t *testing.T) {
	v := newProfileView()
	p := livetest.Mount(t, func() live.View { return v })
	p.Form("#f").Fill("pin", "s3cr3t").Fill("name", "ann")
	require.Equal(t, "s3cr3t", v.form.Value.PIN)
	require.NotContains(t, p.HTML(), "s3cr3t")
	require.Equal(t, "s3cr3t", p.Form("#f").Value("pin"), "the field in the browser keeps its text")
	p.Disconnect().Resume()
	require.NotContains(t, p.HTML(), "s3cr3t")
	p.Form("#f").Submit()
	require.Equal(t, "s3cr3t", v.saved[0].PIN)
}

// An unchecked checkbox differs from one that is not rendered, unlike in a plain form post.
func TestForm_UnrenderedCheckboxKeepsValue(t *testing.T) {
	v := newProfileView()
	p := livetest.Mount(t, func() live.View { return v })
	f := p.Form("#f").Check("extra").Check("news")
	p.Click(".click")
	f.Uncheck("news")
	require.True(t, v.form.Value.Extra, "not rendered: the value is kept")
	require.False(t, v.form.Value.News)
	p.Click(".click")
	require.Equal(t, "true", f.Value("extra"))
}

// The submit handler may return errors for valid fields. Such an error stays until its field
// changes.
func TestForm_HandlerErrors(t *testing.T) {
	v := newProfileView()
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

// The server overrides typed text: a character it removes disappears, and a form it resets is
// empty.
func TestForm_ServerOverridesInput(t *testing.T) {
	v := newProfileView()
	v.save = func(*live.Socket, Profile) error { v.form.Reset(); return nil }
	v.render = func() templ.Component {
		v.form.Value.Name = strings.ReplaceAll(v.form.Value.Name, "!", "")
		return v.renderForm()
	}
	p := livetest.Mount(t, func() live.View { return v })
	f := p.Form("#f").Fill("name", "ann!").Fill("pin", "1234")
	require.Equal(t, "ann", f.Value("name"))
	f.Fill("name", "ann!!")
	require.Equal(t, "ann", f.Value("name"), "the rendered HTML did not change")
	f.Check("news").Submit()
	require.Equal(t, []string{"", ""}, []string{f.Value("name"), f.Value("news")})
}

// Change on a control outside a form sends that control's value as an argument of the event.
func TestChange_SingleControl(t *testing.T) {
	var received []search
	v := &stub{events: on(func(q search) { received = append(received, q) })}
	v.render = func() templ.Component {
		return markup(`<input name="q" value="" live-value-page="3"`, live.Change(search{}), `>`, `<form><input name="other" value=""></form>`)
	}
	p := livetest.Mount(t, func() live.View { return v })
	p.Fill("[name=q]", "go templ")
	require.Equal(t, []search{{Page: 3, Q: "go templ"}}, received)
	p.Form("form").Fill("other", "x")
	require.Len(t, received, 1)
}
