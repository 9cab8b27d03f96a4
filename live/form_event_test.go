package live_test

import (
	"context"
	"net/http"
	"slices"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// A Booking is the value of a form that validates itself in a context.
type Booking struct {
	Name  string
	Seats int8
	Class string
	Notes string

	checks *[]string // targets and submitters for which Validate was called
}

type languageKey struct{}

func (b Booking) Validate(ctx context.Context) error {
	name, value := live.FormSubmitter(ctx)
	*b.checks = append(*b.checks, live.FormTarget(ctx)+"|"+name+"="+value)
	errs := live.Errors{}
	if b.Name == "" {
		errs["name"] = "is missing"
		if ctx.Value(languageKey{}) == "de" {
			errs["name"] = "fehlt"
		}
	}
	return errs.Err()
}

// A bookingView renders the form of a Booking and records the calls of its handlers.
type bookingView struct {
	stub
	form    live.Form[Booking]
	checks  []string
	changes []string
	saved   []string
	onSet   func(*live.Form[Booking]) error
}

func newBookingView() *bookingView {
	v := &bookingView{}
	v.form.Value.checks = &v.checks
	v.events = func() live.Events { return live.Events{live.OnFormChange(&v.form, v.changed, v.save)} }
	v.render = v.renderForm
	return v
}

func (v *bookingView) changed(_ *live.Socket, f *live.Form[Booking]) error {
	v.changes = append(v.changes, f.Target())
	if v.onSet != nil {
		return v.onSet(f)
	}
	return nil
}

func (v *bookingView) save(*live.Socket, Booking) error {
	name, value := v.form.Submitter()
	v.saved = append(v.saved, name+"="+value)
	v.form.MarkClean()
	return nil
}

func (v *bookingView) renderForm() templ.Component {
	f := &v.form
	dirty := ""
	for _, name := range []string{"name", "seats", "class", "notes"} {
		if f.Field(name).Dirty() {
			dirty += name + " "
		}
	}
	return markup(`<form id="f"`, f.Bind(), `>`, live.SubmitKey(f), inputElement(f.Field("name"), "text"), inputElement(f.Field("seats"), "text"),
		checkableElement("radio", "class", "first", f.Field("class").Value == "first"),
		checkableElement("radio", "class", "second", f.Field("class").Value == "second"), inputElement(f.Field("notes"), "text"),
		`<button name="do" value="save">save</button><button name="do" value="publish">publish</button>`,
		`<button type="reset">reset</button></form><output>`, dirty, `</output>`)
}

func TestOnFormChange_TargetAndSubmitter(t *testing.T) {
	v := newBookingView()
	p := livetest.Mount(t, func() live.View { return v })
	f := p.Form("#f").Fill("notes", "x").Choose("class", "second")
	f.Submit()
	f.Fill("name", "Ann")
	p.Click("button:contains('publish')")
	f.Reset()
	require.Equal(t, []string{"notes", "class", "name", ""}, v.changes)
	require.Equal(t, []string{"notes|=", "class|=", "|do=save", "name|=", "|do=publish", "|="}, v.checks)
	require.Equal(t, []string{"do=publish"}, v.saved, "the other submission was not valid")
}

func TestOnFormChange_MayModifyForm(t *testing.T) {
	v := newBookingView()
	v.onSet = func(f *live.Form[Booking]) error {
		if f.Target() == "class" {
			f.Value.Name = "set for " + f.Value.Class
		}
		if f.Value.Notes == "bad" {
			return live.Errors{"notes": "is bad", "name": "is taken"}
		}
		return nil
	}
	p := livetest.Mount(t, func() live.View { return v })
	f := p.Form("#f").Fill("name", "").Choose("class", "first")
	require.Equal(t, "set for first", f.Value("name"))
	require.Empty(t, p.Texts("[role=alert]"), "it was validated again")
	f.Fill("seats", "x").Fill("notes", "bad")
	require.Equal(t, []string{"name is taken", "seats must be a whole number", "notes is bad"}, p.Texts("[role=alert]"))
	f.Fill("notes", "good")
	require.Equal(t, []string{"name is taken", "seats must be a whole number"}, p.Texts("[role=alert]"), "until the field changes")
	f.Fill("name", "Ben")
	require.Equal(t, []string{"seats must be a whole number"}, p.Texts("[role=alert]"))
}

// An error that the handler of a change has returned for a field does not come back with the value that had it, and one
// of the whole form remains until the next change.
func TestOnFormChange_ErrorsOfEarlierChanges(t *testing.T) {
	taken, closed := "Ann", true
	v := newBookingView()
	v.onSet = func(f *live.Form[Booking]) error {
		errs := live.Errors{}
		if f.Target() == "name" && f.Value.Name == taken {
			errs["name"] = "is taken"
		}
		if closed {
			errs[""] = "bookings are closed"
		}
		return errs.Err()
	}
	p := livetest.Mount(t, func() live.View { return v })
	f := p.Form("#f").Fill("name", "Ann")
	require.Equal(t, live.Errors{"name": "is taken", "": "bookings are closed"}, v.form.Errors)
	closed = false
	f.Fill("notes", "x")
	require.Equal(t, live.Errors{"name": "is taken"}, v.form.Errors)
	f.Fill("name", "Anna")
	require.Empty(t, v.form.Errors)
	taken = ""
	f.Fill("name", "Ann")
	require.Empty(t, v.form.Errors, "the name is free now")
}

func TestForm_ResetInBrowser(t *testing.T) {
	v := newBookingView()
	v.form.Value.Name, v.form.Value.Class = "Ann", "first"
	p := livetest.Mount(t, func() live.View { return v })
	key := p.Attr("[name=live-submit-key]", "value")
	f := p.Form("#f").Fill("name", "").Fill("seats", "x").Choose("class", "second").Fill("notes", "n")
	require.Equal(t, "name seats class notes", p.Text("output"))
	p.Click("[type=reset]")
	values := []string{f.Value("name"), f.Value("seats"), f.Value("class"), f.Value("notes")}
	require.Equal(t, []string{"Ann", "", "first", ""}, values)
	require.Empty(t, p.Texts("[role=alert]"))
	require.Empty(t, p.Text("output"))
	require.NotEqual(t, key, p.Attr("[name=live-submit-key]", "value"))

	f.Fill("notes", "kept").Submit()
	require.Equal(t, []string{"do=save"}, v.saved)
	f.Fill("notes", "dropped").Reset()
	require.Equal(t, "kept", f.Value("notes"), "as it was saved")
	require.Equal(t, "kept", v.form.Value.Notes)
}

func TestServer_Messages(t *testing.T) {
	v := newBookingView()
	var got []live.Message
	srv := &live.Server{
		Messages: func(ctx context.Context, m live.Message) string {
			got = append(got, m)
			if ctx.Value(languageKey{}) != "de" {
				return m.Text
			}
			switch m.Code {
			case live.MessageInteger:
				return "muss eine ganze Zahl sein"
			case live.MessageTooLarge:
				return "darf höchstens " + m.Max + " sein"
			}
			return m.Text
		},
	}
	page := live.Page(func(*http.Request) live.View { return v })
	srv.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), languageKey{}, "de")))
	})
	p := livetest.Open(t, srv)
	f := p.Form("#f").Fill("seats", "x").Fill("name", "")
	require.Equal(t, []string{"name fehlt", "seats muss eine ganze Zahl sein"}, p.Texts("[role=alert]"))
	f.Fill("seats", "200")
	require.Equal(t, []string{"name fehlt", "seats darf höchstens 127 sein"}, p.Texts("[role=alert]"))
	require.True(t, slices.Contains(got, live.Message{Code: live.MessageTooLarge, Field: "seats", Input: "200", Max: "127", Text: "is too large"}), got)
}

// The handler of a change may reset the form, and return errors for it.
func TestOnFormChange_ErrorsAfterReset(t *testing.T) {
	v := newBookingView()
	v.onSet = func(f *live.Form[Booking]) error {
		f.Reset()
		f.Value.checks = &v.checks
		return live.Errors{"notes": "are closed"}
	}
	p := livetest.Mount(t, func() live.View { return v })
	p.Form("#f").Fill("notes", "")
	require.Equal(t, "are closed", v.form.Errors["notes"])
	require.Empty(t, p.Texts("[role=alert]"), "the fields of an empty form are unused")
}
