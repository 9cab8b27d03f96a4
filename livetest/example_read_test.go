package livetest_test

import (
	"fmt"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
	"github.com/lively-go/lively/livetest/internal/programs/counter"
)

func ExamplePage_Text() {
	t := &example{} // in a test: t *testing.T
	defer t.end()

	p := livetest.Mount(t, func() live.View { return &counter.Counter{N: 7} })
	fmt.Println(p.Text("output"))
	// Output: 7
}

func ExamplePage_Texts() {
	t := &example{}
	defer t.end()

	p := livetest.Mount(t, func() live.View { return &counter.Counter{} })
	fmt.Printf("%q\n", p.Texts("button"))
	// Output: ["-" "+" "reset"]
}

func ExamplePage_Has() {
	t := &example{}
	defer t.end()

	p := livetest.Mount(t, func() live.View { return &counter.Counter{} })
	fmt.Println(p.Has("output"), p.Has("button:contains('undo')"))
	// Output: true false
}

func ExamplePage_Count() {
	t := &example{}
	defer t.end()

	p := livetest.Mount(t, func() live.View { return &counter.Counter{} })
	fmt.Println(p.Count("button"))
	// Output: 3
}

func ExamplePage_Attr() {
	t := &example{}
	defer t.end()

	p := livetest.Mount(t, func() live.View { return &counter.Counter{} })
	fmt.Println(p.Attr("button:contains('reset')", "live-confirm"))
	// Output: Sure?
}

func ExamplePage_HTML() {
	t := &example{}
	defer t.end()

	p := livetest.Mount(t, func() live.View { return &greeter{} })
	fmt.Println(p.Form("form").Fill("name", "Ann").Submit().HTML())
	// Output: <output>Hello Ann</output><form method="post" live-change="livetest_test.guest" live-submit="livetest_test.guest"><input name="name" value=""></form>
}

func ExamplePage_Title() {
	t := &example{}
	defer t.end()

	p := livetest.Mount(t, newOrder)
	p.Form("form").Fill("name", "Ann").Submit()
	fmt.Println(p.Title())
	// Output: Pizza (1)
}

func ExamplePage_URL() {
	t := &example{}
	defer t.end()

	p := livetest.Mount(t, newList, "/users?sort=name").Click("#next")
	fmt.Println(p.URL())
	// Output: /users?page=2&sort=name
}

func ExamplePage_Flash() {
	t := &example{}
	defer t.end()

	p := livetest.Mount(t, newOrder).Form("form").Fill("name", "Ann").Submit()
	fmt.Println(p.Flash(live.FlashInfo))
	// Output: Thank you, Ann
}

func ExamplePage_Pushed() {
	t := &example{}
	defer t.end()

	p := livetest.Mount(t, newOrder).Form("form").Fill("name", "Ann").Select("country", "Malta").Submit()
	fmt.Println(p.Pushed("ordered"))
	// Output: [{"Name":"Ann","Size":"","Toppings":null,"Drinks":null,"Country":"Malta","Gift":false}]
}

// The page is compared with testdata/pizza.html, which a run with -livetest.update writes.
func ExamplePage_Golden() {
	t := &example{}
	defer t.end()

	p := livetest.Mount(t, newOrder).Focus("[name=name]").Golden("pizza")
	fmt.Println(p.Text("[role=note]"))
	// Output: The name on your door
}
