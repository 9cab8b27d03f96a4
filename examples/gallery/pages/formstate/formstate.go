// Package formstate is a form that shows which control the user changed last, which fields are not saved, and which
// button has submitted it.
package formstate

import (
	"context"
	"maps"
	"slices"

	"github.com/lively-go/lively/live"
)

// citiesOf lists the cities of each country.
var citiesOf = map[string][]string{
	"Italy": {"Milan", "Naples", "Rome"},
	"Japan": {"Kyoto", "Osaka", "Tokyo"},
}

// Trip holds the fields of the form.
type Trip struct {
	Title   string
	Country string
	City    string
	Pace    string
	Flight  bool
	Nights  int8
}

// Validate reports what is wrong, by the name of the field.
func (t Trip) Validate(ctx context.Context) error {
	errs := live.Errors{}
	if _, action := live.FormSubmitter(ctx); t.Title == "" && action != "draft" {
		errs["title"] = "Enter a title, or save a draft."
	}
	if !slices.Contains(citiesOf[t.Country], t.City) {
		errs["city"] = "Choose a city of the country."
	}
	if t.Nights < 1 {
		errs["nights"] = "Stay at least one night."
	}
	return errs.Err()
}

// Planner is the view.
type Planner struct {
	Form  live.Form[Trip]
	Saved string // what was saved last
}

// New returns a planner with a trip.
func New() live.View {
	v := &Planner{}
	v.Form.Value = Trip{Title: "Spring", Country: "Italy", City: "Rome", Pace: "slow", Nights: 3}
	return v
}

// Events lists the handlers.
func (v *Planner) Events() live.Events {
	return live.Events{live.OnFormChange(&v.Form, v.changed, v.save)}
}

// changed is called after each change. Another country has other cities.
func (v *Planner) changed(_ *live.Socket, f *live.Form[Trip]) error {
	if cities := v.cities(); f.Target() == "country" && len(cities) > 0 {
		f.Value.City = cities[0]
	}
	v.Saved = ""
	return nil
}

// save is called with a valid trip.
func (v *Planner) save(_ *live.Socket, t Trip) error {
	v.Saved = "Saved " + t.City + "."
	if _, action := v.Form.Submitter(); action == "draft" {
		v.Saved = "Saved a draft of " + t.City + "."
	}
	v.Form.MarkClean()
	return nil
}

// cities returns those of the country.
func (v *Planner) cities() []string { return citiesOf[v.Form.Value.Country] }

// status describes the form.
func (v *Planner) status() string {
	switch target := v.Form.Target(); {
	case v.Saved != "":
		return v.Saved
	case target != "":
		return "You changed " + target + " last."
	case v.Form.Dirty():
		return "The trip is not saved."
	}
	return "All is saved."
}

// countries returns those that the user may choose.
func countries() []string { return slices.Sorted(maps.Keys(citiesOf)) }
