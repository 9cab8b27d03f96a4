package dom_test

import (
	"fmt"

	"github.com/lively-go/lively/live/dom"
)

func ExampleCommand() {
	fmt.Println(dom.Focus("#name").String())
	// Output: ["focus","#name"]
}

func ExampleTarget() {
	fmt.Println(dom.Hide("#menu"), dom.Hide(dom.Self))
	// Output: ["hide","#menu"] ["hide",""]
}

func ExampleAnimation() {
	fade := dom.Animation{During: "fade", From: "out", To: "in"}
	fmt.Println(dom.Show("#menu", fade))
	// Output: ["show","#menu",["fade","out","in",200]]
}

func ExampleInner() {
	// A card shows its own details, whatever other cards are in the page.
	fmt.Println(dom.Toggle(dom.Inner(".details")))
	// Output: ["toggle",">.details"]
}

func ExampleClosest() {
	fmt.Println(dom.AddClass(dom.Closest("tr"), "selected"))
	// Output: ["addClass","<tr","selected"]
}

func ExampleID() {
	// In a selector, the colon would begin a pseudo-class.
	fmt.Println(dom.Focus(dom.ID("user:7")))
	// Output: ["focus","[id=\"user:7\"]"]
}
