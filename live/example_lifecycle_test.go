package live_test

import (
	"time"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/live/dom"
)

func ExampleMounted() {
	printAttr(live.Mounted(dom.Focus(dom.Self)))
	// Output: <button live-mounted="[[&#34;focus&#34;,&#34;&#34;]]">
}

func ExampleRemove() {
	printAttr(live.Remove(dom.Hide(dom.Self, dom.Animation{To: "faded", Time: 300 * time.Millisecond})))
	// Output: <button live-remove="[[&#34;hide&#34;,&#34;&#34;,[&#34;&#34;,&#34;&#34;,&#34;faded&#34;,300]]]">
}

func ExampleConnected() {
	printAttr(live.Connected(dom.RemoveAttr(dom.Self, "aria-disabled")))
	// Output: <button live-connected="[[&#34;removeAttr&#34;,&#34;&#34;,&#34;aria-disabled&#34;]]">
}

func ExampleDisconnected() {
	printAttr(live.Disconnected(dom.SetAttr(dom.Self, "aria-disabled", "true")))
	// Output: <button live-disconnected="[[&#34;setAttr&#34;,&#34;&#34;,&#34;aria-disabled&#34;,&#34;true&#34;]]">
}

func ExamplePoll() {
	printAttr(live.Poll(30*time.Second, Search{}))
	// Output: <button live-poll="live_test.Search" live-poll-interval="30000">
}

func ExampleThrottle() {
	printAttr(live.Throttle(200 * time.Millisecond))
	// Output: <button live-throttle="200">
}

func ExampleAttr_Throttle() {
	printAttr(live.Keydown(Open{}).Throttle(200 * time.Millisecond))
	// Output: <button live-keydown="live_test.Open" live-throttle="200">
}

func ExampleDisableWith() {
	printAttr(live.DisableWith("Saving…"))
	// Output: <button live-disable-with="Saving…">
}

func ExampleAttr_DisableWith() {
	printAttr(live.Click(Open{}).DisableWith("Opening…"))
	// Output: <button live-click="live_test.Open" live-disable-with="Opening…">
}

func ExampleViewportTop() {
	printAttr(live.ViewportTop(Open{}))
	// Output: <button live-viewport-top="live_test.Open">
}

func ExampleViewportBottom() {
	printAttr(live.ViewportBottom(Open{}))
	// Output: <button live-viewport-bottom="live_test.Open">
}

func ExampleViewportEnter() {
	printAttr(live.ViewportEnter(Open{}))
	// Output: <button live-viewport-enter="live_test.Open">
}

func ExampleViewportLeave() {
	printAttr(live.ViewportLeave(Close{}))
	// Output: <button live-viewport-leave="live_test.Close">
}

func ExampleAttr_Once() {
	printAttr(live.ViewportEnter(Open{}).Once())
	// Output: <button live-viewport-enter="live_test.Open" live-viewport-once="">
}
