package dom_test

import (
	"fmt"

	"github.com/lively-go/lively/live/dom"
)

func ExampleAddClass() {
	fmt.Println(dom.AddClass("#menu", "open wide"))
	// Output: ["addClass","#menu","open wide"]
}

func ExampleRemoveClass() {
	fmt.Println(dom.RemoveClass("#menu", "open"))
	// Output: ["removeClass","#menu","open"]
}

func ExampleToggleClass() {
	fmt.Println(dom.ToggleClass("body", "dark"))
	// Output: ["toggleClass","body","dark"]
}

func ExampleSetAttr() {
	fmt.Println(dom.SetAttr("#help", "href", "/help/forms"))
	fmt.Println(dom.SetAttr("#help", "href", "javascript:alert(1)")) // would run a script
	// Output:
	// ["setAttr","#help","href","/help/forms"]
	// ["setAttr","#help","href","about:invalid#TemplFailedSanitizationURL"]
}

func ExampleRemoveAttr() {
	fmt.Println(dom.RemoveAttr("#code", "readonly"))
	// Output: ["removeAttr","#code","readonly"]
}

func ExampleToggleAttr() {
	fmt.Println(dom.ToggleAttr(dom.Self, "aria-expanded", "true", "false"))
	fmt.Println(dom.ToggleAttr("#panel", "inert")) // adds or removes it
	// Output:
	// ["toggleAttr","","aria-expanded","true","false"]
	// ["toggleAttr","#panel","inert",""]
}

func ExampleIgnoreAttrs() {
	// Only the user opens and closes these elements from now on, and scripts own their data.
	fmt.Println(dom.IgnoreAttrs("details", "open", "data-*"))
	// Output: ["ignoreAttrs","details","open","data-*"]
}
