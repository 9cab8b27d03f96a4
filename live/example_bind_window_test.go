package live_test

import (
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/live/dom"
)

func ExampleClickAway() {
	printAttr(live.ClickAway(dom.Hide(dom.Self)))
	// Output: <button live-click-away="[[&#34;hide&#34;,&#34;&#34;]]">
}

func ExampleMouseEnter() {
	printAttr(live.MouseEnter(Open{}))
	// Output: <button live-mouseenter="live_test.Open">
}

func ExampleMouseLeave() {
	printAttr(live.MouseLeave(Close{}))
	// Output: <button live-mouseleave="live_test.Close">
}

func ExampleKeyup() {
	printAttr(live.Keyup(Open{}).Key("a"))
	// Output: <button live-keyup="live_test.Open" live-key="a">
}

func ExampleWindowKeydown() {
	printAttr(live.WindowKeydown(Open{}).Key("mod+k", "/"))
	// Output: <button live-window-keydown="live_test.Open" live-key="mod+k /">
}

func ExampleWindowKeyup() {
	printAttr(live.WindowKeyup(Close{}).Key("Escape"))
	// Output: <button live-window-keyup="live_test.Close" live-key="Escape">
}

func ExampleWindowFocus() {
	printAttr(live.WindowFocus(Open{}))
	// Output: <button live-window-focus="live_test.Open">
}

func ExampleWindowBlur() {
	printAttr(live.WindowBlur(Close{}))
	// Output: <button live-window-blur="live_test.Close">
}

func ExampleAttr_WhileTyping() {
	printAttr(live.WindowKeydown(Close{}).Key("F2").WhileTyping())
	// Output: <button live-window-keydown="live_test.Close" live-key="F2" live-while-typing="">
}
