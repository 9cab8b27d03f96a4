package live_test

import (
	"fmt"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// Account is the data of a form.
type Account struct {
	Email    string
	Password string `live:",secret"`
	News     bool
	Age      int
}

func ExampleForm() {
	f := live.Form[Account]{ID: "signup", Value: Account{Email: "ann@example.com", Password: "hunter2", News: true}}
	for _, name := range []string{"email", "password", "news", "age"} {
		field := f.Field(name)
		fmt.Printf("%s %s %q %v\n", field.ID, field.Name, field.Value, field.Checked)
	}
	// Output:
	// signup-email email "ann@example.com" false
	// signup-password password "" false
	// signup-news news "true" true
	// signup-age age "" false
}

func ExampleForm_Bind() {
	f := live.Form[Account]{ID: "signup"}
	printAttr(f.Bind())
	// Output: <button id="signup" method="post" live-change="live_test.Account" live-submit="live_test.Account">
}

func ExampleForm_Reset() {
	f := live.Form[Account]{ID: "signup", Value: Account{Age: 42}}
	f.Reset()
	fmt.Println(f.ID, f.Value.Age)
	// Output: signup 0
}

// Trip and Stop are the data of a form with a nested struct and a list.
type (
	Trip struct {
		From  Stop
		Stops []Stop
		Tags  []string
	}
	Stop struct {
		Code string `live:",key"`
		City string
	}
)

func ExampleForm_Field() {
	f := live.Form[Trip]{Value: Trip{From: Stop{"ber", "Berlin"}, Stops: []Stop{{"prg", "Prague"}, {"vie", "Vienna"}}}}
	for _, name := range []string{"from.city", "stops[1].city"} {
		field := f.Field(name)
		fmt.Println(field.ID, field.Name, field.Value)
	}
	// Output:
	// trip-from-city from.city Berlin
	// trip-stops-vie-city stops[vie].city Vienna
}

func ExampleForm_AddRow() {
	f := live.Form[Trip]{}
	printAttr(f.AddRow("stops"))
	// Output: <button type="submit" name="stops[+]" value="ksnnb21" formnovalidate live-row="stops">
}

func ExampleForm_RemoveRow() {
	f := live.Form[Trip]{Value: Trip{Stops: []Stop{{"prg", "Prague"}, {"vie", "Vienna"}}}}
	printAttr(f.RemoveRow("stops[1]"))
	// Output: <button type="submit" name="stops[vie]" value="remove" formnovalidate live-row="stops">
}

func ExampleForm_MoveRow() {
	f := live.Form[Trip]{Value: Trip{Stops: []Stop{{"prg", "Prague"}, {"vie", "Vienna"}}}}
	printAttr(f.MoveRow("stops[1]", -1))
	printAttr(f.MoveRow("stops[0]", -1))
	// Output:
	// <button type="submit" name="stops[vie]" value="-1" formnovalidate live-row="stops">
	// <button type="submit" name="stops[prg]" value="-1" formnovalidate live-row="stops" aria-disabled="true">
}

func ExampleForm_DragRow() {
	f := live.Form[Trip]{Value: Trip{Stops: []Stop{{"prg", "Prague"}, {"vie", "Vienna"}}}}
	printAttr(f.DragRow("stops[1]"))
	// Output: <button type="button" name="stops[vie]" live-drag="stops" aria-keyshortcuts="ArrowUp ArrowDown">
}

func ExampleField() {
	f := live.Form[Trip]{Value: Trip{Tags: []string{"rail", "city"}}}
	field := f.Field("tags")
	fmt.Println(field.Name, field.Values)
	// Output: tags [rail city]
}

// Subscription is a page with a form.
type Subscription struct {
	form live.Form[Subscriber]
	done bool
}

// Subscriber is the data of the form of a Subscription.
type Subscriber struct{ Email string }

func (s Subscriber) Validate() error {
	if s.Email == "" {
		return live.Errors{"email": "must not be empty"}
	}
	return nil
}

func (v *Subscription) Events() live.Events { return live.Events{live.OnForm(&v.form, v.save)} }

func (v *Subscription) save(_ *live.Socket, s Subscriber) error {
	if s.Email == "ann@example.com" {
		return live.Errors{"email": "is subscribed already"}
	}
	v.done = true
	return nil
}

func (v *Subscription) Render() templ.Component {
	if v.done {
		return htmlf("<p>Thank you</p>")
	}
	email := v.form.Field("email")
	return htmlf(`<form%s><input name="email" value="%s"><p role="alert">%s</p></form>`,
		v.form.Bind(), email.Value, email.Error)
}

func ExampleOnForm() {
	t := &exampleTB{}
	defer t.end()

	p := livetest.Mount(t, func() live.View { return &Subscription{} })
	p.Form("form").Submit()
	fmt.Println(p.Text("[role=alert]"))
	p.Form("form").Fill("email", "ann@example.com").Submit()
	fmt.Println(p.Text("[role=alert]"))
	p.Form("form").Fill("email", "bob@example.com").Submit()
	fmt.Println(p.Text("p"))
	// Output:
	// must not be empty
	// is subscribed already
	// Thank you
}
