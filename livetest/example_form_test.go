package livetest_test

import (
	"fmt"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

func ExamplePage_Form() {
	t := &example{} // in a test: t *testing.T
	defer t.end()

	p := livetest.Mount(t, func() live.View { return &greeter{} })
	f := p.Form("form").Fill("name", "")
	fmt.Println(p.Texts("[role=alert]"))
	f.Fill("name", "Ann").Submit()
	fmt.Println(p.Text("output"), p.Texts("[role=alert]"))
	// Output:
	// [is missing]
	// Hello Ann []
}

func ExampleForm_Fill() {
	t := &example{}
	defer t.end()

	f := livetest.Mount(t, newOrder).Form("form").Fill("name", "Ann").Fill("name", "Bob")
	fmt.Println(f.Value("name"))
	// Output: Bob
}

func ExampleForm_Check() {
	t := &example{}
	defer t.end()

	f := livetest.Mount(t, newOrder).Form("form").Check("gift").Check("toppings", "capers")
	fmt.Println(f.Value("gift"), f.Values("toppings"))
	// Output: true [capers]
}

func ExampleForm_Uncheck() {
	t := &example{}
	defer t.end()

	f := livetest.Mount(t, newOrder).Form("form").Check("toppings", "olives").Check("toppings", "capers")
	f.Uncheck("toppings", "olives")
	fmt.Println(f.Values("toppings"))
	// Output: [capers]
}

func ExampleForm_Choose() {
	t := &example{}
	defer t.end()

	f := livetest.Mount(t, newOrder).Form("form").Choose("size", "small").Choose("size", "large")
	fmt.Println(f.Value("size"))
	// Output: large
}

func ExampleForm_Select() {
	t := &example{}
	defer t.end()

	f := livetest.Mount(t, newOrder).Form("form").Select("country", "Malta").Select("drinks", "water", "wine")
	fmt.Println(f.Value("country"), f.Values("drinks"))
	// Output: Malta [water wine]
}

func ExampleForm_Value() {
	t := &example{}
	defer t.end()

	f := livetest.Mount(t, newOrder).Form("form").Fill("name", "Ann")
	fmt.Printf("%q %q\n", f.Value("name"), f.Value("country"))
	// Output: "Ann" ""
}

func ExampleForm_Values() {
	t := &example{}
	defer t.end()

	f := livetest.Mount(t, newOrder).Form("form").Check("toppings", "olives").Check("toppings", "capers")
	fmt.Println(f.Values("toppings"), f.Values("drinks"))
	// Output: [olives capers] []
}

func ExampleForm_Submit_enter() {
	t := &example{}
	defer t.end()

	p := livetest.Mount(t, newOrder).Form("form").Fill("name", "Ann").Choose("size", "large").Check("toppings", "olives").Submit()
	fmt.Println(p.Texts("li"))
	// Output: [large for Ann with [olives]]
}

// The argument selects the button.
func ExampleForm_Submit() {
	t := &example{}
	defer t.end()

	p := livetest.Mount(t, func() live.View { return &letterView{} })
	p.Form("form").Submit("#now")
	fmt.Println(p.Text("output"))
	// Output: save= send=now
}

func ExampleForm_Reset() {
	t := &example{}
	defer t.end()

	f := livetest.Mount(t, newOrder).Form("form").Fill("name", "Ann")
	f.Reset()
	fmt.Printf("%q\n", f.Value("name"))
	// Output: ""
}
