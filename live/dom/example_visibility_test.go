package dom_test

import (
	"fmt"
	"time"

	"github.com/lively-go/lively/live/dom"
)

func ExampleShow() {
	fmt.Println(dom.Show("#menu"))
	// Output: ["show","#menu"]
}

func ExampleHide() {
	fmt.Println(dom.Hide("#menu", dom.Animation{To: "faded", Time: time.Second}))
	// Output: ["hide","#menu",["","","faded",1000]]
}

func ExampleToggle() {
	opening, closing := dom.Animation{From: "closed"}, dom.Animation{To: "closed"}
	fmt.Println(dom.Toggle("#menu", opening, closing))
	// Output: ["toggle","#menu",["","closed","",200],["","","closed",200]]
}

func ExampleTransition() {
	fmt.Println(dom.Transition("#code", dom.Animation{During: "shake"}))
	// Output: ["transition","#code",["shake","","",200]]
}
