package live_test

import (
	"fmt"
	"time"

	"github.com/lively-go/lively/live"
)

// Search is an event of a control with the name "text".
type Search struct{ Text string }

// Open and Close are events of a menu; Select is that of an item.
type (
	Open   struct{}
	Close  struct{}
	Select struct{ ID int }
)

func ExampleAttr() {
	printAttr(live.Click(Select{ID: 7}).Confirm("Delete?"))
	// Output: <button live-click="live_test.Select?id=7" live-confirm="Delete?">
}

func ExampleChange() {
	printAttr(live.Change(Search{}))
	// Output: <button live-change="live_test.Search">
}

func ExampleSubmit() {
	printAttr(live.Submit(Search{}))
	// Output: <button live-submit="live_test.Search">
}

func ExampleKeydown() {
	printAttr(live.Keydown(Close{}).Key("Escape"))
	// Output: <button live-keydown="live_test.Close" live-key="Escape">
}

func ExampleFocus() {
	printAttr(live.Focus(Open{}))
	// Output: <button live-focus="live_test.Open">
}

func ExampleBlur() {
	printAttr(live.Blur(Close{}))
	// Output: <button live-blur="live_test.Close">
}

func ExampleAttr_Confirm() {
	printAttr(live.Click(Close{}).Confirm("Discard the changes?"))
	// Output: <button live-click="live_test.Close" live-confirm="Discard the changes?">
}

func ExampleAttr_Debounce() {
	printAttr(live.Change(Search{}).Debounce(300 * time.Millisecond))
	// Output: <button live-change="live_test.Search" live-debounce="300">
}

func ExampleAttr_DebounceBlur() {
	printAttr(live.Change(Search{}).DebounceBlur())
	// Output: <button live-change="live_test.Search" live-debounce="blur">
}

func ExampleAttr_Key() {
	printAttr(live.Keydown(Open{}).Key("ArrowDown"))
	// Output: <button live-keydown="live_test.Open" live-key="ArrowDown">
}

// The name of the field is known only at run time.
func ExampleAttr_Value() {
	for _, name := range []string{"id"} {
		printAttr(live.Click(Select{}).Value(name, "7"))
	}
	// Output: <button live-click="live_test.Select" live-value-id="7">
}

func ExampleAttr_Items() {
	for _, item := range live.Click(Close{}).Confirm("Sure?").Items() {
		fmt.Println(item.Key)
	}
	// Output:
	// live-click
	// live-confirm
}
