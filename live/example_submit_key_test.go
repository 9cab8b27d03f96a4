package live_test

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"strings"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/live"
)

// Orders is a page with a form that orders once, even if it is submitted again because the answer was lost.
type Orders struct {
	form   live.Form[Order]
	placed map[string]Order // by key; in a database with a unique index on user and key
}

// Order is the data of the form of Orders.
type Order struct{ Item string }

func (v *Orders) Events() live.Events { return live.Events{live.OnForm(&v.form, v.place)} }

func (v *Orders) place(_ *live.Socket, o Order) error {
	v.placed[v.form.SubmitKey()] = o // an order with this key is placed already, or is placed now
	v.form.Reset()                   // the next order has another key
	return nil
}

func (v *Orders) Render() templ.Component { return live.SubmitKey(&v.form) } // in a form element

func ExampleSubmitKey() {
	var f live.Form[Order]
	var b strings.Builder
	if err := live.SubmitKey(&f).Render(context.Background(), &b); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	fmt.Println(regexp.MustCompile(`"[A-Z2-7]{26,}"`).ReplaceAllString(b.String(), `"…"`))
	// Output: <input type="hidden" name="live-submit-key" value="…">
}

func ExampleForm_SubmitKey() {
	var f live.Form[Order]
	first := f.SubmitKey()
	fmt.Println(first == f.SubmitKey())
	f.Reset()
	fmt.Println(first == f.SubmitKey())
	// Output:
	// true
	// false
}
