package livetest_test

import (
	"fmt"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
	"github.com/lively-go/lively/livetest/internal/programs/counter"
	"github.com/lively-go/lively/livetest/internal/programs/list"
	"github.com/lively-go/lively/livetest/internal/programs/pizza"
	"github.com/lively-go/lively/livetest/internal/programs/todo"
)

// newOrder returns the view of the examples with a form.
func newOrder() live.View { return &pizza.Order{} }

// newList returns a view with its state in its URL.
func newList() live.View { return &list.List{Users: fakeUsers{}} }

func ExamplePage_Click() {
	t := &example{} // in a test: t *testing.T
	defer t.end()

	p := livetest.Mount(t, func() live.View { return &counter.Counter{} })
	p.Click("button:contains('+')").Click("button:contains('+')").Click("button:contains('-')")
	fmt.Println(p.Text("output"))
	// Output: 1
}

func ExamplePage_Fill() {
	t := &example{}
	defer t.end()

	p := livetest.Mount(t, newOrder)
	p.Fill("[name=name]", "Ann")
	fmt.Println(p.Form("form").Value("name"))
	// Output: Ann
}

// Enter in a form submits it, as in a browser. Escape has a binding on this page.
func ExamplePage_Key() {
	t := &example{}
	defer t.end()

	p := livetest.Mount(t, func() live.View { return &todo.Todo{} })
	p.Fill("#new input", "milk").Key("#new input", "Enter")
	fmt.Println(p.Texts(".text"))

	p = livetest.Mount(t, newOrder).Focus("[name=name]")
	fmt.Println(p.Has("[role=note]"))
	fmt.Println(p.Key("[name=name]", "Escape").Has("[role=note]"))
	// Output:
	// [milk]
	// true
	// false
}

func ExamplePage_Focus() {
	t := &example{}
	defer t.end()

	p := livetest.Mount(t, newOrder).Focus("[name=name]")
	fmt.Println(p.Text("[role=note]"))
	// Output: The name on your door
}

func ExamplePage_Blur() {
	t := &example{}
	defer t.end()

	p := livetest.Mount(t, newOrder).Focus("[name=name]").Blur("[name=name]")
	fmt.Println(p.Has("[role=note]"))
	// Output: false
}

// The map on the page has client code of its own, which sends to the view where the user clicked.
func ExamplePage_Hook() {
	t := &example{}
	defer t.end()

	p := livetest.Mount(t, newOrder)
	p.Hook("#map").Push(pizza.Locate{Lat: 35.9, Lon: 14.5})
	fmt.Println(p.Text("#map"))
	// Output: 35.9 14.5
}

func ExampleHook_Push() {
	t := &example{}
	defer t.end()

	p := livetest.Mount(t, newOrder)
	fmt.Println(p.Hook("[live-hook=map]").Push(pizza.Locate{Lat: 52.5}).Text("#map"))
	// Output: 52.5 0
}

func ExamplePage_Navigate() {
	t := &example{}
	defer t.end()

	p := livetest.Mount(t, newList, "/users").Navigate("/users?page=3")
	fmt.Println(p.Texts("li"))
	// Output: [user 3]
}

func ExamplePage_Reload() {
	t := &example{}
	defer t.end()

	p := livetest.Mount(t, func() live.View { return &counter.Counter{} })
	p.Click("button:contains('+')").Reload()
	fmt.Println(p.Text("output"), p.Mounts())
	// Output: 0 2
}

func ExamplePage_Back() {
	t := &example{}
	defer t.end()

	p := livetest.Mount(t, newList, "/users").Click("#next").Click("#next").Back()
	fmt.Println(p.URL(), p.Texts("li"), p.Mounts())
	// Output: /users?page=2 [user 2] 1
}

func ExamplePage_Forward() {
	t := &example{}
	defer t.end()

	p := livetest.Mount(t, newList, "/users").Click("#next").Back().Forward()
	fmt.Println(p.URL(), p.Texts("li"))
	// Output: /users?page=2 [user 2]
}

// The tabs of a browser share its cookies.
func ExamplePage_Tab() {
	t := &example{}
	defer t.end()

	p := livetest.Open(t, site(), "/login").Click("a:contains('ann')")
	fmt.Println(p.Tab("/me").Text("h1"))
	fmt.Println(livetest.Open(t, site(), "/me").Text("h1"))
	// Output:
	// Hello ann
	// Who are you?
}
