package e2e

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
)

// A Pin is the value of a form whose data has entries that are not values of controls: the direction of a text, and
// where the user has clicked on an image.
type Pin struct {
	Note   string
	Dir    string
	At     Point
	Open   bool // whether the fields below are enabled
	Place  string
	Marked bool
}

// A Point is a position in an image.
type Point struct{ X, Y int }

// A pinView shows the form of a Pin, and the data of the last submit.
type pinView struct {
	form  live.Form[Pin]
	saved string
}

func (v *pinView) Events() live.Events {
	return live.Events{live.OnForm(&v.form, func(_ *live.Socket, p Pin) error {
		name, value := v.form.Submitter()
		v.saved = fmt.Sprintf("%+v by %s=%s", p, name, value)
		return nil
	})}
}

func (v *pinView) Render() templ.Component {
	f := &v.form
	checked := map[bool]string{true: " checked"}
	disabled := map[bool]string{false: " disabled"}
	const img = `data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='100' height='50'/%3E`
	return templ.Join(templ.Raw(`<form id="f" live-change="e2e.Pin" live-submit="e2e.Pin"><textarea name="note" dirname="dir" dir="rtl">`+templ.EscapeString(f.Field("note").Value)+`</textarea>
		<input type="checkbox" name="open" value="true" aria-label="Open"`+checked[f.Value.Open]+`>
		<fieldset`+disabled[f.Value.Open]+`><input name="place" aria-label="Place" value="`+templ.EscapeString(f.Field("place").Value)+`">
			<input type="checkbox" name="marked" value="true" aria-label="Marked"`+checked[f.Value.Marked]+`></fieldset>
		<input type="image" id="map" name="at" alt="map" width="100" height="50" src="`+img+`"><input type="image" id="other" alt="other" src="`+img+`">
		<button id="save" name="by" value="save">Save</button></form><output>`), templ.Raw(templ.EscapeString(v.saved)+`</output>`))
}

// The direction of a text, the position of a click on an image and the fields of a fieldset that is disabled for a
// while are decoded, as a browser sends them.
func TestScript_Controls(t *testing.T) {
	t.Parallel()
	app := func() http.Handler { return newServer(viewFunc(func() *pinView { return &pinView{} })) }
	runScript(t, app, func(t *testing.T, open openFunc) {
		p := open("/")
		f := p.Form("#f").Fill("note", "shalom").Check("open").Fill("place", "here").Check("marked")
		p.Click("#save")
		require.Equal(t, "{Note:shalom Dir:rtl At:{X:0 Y:0} Open:true Place:here Marked:true} by by=save", p.Text("output"))
		f.Uncheck("open")
		p.Click("#save")
		require.Equal(t, "{Note:shalom Dir:rtl At:{X:0 Y:0} Open:false Place:here Marked:true} by by=save", p.Text("output"), "disabled controls keep their values")
		f.Check("open")
		require.Equal(t, []string{"here", "true"}, []string{f.Value("place"), f.Value("marked")})
		f.Uncheck("marked")
		p.Click("#map")
		require.Regexp(t, `^{Note:shalom Dir:rtl At:{X:\d+ Y:\d+} Open:true Place:here Marked:false} by at=$`, p.Text("output"))
		f.Fill("note", "again")
		p.Click("#other")
		require.Regexp(t, `^{Note:again Dir:rtl At:{X:\d+ Y:\d+} Open:true Place:here Marked:false} by =$`, p.Text("output"))
	})
}
