package live_test

import (
	"context"
	"fmt"
	"net/http"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// Shipment is the data of a form.
type Shipment struct {
	To     string
	Weight int8
}

// Validate requires an address, but not for a draft.
func (p Shipment) Validate(ctx context.Context) error {
	if _, action := live.FormSubmitter(ctx); p.To == "" && action != "draft" {
		return live.Errors{"to": "is missing"}
	}
	if live.FormTarget(ctx) == "weight" && p.Weight > 20 {
		return live.Errors{"weight": "costs extra"}
	}
	return nil
}

// ShipmentForm is a page that shows the state of its form.
type ShipmentForm struct {
	Form live.Form[Shipment]
	Text string
}

func (v *ShipmentForm) Events() live.Events {
	return live.Events{live.OnFormChange(&v.Form, v.changed, v.save)}
}

func (v *ShipmentForm) changed(_ *live.Socket, f *live.Form[Shipment]) error {
	v.Text = "changed " + f.Target()
	return nil
}

func (v *ShipmentForm) save(*live.Socket, Shipment) error {
	name, value := v.Form.Submitter()
	v.Text = name + " = " + value
	v.Form.MarkClean()
	return nil
}

func (v *ShipmentForm) Render() templ.Component {
	to, weight := v.Form.Field("to"), v.Form.Field("weight")
	return htmlf(`<form%s><input name="to" value="%s"><input name="weight" value="%s"><p>%s%s</p><b>%s</b>
		<button name="do" value="send">Send</button><button name="do" value="draft">Save a draft</button></form>`,
		v.Form.Bind(), to.Value, weight.Value, to.Error, weight.Error, v.Text)
}

func mountShipment(t *exampleTB) (*ShipmentForm, *livetest.Page) {
	v := &ShipmentForm{}
	return v, livetest.Mount(t, func() live.View { return v })
}

func ExampleOnFormChange() {
	t := &exampleTB{}
	defer t.end()

	_, p := mountShipment(t)
	fmt.Println(p.Fill("[name=to]", "Ann").Text("b"))
	fmt.Println(p.Form("form").Submit().Text("b"))
	// Output:
	// changed to
	// do = send
}

func ExampleFormTarget() {
	t := &exampleTB{}
	defer t.end()

	_, p := mountShipment(t)
	p.Fill("[name=to]", "Ann").Fill("[name=weight]", "25")
	fmt.Println(p.Text("p"))
	p.Fill("[name=to]", "Bob")
	fmt.Printf("%q\n", p.Text("p"))
	// Output:
	// costs extra
	// ""
}

func ExampleFormSubmitter() {
	t := &exampleTB{}
	defer t.end()

	_, p := mountShipment(t)
	fmt.Println(p.Click("[value=send]").Text("p"))
	fmt.Println(p.Click("[value=draft]").Text("b"))
	// Output:
	// is missing
	// do = draft
}

func ExampleForm_Target() {
	t := &exampleTB{}
	defer t.end()

	v, p := mountShipment(t)
	p.Fill("[name=weight]", "3")
	fmt.Println(v.Form.Target())
	p.Form("form").Reset()
	fmt.Printf("%q\n", v.Form.Target())
	// Output:
	// weight
	// ""
}

func ExampleForm_Submitter() {
	t := &exampleTB{}
	defer t.end()

	v, p := mountShipment(t)
	p.Click("[value=draft]")
	fmt.Println(v.Form.Submitter())
	// Output: do draft
}

func ExampleForm_Dirty() {
	t := &exampleTB{}
	defer t.end()

	v, p := mountShipment(t)
	f := p.Form("form").Fill("to", "Ann")
	fmt.Println(v.Form.Dirty())
	f.Fill("to", "")
	fmt.Println(v.Form.Dirty())
	// Output:
	// true
	// false
}

func ExampleForm_MarkClean() {
	t := &exampleTB{}
	defer t.end()

	v, p := mountShipment(t)
	f := p.Form("form").Fill("to", "Ann")
	v.Form.MarkClean()
	fmt.Println(v.Form.Dirty())
	f.Fill("to", "Bob").Reset()
	fmt.Println(f.Value("to"))
	// Output:
	// false
	// Ann
}

func ExampleField_Dirty() {
	t := &exampleTB{}
	defer t.end()

	v, p := mountShipment(t)
	p.Fill("[name=to]", "Ann")
	fmt.Println(v.Form.Field("to").Dirty(), v.Form.Field("weight").Dirty())
	// Output: true false
}

func ExampleMessage() {
	t := &exampleTB{}
	defer t.end()

	p := livetest.Open(t, &live.Server{
		Handler: live.Page(func(*http.Request) live.View { return &ShipmentForm{} }),
		Messages: func(_ context.Context, m live.Message) string {
			switch m.Code {
			case live.MessageInteger:
				return "doit être un nombre entier"
			case live.MessageTooLarge:
				return "doit être au plus " + m.Max
			}
			return m.Text
		},
	})
	fmt.Println(p.Fill("[name=weight]", "1000").Text("p"))
	// Output: doit être au plus 127
}

// Recover is the event with which a page reports an element to a new view.
type Recover struct{ Step int }

func ExampleAutoRecover() {
	printAttr(live.AutoRecover(Recover{Step: 2}))
	// Output: <button live-auto-recover="live_test.Recover?step=2">
}

func ExampleNoAutoRecover() {
	printAttr(live.NoAutoRecover())
	// Output: <button live-auto-recover="ignore">
}
