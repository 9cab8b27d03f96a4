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
