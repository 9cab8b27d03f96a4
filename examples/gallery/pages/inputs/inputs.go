// Package inputs shows the controls of HTML, and what the server decodes.
package inputs

import (
	"fmt"
	"strconv"
	"time"

	"github.com/lively-go/lively/live"
)

// Values is the data of the form.
type Values struct {
	Text    string
	Number  float64
	Range   int
	Date    time.Time `live:",date"`
	Time    time.Time `live:",time"`
	Local   time.Time `live:",datetime-local"`
	Month   time.Time `live:",month"`
	Week    time.Time `live:",week"`
	Color   string
	Radio   string
	Checks  []string
	Select  string
	Several []string
	On      bool
	Long    string
	Outside string
}

// Inputs is a page with a form that shows its values.
type Inputs struct{ Form live.Form[Values] }

// New returns the page with some values.
func New() live.View {
	v := &Inputs{}
	v.Form.Value = Values{Range: 50, Color: "#336699", Radio: "a"}
	return v
}

func (v *Inputs) Events() live.Events { return live.Events{live.OnForm(&v.Form, v.save)} }

func (v *Inputs) save(s *live.Socket, _ Values) error {
	s.Flash(live.FlashInfo, "The server has accepted the values.")
	return nil
}

// values returns what the server has decoded, by label.
func (v *Inputs) values() [][2]string {
	f := v.Form.Value
	at := func(t time.Time, layout string) string {
		if t.IsZero() {
			return "–"
		}
		return t.Format(layout)
	}
	year, week := f.Week.ISOWeek()
	weekText := "–"
	if !f.Week.IsZero() {
		weekText = fmt.Sprintf("week %d of %d", week, year)
	}
	return [][2]string{
		{"Text", strconv.Quote(f.Text)}, {"Number", strconv.FormatFloat(f.Number, 'g', -1, 64)}, {"Range", strconv.Itoa(f.Range)},
		{"Date", at(f.Date, "Monday, 2 January 2006")}, {"Time", at(f.Time, "15:04:05")}, {"Date and time", at(f.Local, "2 Jan 2006 15:04")},
		{"Month", at(f.Month, "January 2006")}, {"Week", weekText}, {"Color", f.Color}, {"Radio buttons", f.Radio},
		{"Checkboxes", fmt.Sprint(f.Checks)}, {"Select", strconv.Quote(f.Select)}, {"Multiple select", fmt.Sprint(f.Several)},
		{"Checkbox", strconv.FormatBool(f.On)}, {"Textarea", strconv.Quote(f.Long)}, {"Outside", strconv.Quote(f.Outside)},
	}
}
