package dom_test

import (
	"fmt"

	"github.com/lively-go/lively/live/dom"
)

func ExampleFocus() {
	fmt.Println(dom.Focus("#name"))
	// Output: ["focus","#name"]
}

func ExampleFocusFirst() {
	fmt.Println(dom.FocusFirst("#dialog"))
	// Output: ["focusFirst","#dialog"]
}

func ExamplePushFocus() {
	opening := []dom.Command{dom.PushFocus(dom.Self), dom.Show("#dialog"), dom.FocusFirst("#dialog")}
	fmt.Println(opening)
	// Output: [["pushFocus",""] ["show","#dialog"] ["focusFirst","#dialog"]]
}

func ExamplePopFocus() {
	closing := []dom.Command{dom.Hide("#dialog"), dom.PopFocus()}
	fmt.Println(closing)
	// Output: [["hide","#dialog"] ["popFocus"]]
}

func ExampleDispatch() {
	// A script of the page: addEventListener("live:zoom", e => zoom(e.target, e.detail.by))
	fmt.Println(dom.Dispatch("#chart", "zoom", map[string]int{"by": 2}))
	// Output: ["dispatch","#chart","zoom",{"by":2}]
}

func ExampleExec() {
	// The dialog has the list: live.Commands("close", dom.Hide(dom.Self), dom.PopFocus())
	fmt.Println(dom.Exec("#dialog", "close"))
	// Output: ["exec","#dialog","close"]
}

func ExampleNavigate() {
	fmt.Println(dom.Navigate("/users?page=2"))
	// Output: ["navigate","/users?page=2"]
}

func ExampleReplaceNavigate() {
	fmt.Println(dom.ReplaceNavigate("/welcome")) // Back does not return to the form
	// Output: ["navigate","/welcome",true]
}

// A Filter is the query of a page with a list.
type Filter struct {
	Sort string
	Page int
}

func ExamplePatch() {
	fmt.Println(dom.Patch(Filter{Page: 2}))
	// Output: ["patch","?page=2"]
}

func ExampleReplacePatch() {
	fmt.Println(dom.ReplacePatch(Filter{Sort: "name"})) // Back does not return to each order
	// Output: ["patch","?sort=name",true]
}

func ExampleCopy() {
	fmt.Println(dom.Copy("#link"))
	// Output: ["copy","#link"]
}

func ExampleCopyText() {
	fmt.Println(dom.CopyText("https://example.com/7"))
	// Output: ["copyText","https://example.com/7"]
}

func ExamplePosition() {
	fmt.Println(dom.ScrollIntoView("#newest", dom.Nearest))
	// Output: ["scrollIntoView","#newest","nearest"]
}

func ExampleScrollIntoView() {
	fmt.Println(dom.ScrollIntoView("#comments", dom.Start))
	// Output: ["scrollIntoView","#comments","start"]
}
